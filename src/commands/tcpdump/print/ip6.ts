import { printTransport } from './demux';
import type { Dissector } from './dissector';
import { WITH_PORTS } from './ip';
import { printDestinationOptions, printHopByHop } from './ip6-options';
import { IP_PROTOCOLS, token } from './tokens';

const IP6_HEADER = 40;
const HOP_BY_HOP = 0;
const ROUTING = 43;
const FRAGMENT = 44;
const DESTINATION_OPTIONS = 60;

/** An IPv6 packet of at most `length` octets, as print-ip6.c words it. */
export function printIp6(nd: Dissector, at: number, length: number): void {
  nd.protocol = 'ip6';
  if (!nd.has(at, IP6_HEADER)) return nd.truncated();
  if (length < IP6_HEADER) return nd.put(`truncated-ip6 ${length}`);
  if (!nd.options.e) nd.put('IP6 ');
  const version = nd.u8(at) >>> 4;
  if (version !== 6) return nd.put(`version error: ${version} != 6`);
  const payload = nd.u16(at + 4);
  if (payload !== 0 && length < payload + IP6_HEADER) nd.put(`truncated-ip6 - ${payload + IP6_HEADER - length} bytes missing!`);
  if (nd.options.v) printHeader(nd, at, payload);
  nd.within(at + IP6_HEADER + (payload || length), () => printChain(nd, at, payload, length));
}

function printHeader(nd: Dissector, at: number, payload: number): void {
  const flow = nd.u32(at);
  const next = nd.u8(at + 6);
  const trafficClass = (flow >>> 20) & 0xff;
  const label = flow & 0xfffff;
  nd.put(`(${trafficClass ? `class 0x${trafficClass.toString(16).padStart(2, '0')}, ` : ''}${label ? `flowlabel 0x${label.toString(16).padStart(5, '0')}, ` : ''}`
    + `hlim ${nd.u8(at + 7)}, next-header ${token(IP_PROTOCOLS, next, 'unknown')} (${next}) payload length: ${payload}) `);
}

/** The extension headers, and what follows them. */
function printChain(nd: Dissector, header: number, payload: number, length: number): void {
  let at = header + IP6_HEADER;
  let protocol = nd.u8(header + 6);
  let left = payload || length;
  let fragmented = false;
  let extended = false;
  if (!WITH_PORTS.includes(protocol)) nd.put(`${nd.ip6(header + 8)} > ${nd.ip6(header + 24)}: `);
  for (;;) {
    const advance = printExtension(nd, protocol, { at, header, payload, extended });
    if (advance === 'stop') return;
    if (advance === 'transport') break;
    fragmented ||= protocol === FRAGMENT;
    protocol = nd.u8(at);
    extended = true;
    if (left < advance) return nd.truncated();
    at += advance;
    left -= advance;
    nd.protocol = 'ip6';
  }
  if (payload === 0) {
    if (extended) return nd.truncated();
    left = 0;
  }
  printTransport(nd, { at, length: left, version: 6, header, fragmented, protocol });
}

interface Place {
  readonly at: number;
  readonly header: number;
  readonly payload: number;
  readonly extended: boolean;
}

/** @returns octets of the extension header, or that there is none, or that nothing after it can be printed */
function printExtension(nd: Dissector, protocol: number, place: Place): number | 'transport' | 'stop' {
  const { at } = place;
  switch (protocol) {
    case HOP_BY_HOP:
      if (place.extended) {
        nd.put('[The Hop-by-Hop Options header don\'t follow the IPv6 header]');
        nd.invalid();
        return 'stop';
      }
      return printHopByHop(nd, at) ?? 'stop';
    case DESTINATION_OPTIONS: return printDestinationOptions(nd, at) ?? 'stop';
    case FRAGMENT: return printFragment(nd, place);
    case ROUTING: return printRouting(nd, at);
    default: return 'transport';
  }
}

function printFragment(nd: Dissector, { at, header }: Place): number | 'stop' {
  nd.protocol = 'frag6';
  const offset = nd.u16(at + 2) & 0xfff8;
  const size = IP6_HEADER + nd.u16(header + 4) - (at - header) - 8;
  nd.put(`frag (${nd.options.v ? `0x${nd.u32(at + 4).toString(16).padStart(8, '0')}:` : ''}${offset}|${size})`);
  if (offset !== 0) return 'stop';
  nd.put(' ');
  return nd.end <= at + 8 ? 'stop' : 8;
}

/** RFC 8200 section 4.4; the types that RFC 5095 and 8754 speak of are named by number alone. */
function printRouting(nd: Dissector, at: number): number | 'stop' {
  nd.protocol = 'rt6';
  const units = nd.u8(at + 1);
  nd.put(`srcrt (len=${units}, type=${nd.u8(at + 2)}, segleft=${nd.u8(at + 3)}`);
  nd.put(') ');
  return (units + 1) * 8;
}
