import { runHere } from './tools';

/** Link kinds that labs use, with what `ip link add` needs besides. */
const KINDS: Readonly<Record<string, readonly string[]>> = {
  bond: [], bridge: [], 'bridge with VLAN filtering': ['vlan_filtering', '1'], dummy: [], geneve: ['id', '1', 'remote', '192.0.2.1'], gre: ['local', '192.0.2.1', 'remote', '192.0.2.2'], gretap: ['local', '192.0.2.1', 'remote', '192.0.2.2'],
  ifb: [], ip6tnl: ['local', '2001:db8::1', 'remote', '2001:db8::2'], ipip: ['local', '192.0.2.1', 'remote', '192.0.2.2'], ipvlan: [], macvlan: [], sit: ['local', '192.0.2.1', 'remote', '192.0.2.2'],
  team: [], veth: [], vlan: ['id', '1'], vrf: ['table', '10'], vxlan: ['id', '1', 'dstport', '4789'], wireguard: [],
};

/** Those that lie on another link. */
const ABOVE: readonly string[] = ['ipvlan', 'macvlan', 'vlan'];

/** Which link kinds this kernel makes: tries each, and takes it away again. Within the sandbox only. */
export async function findLinkKinds(): Promise<Record<string, boolean>> {
  await runHere(['ip', 'link', 'add', 'below', 'type', 'veth']);
  const found: Record<string, boolean> = {};
  for (const [name, options] of Object.entries(KINDS)) {
    const [kind] = name.split(' ') as [string];
    const link = ABOVE.includes(kind) ? ['link', 'below'] : [];
    found[name] = await runHere(['ip', 'link', 'add', 'tried', ...link, 'type', kind, ...options]) === undefined;
    if (found[name]) await runHere(['ip', 'link', 'del', 'tried']);
  }
  await runHere(['ip', 'link', 'del', 'below']);
  return found;
}
