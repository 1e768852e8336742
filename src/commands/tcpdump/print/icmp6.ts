import { addressOf } from '../../../stack/address';
import { IPPROTO_ICMPV6, pseudoSum } from '../../../stack/wire';
import type { Transport } from './demux';
import { shouldBe, type Dissector } from './dissector';
import { hexDump } from './hex';
import { printMld, printMld2Query, printMld2Report } from './mld';
import { PREFERENCES, printNdpOptions } from './ndp';
import { bitTokens, hex4, token, type Tokens } from './tokens';

const TYPES: Tokens = {
  1: 'destination unreachable', 2: 'packet too big', 3: 'time exceeded in-transit', 4: 'parameter problem', 128: 'echo request', 129: 'echo reply',
  130: 'multicast listener query', 131: 'multicast listener report', 132: 'multicast listener done', 133: 'router solicitation',
  134: 'router advertisement', 135: 'neighbor solicitation', 136: 'neighbor advertisement', 137: 'redirect', 138: 'router renumbering',
  139: 'who-are-you request', 140: 'who-are-you reply', 141: 'inverse neighbor solicitation', 142: 'inverse neighbor advertisement',
  143: 'multicast listener report v2', 144: 'ha discovery request', 145: 'ha discovery reply', 146: 'mobile router solicitation',
  147: 'mobile router advertisement', 155: 'RPL', 200: 'mtrace response', 201: 'mtrace message',
};
const UNREACHABLE: Tokens = {
  0: 'unreachable route', 1: ' unreachable prohibited', 2: 'beyond scope', 3: 'unreachable address', 4: 'unreachable port',
};
const PARAMETER_PROBLEMS = ['erroneous', 'next header', 'option', 'incomplete header chain'];
const RA_FLAGS = [[0x80, 'managed'], [0x40, 'other stateful'], [0x20, 'home agent'], [0x02, 'ipv6 only']] as const;
const NA_FLAGS = [[0x80000000, 'router'], [0x40000000, 'solicited'], [0x20000000, 'override']] as const;
/** Types that print their length before their options. */
const LENGTH_FIRST: readonly number[] = [133, 134, 135, 136, 137];

/** An ICMPv6 message, as print-icmp6.c words it. */
export function printIcmp6(nd: Dissector, transport: Transport): void {
  const { at, length, header, fragmented } = transport;
  nd.protocol = 'icmp6';
  if (length === 0) {
    nd.put('ICMP6, length 0');
    return nd.invalid();
  }
  const { v } = nd.options;
  if (v && !fragmented && nd.has(at, length)) printChecksum(nd, at, length, header);
  const type = nd.u8(at);
  nd.put(`ICMP6, ${token(TYPES, type, 'unknown icmp6 type (%)')}`);
  if (v && LENGTH_FIRST.includes(type)) nd.put(`, length ${length}`);
  const end = printBody(nd, at, length, type, nd.u8(at + 1));
  if (end === 'truncated') return nd.truncated();
  if (end === 'done' && !v) nd.put(`, length ${length}`);
}

function printChecksum(nd: Dissector, at: number, length: number, header: number): void {
  const endpoints = { source: addressOf(nd.slice(header + 8, 16)), destination: addressOf(nd.slice(header + 24, 16)) };
  const field = nd.u16(at + 2);
  const sum = nd.checksum(at, length, pseudoSum(endpoints, IPPROTO_ICMPV6, length));
  nd.put(sum === 0 ? '[icmp6 sum ok] ' : `[bad icmp6 cksum ${hex4(field)} -> ${hex4(shouldBe(field, sum))}!] `);
}

/** `done`: the length is still to come; `final`: it isn't. */
type End = 'done' | 'final' | 'truncated';

