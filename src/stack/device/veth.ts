import type { Netns } from '../netns';
import { IFF, RtnetlinkError } from '../rtnetlink';
import type { Skb } from '../skb';
import { configureLink, createLink, validateAddress } from './create';
import { ARPHRD, NetDevice } from './device';
import { randomAddress } from './ethernet';
import type { LinkAttributes, LinkKind } from './kinds';
import { registerDevice, setCarrier, unregisterDevices } from './lifecycle';
import { Wire } from './wire';

const MIN_MTU = 68;
const MAX_MTU = 65535;

/** One end of a virtual Ethernet pair (drivers/net/veth.c, veth(4)). */
export class Veth extends NetDevice {
  readonly kind = 'veth';
  peer: Veth | null = null;
  readonly #wire: Wire;

  constructor(netns: Netns, ifname: string) {
    super(netns, {
      ifname, type: ARPHRD.ETHER, flags: IFF.BROADCAST | IFF.MULTICAST, mtu: 1500, minMtu: MIN_MTU, maxMtu: MAX_MTU, noQueue: true, tsoMaxSize: 524280,
    });
    this.numTxQueues = this.numRxQueues = netns.network.release.cpus;
    this.#wire = new Wire(netns.network, 10_000, 40_000);
  }

  override get link(): NetDevice | null {
    return this.peer;
  }

  override open(): void {
    if (!this.peer) throw new RtnetlinkError('ENOTCONN');
    if (!this.peer.up) return;
    setCarrier(this, true);
    setCarrier(this.peer, true);
  }

  override stop(): void {
    setCarrier(this, false);
    if (this.peer) setCarrier(this.peer, false);
  }

  /** The peer forgets all that the frame carried with it but its octets; a frame longer than the peer's MTU is lost there. */
  transmit(skb: Skb): void {
    const peer = this.peer;
    const length = skb.octets.length;
    if (!peer?.up || length > peer.mtu + peer.headerLength + 4) {
      this.stats.txDropped++;
      this.netns.drop('NOT_SPECIFIED', skb, peer?.up ? `${peer.ifname}: mtu ${peer.mtu}` : 'the peer is down');
      return;
    }
    this.stats.txPackets++;
    this.stats.txBytes += length;
    skb.scrub(peer.netns !== this.netns);
    this.#wire.carry(() => {
      peer.stats.rxPackets++;
      peer.stats.rxBytes += length;
      peer.receive(skb);
    });
  }
}

function peerAttributes(attributes: LinkAttributes): LinkAttributes | undefined {
  return attributes.data?.peer as LinkAttributes | undefined;
}

function validate(attributes: LinkAttributes): void {
  validateAddress(attributes);
  if (attributes.mtu !== undefined && (attributes.mtu < MIN_MTU || attributes.mtu > MAX_MTU)) throw new RtnetlinkError('EINVAL');
}

/** veth_newlink: the peer, which may be in another namespace, is registered first and so gets the lower ifindex. */
function register(dev: NetDevice, attributes: LinkAttributes, source: Netns): void {
  const asked = peerAttributes(attributes);
  if (asked) validate(asked);
  const shared = asked ?? attributes;
  const peer = createLink(shared.netns ?? source, asked?.ifname ?? 'veth%d', veth, shared) as Veth;
  const random = dev.netns.network.random;
  if (asked?.address === undefined) peer.address = randomAddress(random);
  if (asked && dev.ifindex !== 0) peer.ifindex = asked.index ?? 0;
  registerDevice(peer);
  setCarrier(peer, false);
  try {
    configureLink(peer, asked ?? {});
    if (attributes.address === undefined) dev.address = randomAddress(random);
    if (attributes.ifname === undefined) dev.ifname = 'veth%d';
    registerDevice(dev);
  } catch (error) {
    unregisterDevices([peer]);
    throw error;
  }
  setCarrier(dev, false);
  peer.peer = dev as Veth;
  (dev as Veth).peer = peer;
}

export const veth: LinkKind = {
  kind: 'veth',
  validate,
  peer: peerAttributes,
  setup: (netns, ifname) => new Veth(netns, ifname),
  register,
  unlink: dev => {
    const { peer } = dev as Veth;
    (dev as Veth).peer = null;
    if (!peer) return [dev];
    peer.peer = null;
    return [dev, peer];
  },
};
