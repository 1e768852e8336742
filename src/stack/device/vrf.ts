import type { Netns } from '../netns';
import { IFF, RtnetlinkError } from '../rtnetlink';
import type { Skb } from '../skb';
import { validateAddress } from './create';
import { ARPHRD, NetDevice } from './device';
import { ETH_HLEN, randomAddress } from './ethernet';
import type { LinkAttributes, LinkKind } from './kinds';
import { changeFlags, registerDevice } from './lifecycle';
import type { NetdevEvent } from './notifier';
import { Wire } from './wire';

/** IPV6_MIN_MTU and IP6_MAX_MTU (include/net/ipv6.h) */
const MIN_MTU = 1280;
const MAX_MTU = 65575;

/** A virtual routing and forwarding device (drivers/net/vrf.c): its ports route by its table, and it is their loopback. */
export class Vrf extends NetDevice {
  readonly kind = 'vrf';
  readonly ports: NetDevice[] = [];
  readonly #wire: Wire;
  override ownTable = 0;

  constructor(netns: Netns, ifname: string) {
    super(netns, {
      ifname, type: ARPHRD.ETHER, flags: IFF.MASTER | IFF.NOARP, mtu: MAX_MTU, minMtu: MIN_MTU, maxMtu: MAX_MTU, noQueue: true, netnsLocal: true,
      address: randomAddress(netns.network.random),
    });
    this.operstate = 'UP';
    this.#wire = new Wire(netns.network, 4_000, 9_000);
  }

  override infoData(): Readonly<Record<string, unknown>> {
    return { table: this.ownTable };
  }

  override portData(): Readonly<Record<string, unknown>> {
    return { table: this.ownTable };
  }

  /** vrf_add_slave. */
  override addPort(port: NetDevice): void {
    if (port.flags & IFF.LOOPBACK) throw new RtnetlinkError('EOPNOTSUPP', 'Can not enslave loopback device to a VRF');
    if (port.ownTable !== undefined) throw new RtnetlinkError('EINVAL', 'Can not enslave an L3 master device to a VRF');
    this.ports.push(port);
    port.master = this;
    port.netns.notifier.call('change-l3-upper', port);
    cycle(port);
  }

  /** vrf_del_slave. */
  override deletePort(port: NetDevice): void {
    this.#release(port);
    port.netns.notifier.call('change-l3-upper', port);
    cycle(port);
  }

  override portEvent(event: NetdevEvent, port: NetDevice): void {
    if (event === 'unregister') this.#release(port);
  }

  #release(port: NetDevice): void {
    this.ports.splice(this.ports.indexOf(port), 1);
    port.master = undefined;
  }

  /** vrf_xmit: routes the packet again, in this VRF; one for an address here comes back in by this device. */
  transmit(skb: Skb): void {
    const dst = this.netns.l3Routes.get(skb.protocol)?.(skb, this);
    if (!dst) {
      this.stats.txErrors++;
      return;
    }
    this.stats.txPackets++;
    this.stats.txBytes += skb.octets.length;
    skb.dst = dst;
    if (dst.dev !== this) {
      skb.octets = skb.network;
      skb.networkOffset = 0;
      return dst.output(skb);
    }
    const { length } = skb.octets;
    this.#wire.carry(() => {
      this.stats.rxPackets++;
      this.stats.rxBytes += length;
      this.#loopBack(skb);
    });
  }

  /** A packet that taps have seen on its way out isn't shown to them again (PACKET_LOOPBACK). */
  #loopBack(skb: Skb): void {
    if (!this.up) return this.netns.drop('DEV_READY', skb, `${this.ifname} is down`);
    skb.dev = this;
    skb.iif = this.ifindex;
    skb.at = this.netns.network.clock.now();
    skb.networkOffset = ETH_HLEN;
    skb.packetType = 'host';
    this.netns.emit(this, { kind: 'receive', ...skb.seen });
    this.netns.protocols.get(skb.protocol)?.(skb);
  }
}

/** cycle_netdev: down and up again, so that routes and neighbours move to the other table. */
function cycle(dev: NetDevice): void {
  if (!dev.up) return;
  const flags = (dev.flags & ~(IFF.PROMISC | IFF.ALLMULTI)) | dev.userFlags;
  changeFlags(dev, flags & ~IFF.UP);
  changeFlags(dev, flags);
}

/** vrf_newlink. */
function register(dev: NetDevice, { data }: LinkAttributes): void {
  const vrf = dev as Vrf;
  if (data?.table === undefined) throw new RtnetlinkError('EINVAL', 'VRF table id is missing');
  vrf.ownTable = Number(data.table);
  if (vrf.ownTable === 0) throw new RtnetlinkError('EINVAL', 'Invalid VRF table id');
  registerDevice(vrf);
  vrf.netns.addL3Rules();
}

export const vrf: LinkKind = {
  kind: 'vrf',
  validate: validateAddress,
  setup: (netns, ifname) => new Vrf(netns, ifname),
  register,
  unlink: dev => {
    const doomed = dev as Vrf;
    for (const port of [...doomed.ports]) doomed.deletePort(port);
    return [dev];
  },
};
