import { addressOctets, macOctets, type IpAddress, type JoinedGroup, type Netns } from '../../stack';

/** net/core/net-procfs.c: dev_mc_seq_show */
export function devMcast(netns: Netns): string {
  return netns.multicast.linkGroups().map(({ index, ifname, users, global, address }) =>
    `${columns(index, ifname)}${String(users).padEnd(5)} ${global ? '1    ' : '0    '} ${hex(macOctets(address))}\n`).join('');
}

/** net/ipv4/igmp.c: igmp_mc_seq_show. Groups are printed as the host's words: little-endian hex. */
export function igmp(netns: Netns): string {
  const groups = netns.multicast.igmp();
  const head = (first: JoinedGroup): string => {
    const count = groups.filter(group => group.index === first.index).length;
    return `${first.index}\t${first.ifname.padEnd(10)}: ${String(count).padStart(5)} ${'V3'.padStart(7)}\n`;
  };
  const lines = groups.map((joined, i) => `${groups[i - 1]?.index === joined.index ? '' : head(joined)}\t\t\t\t`
    + `${hex(addressOctets(joined.group).reverse()).toUpperCase()} ${String(joined.users).padStart(5)} 0:00000000\t\t0\n`);
  return `Idx\tDevice    : Count Querier\tGroup    Users Timer\tReporter\n${lines.join('')}`;
}

/** net/ipv6/mcast.c: igmp6_mc_seq_show */
export function igmp6(netns: Netns): string {
  return netns.multicast.igmp6().map(({ index, ifname, group, users, flags }) =>
    `${columns(index, ifname)}${octets(group)} ${String(users).padStart(5)} ${flags.toString(16).toUpperCase().padStart(8, '0')} 0\n`).join('');
}

function columns(index: number, ifname: string): string {
  return `${String(index).padEnd(4)} ${ifname.padEnd(15)} `;
}

function octets(address: IpAddress): string {
  return hex(addressOctets(address));
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, octet => octet.toString(16).padStart(2, '0')).join('');
}
