import { inetOf } from '../../inet/inet';
import { selectAddress } from '../../inet/source';
import { inet6Of } from '../../inet6/inet6';
import { selectSource } from '../../inet6/source';
import { RT_SCOPE } from '../../rtnetlink';
import type { HookState } from '../hooks';
import type { Statement } from '../rule';
import { viewOf } from '../view';
import { natOf } from './nat';
import type { NatRange } from './range';

type NatStatement = Extract<Statement, { readonly kind: 'masquerade' | 'redirect' | 'snat' | 'dnat' }>;

/** 127.0.0.1 and ::1: where what this host sends is redirected to */
const LOOPBACK = { 2: 0x7f000001, 10: 1n } as const;

/** A nat statement: settles an end of the packet's new connection, and lets the packet on (nft_nat.c, nft_masq.c, nft_redir.c). */
export function natStatement(statement: NatStatement, state: HookState): { readonly kind: 'accept' | 'drop' } {
  const connection = state.skb.ct?.connection;
  if (!connection) return { kind: 'accept' };
  const manip = statement.kind === 'snat' || statement.kind === 'masquerade' ? 'source' : 'destination';
  const range = rangeOf(statement, state);
  if (!range) return { kind: 'drop' };
  natOf(state.netns).setup(connection, range, manip);
  return { kind: 'accept' };
}

function rangeOf({ kind, range, flags }: NatStatement, state: HookState): NatRange | undefined {
  const random = flags.includes('random') || flags.includes('fully-random');
  const full = random ? { ...range, random } : range;
  if (kind === 'snat' || kind === 'dnat') return full;
  const address = kind === 'masquerade' ? outgoingAddress(state) : incomingAddress(state);
  return address ? { ...full, addresses: { min: address, max: address } } : undefined;
}

/** nf_nat_masquerade_ipv4, _ipv6: the address of the device that the packet leaves by. */
function outgoingAddress({ netns, family, skb, outdev }: HookState): number | bigint | undefined {
  const view = viewOf(skb);
  if (!outdev || !view) return undefined;
  if (family === 10) return selectSource(inet6Of(netns), outdev, view.destination as bigint);
  const route = skb.dst as { nexthopFor?: (destination: number) => number } | undefined;
  const destination = view.destination as number;
  return selectAddress(inetOf(netns), outdev.ifindex, route?.nexthopFor?.(destination) ?? destination, RT_SCOPE.UNIVERSE);
}

/** nf_nat_redirect_ipv4, _ipv6: the first address of the device that the packet came in by. */
function incomingAddress({ netns, family, hook, indev }: HookState): number | bigint | undefined {
  if (hook === 'output') return LOOPBACK[family];
  if (!indev) return undefined;
  if (family === 2) return inetOf(netns).device(indev.ifindex)?.addresses[0]?.local;
  return inet6Of(netns).addresses().find(ifa => ifa.idev.dev === indev)?.address;
}
