import { linkState, type LinkState } from '../explain';
import { groupBy } from './group';
import { lanesOf } from './lanes';
import { type Font, textWidth } from '../text';
import type { Joint, Place, Port, Topology } from './model';
import { peersOf } from './peers';

export const TITLE: Font = { family: 'sans', size: 13.5, bold: true };
export const TAG: Font = { family: 'sans', size: 11 };
export const NAME: Font = { family: 'mono', size: 12.5, bold: true };
export const WORD: Font = { family: 'sans', size: 10.5 };
export const WORD_BOLD: Font = { family: 'sans', size: 10.5, bold: true };
export const DETAIL: Font = { family: 'mono', size: 11 };

/** px */
export const GEOMETRY = { pad: 14, head: 40, gap: 8, indent: 18, inner: 10, text: 26, line: 15, rowHead: 26, lane: 14, laneStart: 12, gutter: 14 } as const;

/** Panels higher than this stand in several columns, as many as this width has room for; px. */
const TALL = { height: 1300, width: 1100 } as const;

/** Lines from one place to others that the eye can still follow. */
const JOINTS_LIMIT = 20;

/** An interface as it is drawn, relative to its place's top left. */
export interface Row {
  readonly port: Port;
  readonly state: LinkState;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** what stands below its name */
  readonly details: readonly string[];
  /** of its panel, from 0 */
  readonly column: number;
}

/** What stands above a column that begins below the bridge or device that its first rows belong to. */
export interface Caption {
  readonly text: string;
  readonly x: number;
  readonly y: number;
}

/** A pair whose ends are both in one place: a bracket at the right of the rows, `lane` steps away from them. */
export interface Bracket {
  readonly joint: Joint;
  readonly lane: number;
}

/** A place's panel. */
export interface Panel {
  readonly place: Place;
  readonly title: string;
  readonly tag: string;
  readonly rows: readonly Row[];
  readonly captions: readonly Caption[];
  readonly brackets: readonly Bracket[];
  /** said below the rows; empty if nothing is */
  readonly remark: string;
  readonly width: number;
  readonly height: number;
}

/** Panels, and the joints that are lines; all others are told in words, at both ends. */
export interface Boxes {
  readonly panels: readonly Panel[];
  readonly lines: readonly Joint[];
}

/** Sizes of all panels and rows, from the text in them. */
export function boxesOf({ places, joints }: Topology): Boxes {
  const crowded = crowdedPlaces({ places, joints });
  const isTold = ({ from, to }: Joint): boolean => crowded.has(from) || crowded.has(to);
  const lines = crowded.size === 0 ? joints : joints.filter(joint => !isTold(joint));
  const peers = peersOf(crowded.size === 0 ? [] : joints.filter(isTold));
  const within = groupBy(lines.filter(({ from, to }) => from === to), ({ from }) => from);
  return { lines, panels: places.map(place => panelOf(place, place.ports.map(port => draftOf(port, peers.get(port))), within.get(place) ?? [])) };
}

/** Those from which too many lines would leave, and those that stand in several columns. */
function crowdedPlaces({ places, joints }: Topology): ReadonlySet<Place> {
  const leaving = groupBy(joints.filter(({ from, to }) => from !== to).flatMap(({ from, to }) => [from, to]), place => place);
  return new Set(places.filter(place => (leaving.get(place)?.length ?? 0) > JOINTS_LIMIT || isTall(place.ports.map(port => draftOf(port)))));
}

type Draft = Omit<Row, 'x' | 'y' | 'column'>;

const heightOf = (drafts: readonly Draft[]): number => drafts.reduce((sum, { height }) => sum + height + GEOMETRY.gap, 0);

function isTall(drafts: readonly Draft[]): boolean {
  return heightOf(drafts) > TALL.height;
}

