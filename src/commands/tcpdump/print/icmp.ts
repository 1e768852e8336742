import type { Transport } from './demux';
import { shouldBe, type Dissector } from './dissector';
import { printIcmpExtension } from './icmp-extension';
import { token, type Tokens } from './tokens';

const PLAIN: Tokens = {
  0: 'echo reply', 4: 'source quench', 8: 'echo request', 10: 'router solicitation', 13: 'time stamp request', 14: 'time stamp reply',
  15: 'information request', 16: 'information reply', 17: 'address mask request',
};

/** Destination unreachable by code; `%` is the destination of the packet that caused it. */
const UNREACHABLE: Tokens = {
  0: 'net % unreachable', 1: 'host % unreachable', 5: '% unreachable - source route failed', 6: 'net % unreachable - unknown',
  7: 'host % unreachable - unknown', 8: '% unreachable - source host isolated', 9: 'net % unreachable - admin prohibited',
  10: 'host % unreachable - admin prohibited', 11: 'net % unreachable - tos prohibited', 12: 'host % unreachable - tos prohibited',
  13: 'host % unreachable - admin prohibited filter', 14: 'host % unreachable - host precedence violation', 15: 'host % unreachable - precedence cutoff',
};
const REDIRECTS = ['redirect % to net ', 'redirect % to host ', 'redirect-tos % to net ', 'redirect-tos % to host '];
const ERRORS: readonly number[] = [3, 4, 5, 11, 12];
const EXTENDED: readonly number[] = [3, 11, 12];
/** Octets of an ICMP message before its RFC 4884 extension, where there is one. */
const EXTENSION = 136;

/** An ICMP message, as print-icmp.c words it. */
export function printIcmp(nd: Dissector, { at, length, fragmented }: Transport): void {
  nd.protocol = 'icmp';
  const type = nd.u8(at);
  const text = describe(nd, at, type, nd.u8(at + 1));
  if (text === undefined) return nd.truncated();
  nd.put(`ICMP ${text}, length ${length}`);
  if (nd.options.v && !fragmented && nd.has(at, length)) {
    const sum = nd.checksum(at, length);
    const field = nd.u16(at + 2);
    if (sum !== 0) nd.put(` (wrong icmp cksum ${field.toString(16)} (->${shouldBe(field, sum).toString(16)})!)`);
  }
  if (!nd.options.v) return;
  if (ERRORS.includes(type)) {
    nd.put('\n\t');
    const quoted = nd.u16(at + 10);
    nd.within(at + 8 + quoted, () => nd.nested.ip(nd, at + 8, quoted));
  }
  nd.protocol = 'icmp';
  if (length > EXTENSION && EXTENDED.includes(type)) printIcmpExtension(nd, at, length);
}

/** undefined where the message is cut short. */
function describe(nd: Dissector, at: number, type: number, code: number): string | undefined {
  const target = at + 24;
  switch (type) {
    case 0:
    case 8: return `echo ${type === 8 ? 'request' : 'reply'}, id ${nd.u16(at + 4)}, seq ${nd.u16(at + 6)}`;
    case 3: return unreachable(nd, at, code);
    case 5: {
      const words = REDIRECTS[code] ?? `redirect-#${code} % to `;
      return words.replace('%', nd.ip(target)) + nd.ip(at + 4);
    }
    case 9: return routerAdvertisement(nd, at);
    case 11:
      if (!nd.has(target, 4)) return undefined;
      return ['time exceeded in-transit', 'ip reassembly time exceeded'][code] ?? `time exceeded-#${code}`;
    case 12: return code ? `parameter problem - code ${code}` : `parameter problem - octet ${nd.u8(at + 4)}`;
    case 13: return `time stamp query id ${nd.u16(at + 4)} seq ${nd.u16(at + 6)}`;
    case 14:
      if (!nd.has(at + 16, 4)) return undefined;
      return `time stamp reply id ${nd.u16(at + 4)} seq ${nd.u16(at + 6)}: org ${timeOfDay(nd.u32(at + 8))}`
        + `, recv ${timeOfDay(nd.u32(at + 12))}, xmit ${timeOfDay(nd.u32(at + 16))}`;
    case 18: return `address mask is 0x${nd.u32(at + 8).toString(16).padStart(8, '0')}`;
    default: return token(PLAIN, type, 'type-#%');
  }
}

function unreachable(nd: Dissector, at: number, code: number): string | undefined {
  const quoted = at + 8;
  if (code === 2) return `${nd.ip(quoted + 16)} protocol ${nd.u8(quoted + 9)} unreachable`;
  if (code === 3) {
    if (!nd.has(quoted + 9, 1)) return undefined;
    const protocol = nd.u8(quoted + 9);
    const port = nd.u16(quoted + (nd.u8(quoted) & 15) * 4 + 2);
    const target = nd.ip(quoted + 16);
    if (protocol === 6) return `${target} tcp port ${nd.names.port(port, 'tcp')} unreachable`;
    if (protocol === 17) return `${target} udp port ${nd.names.port(port, 'udp')} unreachable`;
    return `${target} protocol ${protocol} port ${port} unreachable`;
  }
  if (code === 4) {
    const mtu = nd.u16(at + 6);
    return `${nd.ip(quoted + 16)} unreachable - need to frag${mtu ? ` (mtu ${mtu})` : ''}`;
  }
  return (UNREACHABLE[code] ?? `% unreachable - #${code}`).replace('%', nd.ip(quoted + 16));
}

/** RFC 1256. */
function routerAdvertisement(nd: Dissector, at: number): string | undefined {
  if (!nd.has(at + 4, 4)) return undefined;
  const [count, size, lifetime] = [nd.u8(at + 4), nd.u8(at + 5), nd.u16(at + 6)];
  const text = `router advertisement lifetime ${minutes(lifetime)} ${count}:`;
  if (size !== 2) return `${text} [size ${size}]`;
  if (!nd.has(at + 8, 8 * count)) return undefined;
  return text + Array.from({ length: count }, (_, i) => ` {${nd.ip(at + 8 + 8 * i)} ${nd.u32(at + 12 + 8 * i)}}`).join('');
}

function minutes(seconds: number): string {
  const two = (n: number) => String(n).padStart(2, '0');
  if (seconds < 60) return String(seconds);
  if (seconds < 3600) return `${Math.floor(seconds / 60)}:${two(seconds % 60)}`;
  return `${Math.floor(seconds / 3600)}:${two(Math.floor((seconds % 3600) / 60))}:${two(seconds % 60)}`;
}

/** Milliseconds since midnight as `hh:mm:ss.mmm`. */
function timeOfDay(ms: number): string {
  const two = (n: number) => String(Math.floor(n)).padStart(2, '0');
  return `${two(ms / 3_600_000)}:${two((ms / 60_000) % 60)}:${two((ms / 1000) % 60)}.${String(ms % 1000).padStart(3, '0')}`;
}
