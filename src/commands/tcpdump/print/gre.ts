import type { Dissector } from './dissector';
import { bitTokens, ETHERTYPES, hex4 } from './tokens';

const CHECKSUM = 0x8000;
const ROUTING = 0x4000;
const KEY = 0x2000;
const SEQUENCE = 0x1000;
const FLAGS = [
  [CHECKSUM, 'checksum present'], [ROUTING, 'routing present'], [KEY, 'key present'], [SEQUENCE, 'sequence# present'],
  [0x0800, 'source routing present'], [0x0080, 'ack present'],
] as const;
const TRANSPARENT_ETHERNET = 0x6558;

/** GRE version 0 (RFC 2784, 2890) of `length` octets. */
export function printGre(nd: Dissector, at: number, length: number): void {
  nd.protocol = 'gre';
  if (!nd.has(at, 2) || length < 2) return nd.truncated();
  const flags = nd.u16(at);
  nd.put(`GREv${flags & 7}`);
  if ((flags & 7) !== 0) return nd.put(' ERROR: unknown-version');
  const start = at;
  if (nd.options.v) nd.put(`, Flags [${bitTokens(FLAGS, flags, 'none')}]`);
  const need = (count: number) => nd.has(at, count) && at + count - start <= length;
  if (!need(4)) return nd.truncated();
  const type = nd.u16(at + 2);
  at += 4;
  if (flags & (CHECKSUM | ROUTING)) {
    if (!need(4)) return nd.truncated();
    if (nd.options.v) nd.put(`, sum 0x${nd.u16(at).toString(16)}`);
    nd.put(`, off 0x${nd.u16(at + 2).toString(16)}`);
    at += 4;
  }
  if (flags & KEY) {
    if (!need(4)) return nd.truncated();
    nd.put(`, key=0x${nd.u32(at).toString(16)}`);
    at += 4;
  }
  if (flags & SEQUENCE) {
    if (!need(4)) return nd.truncated();
    nd.put(`, seq ${nd.u32(at)}`);
    at += 4;
  }
  if (nd.options.e) nd.put(`, proto ${ETHERTYPES[type] ?? 'unknown'} (${hex4(type)})`);
  nd.put(`, length ${length}${nd.options.v ? '\n\t' : ': '}`);
  const rest = length - (at - start);
  if (type === TRANSPARENT_ETHERNET) nd.nested.ethernet(nd, at, rest);
  else if (!nd.nested.ethertype(nd, type, at, rest)) nd.put(`gre-proto-0x${type.toString(16)}`);
}
