import { sendIcmpError } from '../inet/icmp';
import { inetOf } from '../inet/inet';
import { routeOutput } from '../inet/output-route';
import { sendBy } from '../inet/output';
import { sendError } from '../inet6/icmp6';
import { inet6Of } from '../inet6/inet6';
import { routeOutput as routeOutput6, transmit } from '../inet6/output';
import { emitTcp, ICMPV6_DEST_UNREACH, IPPROTO_TCP, Malformed, parseTcp, resetFor, TCP_RST } from '../wire';
import type { HookState } from './hooks';
import type { RejectType } from './rule';
import type { PacketView } from './view';

/** NFT_REJECT_ICMPX_* in ICMP's and ICMPv6's codes. */
const ICMPX: readonly (readonly [icmp: number, icmpv6: number])[] = [[0, 0], [3, 4], [1, 3], [13, 1]];

/** Tells the sender that its packet isn't wanted (nf_reject_ipv4.c, nf_reject_ipv6.c); the caller drops it. */
export function reject(state: HookState, view: PacketView, type: RejectType): void {
  const { netns, skb, family } = state;
  if (view.fragmentOffset !== 0) return;
  if (type.kind === 'tcp-reset') return reset(state, view);
  const code = type.kind === 'icmpx' ? ICMPX[type.code]![family === 2 ? 0 : 1] : type.code;
  if (family === 2) sendIcmpError(inetOf(netns), skb, { kind: 'unreachable', code, mtu: 0 });
  else sendError(inet6Of(netns), skb, { type: ICMPV6_DEST_UNREACH, code });
}

/** nf_send_reset: the answer that a closed port gives; a reset gets none. */
function reset({ netns }: HookState, { protocol, octets, offset, source, destination }: PacketView): void {
  if (protocol !== IPPROTO_TCP) return;
  const segment = parseTcp(octets.subarray(offset));
  if (segment instanceof Malformed || segment.flags & TCP_RST) return;
  const repr = resetFor(segment);
  if (typeof source === 'number' && typeof destination === 'number') {
    const inet = inetOf(netns);
    const answer = routeOutput(inet, { daddr: source, saddr: destination, ipproto: IPPROTO_TCP });
    if (answer.error !== undefined) return;
    const payload = emitTcp(repr, new Uint8Array(0), { source: destination, destination: source });
    sendBy(inet, answer.route, destination, source, { payload, protocol: IPPROTO_TCP, dontFragment: 'do' });
  } else if (typeof source === 'bigint' && typeof destination === 'bigint') {
    const endpoints = { source: destination, destination: source };
    const dst = routeOutput6(inet6Of(netns), endpoints);
    if (!('error' in dst)) transmit(dst, { ...endpoints, nextHeader: IPPROTO_TCP }, emitTcp(repr, new Uint8Array(0), endpoints));
  }
}
