import type { Dissector } from './dissector';
import { token, type Tokens } from './tokens';

const OPTIONS: Tokens = { 0: 'EOL', 1: 'NOP', 68: 'timestamp', 130: 'security', 7: 'RR', 137: 'SSRR', 131: 'LSRR', 148: 'RA', 82: 'traceroute' };
const TIMESTAMP_KINDS: Tokens = { 0: 'TSONLY', 1: 'TS+ADDR', 3: 'PRESPEC' };

/** The options of an IPv4 header. @returns false if they are cut short */
export function printIpOptions(nd: Dissector, at: number, length: number): boolean {
  let separator = '';
  while (length > 0) {
    nd.put(separator);
    separator = ',';
    const code = nd.u8(at);
    nd.put(token(OPTIONS, code, 'unknown %'));
    const optionLength = code <= 1 ? 1 : nd.u8(at + 1);
    if (code === 0 && length >= 1) return true;
    if ((code > 1 && optionLength < 2) || optionLength > length) {
      nd.put(` [bad length ${optionLength}]`);
      return true;
    }
    if (!nd.has(at, optionLength)) return false;
    if (code === 68) printTimestamps(nd, at, optionLength);
    if (code === 7 || code === 131 || code === 137) printRoute(nd, at, optionLength);
    if (code === 148) printRouterAlert(nd, at, optionLength);
    at += optionLength;
    length -= optionLength;
  }
  return true;
}

function printRouterAlert(nd: Dissector, at: number, length: number): void {
  if (length < 4) return nd.put(` [bad length ${length}]`);
  const value = nd.u16(at + 2);
  if (value !== 0) nd.put(` value ${value}`);
}

function printRoute(nd: Dissector, at: number, length: number): void {
  if (length < 3) return nd.put(` [bad length ${length}]`);
  if ((length + 1) & 3) nd.put(` [bad length ${length}]`);
  const pointer = nd.u8(at + 2) - 1;
  if (pointer < 3 || ((pointer + 1) & 3) || pointer > length + 1) nd.put(` [bad ptr ${nd.u8(at + 2)}]`);
  for (let i = 3; i < length; i += 4) nd.put(` ${nd.ip(at + i)}${pointer > i ? ',' : ''}`);
}

function printTimestamps(nd: Dissector, at: number, length: number): void {
  if (length < 4) return nd.put(`[bad length ${length}]`);
  const kind = nd.u8(at + 3) & 15;
  const hop = kind === 0 ? 4 : 8;
  nd.put(' TS{');
  if ((length - 4) & (hop - 1)) nd.put(`[bad length ${length}]`);
  const pointer = nd.u8(at + 2) - 1;
  if (pointer < 4 || ((pointer - 4) & (hop - 1)) || pointer > length + 1) nd.put(`[bad ptr ${nd.u8(at + 2)}]`);
  nd.put(TIMESTAMP_KINDS[kind] ?? `[bad ts type ${kind}]`);
  let i = 0;
  if (kind in TIMESTAMP_KINDS) {
    for (i = 4; i < length; i += hop) {
      nd.put(`${pointer === i ? ' ^ ' : ' '}${nd.u32(at + i + hop - 4)}@${hop === 8 ? nd.ip(at + i) : ''}`);
    }
  }
  const missed = nd.u8(at + 3) >>> 4;
  nd.put(`${pointer === i ? ' ^ ' : ''}${missed ? ` [${missed} hops not recorded]} ` : '}'}`);
}
