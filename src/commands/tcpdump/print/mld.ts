import type { Dissector } from './dissector';
import { REPORT_RECORDS } from './igmp';
import { token } from './tokens';

/** A version 1 query, report or done message (RFC 2710). */
export function printMld(nd: Dissector, at: number): void {
  if (!nd.has(at, 24)) return;
  nd.put(`max resp delay: ${nd.u16(at + 4)} addr: ${nd.ip6(at + 8)}`);
}

/** A version 2 report (RFC 3810 section 5.2). */
export function printMld2Report(nd: Dissector, at: number, length: number): void {
  if (length < 8) return nd.put(` [invalid len ${length}]`);
  const groups = nd.u16(at + 6);
  nd.put(`, ${groups} group record(s)`);
  if (!nd.options.v) return;
  let group = 8;
  for (let i = 0; i < groups; i++) {
    if (length < group + 20) return nd.put(' [invalid number of groups]');
    nd.put(` [gaddr ${nd.ip6(at + group + 4)} ${token(REPORT_RECORDS, nd.u8(at + group), ' [v2-report-#%]')}`);
    const sources = nd.u16(at + group + 2);
    if (length < group + 20 + 16 * sources) return nd.put(` [invalid number of sources ${sources}]`);
    if (nd.options.v === 1) nd.put(`, ${sources} source(s)`);
    else printSources(nd, at + group + 20, sources);
    group += 20 + 16 * sources;
    nd.put(']');
  }
}

/** A version 2 query (RFC 3810 section 5.1). */
export function printMld2Query(nd: Dissector, at: number, length: number): void {
  nd.put(' v2');
  const { v } = nd.options;
  const code = nd.u16(at + 4);
  if (v) nd.put(` [max resp delay=${code < 32768 ? code : ((code & 0xfff) | 0x1000) << (((code & 0x7000) >>> 12) + 3)}]`);
  nd.put(` [gaddr ${nd.ip6(at + 8)}`);
  if (v) {
    const [flags, interval] = [nd.u8(at + 24), nd.u8(at + 25)];
    nd.put(`${flags & 8 ? ' sflag' : ''}${flags & 7 ? ` robustness=${flags & 7}` : ''}`
      + ` qqi=${interval < 128 ? interval : ((interval & 15) | 16) << (((interval & 0x70) >>> 4) + 3)}`);
  }
  const sources = nd.u16(at + 26);
  if (sources > 0) {
    if (length < 28 + 16 * sources) nd.put(' [invalid number of sources]');
    else if (v > 1) printSources(nd, at + 28, sources);
    else nd.put(`, ${sources} source(s)`);
  }
  nd.put(']');
}

function printSources(nd: Dissector, at: number, count: number): void {
  nd.put(' {');
  for (let i = 0; i < count; i++) nd.put(` ${nd.ip6(at + 16 * i)}`);
  nd.put(' }');
}
