import { concat, put16, put32, u16, u32 } from '../../wire';

const END = 0;
const NOP = 1;
const MSS = 2;
const WINDOW_SCALE = 3;
const SACK_PERMITTED = 4;
const TIMESTAMPS = 8;

/** Octets of the timestamps option, padding included: what every segment of a connection that uses it carries. */
export const TIMESTAMPS_LENGTH = 12;

/** TCP options that a host heeds (RFC 9293 section 3.1, RFC 7323, RFC 2018). */
export interface TcpOptions {
  readonly mss?: number;
  /** bits */
  readonly windowScale?: number;
  readonly sackPermitted?: boolean;
  /** ms of the sender's own clock, and the last one that it heard */
  readonly timestamps?: { readonly value: number; readonly echo: number };
}

/** Reads options as far as they are well formed. */
export function parseOptions(octets: Uint8Array): TcpOptions {
  let options: TcpOptions = {};
  for (let at = 0; at < octets.length && octets[at] !== END;) {
    if (octets[at] === NOP) {
      at++;
      continue;
    }
    const length = octets[at + 1] ?? 0;
    if (length < 2 || at + length > octets.length) break;
    options = { ...options, ...read(octets[at]!, octets.subarray(at + 2, at + length)) };
    at += length;
  }
  return options;
}

function read(kind: number, value: Uint8Array): TcpOptions {
  if (kind === MSS && value.length === 2) return { mss: u16(value, 0) };
  if (kind === WINDOW_SCALE && value.length === 1) return { windowScale: Math.min(value[0]!, 14) };
  if (kind === SACK_PERMITTED && value.length === 0) return { sackPermitted: true };
  if (kind === TIMESTAMPS && value.length === 8) return { timestamps: { value: u32(value, 0), echo: u32(value, 4) } };
  return {};
}

/** Writes options in Linux's order (tcp_options_write). */
export function emitOptions({ mss, windowScale, sackPermitted, timestamps }: TcpOptions): Uint8Array {
  const parts: Uint8Array[] = [];
  if (mss !== undefined) {
    const part = Uint8Array.of(MSS, 4, 0, 0);
    put16(part, 2, mss);
    parts.push(part);
  }
  if (timestamps) {
    const part = Uint8Array.of(...(sackPermitted ? [SACK_PERMITTED, 2] : [NOP, NOP]), TIMESTAMPS, 10, 0, 0, 0, 0, 0, 0, 0, 0);
    put32(part, 4, timestamps.value);
    put32(part, 8, timestamps.echo);
    parts.push(part);
  } else if (sackPermitted) {
    parts.push(Uint8Array.of(NOP, NOP, SACK_PERMITTED, 2));
  }
  if (windowScale !== undefined) parts.push(Uint8Array.of(NOP, WINDOW_SCALE, 3, windowScale));
  return concat(...parts);
}
