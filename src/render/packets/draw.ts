import type { BoxShape, Scene, Shape, TextShape } from '../scene';
import { textWidth, type Font } from '../text';
import { COLOUR } from '../theme';
import { DETAIL, HEAD_PAD, NAME, PLACE, layOutColumns, placesOf, type Column, type Need } from './columns';
import type { Ladder, Row } from './fold';
import type { FrameStep } from './model';
import { verdictLines, wrapped } from './verdict';

const LABEL: Font = { family: 'sans', size: 11.5 };
const STRONG: Font = { family: 'sans', size: 11.5, bold: true };
const SMALL: Font = { family: 'mono', size: 10.5 };
const FOLD: Font = { family: 'sans', size: 11 };

/** px */
const MARGIN = 20;
const TIMES = 96;
const LINE = 15;
const ROW = 13;
const LOOP = 40;
const STUB = 70;
const CROSS = 5;

/** Characters of a line above an arrow: what is longer would move the lifelines far apart. */
const LABEL_WIDTH = 40;

interface Ink {
  readonly shapes: Shape[];
  /** rightmost edge of what was drawn */
  right: number;
}

/** A row as it will stand: its height above and below its arrow's line is known before anything is drawn. */
interface Block {
  readonly above: number;
  readonly below: number;
  draw(ink: Ink, y: number): void;
}

