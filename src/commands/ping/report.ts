import type { Session } from './session';

/** Whole µs as ms with three decimals. */
function ms(us: number): string {
  return `${Math.trunc(us / 1000)}.${String(Math.trunc(us) % 1000).padStart(3, '0')}`;
}

/** A round-trip time (µs) as reply lines have it: about three significant digits. */
export function timeText(us: number): string {
  if (us >= 100_000 - 50) return `${Math.floor((us + 500) / 1000)}`;
  if (us >= 10_000 - 5) return `${Math.floor((us + 50) / 1000)}.${Math.floor(((us + 50) % 1000) / 100)}`;
  if (us >= 1000) return `${Math.floor((us + 5) / 1000)}.${String(Math.floor(((us + 5) % 1000) / 10)).padStart(2, '0')}`;
  return ms(us);
}

/** printf's %g of a float. */
function percent(value: number): string {
  return String(Number(Math.fround(value).toPrecision(6)));
}

/** llsqrt: Newton's method in whole numbers. */
function integerRoot(square: number): number {
  let [previous, x] = [Infinity, square];
  while (x > 0 && x < previous) [previous, x] = [x, Math.floor((x + Math.floor(square / x)) / 2)];
  return x;
}

function deviation(session: Session, total: number, average: number): number {
  const { tsum, tsum2 } = session;
  return integerRoot(Math.trunc(tsum < 0x7fffffff ? (tsum2 - (tsum * tsum) / total) / total : tsum2 / total - average * average));
}

function elapsedNs(session: Session): number {
  return (session.curTime ?? session.startTime) - session.startTime;
}

/** The statistics at the end. */
export function statistics(session: Session): string {
  const { ntransmitted, nreceived, nrepeats, nerrors, options } = session;
  let text = `\n--- ${session.target.hostname} ping statistics ---\n${ntransmitted} packets transmitted, ${nreceived} received`;
  if (nrepeats > 0) text += `, +${nrepeats} duplicates`;
  if (nerrors > 0) text += `, +${nerrors} errors`;
  if (ntransmitted > 0) {
    text += `, ${percent(((ntransmitted - nreceived) * 100) / ntransmitted)}% packet loss, time ${Math.floor((elapsedNs(session) + 500_000) / 1e6)}ms`;
  }
  const last: string[] = [];
  if (nreceived > 0 && session.timing) {
    const total = nreceived + nrepeats;
    const average = Math.trunc(session.tsum / total);
    last.push(`rtt min/avg/max/mdev = ${ms(session.tmin)}/${ms(average)}/${ms(session.tmax)}/${ms(deviation(session, total, average))} ms`);
  }
  if (session.pipesize > 1) last.push(`pipe ${session.pipesize}`);
  if (nreceived > 0 && (session.interval === 0 || options.flood || options.adaptive) && ntransmitted > 1) {
    last.push(`ipg/ewma ${ms(elapsedNs(session) / 1000 / (ntransmitted - 1))}/${ms(session.rtt / 8)} ms`);
  }
  return `${text}\n${last.join(', ')}\n`;
}

/** 0 if there were replies, and, with a deadline, as many as asked for; else 1. */
export function exitStatus(session: Session): number {
  const { nreceived, options } = session;
  return nreceived === 0 || (options.deadline > 0 && nreceived < options.npackets) ? 1 : 0;
}

/** The line that SIGQUIT asks for. */
export function statusLine(session: Session): string {
  const { ntransmitted, nreceived, nrepeats } = session;
  const loss = ntransmitted > 0 ? Math.trunc(((ntransmitted - nreceived) * 100) / ntransmitted) : 0;
  let text = `\r${nreceived}/${ntransmitted} packets, ${loss}% loss`;
  if (nreceived > 0 && session.timing) {
    const average = Math.trunc(session.tsum / (nreceived + nrepeats));
    text += `, min/avg/ewma/max = ${ms(session.tmin)}/${ms(average)}/${ms(session.rtt / 8)}/${ms(session.tmax)} ms`;
  }
  return `${text}\n`;
}
