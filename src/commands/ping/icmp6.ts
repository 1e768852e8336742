import type { Received, SocketError } from '../../stack';
import { scopeOf } from '../libc/resolver';
import { handleError, type ErrorOutcome } from './icmp4';
import { gatherReply } from './replies';
import type { Session } from './session';

const ECHO_REQUEST = 128;
const ECHO_REPLY = 129;

const UNREACHABLE: readonly (string | undefined)[] = ['No route', 'Administratively prohibited', 'Beyond scope of source address', 'Address unreachable', 'Port unreachable'];
const EXCEEDED: readonly string[] = ['Hop limit', 'Defragmentation failure'];
const PARAMETER: readonly string[] = ['Wrong header field', 'Unknown header', 'Unknown option'];

/** print_icmp, with the line end. @param info MTU or pointer */
function errorText(type: number, code: number, info: number): string {
  switch (type) {
    case 1: return `Destination unreachable: ${UNREACHABLE[code] ?? `Unknown code ${code}`}\n`;
    case 2: return `Packet too big: mtu=${info}${code !== 0 ? `, code=${code}` : ''}\n`;
    case 3: return `Time exceeded: ${EXCEEDED[code] ?? `code ${code}`}\n`;
    case 4: return `Parameter problem: ${PARAMETER[code] ?? `code ${code}`} at ${info}\n`;
    default: return `unknown icmp type: ${type}\n`;
  }
}

export function handleError6(session: Session, error: SocketError): Promise<ErrorOutcome> {
  return handleError(session, error, ECHO_REQUEST, () => errorText(error.type, error.code, error.info));
}

const word = (octets: Uint8Array, at: number): number => (octets[at]! << 8) | octets[at + 1]!;

/** ping6_parse_reply: the socket's filter lets echo replies through, nothing else. */
export async function handlePacket6(session: Session, received: Received): Promise<void> {
  const { target } = session;
  const icmp = received.octets;
  if (icmp.length < 8 || icmp[0] !== ECHO_REPLY || !session.isOurs(word(icmp, 4))) return;
  await gatherReply(session, received, {
    icmp, seq: word(icmp, 6), hops: received.ttl, from: session.addressText(received.source, scopeOf(received.source, received.iif)),
    wrongSource: !target.anySource && received.source !== target.whereto,
  });
}
