import { AF_INET, AF_INET6, AF_UNSPEC, isLinkLocal, isMulticast, parseIpv6, type IcmpSocket } from '../../stack';
import type { Process, Program } from '../program';
import { Complaints, Exit, INT_MAX } from '../libc/error';
import { getaddrinfo } from '../libc/resolver';
import { handleError4, handlePacket4 } from './icmp4';
import { handleError6, handlePacket6 } from './icmp6';
import { pingLoop } from './loop';
import { readOptions, usage, type PingOptions } from './options';
import type { FamilyHandlers } from './pinger';
import { Session } from './session';
import { openSocket, type Prepared } from './target';
import { prepare4 } from './target4';
import { prepare6 } from './target6';

const HANDLERS: Readonly<Record<typeof AF_INET | typeof AF_INET6, FamilyHandlers>> = {
  [AF_INET]: { echo: 8, handleError: handleError4, handlePacket: handlePacket4 },
  [AF_INET6]: { echo: 128, handleError: handleError6, handlePacket: handlePacket6 },
};

/** ping(8) of iputils 20221126. */
export const ping: Program = async (process, argv) => {
  const sockets: Sockets = { v4: undefined, v6: undefined };
  try {
    return await run(process, argv, sockets);
  } catch (error) {
    if (error instanceof Exit) return error.code;
    throw error;
  } finally {
    sockets.v4?.close();
    sockets.v6?.close();
  }
};

interface Sockets {
  v4: IcmpSocket | undefined;
  v6: IcmpSocket | undefined;
}

async function run(process: Process, argv: readonly string[], sockets: Sockets): Promise<number> {
  const complaints = new Complaints(process, argv[0]!);
  const { options, operands } = await readOptions(process, argv, complaints);
  const payload = await fill(process, options, complaints);
  const kind = options.ident === 0 ? 'raw' : 'dgram';
  if (options.ident === 0 && options.verbose) await complaints.warn('WARNING: ident 0 => forcing raw socket');
  if (options.family !== AF_INET6) sockets.v4 = await openSocket(process, options, complaints, AF_INET, kind, options.family === AF_INET);
  if (options.family !== AF_INET) sockets.v6 = await openSocket(process, options, complaints, AF_INET6, kind, !sockets.v4);
  if (options.family === AF_UNSPEC && !sockets.v4) options.family = AF_INET6;
  else if (options.family === AF_UNSPEC && !sockets.v6) options.family = AF_INET;
  if (options.verbose) await complaints.warn(describe(sockets, options.family));

  const target = operands.at(-1)!;
  if (sockets.v6?.kind === 'dgram' && wantsScope(target)) {
    await complaints.warn('Warning: IPv6 link-local address on ICMP datagram socket may require ifname or scope-id => use: address%<ifname|scope-id>');
  }
  const infos = getaddrinfo(process, target);
  if (infos.length === 0) await complaints.fail(2, `${target}: Name or service not known`);
  for (const [i, info] of infos.entries()) {
    const hasNext = i + 1 < infos.length;
    if (options.verbose) await process.stdout.write(`ai->ai_family: ${FAMILY_NAMES[info.family]}, ai->ai_canonname: '${info.canonname ?? ''}'\n`);
    if (options.family !== AF_UNSPEC && options.family !== info.family) {
      if (!hasNext) await complaints.fail(2, `${target}: Address family for hostname not supported`);
      continue;
    }
    const socket = info.family === AF_INET ? sockets.v4 : sockets.v6;
    if (operands.length > 1) await severalOperands(process, operands, info.family, complaints);
    const setup = { process, options, complaints, socket: socket!, info, hasNext, target };
    const prepared = await (info.family === AF_INET ? prepare4(setup) : prepare6(setup));
    if (prepared) return start(process, options, complaints, prepared, payload);
  }
  return 2;
}

