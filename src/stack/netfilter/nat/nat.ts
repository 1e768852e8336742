import type { Family } from '../../address';
import { perNetns, type Netns } from '../../netns';
import type { Skb } from '../../skb';
import { conntrackOf } from '../conntrack/conntrack';
import type { Connection, Direction } from '../conntrack/entry';
import { invert, isIcmp, keyOf, type Tuple } from '../conntrack/tuple';
import type { HookFunction, HookName, HookState } from '../hooks';
import { concat } from '../../wire';
import { viewOf } from '../view';
import { manglePacket, mendIcmp, type Manip } from './mangle';
import { uniqueTuple, type NatRange } from './range';

/** Hooks where addresses are translated, which end of a new connection each settles, and at which priority. */
export const NAT_HOOKS: Readonly<Record<'prerouting' | 'input' | 'output' | 'postrouting', { readonly manip: Manip; readonly priority: number }>> = {
  prerouting: { manip: 'destination', priority: -100 },
  input: { manip: 'source', priority: 100 },
  output: { manip: 'destination', priority: -100 },
  postrouting: { manip: 'source', priority: 100 },
};
export type NatHook = keyof typeof NAT_HOOKS;

export function isNatHook(hook: HookName): hook is NatHook {
  return hook in NAT_HOOKS;
}

interface NatChain {
  readonly priority: number;
  readonly run: HookFunction;
}

/** Address translation of a namespace (net/netfilter/nf_nat_core.c): asks its chains about a connection's first packet, and rewrites all of them. */
export class Nat {
  readonly #chains = new Map<string, NatChain[]>();

  constructor(private readonly netns: Netns) {}

  /** A nat chain at a hook (nf_nat_register_fn); the result takes it away. */
  register(family: Family, hook: NatHook, priority: number, run: HookFunction): () => void {
    const key = hook + family;
    const chain = { priority, run };
    const chains = [...(this.#chains.get(key) ?? []), chain].sort((a, b) => a.priority - b.priority);
    this.#chains.set(key, chains);
    return () => void this.#chains.set(key, this.#chains.get(key)!.filter(other => other !== chain));
  }

  /** nf_nat_inet_fn. */
  hook(state: HookState): boolean {
    const { skb, hook, family } = state;
    const { ct } = skb;
    const connection = ct?.connection;
    if (!connection || !isNatHook(hook)) return true;
    const { manip } = NAT_HOOKS[hook];
    if (!connection.confirmed && ct.state !== 'related' && !connection.natDone[manip]) {
      const chains = this.#chains.get(hook + family) ?? [];
      for (const { run } of chains) {
        if (!run(state)) return false;
        if (connection.natDone[manip]) break;
      }
      if (!connection.natDone[manip]) this.setup(connection, {}, manip);
    }
    this.#translate(skb, connection, ct.direction, manip);
    return true;
  }

  /** nf_nat_setup_info: settles one end of a new connection. False: it was settled before. */
  setup(connection: Connection, range: NatRange, manip: Manip): boolean {
    if (connection.natDone[manip] || connection.confirmed) return false;
    const current = invert(connection.reply)!;
    const conntrack = conntrackOf(this.netns);
    const taken = (tuple: Tuple): boolean => conntrack.find(invert(tuple)!) !== undefined;
    const unique = uniqueTuple(current, range, manip, taken, this.netns.network.random);
    if (keyOf(unique) !== keyOf(current)) {
      connection.reply = invert(unique)!;
      connection.natChanged[manip] = true;
    }
    connection.natDone[manip] = true;
    return true;
  }

  /** nf_nat_packet, and for an ICMP error nf_nat_icmp_reply_translation. */
  #translate(skb: Skb, connection: Connection, direction: Direction, manip: Manip): void {
    const changes = direction === 'original' ? manip : manip === 'source' ? 'destination' : 'source';
    if (!connection.natChanged[changes]) return;
    const other = direction === 'original' ? connection.reply : connection.original;
    const target = invert(other)!;
    const view = viewOf(skb);
    if (!view) return;
    const quotes = isIcmp(view.protocol) && skb.ct?.state === 'related';
    const inner = quotes ? mendIcmp(view.octets, view.offset, quoted => manglePacket(quoted, other, manip === 'source' ? 'destination' : 'source')) : view.octets;
    skb.octets = concat(skb.link, manglePacket(inner, target, manip));
  }
}

export const natOf = perNetns(netns => new Nat(netns));