function panelOf(place: Place, drafts: readonly Draft[], joints: readonly Joint[]): Panel {
  const title = place.netns ?? place.host;
  const tag = place.netns === null ? 'host' : `netns on ${place.host}`;
  const remark = place.hidden > 0 ? `and ${place.hidden} more` : place.ports.length === 0 ? 'only lo' : '';
  const index = new Map(place.ports.map((port, i) => [port, i]));
  const { lanes, count } = lanesOf(joints.map(({ a, b }) => ({ from: index.get(a)!, to: index.get(b)! })));
  const gutter = count > 0 ? GEOMETRY.laneStart + GEOMETRY.lane * count : 0;
  const { rows, captions, width, bottom } = stack(drafts, Math.max(150, textWidth(title, TITLE) + 24 + textWidth(tag, TAG) - gutter));
  const y = bottom + (remark ? GEOMETRY.line + 4 : 0);
  return {
    place, title, tag, rows, captions, brackets: joints.map((joint, i) => ({ joint, lane: lanes[i]! })), remark,
    width: Math.ceil(width + gutter + 2 * GEOMETRY.pad), height: Math.ceil(y + GEOMETRY.pad - GEOMETRY.gap),
  };
}

/** Rows below each other, in several columns of about one height where there are many. */
function stack(drafts: readonly Draft[], least: number): { readonly rows: readonly Row[]; readonly captions: readonly Caption[]; readonly width: number; readonly bottom: number } {
  const rows: Row[] = [];
  const captions: Caption[] = [];
  let [x, bottom]: [number, number] = [GEOMETRY.pad, GEOMETRY.head];
  columnsOf(drafts).forEach((column, i) => {
    const start = drafts.indexOf(column[0]!);
    const depth = column[0]?.port.depth ?? 0;
    const above = depth === 0 ? undefined : drafts.slice(0, start).findLast(({ port }) => port.depth < depth);
    if (above) captions.push({ text: `under ${above.port.link.ifname}`, x, y: GEOMETRY.head + 9 });
    const width = Math.max(least, ...captions.slice(-1).map(({ text }) => textWidth(text, TAG)), ...column.map(draft => draft.width + draft.port.depth * GEOMETRY.indent));
    let y = GEOMETRY.head + (above ? GEOMETRY.line : 0);
    for (const draft of column) {
      const indent = draft.port.depth * GEOMETRY.indent;
      rows.push({ ...draft, x: x + indent, y, column: i, width: width - indent });
      y += draft.height + GEOMETRY.gap;
    }
    bottom = Math.max(bottom, y);
    x += width + GEOMETRY.gutter;
  });
  return { rows, captions, bottom, width: x - GEOMETRY.gutter - GEOMETRY.pad };
}

function columnsOf(drafts: readonly Draft[]): Draft[][] {
  if (!isTall(drafts)) return [[...drafts]];
  const widest = drafts.reduce((most, { width, port }) => Math.max(most, width + port.depth * GEOMETRY.indent), 150);
  const height = heightOf(drafts);
  const count = Math.max(1, Math.min(Math.ceil(height / TALL.height * 2), Math.floor(TALL.width / (widest + GEOMETRY.gutter))));
  const columns: Draft[][] = [[]];
  let filled = 0;
  for (const draft of drafts) {
    if (filled >= height / count * columns.length) columns.push([]);
    columns.at(-1)!.push(draft);
    filled += draft.height + GEOMETRY.gap;
  }
  return columns;
}

/** @param peers who is at the other end, where no line shows it */
function draftOf(port: Port, peers: readonly string[] = []): Draft {
  const state = linkState(port.link);
  const { kind } = port;
  const details = [...port.details, ...peers];
  const news = port.news ? 8 + textWidth(port.news, WORD_BOLD) : 0;
  const head = textWidth(port.link.ifname, NAME) + news + 16 + textWidth(wordsOf(kind, state), WORD);
  const width = GEOMETRY.text + Math.max(head, ...details.map(line => textWidth(line, DETAIL))) + GEOMETRY.inner;
  return { port, state, details, width, height: GEOMETRY.rowHead + details.length * GEOMETRY.line + (details.length > 0 ? 3 : 0) };
}

/** What stands at the right of a row's first line. */
export function wordsOf(kind: string, state: LinkState): string {
  return kind === '' ? state.word : `${kind} · ${state.word}`;
}
