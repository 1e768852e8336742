import { addressOctets, addressOf } from '../address';
import { transportChecksum, type Endpoints } from './checksum';
import { IPPROTO_ICMPV6 } from './ipv4';
import { emitMldRecords, parseMldRecords, type MldRecord } from './mld';
import { emitNdpOptions, parseNdpOptions, type NdpOption } from './ndp';
import { BAD_CHECKSUM, concat, EMPTY, Malformed, put16, put32, TRUNCATED, u16, u32, type Parsed } from './octets';

/** Types of linux/icmpv6.h. */
export const ICMPV6_DEST_UNREACH = 1;
export const ICMPV6_PKT_TOOBIG = 2;
export const ICMPV6_TIME_EXCEED = 3;
export const ICMPV6_PARAMPROB = 4;
export const ICMPV6_ECHO_REQUEST = 128;
export const ICMPV6_ECHO_REPLY = 129;
export const ICMPV6_MGM_QUERY = 130;
export const ICMPV6_MGM_REPORT = 131;
export const ICMPV6_MGM_REDUCTION = 132;
export const NDISC_ROUTER_SOLICITATION = 133;
export const NDISC_ROUTER_ADVERTISEMENT = 134;
export const NDISC_NEIGHBOUR_SOLICITATION = 135;
export const NDISC_NEIGHBOUR_ADVERTISEMENT = 136;
export const NDISC_REDIRECT = 137;
export const ICMPV6_MLD2_REPORT = 143;

/** Codes of ICMPV6_DEST_UNREACH. */
export const ICMPV6_NOROUTE = 0;
export const ICMPV6_ADM_PROHIBITED = 1;
export const ICMPV6_NOT_NEIGHBOUR = 2;
export const ICMPV6_ADDR_UNREACH = 3;
export const ICMPV6_PORT_UNREACH = 4;
export const ICMPV6_POLICY_FAIL = 5;
export const ICMPV6_REJECT_ROUTE = 6;

/**
 * An ICMPv6 message: RFC 4443, neighbour discovery (RFC 4861) and multicast listener discovery (RFC 2710, 3810).
 * The payload is the echoed data, or for an error as much of the packet that caused it as fits; else empty.
 */
export type Icmpv6Repr =
  | { readonly kind: 'unreachable' | 'time-exceeded'; readonly code: number }
  | { readonly kind: 'packet-too-big'; readonly mtu: number }
  | { readonly kind: 'parameter-problem'; readonly code: number; readonly pointer: number }
  | { readonly kind: 'echo-request' | 'echo-reply'; readonly id: number; readonly sequence: number }
  | { readonly kind: 'router-solicitation'; readonly options: readonly NdpOption[] }
  | {
    readonly kind: 'router-advertisement'; readonly hopLimit: number; readonly managed: boolean; readonly otherConfig: boolean;
    /** seconds */
    readonly lifetime: number;
    /** ms */
    readonly reachableTime: number; readonly retransTimer: number;
    readonly options: readonly NdpOption[];
  }
  | { readonly kind: 'neighbour-solicitation'; readonly target: bigint; readonly options: readonly NdpOption[] }
  | {
    readonly kind: 'neighbour-advertisement'; readonly router: boolean; readonly solicited: boolean; readonly override: boolean;
    readonly target: bigint; readonly options: readonly NdpOption[];
  }
  | { readonly kind: 'redirect'; readonly target: bigint; readonly destination: bigint; readonly options: readonly NdpOption[] }
  /** a version 1 query, or the first 24 octets of a version 2 one, whose rest is the payload; the delay in ms */
  | { readonly kind: 'mld-query'; readonly maxDelay: number; readonly group: bigint }
  | { readonly kind: 'mld-report' | 'mld-done'; readonly group: bigint }
  | { readonly kind: 'mld2-report'; readonly records: readonly MldRecord[] }
  | { readonly kind: 'other'; readonly type: number; readonly code: number; readonly word: number };

type Kind = Exclude<Icmpv6Repr['kind'], 'other'>;

const TYPES: Readonly<Record<Kind, number>> = {
  'unreachable': ICMPV6_DEST_UNREACH,
  'packet-too-big': ICMPV6_PKT_TOOBIG,
  'time-exceeded': ICMPV6_TIME_EXCEED,
  'parameter-problem': ICMPV6_PARAMPROB,
  'echo-request': ICMPV6_ECHO_REQUEST,
  'echo-reply': ICMPV6_ECHO_REPLY,
  'mld-query': ICMPV6_MGM_QUERY,
  'mld-report': ICMPV6_MGM_REPORT,
  'mld-done': ICMPV6_MGM_REDUCTION,
  'router-solicitation': NDISC_ROUTER_SOLICITATION,
  'router-advertisement': NDISC_ROUTER_ADVERTISEMENT,
  'neighbour-solicitation': NDISC_NEIGHBOUR_SOLICITATION,
  'neighbour-advertisement': NDISC_NEIGHBOUR_ADVERTISEMENT,
  'redirect': NDISC_REDIRECT,
  'mld2-report': ICMPV6_MLD2_REPORT,
};

const KINDS = new Map(Object.entries(TYPES).map(([kind, type]) => [type, kind as Kind]));

/** Octets before the options or the payload. */
const HEADERS: Partial<Record<Kind, number>> = {
  'router-advertisement': 16, 'neighbour-solicitation': 24, 'neighbour-advertisement': 24, 'redirect': 40,
  'mld-query': 24, 'mld-report': 24, 'mld-done': 24,
};

/** Reads a message and checks its checksum. */
export function parseIcmpv6(octets: Uint8Array, endpoints: Endpoints): Parsed<Icmpv6Repr> {
  if (octets.length < 8) return TRUNCATED;
  if (transportChecksum(endpoints, IPPROTO_ICMPV6, octets) !== 0) return BAD_CHECKSUM;
  return parseIcmpv6Header(octets);
}

