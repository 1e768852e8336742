import type { Errno } from '../errno';
import { ICMPV6_DEST_UNREACH, ICMPV6_PARAMPROB, ICMPV6_PKT_TOOBIG, ICMPV6_TIME_EXCEED } from '../wire';

/** tab_unreach of net/ipv6/icmp.c */
const UNREACHABLE: readonly Errno[] = ['ENETUNREACH', 'EACCES', 'EHOSTUNREACH', 'EHOSTUNREACH', 'ECONNREFUSED', 'EACCES', 'EACCES'];
const OTHERS: Readonly<Record<number, Errno>> = {
  [ICMPV6_PKT_TOOBIG]: 'EMSGSIZE', [ICMPV6_PARAMPROB]: 'EPROTO', [ICMPV6_TIME_EXCEED]: 'EHOSTUNREACH',
};

/** The error that a socket gets for an ICMPv6 message (icmpv6_err_convert). */
export function errnoOf(type: number, code: number): Errno {
  if (type === ICMPV6_DEST_UNREACH) return UNREACHABLE[code] ?? 'EPROTO';
  return OTHERS[type] ?? 'EPROTO';
}
