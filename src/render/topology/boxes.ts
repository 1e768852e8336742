import { linkState, type LinkState } from '../explain';
import { groupBy } from '../group';
import { lanesOf } from '../lanes';
import { type Font, textWidth } from '../text';
import type { Joint, Place, Port, Topology } from './model';

export const TITLE: Font = { family: 'sans', size: 13.5, bold: true };
export const TAG: Font = { family: 'sans', size: 11 };
export const NAME: Font = { family: 'mono', size: 12.5, bold: true };
export const WORD: Font = { family: 'sans', size: 10.5 };
export const WORD_BOLD: Font = { family: 'sans', size: 10.5, bold: true };
export const DETAIL: Font = { family: 'mono', size: 11 };

/** px */
export const GEOMETRY = { pad: 14, head: 40, gap: 8, indent: 18, inner: 10, text: 26, line: 15, rowHead: 26, lane: 14, laneStart: 12 } as const;

/** An interface as it is drawn, relative to its place's top left. */
export interface Row {
  readonly port: Port;
  readonly state: LinkState;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
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
  readonly brackets: readonly Bracket[];
  /** said below the rows; empty if nothing is */
  readonly remark: string;
  readonly width: number;
  readonly height: number;
}

/** Sizes of all panels and rows, from the text in them. */
export function panelsOf({ places, joints }: Topology): Panel[] {
  const within = groupBy(joints.filter(({ from, to }) => from === to), ({ from }) => from);
  return places.map(place => panelOf(place, within.get(place) ?? []));
}

function panelOf(place: Place, joints: readonly Joint[]): Panel {
  const title = place.netns ?? place.host;
  const tag = place.netns === null ? 'host' : `netns on ${place.host}`;
  const remark = place.hidden > 0 ? `and ${place.hidden} more` : place.ports.length === 0 ? 'only lo' : '';
  const drafts = place.ports.map(port => draftOf(port));
  const index = new Map(place.ports.map((port, i) => [port, i]));
  const { lanes, count } = lanesOf(joints.map(({ a, b }) => ({ from: index.get(a)!, to: index.get(b)! })));
  const gutter = count > 0 ? GEOMETRY.laneStart + GEOMETRY.lane * count : 0;
  const rowsWidth = Math.max(
    150,
    textWidth(title, TITLE) + 24 + textWidth(tag, TAG) - gutter,
    ...drafts.map(draft => draft.width + draft.port.depth * GEOMETRY.indent),
  );
  let y: number = GEOMETRY.head;
  const rows = drafts.map(draft => {
    const x = GEOMETRY.pad + draft.port.depth * GEOMETRY.indent;
    const row = { ...draft, x, y, width: GEOMETRY.pad + rowsWidth - x };
    y += row.height + GEOMETRY.gap;
    return row;
  });
  if (remark) y += GEOMETRY.line + 4;
  return { place, title, tag, rows, brackets: joints.map((joint, i) => ({ joint, lane: lanes[i]! })), remark, width: Math.ceil(rowsWidth + gutter + 2 * GEOMETRY.pad), height: Math.ceil(y + GEOMETRY.pad - GEOMETRY.gap) };
}

function draftOf(port: Port): Omit<Row, 'x' | 'y'> {
  const state = linkState(port.link);
  const { kind, details } = port;
  const news = port.news ? 8 + textWidth(port.news, WORD_BOLD) : 0;
  const head = textWidth(port.link.ifname, NAME) + news + 16 + textWidth(wordsOf(kind, state), WORD);
  const width = GEOMETRY.text + Math.max(head, ...details.map(line => textWidth(line, DETAIL))) + GEOMETRY.inner;
  return { port, state, width, height: GEOMETRY.rowHead + details.length * GEOMETRY.line + (details.length > 0 ? 3 : 0) };
}

/** What stands at the right of a row's first line. */
export function wordsOf(kind: string, state: LinkState): string {
  return kind === '' ? state.word : `${kind} · ${state.word}`;
}
