import type { LinkMessage, LinkStats } from '../../../stack';
import type { Ip } from '../context';

type Column = readonly [title: string, value: number];

/** Decimal, or with -h three digits and a letter (print_num of ip/ipaddress.c). */
export function humanNumber(count: number, human: boolean, iec: boolean): string {
  const base = iec ? 1024 : 1000;
  if (!human || count < base) return String(count);
  const prefixes = 'kMGTPE';
  let i = 0;
  let scale = base;
  while (count / base >= scale && i < prefixes.length - 1) {
    scale *= base;
    i++;
  }
  let precision = 2;
  for (let limit = 10; precision > 0 && Math.floor(count / scale) >= limit; limit *= 10) precision--;
  return `${(count / scale).toFixed(precision)}${prefixes[i]}${iec ? 'i' : ''}`;
}

/** The columns of both lines and, with -s -s, of their error lines; undefined columns stay out. */
function table(stats: LinkStats, carrierChanges: number): Readonly<Record<'rx' | 'rxErrors' | 'tx' | 'txErrors', readonly Column[]>> {
  return {
    rx: [['bytes', stats.rxBytes], ['packets', stats.rxPackets], ['errors', stats.rxErrors], ['dropped', stats.rxDropped], ['missed', stats.rxMissedErrors], ['mcast', stats.multicast]],
    rxErrors: [['length', stats.rxLengthErrors], ['crc', stats.rxCrcErrors], ['frame', stats.rxFrameErrors], ['fifo', stats.rxFifoErrors], ['overrun', stats.rxOverErrors]],
    tx: [['bytes', stats.txBytes], ['packets', stats.txPackets], ['errors', stats.txErrors], ['dropped', stats.txDropped], ['carrier', stats.txCarrierErrors], ['collsns', stats.collisions]],
    txErrors: [['aborted', stats.txAbortedErrors], ['fifo', stats.txFifoErrors], ['window', stats.txWindowErrors], ['heartbt', stats.txHeartbeatErrors], ['transns', carrierChanges]],
  };
}

/** Least widths: of `*X errors:`, packets, errors, dropped, heartbt, overrun. */
const WIDTHS = [10, 7, 6, 7, 7, 7] as const;

/** Prints the counters that -s asks for, as text or JSON, without the last line's end. */
export function printStats(ip: Ip, link: LinkMessage): void {
  if (ip.print.isJson) printStatsJson(ip, link);
  else printStatsText(ip, link);
}

function printStatsText(ip: Ip, { stats, carrierChanges }: LinkMessage): void {
  const { human, iec, stats: level } = ip.options;
  const { rx, rxErrors, tx, txErrors } = table(stats, carrierChanges);
  const more = level > 1;
  // The error lines begin one column later; nohandler and otherhost come after the sixth column.
  const rxExtra: Column[] = more ? [['nohandler', stats.rxNohandler], ['otherhost', stats.rxOtherhostDropped]] : [];
  const width = WIDTHS.map((least, i) => {
    const values = [rx[i], tx[i], ...(more ? [rxErrors[i - 1], txErrors[i - 1]] : [])];
    return Math.max(least, ...(human ? [] : values.map(column => column ? String(column[1]).length : 0)));
  });
  const titles = (columns: readonly Column[], from: number): string => columns.map(([title], i) => title.padStart(width[i + from]!)).join(' ');
  const numbers = (columns: readonly Column[], from: number): string =>
    columns.map(([, value], i) => `${humanNumber(value, human, iec).padStart(width[i + from]!)} `).join('');
  const end = ip.print.lineEnd;
  const block = (name: string, columns: readonly Column[]): string => {
    const [first, ...others] = columns;
    // An empty column stands for `compressed`, which no device here counts.
    return `    ${name}: ${first![0].padStart(width[0]! - 4)} ${titles(others, 1)} ${' '.repeat(10)}${end}    ${numbers(columns, 0)}`;
  };
  const errors = (name: string, columns: readonly Column[], extra: readonly Column[]): string => {
    const shown = extra.filter(([, value]) => value > 0);
    const extraTitles = shown.map(([title]) => ` ${title.padStart(title === 'nohandler' ? 10 : 9)}`).join('');
    const extraNumbers = shown.map(([title, value]) => `${humanNumber(value, human, iec).padStart(title === 'nohandler' ? 10 : 9)} `).join('');
    return `${end}    ${name} errors:${' '.repeat(width[0]! - 10)} ${titles(columns, 1)}${extraTitles}${end}${' '.repeat(width[0]! + 5)}${numbers(columns, 1)}${extraNumbers}`;
  };
  ip.print.text('%s', block('RX', rx) + (more ? errors('RX', rxErrors, rxExtra) : '') + end + block('TX', tx) + (more ? errors('TX', txErrors, []) : ''));
}

function printStatsJson(ip: Ip, { stats, carrierChanges }: LinkMessage): void {
  const fields = (entries: readonly Column[]): void => entries.forEach(([key, value]) => ip.print.field(key, value));
  const more = ip.options.stats > 1;
  ip.print.openObject('stats64');
  ip.print.openObject('rx');
  fields([['bytes', stats.rxBytes], ['packets', stats.rxPackets], ['errors', stats.rxErrors], ['dropped', stats.rxDropped], ['over_errors', stats.rxOverErrors], ['multicast', stats.multicast]]);
  if (more) {
    fields([['length_errors', stats.rxLengthErrors], ['crc_errors', stats.rxCrcErrors], ['frame_errors', stats.rxFrameErrors], ['fifo_errors', stats.rxFifoErrors], ['missed_errors', stats.rxMissedErrors]]);
    fields(([['nohandler', stats.rxNohandler], ['otherhost', stats.rxOtherhostDropped]] as const).filter(([, value]) => value > 0));
  }
  ip.print.closeObject();
  ip.print.openObject('tx');
  fields([['bytes', stats.txBytes], ['packets', stats.txPackets], ['errors', stats.txErrors], ['dropped', stats.txDropped], ['carrier_errors', stats.txCarrierErrors], ['collisions', stats.collisions]]);
  if (more) {
    fields([['aborted_errors', stats.txAbortedErrors], ['fifo_errors', stats.txFifoErrors], ['window_errors', stats.txWindowErrors], ['heartbeat_errors', stats.txHeartbeatErrors], ['carrier_changes', carrierChanges]]);
  }
  ip.print.closeObject();
  ip.print.closeObject();
}
