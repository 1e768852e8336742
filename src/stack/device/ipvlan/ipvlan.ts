import type { IpAddress, LinkAddress } from '../../address';
import type { Netns } from '../../netns';
import { IFF, RtnetlinkError } from '../../rtnetlink';
import { announceLink } from '../../rtnetlink/announce';
import type { Skb } from '../../skb';
import type { NetdevEvent } from '../notifier';
import { shrinkMtu, transferOperstate } from '../stacked';
import { Station } from '../station';
import type { IpvlanPort } from './port';

/** IPVLAN_MODE_* (linux/if_link.h). */
export const MODE = { l2: 0, l3: 1, l3s: 2 } as const;
/** IPVLAN_F_*. */
export const FLAG = { private: 1, vepa: 2 } as const;

/** A further station on another device, with that one's link-layer address and IP addresses of its own (drivers/net/ipvlan/ipvlan_main.c). */
export class Ipvlan extends Station<IpvlanPort> {
  constructor(netns: Netns, ifname: string, kind: 'ipvlan' | 'ipvtap') {
    super(netns, ifname, kind, kind === 'ipvtap');
  }

  override infoData(): Readonly<Record<string, unknown>> {
    return { mode: this.port.mode, flags: this.port.flags };
  }

  /** ipvlan_open. */
  override open(): void {
    this.flags = this.port.mode === MODE.l2 ? this.flags & ~IFF.NOARP : this.flags | IFF.NOARP;
  }

  override stop(): void {
    this.multicast.unsyncFrom(this.lower.multicast);
  }

  /** It has no ndo_set_mac_address. */
  override setAddress(_address: LinkAddress): void {
    throw new RtnetlinkError('EOPNOTSUPP');
  }

  /** ipvlan_addr4_validator_event, ipvlan_addr6_validator_event. */
  override validateIp(address: IpAddress): void {
    if (this.port.ownerOf(address, true)) throw new RtnetlinkError('EADDRINUSE', 'Address already assigned to an ipvlan device');
  }

  /** ipvlan_device_event: what happens to the lower device. */
  override lowerEvent(event: NetdevEvent): void {
    switch (event) {
      case 'up':
      case 'down':
      case 'change': return transferOperstate(this.lower, this);
      case 'change-mtu': return shrinkMtu(this, this.lower.mtu);
      case 'change-address':
        this.address = this.lower.address;
        this.netns.notifier.call('change-address', this);
        announceLink('RTM_NEWLINK', this);
    }
  }

  /** ipvlan_start_xmit. */
  transmit(skb: Skb): void {
    const length = skb.octets.length;
    if (this.port.send(this, skb)) {
      this.stats.txPackets++;
      this.stats.txBytes += length;
    } else this.stats.txDropped++;
  }
}