function printBody(nd: Dissector, at: number, length: number, type: number, code: number): End {
  const { v } = nd.options;
  const options = (offset: number): End => (v && !printNdpOptions(nd, at + offset, length - offset) ? 'truncated' : 'done');
  switch (type) {
    case 1: return printUnreachable(nd, at, length, code);
    case 2: nd.put(`, mtu ${nd.u32(at + 4)}`); return 'done';
    case 3:
      nd.put(code === 0 ? ` for ${nd.ip6(at + 32)}` : code === 1 ? ' (reassembly)' : `, unknown code (${code})`);
      return 'done';
    case 4: {
      if (!nd.has(at + 32, 16)) return 'truncated';
      const problem = PARAMETER_PROBLEMS[code];
      nd.put(problem ? `, ${problem} - octet ${nd.u32(at + 4)}` : `, code-#${code}`);
      return 'done';
    }
    case 128:
    case 129: nd.put(`, id ${nd.u16(at + 4)}, seq ${nd.u16(at + 6)}`); return 'done';
    case 130:
      if (length === 24) printMld(nd, at);
      else if (length >= 28) printMld2Query(nd, at, length);
      else nd.put(` unknown-version (len ${length}) `);
      return 'done';
    case 131:
    case 132: printMld(nd, at); return 'done';
    case 133: return options(8);
    case 134:
      if (v) printRouterAdvertisement(nd, at);
      return options(16);
    case 135: nd.put(`, who has ${nd.ip6(at + 8)}`); return options(24);
    case 136:
      nd.put(`, tgt is ${nd.ip6(at + 8)}`);
      if (v) nd.put(`, Flags [${bitTokens(NA_FLAGS, nd.u32(at + 4), 'none')}]`);
      return options(24);
    case 137: nd.put(`, ${nd.ip6(at + 24)} to ${nd.ip6(at + 8)}`); return options(40);
    case 141:
    case 142: return 'done';
    case 143: printMld2Report(nd, at, length); return 'done';
    default:
      nd.put(`, length ${length}`);
      if (v <= 1) hexDump(nd, at, Math.min(length, nd.available(at)));
      return 'final';
  }
}

function printRouterAdvertisement(nd: Dissector, at: number): void {
  const flags = nd.u8(at + 5);
  nd.put(`\n\thop limit ${nd.u8(at + 4)}, Flags [${bitTokens(RA_FLAGS, flags, 'none')}], pref ${PREFERENCES[(flags & 0x18) >>> 3]}`
    + `, router lifetime ${nd.u16(at + 6)}s, reachable time ${nd.u32(at + 8)}ms, retrans timer ${nd.u32(at + 12)}ms`);
}

function printUnreachable(nd: Dissector, at: number, length: number, code: number): End {
  const quoted = at + 8;
  nd.put(`, ${token(UNREACHABLE, code, 'unknown unreach code (%)').replace('%', String(code))}`);
  if (code === 0 || code === 1 || code === 3) nd.put(` ${nd.ip6(quoted + 24)}`);
  else if (code === 2) nd.put(` ${nd.ip6(quoted + 24)}, source address ${nd.ip6(quoted + 8)}`);
  else if (code === 4) {
    const upper = upperLayer(nd, quoted);
    if (!upper) return 'truncated';
    const name = upper.protocol === 6 ? 'tcp' : 'udp';
    nd.put(`, ${nd.ip6(quoted + 24)} ${name} port ${nd.names.port(nd.u16(upper.at + 2), name)}`);
  } else if (nd.options.v <= 1) {
    hexDump(nd, at, Math.min(length, nd.available(at)));
    return 'final';
  }
  return 'done';
}

/** The TCP or UDP header in a quoted packet. */
function upperLayer(nd: Dissector, at: number): { readonly at: number; readonly protocol: number } | undefined {
  if (!nd.has(at + 6, 1)) return undefined;
  let protocol = nd.u8(at + 6);
  at += 40;
  while (at < nd.end) {
    if (protocol === 6 || protocol === 17) return nd.has(at + 2, 2) ? { at, protocol } : undefined;
    if (!nd.has(at, 4)) return undefined;
    if (protocol === 44) {
      if (nd.u16(at + 2) & 0xfff8) return undefined;
      protocol = nd.u8(at);
      at += 8;
    } else if ([0, 43, 60].includes(protocol)) {
      protocol = nd.u8(at);
      at += (nd.u8(at + 1) + 1) * 8;
    } else return undefined;
  }
  return undefined;
}
