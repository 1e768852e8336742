import { formatAddress } from '../../stack/address';
import type { IpAddress } from '../../stack/address';
import type { DropKind, EventLog, NeighbourChange, RouteChoice } from './log';
import { REASONS } from './reasons';

/** Paragraphs that an answer has at most. */
const MOST_TOLD = 8;

/**
 * Why packets of a cell didn't arrive: a paragraph for each kind of drop, nearest to the cell's wish first, and in the order of the first of each, so that
 * causes stand before what they lead to; then what was never sent, and what is still waited for. Drops that nobody misses are summed up in the last line.
 * @param start ns since boot when the cell began
 */
export function tellWhy(log: EventLog, start: number): string {
  const harmless = log.drops.filter(isHarmless);
  const asked = new Set(log.routes.map(({ destination }) => destination));
  const drops = log.drops.filter((kind) => !isHarmless(kind)).sort((a, b) => distance(a, asked) - distance(b, asked) || a.first - b.first);
  const told = [
    ...drops.map((kind, i) => dropped(kind, i + 1, drops, log.routes, start)),
    ...log.routes.filter(({ chosen }) => chosen === undefined).map((route, i) => noRoute(route, drops.length + i + 1)),
  ];
  const waiting = log.neighbours.filter(({ to }) => to === 'INCOMPLETE' || to === 'PROBE').map(stillAsked);
  const paragraphs = told.slice(0, MOST_TOLD);
  if (told.length > MOST_TOLD) paragraphs.push(`And ${told.length - MOST_TOLD} more, later.\n`);
  if (told.length === 0) paragraphs.push(waiting.length > 0 ? 'No packet has been dropped yet.\n' : 'The last cell that ran commands lost no packet.\n');
  paragraphs.push(...waiting);
  if (harmless.length > 0) paragraphs.push(remark(harmless));
  return paragraphs.join('\n');
}

/** Housekeeping to a group that this host isn't in. */
function isHarmless({ drop, packet }: DropKind): boolean {
  return packet.housekeeping && drop.reason === 'NOT_SPECIFIED';
}

/**
 * How far a drop is from what the cell wanted: 0 for packets to where it looked for a route, and questions on the way there; 1 for the rest, such as
 * what an earlier cell left behind; 2 for frames that were never meant for who dropped them.
 */
function distance({ drop, packet }: DropKind, asked: ReadonlySet<IpAddress>): number {
  if (drop.reason === 'OTHERHOST') return 2;
  return [packet.destination, packet.asksFor].some((address) => address !== undefined && asked.has(address)) ? 0 : 1;
}

function placeOf({ host, netns, dev }: { readonly host: string; readonly netns: string | null; readonly dev?: string }): string {
  return `${dev === undefined ? '' : `${dev} on `}${host}${netns === null ? '' : `, namespace ${netns}`}`;
}

/** A title and labelled lines; those without text are left out. */
function paragraph(title: string, lines: readonly (readonly [label: string, text: string | undefined])[]): string {
  const rows = lines.filter(([, text]) => text !== undefined).map(([label, text]) => `   ${label.padEnd(12)}${text}\n`);
  return `${title}\n${rows.join('')}`;
}

function dropped(kind: DropKind, number: number, drops: readonly DropKind[], routes: readonly RouteChoice[], start: number): string {
  const { drop, packet, first, last, count, sequences } = kind;
  const { reason, because } = drop;
  const specified = reason !== 'NOT_SPECIFIED';
  const cause = causeOf(kind, drops);
  const seconds = (ns: number): string => ((ns - start) / 1e9).toFixed(3);
  const when = last - first < 1e6 ? `${seconds(first)} s` : `${seconds(first)} to ${seconds(last)} s`;
  const way = cause === undefined ? undefined : routes.find(({ host, netns, destination, skipped }) => host === drop.host && netns === drop.netns && destination === packet.destination && skipped.length > 0);
  return paragraph(`${number}. ${packet.name}${sequences.size > 1 ? 's' : ''}${numbered(sequences)}${packet.path}${count === 1 ? '' : ` (${count} times)`}`, [
    ['dropped at', placeOf(drop)],
    ['because', specified ? REASONS[reason] : (because ?? 'of something that vethlab has no word for')],
    ['', cause === undefined ? undefined : `(that question is ${cause}. above: look there for the cause)`],
    [isSetting(because) ? 'decided by' : 'that is', specified && cause === undefined ? because : undefined],
    ['route', way && (way.chosen ?? 'none')],
    ...(way?.skipped ?? []).map(({ route, because: why }, i) => [i === 0 ? 'passed over' : '', `${route} (${why})`] as const),
    ['Linux says', `SKB_DROP_REASON_${reason}${specified ? '' : ', which names no reason'}`],
    ['when', `${when} after the cell began`],
  ]);
}

function isSetting(because: string | undefined): boolean {
  return because !== undefined && /^(net\.|table |rule )/.test(because);
}

/** For a packet whose next hop nobody told: the number of the paragraph on the question that was dropped. */
function causeOf({ drop, packet }: DropKind, drops: readonly DropKind[]): number | undefined {
  if (drop.reason !== 'NEIGH_FAILED' || packet.destination === undefined) return undefined;
  return drops.findIndex((other) => other.packet.asksFor === packet.destination && other.first <= drop.at) + 1 || undefined;
}

/** Sequence numbers as a reader lists them: ` 1`, ` 1 to 10`, ` 1, 4, 5`. */
function numbered(sequences: ReadonlySet<number>): string {
  const sorted = [...sequences].sort((a, b) => a - b);
  const [low, high] = [sorted[0], sorted.at(-1)];
  if (low === undefined || high === undefined) return '';
  if (sorted.length > 2 && high - low === sorted.length - 1) return ` ${low} to ${high}`;
  return ` ${sorted.length > 10 ? `${sorted.slice(0, 10).join(', ')}, ...` : sorted.join(', ')}`;
}

function noRoute(route: RouteChoice, number: number): string {
  return paragraph(`${number}. A packet to ${formatAddress(route.destination)}`, [
    ['never sent', `by ${placeOf({ host: route.host, netns: route.netns })}`],
    ['because', 'no route leads to its destination'],
    ['that is', route.because],
  ]);
}

function stillAsked({ address, ...event }: NeighbourChange): string {
  return `Still unanswered when the cell ended: the question for the MAC address of ${formatAddress(address)}, asked by ${placeOf(event)} (neighbour ${event.to}). Packets wait for it.\n`;
}

function remark(harmless: readonly DropKind[]): string {
  const total = harmless.reduce((sum, { count }) => sum + count, 0);
  const names = [...new Set(harmless.map(({ packet }) => packet.name.replace(/:.*/, '')))].sort();
  return `Besides, as is usual, ${total === 1 ? 'one packet' : `${total} packets`} of IPv6's housekeeping met nobody who listens (${names.join(', ')}).\n`;
}
