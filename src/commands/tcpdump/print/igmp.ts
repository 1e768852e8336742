import type { Dissector } from './dissector';
import { token, type Tokens } from './tokens';

export const REPORT_RECORDS: Tokens = { 1: 'is_in', 2: 'is_ex', 3: 'to_in', 4: 'to_ex', 5: 'allow', 6: 'block' };

/** An IGMP message (RFC 2236, 3376) of `length` octets. */
export function printIgmp(nd: Dissector, at: number, length: number): void {
  nd.protocol = 'igmp';
  if (nd.options.q) return nd.put('igmp');
  const type = nd.u8(at);
  switch (type) {
    case 0x11:
      nd.put('igmp query');
      if (length >= 12) printQuery3(nd, at, length);
      else printQuery(nd, at, length);
      break;
    case 0x12:
      nd.put(`igmp v1 report ${nd.ip(at + 4)}${length !== 8 ? ` [len ${length}]` : ''}`);
      break;
    case 0x16: nd.put(`igmp v2 report ${nd.ip(at + 4)}`); break;
    case 0x17: nd.put(`igmp leave ${nd.ip(at + 4)}`); break;
    case 0x22:
      nd.put('igmp v3 report');
      printReport3(nd, at, length);
      break;
    default: nd.put(`igmp-${type}`);
  }
  if (nd.options.v && length >= 4 && nd.has(at, length) && nd.checksum(at, length) !== 0) nd.put(` bad igmp cksum ${nd.u16(at + 2).toString(16)}!`);
}

function printQuery(nd: Dissector, at: number, length: number): void {
  const time = nd.u8(at + 1);
  nd.put(time ? ' v2' : ' v1');
  if (time && time !== 100) nd.put(` [max resp time ${time}]`);
  if (nd.u32(at + 4)) nd.put(` [gaddr ${nd.ip(at + 4)}]`);
  if (length !== 8) nd.put(` [len ${length}]`);
}

function printQuery3(nd: Dissector, at: number, length: number): void {
  nd.put(' v3');
  if (length & 3) return nd.put(` [invalid len ${length}]`);
  const code = nd.u8(at + 1);
  const time = code < 128 ? code : ((code & 15) | 16) << (((code & 0x70) >>> 4) + 3);
  if (code !== 100) nd.put(` [max resp time ${time < 600 ? `${(time * 0.1).toFixed(1)}s` : relative(Math.floor(time / 10))}]`);
  if (nd.u32(at + 4) === 0) return;
  nd.put(` [gaddr ${nd.ip(at + 4)}`);
  const sources = nd.u16(at + 10);
  if (sources > 0) {
    if (length < 12 + 4 * sources) nd.put(' [invalid number of sources]');
    else if (nd.options.v > 1) printSources(nd, at + 12, sources);
    else nd.put(`, ${sources} source(s)`);
  }
  nd.put(']');
}

function printReport3(nd: Dissector, at: number, length: number): void {
  if (length < 16 || length & 3) return nd.put(` [invalid len ${length}]`);
  const groups = nd.u16(at + 6);
  nd.put(`, ${groups} group record(s)`);
  if (!nd.options.v) return;
  let group = 8;
  for (let i = 0; i < groups; i++) {
    if (length < group + 8) return nd.put(' [invalid number of groups]');
    nd.put(` [gaddr ${nd.ip(at + group + 4)} ${token(REPORT_RECORDS, nd.u8(at + group), ' [v3-report-#%]')}`);
    const sources = nd.u16(at + group + 2);
    if (length < group + 8 + 4 * sources) return nd.put(` [invalid number of sources ${sources}]`);
    if (nd.options.v === 1) nd.put(`, ${sources} source(s)`);
    else printSources(nd, at + group + 8, sources);
    group += 8 + 4 * sources;
    nd.put(']');
  }
}

function printSources(nd: Dissector, at: number, count: number): void {
  nd.put(' {');
  for (let i = 0; i < count; i++) nd.put(` ${nd.ip(at + 4 * i)}`);
  nd.put(' }');
}

/** Seconds as `1h2m3s`. */
function relative(seconds: number): string {
  let text = '';
  for (const [unit, size] of [['h', 3600], ['m', 60], ['s', 1]] as const) {
    if (seconds >= size) text += `${Math.floor(seconds / size)}${unit}`;
    seconds %= size;
  }
  return text;
}