/** Draws a ladder: time runs down, each lifeline is a line, each frame an arrow. */
export function drawLadder(ladder: Ladder, description: string): Scene {
  const { lifelines, rows, remarks } = ladder;
  const columns = layOutColumns(lifelines, rows.flatMap(needOf), MARGIN + TIMES);
  const blocks = rows.map(row => blockOf(row, columns));
  const heads = headHeights(ladder);
  const top = MARGIN + heads.title + heads.box;
  let y = top + 10;
  const ink: Ink = { shapes: [], right: columns.reduce((right, { x, width }) => Math.max(right, x + width / 2), MARGIN + TIMES) };
  for (const block of blocks) {
    y += block.above + ROW;
    block.draw(ink, y);
    y += block.below;
  }
  const bottom = y + 14;
  const lines: Shape[] = columns.map(({ x }) => ({ shape: 'line', path: `M${round(x)} ${top}V${bottom}`, colour: COLOUR.line, width: 1.2, dashed: false, arrow: false }));
  const notes: Shape[] = remarks.map((remark, i) => label(remark, FOLD, COLOUR.soft, MARGIN, bottom + 18 + i * LINE));
  for (const remark of remarks) ink.right = Math.max(ink.right, MARGIN + textWidth(remark, FOLD));
  const height = bottom + (remarks.length === 0 ? 0 : 8 + remarks.length * LINE) + MARGIN / 2;
  return { width: ink.right + MARGIN, height, description, shapes: [...headShapes(ladder, columns, heads), ...lines, ...ink.shapes, ...notes] };
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function label(text: string, font: Font, colour: string, x: number, y: number, anchor: TextShape['anchor'] = 'start'): TextShape {
  return { shape: 'text', text, font, colour, x, y, anchor };
}

/** Text on a ground of its own, since lifelines pass below it. */
function put(ink: Ink, text: string, font: Font, colour: string, x: number, y: number, anchor: 'start' | 'middle' = 'start'): void {
  const width = textWidth(text, font);
  const left = anchor === 'start' ? x : x - width / 2;
  const ground: BoxShape = { shape: 'box', role: 'row', x: left - 3, y: y - font.size + 0.5, width: width + 6, height: font.size + 3, fill: COLOUR.card, stroke: COLOUR.card };
  ink.shapes.push(ground, label(text, font, colour, x, y, anchor));
  ink.right = Math.max(ink.right, left + width);
}

function headHeights({ lifelines }: Ladder): { readonly title: number; readonly box: number } {
  return { title: lifelines.some(({ place }) => place !== '') ? 24 : 0, box: 26 + 13 * Math.max(0, ...lifelines.map(({ details }) => details.length)) };
}

function headShapes({ lifelines }: Ladder, columns: readonly Column[], heads: ReturnType<typeof headHeights>): Shape[] {
  const top = MARGIN + heads.title;
  const places = placesOf(lifelines).filter(({ place }) => place !== '').flatMap(({ place, first, last }): Shape[] => {
    const left = columns[first]!.x - columns[first]!.width / 2 - 8;
    const right = columns[last]!.x + columns[last]!.width / 2 + 8;
    return [
      { shape: 'box', role: 'panel', x: left, y: MARGIN - 4, width: right - left, height: heads.title + heads.box + 10, fill: COLOUR.panel, stroke: COLOUR.line },
      label(place, PLACE, COLOUR.ink, left + HEAD_PAD, MARGIN + 13),
    ];
  });
  return [...places, ...lifelines.flatMap(({ name, details }, i): Shape[] => {
    const { x, width } = columns[i]!;
    return [
      { shape: 'box', role: 'node', x: x - width / 2, y: top, width, height: heads.box, fill: COLOUR.white, stroke: COLOUR.soft },
      label(name, NAME, COLOUR.ink, x, top + 17, 'middle'),
      ...details.map((detail, line) => label(detail, DETAIL, COLOUR.soft, x, top + 31 + line * 13, 'middle')),
    ];
  })];
}

/** What a row asks for between two columns. */
function needOf(row: Row): Need[] {
  if (row.kind === 'fold' || (row.step.kind !== 'frame' && row.step.kind !== 'pass')) return [];
  const { from, to } = row.step;
  if (from === undefined || to === undefined || from === to) return [];
  const texts = row.step.kind === 'frame' ? wrapped(row.words!.label, LABEL_WIDTH) : row.step.words;
  return [{ from: Math.min(from, to), to: Math.max(from, to), width: Math.max(...texts.map(text => textWidth(text, LABEL))) + 34 }];
}

function blockOf(row: Row, columns: readonly Column[]): Block {
  if (row.kind === 'fold') return { above: 9, below: 6, draw: (ink, y) => put(ink, `⋮  ${row.text}`, FOLD, COLOUR.soft, columns[0]?.x ?? MARGIN + TIMES, y) };
  const { step } = row;
  const inner = bodyOf(row, columns);
  const number = 'packet' in step ? String(step.packet + 1) : '';
  return {
    above: inner.above, below: inner.below,
    draw: (ink, y) => {
      ink.shapes.push(label(row.time ?? '', SMALL, COLOUR.soft, MARGIN, y + 3.5), label(number, SMALL, COLOUR.soft, MARGIN + TIMES - 16, y + 3.5, 'end'));
      inner.draw(ink, y);
    },
  };
}

function bodyOf(row: Extract<Row, { kind: 'step' }>, columns: readonly Column[]): Block {
  const { step, words, times } = row;
  const x = (index: number): number => round(columns[index]!.x);
  switch (step.kind) {
    case 'frame':
      return frameBlock(step, wrapped(words!.label, LABEL_WIDTH), verdictOf(row), x);
    case 'pass': {
      const colour = step.translated ? COLOUR.accent : COLOUR.soft;
      if (step.from === step.to) return noteBlock(step.words.join(', '), LABEL, colour, x(step.to));
      return {
        above: LINE * step.words.length, below: 4,
        draw: (ink, y) => {
          arrow(ink, x(step.from), x(step.to), y, colour, true);
          step.words.forEach((text, i) => put(ink, text, step.translated ? STRONG : LABEL, colour, (x(step.from) + x(step.to)) / 2, y - 6 - (step.words.length - 1 - i) * LINE, 'middle'));
        },
      };
    }
    case 'drop': {
      const lines = verdictOf(row);
      return {
        above: 4, below: LINE * lines.length,
        draw: (ink, y) => {
          cross(ink, x(step.on), y);
          put(ink, `${words!.label}${times > 1 ? ` (${times} times)` : ''}`, LABEL, COLOUR.ink, x(step.on) + 14, y + 4);
          lines.forEach((line, i) => put(ink, line.text, line.strong ? STRONG : SMALL, COLOUR.bad, x(step.on) + 14, y + 4 + (i + 1) * LINE));
        },
      };
    }
    case 'note':
      return noteBlock(step.text, step.bad ? STRONG : LABEL, step.bad ? COLOUR.noCarrier : COLOUR.soft, step.on === undefined ? columns[0]?.x ?? MARGIN + TIMES : x(step.on) + 8);
  }
}

function verdictOf({ step, again }: Extract<Row, { kind: 'step' }>): readonly { readonly text: string; readonly strong: boolean }[] {
  if (step.kind === 'frame' && step.lost !== undefined) return [{ text: step.lost, strong: true }];
  return 'dropped' in step && step.dropped ? verdictLines(step.dropped, again) : [];
}

function noteBlock(text: string, font: Font, colour: string, x: number): Block {
  return { above: 4, below: 4, draw: (ink, y) => put(ink, text, font, colour, x, y + 4) };
}

function frameBlock(step: FrameStep, texts: readonly string[], verdict: ReturnType<typeof verdictOf>, x: (index: number) => number): Block {
  const { from, to } = step;
  if (from !== undefined && from === to) return loopBlock(texts.join(' '), verdict, x(from));
  const start = from === undefined ? x(to!) - STUB : x(from);
  const end = to === undefined ? x(from!) + STUB : x(to);
  const leftwards = end < start;
  const open = to === undefined || from === undefined;
  // Words on how it ended stand below the arrow where that, or what is said above it, would run through them.
  const lift = leftwards || open ? LINE : 0;
  return {
    above: LINE * texts.length, below: 4 + Math.max(0, LINE * (verdict.length - 1)) + (verdict.length > 0 ? lift : 0),
    draw: (ink, y) => {
      arrow(ink, start, end, y, COLOUR.ink, open, verdict.length > 0);
      texts.forEach((text, i) => put(ink, text, LABEL, COLOUR.ink, open ? Math.min(start, end) + 6 : (start + end) / 2, y - 6 - (texts.length - 1 - i) * LINE, open ? 'start' : 'middle'));
      if (verdict.length > 0) cross(ink, end, y);
      verdict.forEach((line, i) => put(ink, line.text, line.strong ? STRONG : SMALL, COLOUR.bad, end + (leftwards ? 4 : 13), y + 4 + lift + i * LINE));
    },
  };
}

function loopBlock(text: string, verdict: ReturnType<typeof verdictOf>, x: number): Block {
  return {
    above: 8, below: 12 + LINE * verdict.length,
    draw: (ink, y) => {
      ink.shapes.push({ shape: 'line', path: `M${x} ${round(y - 9)}H${x + LOOP}V${round(y + 9)}H${x + 8}`, colour: COLOUR.ink, width: 1.5, dashed: false, arrow: true });
      if (verdict.length > 0) cross(ink, x, y + 9);
      put(ink, text, LABEL, COLOUR.ink, x + LOOP + 10, y + 4);
      verdict.forEach((line, i) => put(ink, line.text, line.strong ? STRONG : SMALL, COLOUR.bad, x + LOOP + 10, y + 4 + (i + 1) * LINE));
    },
  };
}

function arrow(ink: Ink, from: number, to: number, y: number, colour: string, dashed: boolean, stopped = false): void {
  const end = round(to + (stopped ? CROSS + 2 : 1) * (to > from ? -1 : 1));
  ink.shapes.push({ shape: 'line', path: `M${round(from)} ${round(y)}H${end}`, colour, width: 1.5, dashed, arrow: true });
  ink.right = Math.max(ink.right, from, to);
}

function cross(ink: Ink, x: number, y: number): void {
  ink.shapes.push({ shape: 'mark', mark: '✕', colour: COLOUR.bad, x, y: round(y) });
}