async function start(process: Process, options: PingOptions, complaints: Complaints, prepared: NonNullable<Prepared>, payload: Uint8Array): Promise<number> {
  if (preloaded(options, prepared.target.family) > MOST_RECEIVED) await complaints.warn('WARNING: probably, rcvbuf is not enough to hold preload');
  await process.stdout.write(prepared.header);
  const session = new Session(process, options, complaints, prepared.target, payload);
  if (process.uid !== 0 && session.interval < 2) await complaints.fail(2, 'cannot flood; minimal interval allowed for user is 2ms');
  if (session.interval >= Math.trunc(INT_MAX / options.preload)) await complaints.fail(2, `illegal preload and/or interval: ${session.interval}`);
  if (options.ident !== undefined && prepared.target.socket.kind === 'dgram') await complaints.fail(2, 'vethlab does not support -e with a datagram socket');
  return pingLoop(session, HANDLERS[prepared.target.family]);
}

const FAMILY_NAMES = { [AF_UNSPEC]: 'AF_UNSPEC', [AF_INET]: 'AF_INET', [AF_INET6]: 'AF_INET6' } as const;

/** -v: the sockets, whose numbers follow standard error's. */
function describe(sockets: Sockets, family: PingOptions['family']): string {
  const type = (socket: IcmpSocket | undefined): string => !socket ? '0' : socket.kind === 'raw' ? 'SOCK_RAW' : 'SOCK_DGRAM';
  const fd4 = sockets.v4 ? 3 : -1;
  const fd6 = sockets.v6 ? fd4 === 3 ? 4 : 3 : -1;
  return `sock4.fd: ${fd4} (socktype: ${type(sockets.v4)}), sock6.fd: ${fd6} (socktype: ${type(sockets.v6)}), hints.ai_family: ${FAMILY_NAMES[family]}\n`;
}

function wantsScope(target: string): boolean {
  const address = parseIpv6(target);
  return address !== undefined && (isLinkLocal(address) || (isMulticast(address) && ((address >> 112n) & 0xfn) === 2n));
}

/** Hops before the destination: a source route, which Linux refuses unless accept_source_route is set. */
async function severalOperands(process: Process, operands: readonly string[], family: typeof AF_INET | typeof AF_INET6, complaints: Complaints): Promise<void> {
  if (family === AF_INET6 || operands.length > 10) await usage(process);
  for (const operand of operands) {
    if (getaddrinfo(process, operand).length === 0) await complaints.fail(2, `${operand}: Name or service not known`);
  }
  await complaints.fail(2, 'vethlab does not support source routes');
}

/** What a socket holds of what has come, octets: twice net.core.rmem_max (socket(7)). */
const MOST_RECEIVED = 2 * 212_992;
/** What a piece of a packet takes there beside its octets. */
const OVERHEAD = { [AF_INET]: 20 + 16 + 64 + 160, [AF_INET6]: 40 + 16 + 64 + 160 } as const;

/** Octets that the replies to -l's probes may take at once, as iputils estimates it with an int. */
function preloaded({ datalen, preload }: PingOptions, family: typeof AF_INET | typeof AF_INET6): number {
  const message = (datalen + 8) | 0;
  return Math.imul(message + Math.trunc((message + 511) / 512) * OVERHEAD[family], preload);
}

/** Longer packets fail as one of this length does. */
const LONGEST = 0x2_0000;

/** The payload: 0, 1, 2, ..., or what -p asks for, over and over. */
async function fill(process: Process, options: PingOptions, complaints: Complaints): Promise<Uint8Array> {
  const { pattern } = options;
  const length = Math.min(options.datalen, LONGEST);
  if (pattern === undefined) return Uint8Array.from({ length }, (_, i) => i & 0xff);
  const bad = /[^0-9a-fA-F]/.exec(pattern);
  if (bad) await complaints.fail(2, `patterns must be specified as hex digits: ${pattern.slice(bad.index)}`);
  const octets = Array.from(pattern.matchAll(/..?/g), ([digits]) => parseInt(digits, 16)).slice(0, 16);
  if (!options.quiet) await process.stdout.write(`PATTERN: 0x${octets.map(octet => octet.toString(16).padStart(2, '0')).join('')}\n`);
  return Uint8Array.from({ length }, (_, i) => octets[i % octets.length] ?? 0);
}
