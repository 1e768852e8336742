import { AF_INET, AF_INET6, type Family } from '../address';
import { reassemblyOf } from '../inet/reassembly';
import { integer } from '../inet/sysctls';
import { perNetns, type Netns } from '../netns';
import { parseIpv4 } from '../wire';
import { conntrackOf } from './conntrack/conntrack';
import { CONNTRACK_DEFAULTS, type ConntrackSettings } from './conntrack/timeouts';
import { HOOKS, type HookState } from './hooks';
import { isNatHook, NAT_HOOKS, natOf } from './nat/nat';
import { reroute, routeKey } from './reroute';

/** NF_IP_PRI_* of linux/netfilter_ipv4.h */
const PRI_DEFRAG = -400;
const PRI_CONNTRACK = -200;
const PRI_CONFIRM = 0x7fffffff;
const LARGEST = 0x7fffffff;

/** Which families' hooks a namespace has been given. */
const enabledOf = perNetns(() => ({ conntrack: false, nat: new Set<Family>() }));

/** Starts connection tracking in a namespace, when a rule first asks for it (nf_ct_netns_get). */
export function enableConntrack(netns: Netns): void {
  const enabled = enabledOf(netns);
  if (enabled.conntrack) return;
  enabled.conntrack = true;
  const conntrack = conntrackOf(netns);
  for (const family of [AF_INET, AF_INET6] as const) {
    for (const hook of ['prerouting', 'output'] as const) {
      if (family === AF_INET) netns.netfilter.register(family, hook, PRI_DEFRAG, defragment);
      netns.netfilter.register(family, hook, PRI_CONNTRACK, state => conntrack.in(state));
    }
    for (const hook of ['input', 'postrouting'] as const) netns.netfilter.register(family, hook, PRI_CONFIRM, state => conntrack.confirm(state));
  }
  for (const name of Object.keys(CONNTRACK_DEFAULTS) as (keyof ConntrackSettings)[]) {
    netns.sysctl.define(`net/netfilter/${name}`, integer(() => conntrack.settings[name], value => void (conntrack.settings[name] = value), 0, LARGEST));
  }
  netns.sysctl.define('net/netfilter/nf_conntrack_count', { get: () => String(conntrack.list().length) });
}

/** Whether connections are tracked in a namespace. */
export function tracksConnections(netns: Netns): boolean {
  return enabledOf(netns).conntrack;
}

/** Starts address translation for a family, with the first nat chain (nf_nat_register_fn). */
export function enableNat(netns: Netns, family: Family): void {
  const { nat } = enabledOf(netns);
  if (nat.has(family)) return;
  nat.add(family);
  enableConntrack(netns);
  for (const hook of HOOKS.filter(isNatHook)) netns.netfilter.register(family, hook, NAT_HOOKS[hook].priority, translate);
}

/** Translates, and finds another way for a packet whose destination that changed. */
function translate(state: HookState): boolean {
  const { netns, skb, hook } = state;
  const before = routeKey(state);
  if (!natOf(netns).hook(state)) return false;
  if (skb.ct?.connection === undefined || routeKey(state).destination === before.destination) return true;
  if (hook === 'output') return reroute(state);
  if (hook === 'prerouting') skb.dst = undefined;
  return true;
}

/** nf_defrag_ipv4: connections are of whole packets. */
function defragment({ netns, skb }: HookState): boolean {
  if (skb.ct) return true;
  const header = parseIpv4(skb.network);
  if (!('payload' in header) || (!header.moreFragments && header.fragmentOffset === 0)) return true;
  const whole = reassemblyOf(netns).add(skb, header);
  if (!whole) return false;
  skb.octets = whole.octets;
  skb.networkOffset = whole.networkOffset;
  return true;
}
