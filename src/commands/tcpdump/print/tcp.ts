import { IPPROTO_TCP, TCP_ACK, TCP_FIN, TCP_RST, TCP_SYN, TCP_URG } from '../../../stack/wire';
import type { Transport } from './demux';
import { shouldBe, type Dissector } from './dissector';
import { printTcpOptions } from './tcp-options';
import { bitTokens, hex4 } from './tokens';
import { endpointsText, pseudoSumOf } from './udp';

const FLAGS = [
  [TCP_FIN, 'F'], [TCP_SYN, 'S'], [TCP_RST, 'R'], [0x08, 'P'], [TCP_ACK, '.'], [TCP_URG, 'U'], [0x40, 'E'], [0x80, 'W'],
] as const;
const TCP_HEADER = 20;
/** Octets of a reset's text that are shown. */
const RST_TEXT = 30;

/** Initial sequence numbers of a conversation, and which way this segment goes. */
export interface Relative {
  readonly reverse: boolean;
  readonly sequence: number;
  readonly acknowledgment: number;
}

/** A TCP segment, as print-tcp.c words it. Its payload isn't decoded. */
export function printTcp(nd: Dissector, transport: Transport): void {
  const { at, fragmented } = transport;
  let { length } = transport;
  nd.protocol = 'tcp';
  if (!nd.has(at, 4)) {
    nd.put(endpointsText(nd, transport, IPPROTO_TCP).trimEnd());
    return nd.truncated();
  }
  const ports = [nd.u16(at), nd.u16(at + 2)] as const;
  nd.put(endpointsText(nd, transport, IPPROTO_TCP, [nd.names.port(ports[0], 'tcp'), nd.names.port(ports[1], 'tcp')]));
  if (!nd.has(at, TCP_HEADER)) return nd.truncated();
  const headerLength = (nd.u8(at + 12) >>> 4) * 4;
  if (headerLength < TCP_HEADER) {
    return nd.put(` tcp ${(length - headerLength) >>> 0} [bad hdr length ${headerLength} - too short, < ${TCP_HEADER}]`);
  }
  const tooLong = headerLength > length ? ` [bad hdr length ${headerLength} - too long, > ${length}]` : '';
  if (nd.options.q) return nd.put(`tcp ${(length - headerLength) >>> 0}${tooLong}`);
  const flags = nd.u8(at + 13);
  nd.put(`Flags [${bitTokens(FLAGS, flags, 'none', '')}]`);
  const numbers = { sequence: nd.u32(at + 4), acknowledgment: nd.u32(at + 8) };
  const { relative, shown } = relate(nd, transport, ports, flags, numbers);
  if (tooLong) return nd.put(tooLong);
  if (nd.options.v && !nd.options.K && !fragmented && nd.has(at, length)) {
    const field = nd.u16(at + 16);
    const sum = nd.checksum(at, length, pseudoSumOf(nd, transport, IPPROTO_TCP, length));
    nd.put(`, cksum ${hex4(field)} (${sum === 0 ? 'correct' : `incorrect -> ${hex4(shouldBe(field, sum))}`})`);
  }
  length -= headerLength;
  if (nd.options.v > 1 || length > 0 || flags & (TCP_SYN | TCP_FIN | TCP_RST)) {
    nd.put(`, seq ${shown.sequence}${length > 0 ? `:${(shown.sequence + length) >>> 0}` : ''}`);
  }
  if (flags & TCP_ACK) nd.put(`, ack ${shown.acknowledgment}`);
  nd.put(`, win ${nd.u16(at + 14)}`);
  if (flags & TCP_URG) nd.put(`, urg ${nd.u16(at + 18)}`);
  if (headerLength > TCP_HEADER && !printTcpOptions(nd, at + TCP_HEADER, headerLength - TCP_HEADER, relative)) return;
  nd.put(`, length ${length}`);
  if (length > 0 && flags & TCP_RST && nd.options.v) printResetText(nd, at + headerLength, length);
}

/** Sequence numbers relative to the conversation's first; absolute in a SYN, a first segment, without ACK, or with -S. */
function relate(
  nd: Dissector, { header, version }: Transport, [sourcePort, destinationPort]: readonly [number, number], flags: number,
  numbers: { readonly sequence: number; readonly acknowledgment: number },
): { readonly relative: Relative; readonly shown: typeof numbers } {
  if (nd.options.S || !(flags & TCP_ACK)) return { relative: { reverse: false, sequence: 0, acknowledgment: 0 }, shown: numbers };
  const [source, destination] = version === 4 ? [nd.address(header + 12, 4), nd.address(header + 16, 4)] : [nd.address(header + 8, 6), nd.address(header + 24, 6)];
  const reverse = sourcePort > destinationPort || (sourcePort === destinationPort && source > destination);
  const key = reverse ? `${destination} ${destinationPort} ${source} ${sourcePort}` : `${source} ${sourcePort} ${destination} ${destinationPort}`;
  const { sequence, acknowledgment } = numbers;
  const known = flags & TCP_SYN ? undefined : nd.conversations.get(key);
  if (!known) {
    const started = reverse ? { sequence: (acknowledgment - 1) >>> 0, acknowledgment: sequence } : { sequence, acknowledgment: (acknowledgment - 1) >>> 0 };
    nd.conversations.set(key, started);
    return { relative: { reverse, ...started }, shown: numbers };
  }
  const shown = reverse
    ? { sequence: (sequence - known.acknowledgment) >>> 0, acknowledgment: (acknowledgment - known.sequence) >>> 0 }
    : { sequence: (sequence - known.sequence) >>> 0, acknowledgment: (acknowledgment - known.acknowledgment) >>> 0 };
  return { relative: { reverse, ...known }, shown };
}

/** RFC 1122 section 4.2.2.12. */
function printResetText(nd: Dissector, at: number, length: number): void {
  nd.put(`${nd.has(at, length) ? ' [RST' : ' [!RST'}${length > RST_TEXT ? '+' : ''} `);
  for (const octet of nd.octets.subarray(at, at + Math.min(length, RST_TEXT, nd.available(at)))) nd.put(visible(octet));
  nd.put(']');
}

function visible(octet: number): string {
  const low = octet & 0x7f;
  const prefix = octet > 0x7f ? 'M-' : '';
  return low >= 0x20 && low < 0x7f ? prefix + String.fromCharCode(low) : `${prefix}^${String.fromCharCode(low ^ 0x40)}`;
}
