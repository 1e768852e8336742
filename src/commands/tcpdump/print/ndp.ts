import { addressOf } from '../../../stack/address';
import type { Dissector } from './dissector';
import { hexDump } from './hex';
import { bitTokens, token, type Tokens } from './tokens';

const OPTIONS: Tokens = {
  1: 'source link-address', 2: 'destination link-address', 3: 'prefix info', 4: 'redirected header', 5: 'mtu', 25: 'rdnss', 31: 'dnssl',
  7: 'advertisement interval', 8: 'homeagent information', 24: 'route info',
};
/** Default router preferences (RFC 4191 section 2.1). */
export const PREFERENCES = ['medium', 'high', 'rsv', 'low'] as const;
const PREFIX_FLAGS = [[0x80, 'onlink'], [0x40, 'auto'], [0x20, 'router']] as const;

/** Neighbour discovery options (RFC 4861 section 4.6, RFC 4191, RFC 8106). @returns false if they are cut short */
export function printNdpOptions(nd: Dissector, start: number, left: number): boolean {
  for (let at = start; at < nd.end && left > 0;) {
    if (!nd.has(at, 2)) return false;
    const type = nd.u8(at);
    const units = nd.u8(at + 1);
    const length = units * 8;
    if (length === 0 || !nd.has(at, length)) return false;
    nd.put(`\n\t  ${token(OPTIONS, type, 'unknown')} option (${type}), length ${length} (${units}): `);
    const print = PRINTERS[type];
    if (print) {
      if (print(nd, at, length, start) === false) return false;
    } else if (nd.options.v <= 1) {
      hexDump(nd, at + 2, length - 2, '\n\t  ');
      return true;
    }
    if (nd.options.v > 1) hexDump(nd, at + 2, length - 2, '\n\t    ');
    at += length;
    left -= length;
  }
  return true;
}

type OptionPrinter = (nd: Dissector, at: number, length: number, first: number) => void | false;

const linkAddress: OptionPrinter = (nd, at, length) => nd.put(nd.hex(at + 2, length - 2, ':'));

const PRINTERS: Readonly<Record<number, OptionPrinter>> = {
  1: linkAddress,
  2: linkAddress,
  3: (nd, at, length) => nd.put(`${nd.ip6(at + 16)}/${nd.u8(at + 2)}${length === 32 ? '' : 'badlen'}, Flags [${bitTokens(PREFIX_FLAGS, nd.u8(at + 3), 'none')}]`
    + `, valid time ${lifetime(nd.u32(at + 4))}, pref. time ${lifetime(nd.u32(at + 8))}`),
  // tcpdump dumps from the first option on, not from this one
  4: (nd, _at, length, first) => hexDump(nd, first, Math.min(length, nd.available(first)), '\n\t    '),
  5: (nd, at, length) => nd.put(` ${nd.u32(at + 4)}${length === 8 ? '' : 'bad option length'}`),
  7: (nd, at) => nd.put(` ${nd.u32(at + 4)}ms`),
  8: (nd, at) => nd.put(` preference ${nd.u16(at + 4)}, lifetime ${nd.u16(at + 6)}`),
  24: (nd, at, length) => {
    if (length > 24) return false;
    const prefix = new Uint8Array(16);
    prefix.set(nd.slice(at + 8, length - 8));
    nd.put(` ${nd.names.host(addressOf(prefix))}/${nd.u8(at + 2)}, pref=${PREFERENCES[(nd.u8(at + 3) & 0x18) >>> 3]}, lifetime=${lifetime(nd.u32(at + 4))}`);
  },
  25: (nd, at, length) => {
    nd.put(` lifetime ${nd.u32(at + 4)}s,`);
    for (let i = 8; i + 16 <= length; i += 16) nd.put(` addr: ${nd.ip6(at + i)}`);
  },
};

function lifetime(seconds: number): string {
  return seconds === 0xffffffff ? 'infinity' : `${seconds}s`;
}