/** Reads a message that may be cut short, as the one that an ICMPv6 error quotes, without looking at the checksum. */
export function parseIcmpv6Header(octets: Uint8Array): Parsed<Icmpv6Repr> {
  const kind = KINDS.get(octets[0] ?? 0);
  const length = (kind && HEADERS[kind]) ?? 8;
  if (octets.length < length) return TRUNCATED;
  const rest = octets.subarray(length);
  if (!kind) return { kind: 'other', type: octets[0]!, code: octets[1]!, word: u32(octets, 4), payload: rest };
  const repr = readRepr(kind, octets, rest);
  if (repr instanceof Malformed) return repr;
  return { ...repr, payload: 'options' in repr || 'records' in repr ? EMPTY : rest };
}

function readRepr(kind: Kind, octets: Uint8Array, rest: Uint8Array): Icmpv6Repr | Malformed {
  const code = octets[1]!;
  switch (kind) {
    case 'unreachable':
    case 'time-exceeded': return { kind, code };
    case 'packet-too-big': return { kind, mtu: u32(octets, 4) };
    case 'parameter-problem': return { kind, code, pointer: u32(octets, 4) };
    case 'echo-request':
    case 'echo-reply': return { kind, id: u16(octets, 4), sequence: u16(octets, 6) };
    case 'mld-query': return { kind, maxDelay: u16(octets, 4), group: ipv6At(octets, 8) };
    case 'mld-report':
    case 'mld-done': return { kind, group: ipv6At(octets, 8) };
    case 'mld2-report': {
      const records = parseMldRecords(rest, u16(octets, 6));
      return records instanceof Malformed ? records : { kind, records };
    }
    default: {
      const options = parseNdpOptions(rest);
      return options instanceof Malformed ? options : readNdp(kind, octets, options);
    }
  }
}

type NdpKind = 'router-solicitation' | 'router-advertisement' | 'neighbour-solicitation' | 'neighbour-advertisement' | 'redirect';

function readNdp(kind: NdpKind, octets: Uint8Array, options: readonly NdpOption[]): Icmpv6Repr {
  const flags = kind === 'router-advertisement' ? octets[5]! : octets[4]!;
  switch (kind) {
    case 'router-solicitation': return { kind, options };
    case 'router-advertisement': return {
      kind, hopLimit: octets[4]!, managed: (flags & 0x80) !== 0, otherConfig: (flags & 0x40) !== 0,
      lifetime: u16(octets, 6), reachableTime: u32(octets, 8), retransTimer: u32(octets, 12), options,
    };
    case 'neighbour-solicitation': return { kind, target: ipv6At(octets, 8), options };
    case 'neighbour-advertisement': return {
      kind, router: (flags & 0x80) !== 0, solicited: (flags & 0x40) !== 0, override: (flags & 0x20) !== 0,
      target: ipv6At(octets, 8), options,
    };
    case 'redirect': return { kind, target: ipv6At(octets, 8), destination: ipv6At(octets, 24), options };
  }
}

function ipv6At(octets: Uint8Array, at: number): bigint {
  return addressOf(octets.subarray(at, at + 16)) as bigint;
}

export function emitIcmpv6(repr: Icmpv6Repr, payload: Uint8Array, endpoints: Endpoints): Uint8Array {
  const type = repr.kind === 'other' ? repr.type : TYPES[repr.kind];
  const header = Uint8Array.of(type, 'code' in repr ? repr.code : 0, 0, 0);
  const message = concat(header, bodyOf(repr), payload);
  put16(message, 2, transportChecksum(endpoints, IPPROTO_ICMPV6, message));
  return message;
}

function bodyOf(repr: Icmpv6Repr): Uint8Array {
  switch (repr.kind) {
    case 'unreachable':
    case 'time-exceeded': return word(0);
    case 'packet-too-big': return word(repr.mtu);
    case 'parameter-problem': return word(repr.pointer);
    case 'echo-request':
    case 'echo-reply': return word(((repr.id << 16) | repr.sequence) >>> 0);
    case 'router-solicitation': return concat(word(0), emitNdpOptions(repr.options));
    case 'router-advertisement': {
      const flags = bits([repr.managed, 0x80], [repr.otherConfig, 0x40]);
      const first = ((repr.hopLimit << 24) | (flags << 16) | repr.lifetime) >>> 0;
      return concat(word(first), word(repr.reachableTime), word(repr.retransTimer), emitNdpOptions(repr.options));
    }
    case 'neighbour-solicitation': return concat(word(0), addressOctets(repr.target), emitNdpOptions(repr.options));
    case 'neighbour-advertisement': {
      const flags = bits([repr.router, 0x80], [repr.solicited, 0x40], [repr.override, 0x20]);
      return concat(word((flags << 24) >>> 0), addressOctets(repr.target), emitNdpOptions(repr.options));
    }
    case 'redirect': return concat(word(0), addressOctets(repr.target), addressOctets(repr.destination), emitNdpOptions(repr.options));
    case 'mld-query': return concat(word((repr.maxDelay << 16) >>> 0), addressOctets(repr.group));
    case 'mld-report':
    case 'mld-done': return concat(word(0), addressOctets(repr.group));
    case 'mld2-report': return concat(word(repr.records.length), emitMldRecords(repr.records));
    case 'other': return word(repr.word);
  }
}

function word(value: number): Uint8Array {
  const octets = new Uint8Array(4);
  put32(octets, 0, value);
  return octets;
}

function bits(...flags: readonly (readonly [boolean, number])[]): number {
  return flags.reduce((sum, [on, bit]) => sum | (on ? bit : 0), 0);
}
