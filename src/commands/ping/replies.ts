import type { Received } from '../../stack';
import { timeText } from './report';
import type { Session } from './session';

/** An echo reply, as both families see it. */
export interface EchoReply {
  /** from the ICMP type octet on */
  readonly icmp: Uint8Array;
  readonly seq: number;
  readonly hops: number;
  readonly from: string;
  readonly wrongSource: boolean;
}

const TIMEVAL = 16;

/** struct timeval of x86-64. */
export function putTimeval(payload: Uint8Array, us: number): void {
  const view = new DataView(payload.buffer, payload.byteOffset);
  view.setBigInt64(0, BigInt(Math.floor(us / 1e6)), true);
  view.setBigInt64(8, BigInt(us % 1e6), true);
}

function timeval(payload: Uint8Array): number {
  const view = new DataView(payload.buffer, payload.byteOffset);
  return Number(view.getBigInt64(0, true)) * 1e6 + Number(view.getBigInt64(8, true));
}

/** After each reply -A adapts the pace to the round-trip time. */
export function updateInterval(session: Session): void {
  const estimate = session.rtt !== 0 ? Math.trunc(session.rtt / 8) : session.interval * 1000;
  session.interval = Math.trunc((estimate + session.rttAddend + 500) / 1000);
  if (session.process.uid !== 0) session.interval = Math.max(session.interval, 2);
}

async function tripTime(session: Session, payload: Uint8Array, received: Received): Promise<number> {
  const { clock } = session.process.host.network;
  const sent = timeval(payload);
  const arrived = session.latency ? clock.wallUs() : clock.epochMs * 1000 + Math.floor(received.at / 1000);
  if (arrived >= sent) return arrived - sent;
  await session.complaints.warn(`Warning: time of day goes back (${arrived - sent}us), taking countermeasures`);
  session.latency = true;
  return Math.max(0, clock.wallUs() - sent);
}

function account(session: Session, us: number): void {
  session.tsum += us;
  session.tsum2 += us * us;
  session.tmin = Math.min(session.tmin, us);
  session.tmax = Math.max(session.tmax, us);
  session.rtt = session.rtt === 0 ? us * 8 : session.rtt + us - Math.trunc(session.rtt / 8);
  if (session.options.adaptive) updateInterval(session);
}

/** The dump after `wrong data byte`, or nothing if the reply carries what was sent. */
function wrongData(session: Session, payload: Uint8Array): string {
  const { datalen } = session.options;
  for (let i = TIMEVAL; i < datalen; i++) {
    if (payload[i] === session.pattern[i]) continue;
    let text = `\nwrong data byte #${i} should be 0x${session.pattern[i]!.toString(16)} but was 0x${payload[i]!.toString(16)}`;
    for (let j = TIMEVAL; j < datalen; j++) {
      if (j % 32 === TIMEVAL) text += `\n#${j}\t`;
      text += `${payload[j]!.toString(16)} `;
    }
    return text;
  }
  return '';
}

/** gather_statistics: counts a reply and prints its line. */
export async function gatherReply(session: Session, received: Received, reply: EchoReply): Promise<void> {
  const { options } = session;
  const payload = reply.icmp.subarray(8);
  session.acknowledge(reply.seq);
  const us = session.timing && payload.length >= TIMEVAL ? await tripTime(session, payload, received) : 0;
  if (session.timing && payload.length >= TIMEVAL) account(session, us);
  const duplicate = session.wasReceived(reply.seq);
  if (duplicate) session.nrepeats++;
  else session.nreceived++;
  session.markReceived(reply.seq, true);
  if (options.quiet) return;
  if (options.flood) return session.print('\b \b' + (options.audible ? '\x07' : ''));

  let line = `${session.stamp()}${reply.icmp.length} bytes from ${reply.from}: icmp_seq=${reply.seq}`;
  if (options.verbose && session.ident !== undefined) line += ` ident=${session.ident}`;
  line += ` ttl=${reply.hops}`;
  if (payload.length < options.datalen) return session.print(`${line} (truncated)\n`);
  if (session.timing) line += ` time=${timeText(us)} ms`;
  if (duplicate && (!session.target.multicast || options.verbose)) line += ' (DUP!)';
  if (reply.wrongSource) line += ' (DIFFERENT ADDRESS!)';
  line += wrongData(session, payload);
  await session.print(`${line}${options.audible ? '\x07' : ''}\n`);
}
