import { checksum } from './checksum';
import { BAD_CHECKSUM, concat, put16, put32, TRUNCATED, u16, u32, type Parsed } from './octets';

/** Types of linux/icmp.h. */
export const ICMP_ECHOREPLY = 0;
export const ICMP_DEST_UNREACH = 3;
export const ICMP_REDIRECT = 5;
export const ICMP_ECHO = 8;
export const ICMP_TIME_EXCEEDED = 11;
export const ICMP_PARAMETERPROB = 12;

/** Codes of ICMP_DEST_UNREACH. */
export const ICMP_NET_UNREACH = 0;
export const ICMP_HOST_UNREACH = 1;
export const ICMP_PROT_UNREACH = 2;
export const ICMP_PORT_UNREACH = 3;
export const ICMP_FRAG_NEEDED = 4;
export const ICMP_NET_ANO = 9;
export const ICMP_HOST_ANO = 10;
export const ICMP_PKT_FILTERED = 13;

/** Codes of ICMP_REDIRECT, ICMP_TIME_EXCEEDED. */
export const ICMP_REDIR_NET = 0;
export const ICMP_REDIR_HOST = 1;
export const ICMP_EXC_TTL = 0;
export const ICMP_EXC_FRAGTIME = 1;

/**
 * An ICMP message (RFC 792). The payload is the echoed data, or for an error the packet that caused it: its header and at
 * least 8 octets more. `other` keeps the four octets after the checksum as a number.
 */
export type IcmpRepr =
  | { readonly kind: 'echo-request' | 'echo-reply'; readonly id: number; readonly sequence: number }
  | { readonly kind: 'unreachable'; readonly code: number; readonly mtu: number }
  | { readonly kind: 'redirect'; readonly code: number; readonly gateway: number }
  | { readonly kind: 'time-exceeded'; readonly code: number }
  | { readonly kind: 'parameter-problem'; readonly code: number; readonly pointer: number }
  | { readonly kind: 'other'; readonly type: number; readonly code: number; readonly word: number };

const TYPES = {
  'echo-request': ICMP_ECHO,
  'echo-reply': ICMP_ECHOREPLY,
  'unreachable': ICMP_DEST_UNREACH,
  'redirect': ICMP_REDIRECT,
  'time-exceeded': ICMP_TIME_EXCEEDED,
  'parameter-problem': ICMP_PARAMETERPROB,
} as const;

const ICMP_HEADER = 8;

/** Reads a message and checks its checksum. */
export function parseIcmp(octets: Uint8Array): Parsed<IcmpRepr> {
  if (octets.length < ICMP_HEADER) return TRUNCATED;
  if (checksum(octets) !== 0) return BAD_CHECKSUM;
  return parseIcmpHeader(octets);
}

/** Reads a message that may be cut short, as the one that an ICMP error quotes, without looking at the checksum. */
export function parseIcmpHeader(octets: Uint8Array): Parsed<IcmpRepr> {
  if (octets.length < ICMP_HEADER) return TRUNCATED;
  return { ...readRepr(octets[0]!, octets[1]!, octets), payload: octets.subarray(ICMP_HEADER) };
}

function readRepr(type: number, code: number, octets: Uint8Array): IcmpRepr {
  switch (type) {
    case ICMP_ECHO: return { kind: 'echo-request', id: u16(octets, 4), sequence: u16(octets, 6) };
    case ICMP_ECHOREPLY: return { kind: 'echo-reply', id: u16(octets, 4), sequence: u16(octets, 6) };
    case ICMP_DEST_UNREACH: return { kind: 'unreachable', code, mtu: u16(octets, 6) };
    case ICMP_REDIRECT: return { kind: 'redirect', code, gateway: u32(octets, 4) };
    case ICMP_TIME_EXCEEDED: return { kind: 'time-exceeded', code };
    case ICMP_PARAMETERPROB: return { kind: 'parameter-problem', code, pointer: octets[4]! };
    default: return { kind: 'other', type, code, word: u32(octets, 4) };
  }
}

export function emitIcmp(repr: IcmpRepr, payload: Uint8Array): Uint8Array {
  const header = new Uint8Array(ICMP_HEADER);
  header[0] = repr.kind === 'other' ? repr.type : TYPES[repr.kind];
  header[1] = 'code' in repr ? repr.code : 0;
  put32(header, 4, secondWord(repr));
  const message = concat(header, payload);
  put16(message, 2, checksum(message));
  return message;
}

function secondWord(repr: IcmpRepr): number {
  switch (repr.kind) {
    case 'echo-request':
    case 'echo-reply': return ((repr.id << 16) | repr.sequence) >>> 0;
    case 'unreachable': return repr.mtu;
    case 'redirect': return repr.gateway;
    case 'time-exceeded': return 0;
    case 'parameter-problem': return (repr.pointer << 24) >>> 0;
    case 'other': return repr.word;
  }
}
