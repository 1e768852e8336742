import type { LinkAddress } from '../address';
import type { Netns } from '../netns';
import { IFF, RtnetlinkError } from '../rtnetlink';
import { announceLink } from '../rtnetlink/announce';
import type { Skb } from '../skb';
import { concat, ETH_P_8021Q, put16 } from '../wire';
import { validateAddress } from './create';
import { ARPHRD, NetDevice } from './device';
import { isMulticastAddress, readMac, ETH_HLEN } from './ethernet';
import type { LinkAttributes, LinkKind } from './kinds';
import { changeFlags, closeDevices, registerDevice, setCarrier } from './lifecycle';
import type { NetdevEvent } from './notifier';
import { vlanKey } from './tag';

const MAX_ID = 4094;
/** VLAN_FLAG_*; of the others, registration protocols and bridge binding aren't simulated. */
const FLAG = { REORDER_HDR: 1, LOOSE_BINDING: 4 } as const;
/** A tag's priority, its highest three bits (VLAN_PRIO_MASK, IEEE 802.1Q section 9.6). */
const PRIORITY_MASK = 7;
const PRIORITY_SHIFT = 13;

interface QosMapping {
  readonly from: number;
  readonly to: number;
}

const mappings = (value: unknown): readonly QosMapping[] => (value ?? []) as readonly QosMapping[];

const INHERITED = ~(IFF.UP | IFF.PROMISC | IFF.ALLMULTI | IFF.MASTER | IFF.SLAVE);

/** What GVRP and MVRP, which share an address, listen to on a device with VLANs (vlan_gvrp_init_applicant, vlan_mvrp_init_applicant). */
const REGISTRATION_GROUPS: readonly LinkAddress[] = ['01:80:c2:00:00:21', '01:80:c2:00:00:21'];

/** A VLAN of another device (net/8021q/vlan_dev.c, IEEE 802.1Q). */
export class Vlan extends NetDevice {
  readonly kind = 'vlan';
  lower!: NetDevice;
  id = 0;
  protocol = ETH_P_8021Q;
  #flags: number = FLAG.REORDER_HDR;
  /** packet priority by the tag's priority */
  readonly #ingress: number[] = new Array<number>(PRIORITY_MASK + 1).fill(0);
  /** the tag's priority by packet priority */
  readonly #egress = new Map<number, number>();
  /** its address is the lower device's, and follows it (NET_ADDR_STOLEN) */
  stolen = true;

  constructor(netns: Netns, ifname: string) {
    super(netns, { ifname, type: ARPHRD.ETHER, flags: IFF.BROADCAST | IFF.MULTICAST, mtu: 1500, minMtu: 0, maxMtu: 65535, noQueue: true, filtersUnicast: true });
  }

  override get link(): NetDevice {
    return this.lower;
  }

  override get tsoMaxSize(): number {
    return this.lower.tsoMaxSize;
  }

