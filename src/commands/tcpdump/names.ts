import { formatAddress, MAC_BROADCAST, type IpAddress, type LinkAddress } from '../../stack/address';
import type { HostsLine } from './hosts';
import { SERVICES } from './services';

/** How numbers read: by name, or with -n as they are. */
export interface Names {
  host(address: IpAddress): string;
  port(port: number, protocol: 'tcp' | 'udp'): string;
  ethernet(address: LinkAddress): string;
  /** if_indextoname(3); `?` where there is none */
  interface(ifindex: number): string;
}

export interface NamesOptions {
  /** -n */
  readonly numeric: boolean;
  /** -N: hosts without their domain */
  readonly short: boolean;
  readonly hosts: readonly HostsLine[];
  interfaceName(ifindex: number): string | undefined;
}

/** Organisations that tcpdump knows by the first three octets of an Ethernet address (oui.c). */
const ORGANISATIONS: Readonly<Record<string, string>> = {
  '00:00:00': 'Ethernet', '00:00:0c': 'Cisco', '00:00:5e': 'IANA', '00:00:81': 'Nortel Networks SONMP', '00:00:f8': 'Cisco bridged',
  '00:80:c2': 'Ethernet bridged', '00:a0:3e': 'ATM Forum', '00:e0:2f': 'DOCSIS Spanning Tree', '08:00:07': 'Appletalk',
  '00:90:69': 'Juniper', '08:00:09': 'Hewlett-Packard', '00:12:0f': 'IEEE 802.3 Private', '00:12:bb': 'ANSI/TIA', '00:1b:21': 'DCBX',
  '00:23:20': 'Nicira Networks', '5c:16:c7': 'Big Switch Networks', 'b0:d2:f5': 'Vello Systems', '00:24:81': 'HP', '00:04:ea': 'HP-Labs',
  '74:87:71': 'Infoblox Inc', 'a4:23:05': 'Open Networking Lab', '00:04:9f': 'Freescale', '00:15:ad': 'Netronome', '00:10:18': 'Broadcom',
  '00:e0:04': 'PMC-Sierra', 'd0:f0:db': 'Ericsson',
};

export function makeNames({ numeric, short, hosts, interfaceName }: NamesOptions): Names {
  const byAddress = new Map(numeric ? [] : hosts.map(([address, [name]]) => [address, name!] as const).reverse());
  return {
    host: address => {
      const name = byAddress.get(address);
      if (name === undefined) return formatAddress(address);
      return short ? name.replace(/\..*/, '') : name;
    },
    port: (port, protocol) => (numeric ? undefined : SERVICES[protocol].get(port)) ?? String(port),
    ethernet: address => {
      if (address === MAC_BROADCAST && !numeric) return 'Broadcast';
      return numeric ? address : `${address} (oui ${ORGANISATIONS[address.slice(0, 8)] ?? 'Unknown'})`;
    },
    interface: ifindex => interfaceName(ifindex) ?? '?',
  };
}
