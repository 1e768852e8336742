import { addressOf, formatAddress, type Received, type SocketError } from '../../stack';
import { scopeOf } from '../libc/resolver';
import { gatherReply } from './replies';
import type { Session } from './session';

const ECHO_REPLY = 0;
const DEST_UNREACH = 3;
const SOURCE_QUENCH = 4;
const REDIRECT = 5;
const ECHO = 8;
const TIME_EXCEEDED = 11;
const PARAMETER_PROBLEM = 12;

const UNREACHABLE: readonly string[] = [
  'Destination Net Unreachable', 'Destination Host Unreachable', 'Destination Protocol Unreachable', 'Destination Port Unreachable',
  'Frag needed and DF set (mtu = %u)', 'Source Route Failed', 'Destination Net Unknown', 'Destination Host Unknown', 'Source Host Isolated',
  'Destination Net Prohibited', 'Destination Host Prohibited', 'Destination Net Unreachable for Type of Service',
  'Destination Host Unreachable for Type of Service', 'Packet filtered', 'Precedence Violation', 'Precedence Cutoff',
];
const REDIRECTS: readonly string[] = ['Redirect Network', 'Redirect Host', 'Redirect Type of Service and Network', 'Redirect Type of Service and Host'];
const EXCEEDED: readonly string[] = ['Time to live exceeded', 'Frag reassembly time exceeded'];

/** What an ICMP error says, with its line end. @param info MTU, pointer or gateway */
function errorText(session: Session, type: number, code: number, info: number): string {
  switch (type) {
    case DEST_UNREACH: return `${UNREACHABLE[code]?.replace('%u', String(info)) ?? `Dest Unreachable, Bad Code: ${code}`}\n`;
    case SOURCE_QUENCH: return 'Source Quench\n';
    case REDIRECT: return `${REDIRECTS[code] ?? `Redirect, Bad Code: ${code}`}(New nexthop: ${session.addressText(info)})\n`;
    case TIME_EXCEEDED: return `${EXCEEDED[code] ?? `Time exceeded, Bad Code: ${code}`}\n`;
    case PARAMETER_PROBLEM: return `Parameter problem: pointer = ${info}\n`;
    default: return `Bad ICMP type: ${type}\n`;
  }
}

const word = (octets: Uint8Array, at: number): number => (octets[at]! << 8) | octets[at + 1]!;

/** pr_iph: an IP header, its 16-bit fields as they lie in memory on a little-endian machine. */
function headerText(ip: Uint8Array): string {
  const hex = (value: number, width: number): string => value.toString(16).padStart(width, '0');
  const field = (at: number): number => (ip[at + 1]! << 8) | ip[at]!;
  return 'Vr HL TOS  Len   ID Flg  off TTL Pro  cks      Src      Dst Data\n'
    + ` ${hex(ip[0]! >> 4, 1)}  ${hex(ip[0]! & 15, 1)}  ${hex(ip[1]!, 2)} ${hex(field(2), 4)} ${hex(field(4), 4)}`
    + `   ${hex(field(6) >> 13, 1)} ${hex(field(6) & 0x1fff, 4)}  ${hex(ip[8]!, 2)}  ${hex(ip[9]!, 2)} ${hex(field(10), 4)}`
    + ` ${formatAddress(addressOf(ip.subarray(12, 16)))}  ${formatAddress(addressOf(ip.subarray(16, 20)))} \n`;
}

/** What an entry of the error queue turned out to be: an ICMP error about our probe, a local error, or somebody else's. */
export type ErrorOutcome = 'icmp' | 'local' | 'foreign';

async function localError(session: Session, error: SocketError): Promise<ErrorOutcome> {
  const { options, target } = session;
  if (options.quiet) return 'local';
  if (options.flood) await session.print('E');
  else if (error.errno === 'EMSGSIZE') await session.complaints.warn(`local error: message too long, mtu${target.family === 2 ? '=' : ': '}${error.info}`);
  else await session.complaints.warn('local error', error.errno);
  session.nerrors++;
  return 'local';
}

/** receive_error_msg for both families. @param echo the type of an echo request; @param text what the error says, with its line end */
export async function handleError(session: Session, error: SocketError, echo: number, text: () => string): Promise<ErrorOutcome> {
  if (error.origin === 'local') return localError(session, error);
  const { octets } = error;
  if (octets.length < 8 || error.destination !== session.target.whereto || octets[0] !== echo || !session.isOurs(word(octets, 4))) return 'foreign';
  const seq = word(octets, 6);
  if (echo === ECHO) {
    session.acknowledge(seq);
    if (session.target.socket.kind === 'raw') session.target.socket.setOptions({ filterErrors: true });
  }
  session.nerrors++;
  if (session.options.quiet) return 'icmp';
  if (session.options.flood) await session.print('\bE');
  else await session.print(`${session.stamp()}From ${session.addressText(error.offender ?? 0, scopeOf(error.offender ?? 0, error.iif ?? 0))} icmp_seq=${seq} ${text()}`);
  return 'icmp';
}

export function handleError4(session: Session, error: SocketError): Promise<ErrorOutcome> {
  return handleError(session, error, ECHO, () => errorText(session, error.type, error.code, error.info));
}

/** An ICMP error that a raw socket got as a packet: a redirect is told, others came by the error queue too. */
async function handleErrorPacket(session: Session, received: Received, icmp: Uint8Array): Promise<void> {
  const inner = icmp.subarray(8);
  const header = (inner[0]! & 15) * 4;
  if (inner.length < 28 || inner.length < header + 8) return;
  const probe = inner.subarray(header);
  if (probe[0] !== ECHO || addressOf(inner.subarray(16, 20)) !== session.target.whereto || !session.isOurs(word(probe, 4))) return;
  const [type, code] = [icmp[0]!, icmp[1]!];
  if (type !== REDIRECT && type !== SOURCE_QUENCH) return session.acknowledge(word(probe, 6));
  if (session.options.quiet || session.options.flood) return;
  const info = Number(addressOf(icmp.subarray(4, 8)));
  await session.print(`${session.stamp()}From ${session.addressText(received.source)}: icmp_seq=${word(probe, 6)} ${errorText(session, type, code, info)}${session.options.verbose ? headerText(inner) : ''}`);
}

const ERRORS: readonly number[] = [DEST_UNREACH, SOURCE_QUENCH, REDIRECT, TIME_EXCEEDED, PARAMETER_PROBLEM];

/** ping4_parse_reply. */
export async function handlePacket4(session: Session, received: Received): Promise<void> {
  const { target } = session;
  const raw = target.socket.kind === 'raw';
  const icmp = raw ? received.octets.subarray((received.octets[0]! & 15) * 4) : received.octets;
  if (icmp.length < 8) {
    if (session.options.verbose) await session.complaints.warn(`packet too short (${received.octets.length} bytes) from ${session.addressText(received.source)}`);
    return;
  }
  if (ERRORS.includes(icmp[0]!)) return handleErrorPacket(session, received, icmp);
  if (icmp[0] !== ECHO_REPLY || !session.isOurs(word(icmp, 4))) return;
  await gatherReply(session, received, {
    icmp, seq: word(icmp, 6), hops: raw ? received.octets[8]! : received.ttl, from: session.addressText(received.source),
    wrongSource: !target.anySource && received.source !== target.whereto,
  });
}
