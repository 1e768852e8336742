import { AF_INET, AF_INET6, familyOf, type Family, type IpAddress, type LinkAddress } from './address';
import type { DeviceTable } from './device/table';
import { SysError } from './errno';

/** A link-layer group that a device receives: a line of /proc/net/dev_mcast. */
export interface LinkGroup {
  readonly index: number;
  readonly ifname: string;
  readonly address: LinkAddress;
  readonly users: number;
  /** a user asked for it by SIOCADDMULTI */
  readonly global: boolean;
}

/** A group that a device has joined: a line of /proc/net/igmp or igmp6. */
export interface JoinedGroup {
  readonly index: number;
  readonly ifname: string;
  readonly group: IpAddress;
  readonly users: number;
  /** MAF_* of IPv6 (include/net/if_inet6.h); 0 for IPv4 */
  readonly flags: number;
}

/** A namespace's multicast groups: what procfs tells of them, and the ioctls that change them (netdevice(7)). */
export class MulticastDoor {
  /** by device, each device's as the kernel lists them; IPv4 and IPv6 put their own here */
  igmp: () => JoinedGroup[] = () => [];
  igmp6: () => JoinedGroup[] = () => [];

  /** How each family joins and leaves a group for a device of its own (ip_mc_inc_group, ipv6_dev_mc_inc), and which address it speaks from. */
  readonly families = new Map<Family, { join(index: number, group: IpAddress): void; leave(index: number, group: IpAddress): void; source(index: number): IpAddress | undefined }>();

  constructor(private readonly devices: DeviceTable) {}

  /** By device, each device's in the order in which they came. */
  linkGroups(): LinkGroup[] {
    return [...this.devices].flatMap(({ ifindex, ifname, multicast }) => multicast.entries().map(entry => ({ index: ifindex, ifname, ...entry })));
  }

  /** SIOCADDMULTI. @throws {SysError} ENODEV; EINVAL for a device without a receive filter */
  add(ifname: string, address: LinkAddress): void {
    this.#device(ifname).multicast.addGlobal(address);
  }

  /** SIOCDELMULTI. @throws {SysError} ENODEV, EINVAL; ENOENT if nobody asked for it by SIOCADDMULTI */
  delete(ifname: string, address: LinkAddress): void {
    this.#device(ifname).multicast.deleteGlobal(address);
  }

  /** The kernel joins a group on a device, where the device speaks its family. */
  join(index: number, group: IpAddress): void {
    this.families.get(familyOf(group))?.join(index, group);
  }

  leave(index: number, group: IpAddress): void {
    this.families.get(familyOf(group))?.leave(index, group);
  }

  /** Addresses that the kernel's own messages to the link come from, by family (inet_select_addr, ipv6_get_lladdr). */
  sourceOf(index: number): { readonly inet?: number; readonly inet6?: bigint } {
    return { inet: this.families.get(AF_INET)?.source(index) as number | undefined, inet6: this.families.get(AF_INET6)?.source(index) as bigint | undefined };
  }

  #device(ifname: string): NonNullable<ReturnType<DeviceTable['byName']>> {
    const dev = this.devices.byName(ifname);
    if (!dev) throw new SysError('ENODEV');
    if (!dev.filters) throw new SysError('EINVAL');
    return dev;
  }
}