  override infoData(): Readonly<Record<string, unknown>> {
    return {
      id: this.id, protocol: this.protocol, flags: { flags: this.#flags, mask: 0xffffffff },
      ingressQos: this.#ingress.map((to, from) => ({ from, to })).filter(({ to }) => to !== 0),
      egressQos: [...this.#egress].map(([from, to]) => ({ from, to })).filter(({ to }) => to !== 0),
    };
  }

  /** vlan_dev_change_flags. @throws {RtnetlinkError} EOPNOTSUPP for what isn't simulated */
  configure(data: Readonly<Record<string, unknown>>): void {
    const { flags, mask } = (data.flags ?? { flags: 0, mask: 0 }) as { readonly flags: number; readonly mask: number };
    const wanted = (this.#flags & ~mask) | (flags & mask);
    if (wanted & ~(FLAG.REORDER_HDR | FLAG.LOOSE_BINDING)) throw new RtnetlinkError('EOPNOTSUPP', 'vethlab\'s VLANs don\'t support gvrp, mvrp and bridge_binding');
    this.#flags = wanted;
    for (const { from, to } of mappings(data.ingressQos)) this.#ingress[from & PRIORITY_MASK] = to;
    for (const { from, to } of mappings(data.egressQos)) this.#egress.set(from, to & PRIORITY_MASK);
  }

  get #loose(): boolean {
    return (this.#flags & FLAG.LOOSE_BINDING) !== 0;
  }

  override open(): void {
    if (!this.lower.up && !this.#loose) throw new RtnetlinkError('ENETDOWN');
    if (this.lower.carrier) setCarrier(this, true);
  }

  /** dev_mc_sync: the lower device receives the groups too. */
  override setRxMode(): void {
    this.multicast.syncTo(this.lower.multicast);
  }

  override stop(): void {
    this.multicast.unsyncFrom(this.lower.multicast);
    if (!this.#loose) setCarrier(this, false);
  }

  override setAddress(address: LinkAddress): void {
    super.setAddress(address);
    this.stolen = false;
  }

  override setMtu(mtu: number): void {
    if (mtu > this.lower.mtu) throw new RtnetlinkError('ERANGE');
    super.setMtu(mtu);
  }

  /** vlan_device_event: what happens to the lower device. */
  override lowerEvent(event: NetdevEvent): void {
    switch (event) {
      case 'change': return setCarrier(this, this.lower.carrier);
      case 'change-address': return this.#followAddress();
      case 'change-mtu': return this.#followMtu();
      case 'down': return this.#loose ? undefined : closeDevices([this]);
      case 'up':
        if (!this.up) changeFlags(this, (this.flags & ~(IFF.PROMISC | IFF.ALLMULTI)) | this.userFlags | IFF.UP);
        return setCarrier(this, this.lower.carrier);
    }
  }

  #followAddress(): void {
    if (!this.stolen || this.address === this.lower.address) return;
    this.address = this.lower.address;
    this.netns.notifier.call('change-address', this);
    announceLink('RTM_NEWLINK', this);
  }

  #followMtu(): void {
    if (this.mtu <= this.lower.mtu) return;
    this.mtu = this.lower.mtu;
    this.netns.notifier.call('change-mtu', this);
    announceLink('RTM_NEWLINK', this);
  }

  /** Adds the tag, and sends by the lower device. */
  transmit(skb: Skb): void {
    this.stats.txPackets++;
    this.stats.txBytes += skb.octets.length;
    const tag = new Uint8Array(4);
    put16(tag, 0, this.protocol);
    put16(tag, 2, ((this.#egress.get(skb.priority) ?? 0) << PRIORITY_SHIFT) | this.id);
    skb.octets = concat(skb.octets.subarray(0, 12), tag, skb.octets.subarray(12));
    skb.networkOffset += 4;
    this.lower.queueXmit(skb);
  }

  /** vlan_do_receive: takes the tag off. */
  receiveTagged(skb: Skb): void {
    skb.priority = this.#ingress[skb.octets[14]! >> 5]!;
    skb.octets = concat(skb.octets.subarray(0, 12), skb.octets.subarray(16));
    this.stats.rxPackets++;
    this.stats.rxBytes += skb.octets.length - ETH_HLEN;
    const destination = readMac(skb.octets, 0);
    if (isMulticastAddress(destination) && destination !== this.broadcast) this.stats.multicast++;
    this.receive(skb);
  }
}

function validate(attributes: LinkAttributes): void {
  validateAddress(attributes);
  const { data } = attributes;
  if (!data || Object.keys(data).length === 0) throw new RtnetlinkError('EINVAL', '8021q: VLAN properties not specified');
  if (Number(data.id ?? 0) > MAX_ID) throw new RtnetlinkError('ERANGE', '8021q: Invalid VLAN id');
}

/** vlan_newlink. */
function register(dev: NetDevice, attributes: LinkAttributes, source: Netns): void {
  const vlan = dev as Vlan;
  const data = attributes.data!;
  if (data.id === undefined) throw new RtnetlinkError('EINVAL', '8021q: VLAN id not specified');
  if (!attributes.link) throw new RtnetlinkError('EINVAL', '8021q: link not specified');
  const lower = source.devices.byIndex(attributes.link);
  if (!lower) throw new RtnetlinkError('ENODEV', '8021q: link does not exist');
  vlan.lower = lower;
  vlan.id = Number(data.id);
  vlan.protocol = Number(data.protocol ?? ETH_P_8021Q);
  vlan.configure(data);
  if (lower.flags & IFF.LOOPBACK) throw new RtnetlinkError('EOPNOTSUPP', '8021q: VLANs not supported on device');
  const key = vlanKey(vlan.protocol, vlan.id);
  if (lower.vlans.has(key)) throw new RtnetlinkError('EEXIST', '8021q: VLAN device already exists');
  if (attributes.mtu === undefined) vlan.mtu = lower.mtu;
  else if (attributes.mtu > lower.mtu) throw new RtnetlinkError('EINVAL');
  vlan.flags = lower.flags & INHERITED;
  if (attributes.address !== undefined) vlan.stolen = false;
  else vlan.address = lower.address;
  vlan.carrier = false;
  registerDevice(vlan);
  if (lower.vlans.size === 0) for (const address of REGISTRATION_GROUPS) lower.multicast.add(address);
  lower.vlans.set(key, vlan);
  setCarrier(vlan, lower.carrier);
  vlan.netns.host.linkWatch.fire(vlan);
}

export const vlan: LinkKind = {
  kind: 'vlan',
  validate,
  setup: (netns, ifname) => new Vlan(netns, ifname),
  register,
  change: (dev, data) => (dev as Vlan).configure(data),
  unlink: dev => {
    const { lower, protocol, id } = dev as Vlan;
    lower.vlans.delete(vlanKey(protocol, id));
    if (lower.vlans.size === 0) for (const address of REGISTRATION_GROUPS) lower.multicast.delete(address);
    return [dev];
  },
};
