import type { LinkAddress } from '../../address';
import type { Netns } from '../../netns';
import { IFF, RtnetlinkError } from '../../rtnetlink';
import type { Skb } from '../../skb';
import { isValidEthernetAddress } from '../ethernet';
import { ethernetHash } from '../hash';
import { setAllmulti, setPromiscuity } from '../lifecycle';
import type { NetdevEvent } from '../notifier';
import { shrinkMtu, transferOperstate } from '../stacked';
import { Station } from '../station';
import type { MacvlanPort } from './port';

/** MACVLAN_MODE_* (linux/if_link.h). */
export const MODE = { private: 1, vepa: 2, bridge: 4, passthru: 8, source: 16 } as const;
/** MACVLAN_FLAG_*. */
export const FLAG = { nopromisc: 1, nodst: 2 } as const;
const DEFAULT_QUEUE = 1000;

/** A further station on another device, with an address of its own (drivers/net/macvlan.c). */
export class Macvlan extends Station<MacvlanPort> {
  mode: number = MODE.vepa;
  modeFlags = 0;
  /** Whose frames a port in source mode takes, the youngest first. */
  readonly sources = new Set<LinkAddress>();
  bcQueueLen = DEFAULT_QUEUE;

  constructor(netns: Netns, ifname: string, kind: 'macvlan' | 'macvtap') {
    super(netns, ifname, kind, kind === 'macvtap');
  }

  override infoData(): Readonly<Record<string, unknown>> {
    const macaddrData = [...this.sources].reverse().sort((a, b) => ethernetHash(a) - ethernetHash(b));
    const used = Math.max(...this.port.vlans.map(vlan => vlan.bcQueueLen));
    return { mode: this.mode, flags: this.modeFlags, macaddrData, bcQueueLen: this.bcQueueLen, bcQueueLenUsed: used };
  }

  /** macvlan_open. */
  override open(): void {
    const { lower, port } = this;
    if (port.passthru) {
      if (!(this.modeFlags & FLAG.nopromisc)) setPromiscuity(lower, 1);
    } else {
      if (port.busy(this.address)) throw new RtnetlinkError('EADDRINUSE');
      lower.unicast.add(this.address);
      if (this.flags & IFF.ALLMULTI) setAllmulti(lower, 1);
      if (this.flags & IFF.PROMISC) setPromiscuity(lower, 1);
    }
    port.opened(this);
  }

  /** macvlan_stop. */
  override stop(): void {
    const { lower, port } = this;
    this.multicast.unsyncFrom(lower.multicast);
    if (port.passthru) {
      if (!(this.modeFlags & FLAG.nopromisc)) setPromiscuity(lower, -1);
    } else {
      lower.unicast.delete(this.address);
      if (this.flags & IFF.ALLMULTI) setAllmulti(lower, -1);
      if (this.flags & IFF.PROMISC) setPromiscuity(lower, -1);
    }
    port.closed(this);
  }

  /** macvlan_set_mac_address. */
  override setAddress(address: LinkAddress): void {
    if (!isValidEthernetAddress(address)) throw new RtnetlinkError('EADDRNOTAVAIL');
    if (address === this.address) return;
    const { lower, port } = this;
    if (port.passthru) {
      this.#take(address);
      lower.setAddress(address);
      return;
    }
    if (port.busy(address)) throw new RtnetlinkError('EADDRINUSE');
    if (!this.up) {
      this.address = address;
      return;
    }
    lower.unicast.add(address);
    lower.unicast.delete(this.address);
    this.#take(address);
  }

  #take(address: LinkAddress): void {
    if (this.up) this.port.closed(this);
    this.address = address;
    if (this.up) this.port.opened(this);
  }

  override setMtu(mtu: number): void {
    if (mtu > this.lower.mtu) throw new RtnetlinkError('EINVAL');
    super.setMtu(mtu);
  }

  /** macvlan_device_event: what happens to the lower device. */
  override lowerEvent(event: NetdevEvent): void {
    switch (event) {
      case 'up':
      case 'down':
      case 'change': return transferOperstate(this.lower, this);
      case 'change-mtu': return shrinkMtu(this, this.lower.mtu);
      case 'change-address':
        if (this.port.passthru && this.address !== this.lower.address) this.#take(this.lower.address);
    }
  }

  /** macvlan_start_xmit. */
  transmit(skb: Skb): void {
    this.stats.txPackets++;
    this.stats.txBytes += skb.octets.length;
    this.port.send(this, skb);
  }
}
