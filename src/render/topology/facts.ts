import type { BridgeVlans, IpLink } from '../../backend/snapshot';
import { isLoopbackAddress } from './usual';

/** What an interface says beside its name and state. */
export interface Facts {
  /** what it is, where its line doesn't show that: `vlan 10` */
  readonly kind: string;
  /** addresses, and what it does with packets: a line each */
  readonly details: readonly string[];
}

type Data = Readonly<Record<string, unknown>>;

const word = (value: unknown): string => typeof value === 'string' || typeof value === 'number' ? String(value) : '';

/** Parts that are there, in a row. */
const row = (...parts: readonly string[]): string => parts.filter(part => part !== '').join(' ');

const ends = (data: Data): string => {
  const far = word(data.remote ?? data.remote6);
  const near = word(data.local ?? data.local6);
  return far === '' && near === '' ? '' : `${near || 'any'} → ${far || 'any'}`;
};
const key = (data: Data): string => data.okey === undefined ? '' : `key ${word(data.okey).replace(/^(0\.)+(?=\d+$)/, '')}`;
const over = (data: Data): string => data.link === undefined ? '' : `over ${word(data.link)}`;
const tunnel = (name: string) => ({ kind: () => name, details: (data: Data) => [row(ends(data), over(data)), key(data)] });

/** How each kind of device is named, and what is worth a line of it (`linkinfo` of `ip -j -d link`). */
const KINDS: Readonly<Record<string, { readonly kind: (data: Data) => string; readonly details?: (data: Data) => readonly string[] }>> = {
  veth: { kind: () => '' },
  bridge: { kind: () => 'bridge', details: data => [data.vlan_filtering === 1 ? 'tells VLANs apart' : '', data.stp_state === 1 ? 'spanning tree on' : ''] },
  vlan: { kind: data => row('vlan', word(data.id)), details: data => [data.protocol === '802.1ad' ? '802.1ad' : ''] },
  vxlan: {
    kind: data => row('vxlan', word(data.id)),
    details: data => [row(ends(data), data.group === undefined && data.group6 === undefined ? '' : `group ${word(data.group ?? data.group6)}`, over(data))],
  },
  ipip: tunnel('ipip'), sit: tunnel('sit'), gre: tunnel('gre'), gretap: tunnel('gretap'), ip6tnl: tunnel('ip6tnl'), ip6gre: tunnel('ip6gre'), ip6gretap: tunnel('ip6gretap'), vti: tunnel('vti'),
  bond: { kind: () => 'bond', details: data => [word(data.mode), data.active_slave === undefined ? '' : `active ${word(data.active_slave)}`] },
  vrf: { kind: data => row('vrf', 'table', word(data.table)) },
  macvlan: { kind: data => row('macvlan', word(data.mode)) },
  ipvlan: { kind: data => row('ipvlan', word(data.mode)) },
  tun: { kind: data => word(data.type) || 'tun' },
};

/** MTUs of Ethernet, of lo and of VRFs; any other is worth a line. */
const USUAL_MTU: readonly number[] = [1500, 65536, 65575];

/** @param vlans the namespace's rows of `bridge -j vlan` */
export function factsOf(link: IpLink, vlans: readonly BridgeVlans[] = []): Facts {
  const name = link.linkinfo?.info_kind;
  const data = link.linkinfo?.info_data ?? {};
  const known = name === undefined ? undefined : KINDS[name];
  const slave = link.linkinfo?.info_slave_data?.state;
  const details = [
    ...addressesOf(link),
    ...(known?.details?.(data) ?? []),
    ...vlanLines(vlans.find(({ ifname }) => ifname === link.ifname)),
    // A bridge's port that may not forward.
    link.linkinfo?.info_slave_kind === 'bridge' && slave !== 'forwarding' && slave !== 'disabled' ? word(slave) : '',
    USUAL_MTU.includes(link.mtu) ? '' : `mtu ${link.mtu}`,
  ];
  return { kind: known ? known.kind(data) : name ?? '', details: details.filter(line => line !== '') };
}

/** Addresses but for those that every interface of its kind has: IPv6's link-local ones, and lo's own two. */
function addressesOf({ addr_info, link_type }: IpLink): string[] {
  return (addr_info ?? [])
    .filter(address => !(address.family === 'inet6' && address.scope === 'link') && !(link_type === 'loopback' && isLoopbackAddress(address)))
    .map(({ local, address, prefixlen }) => `${local}${address === undefined ? '' : ` peer ${address}`}/${prefixlen}`);
}

/** A port's VLANs where they aren't those that each port has, 1 alone. */
function vlanLines(row_: BridgeVlans | undefined): string[] {
  if (!row_) return [];
  const has = (flags: readonly string[] | undefined, flag: string): boolean => flags?.includes(flag) ?? false;
  const names = (kept: BridgeVlans['vlans']): string => ranges(kept.flatMap(({ vlan, vlanEnd }) => Array.from({ length: (vlanEnd ?? vlan) - vlan + 1 }, (_, i) => vlan + i)));
  const [pvid, untagged, tagged] = [
    row_.vlans.filter(({ flags }) => has(flags, 'PVID')),
    row_.vlans.filter(({ flags }) => has(flags, 'Egress Untagged')),
    row_.vlans.filter(({ flags }) => !has(flags, 'Egress Untagged')),
  ].map(names) as [string, string, string];
  if (pvid === '1' && untagged === '1' && tagged === '') return [];
  const line = row(pvid === '' ? 'no pvid' : `pvid ${pvid}`, untagged === pvid ? '' : `untagged ${untagged || 'none'}`, tagged === '' ? '' : `tagged ${tagged}`);
  return [row_.vlans.length === 0 ? 'in no VLAN' : line];
}

/** Numbers in order, neighbours as `20-25`. */
function ranges(numbers: readonly number[]): string {
  const parts: [number, number][] = [];
  for (const number of [...numbers].sort((a, b) => a - b)) {
    const last = parts.at(-1);
    if (last && number <= last[1] + 1) last[1] = number;
    else parts.push([number, number]);
  }
  return parts.map(([first, last]) => first === last ? `${first}` : `${first}-${last}`).join(',');
}
