import { placesOf } from './columns';
import type { Ladder, Row } from './fold';
import type { Lifeline } from './model';
import { verdictLines } from './verdict';

/** Characters between two lifelines, at least. */
const GAP = 4;
const LEAST = 9;

/** A ladder drawn in characters: what is said of a step stands to the right of the lines. */
export function ladderText({ lifelines, rows, remarks }: Ladder): string {
  const widths = lifelines.map(({ name, details }) => Math.max(LEAST, name.length, ...details.map(detail => detail.length)) + GAP);
  const xs = widths.map((_, i) => widths.slice(0, i).reduce((sum, width) => sum + width, 0) + 1);
  const total = widths.reduce((sum, width) => sum + width, 1);
  const times = rows.map(row => (row.kind === 'step' ? row.time ?? '' : ''));
  const margin = Math.max(6, ...times.map(time => time.length)) + 6;
  const indent = ' '.repeat(margin);
  const line = (draw: (cells: string[]) => void = () => undefined): string => {
    const cells = Array<string>(total).fill(' ');
    for (const x of xs) cells[x] = '│';
    draw(cells);
    return cells.join('');
  };
  const write = (text: string, x: number) => (cells: string[]): void => [...text].forEach((character, i) => void (cells[x + i] = character));
  const heads = Math.max(0, ...lifelines.map(({ details }) => details.length));
  const head = (texts: readonly string[]): string => {
    const cells = Array<string>(total).fill(' ');
    texts.forEach((text, i) => write(text, xs[i]! - 1)(cells));
    return cells.join('');
  };
  const lines = [
    ...(placesOf(lifelines).some(({ place }) => place !== '') ? [indent + placeLine(lifelines, xs)] : []),
    indent + head(lifelines.map(({ name }) => name)),
    ...Array.from({ length: heads }, (_, i) => indent + head(lifelines.map(({ details }) => details[i] ?? ''))),
  ];
  rows.forEach((row, i) => {
    if (row.kind === 'fold') return void lines.push(`${indent}${line()} ⋮ ${row.text}`);
    const { step, words, times: count } = row;
    const said = saidOf(row);
    const number = 'packet' in step ? String(step.packet + 1) : '';
    const start = `${times[i]!.padEnd(margin - 5)}${number.padStart(4)} `;
    const label = words ? `${words.label}${count > 1 ? ` (${count} times)` : ''}` : '';
    const [first = '', ...rest] = label === '' ? said : [label, ...said];
    lines.push(`${start}${line(cells => drawStep(cells, row, xs))} ${first}`, ...rest.map(text => `${indent}${line()} ${text}`));
  });
  return [...lines, ...remarks].map(text => `${text.trimEnd()}\n`).join('');
}

/** Titles of places, each above its first lifeline; one that would run into the next is cut. */
function placeLine(lifelines: readonly Lifeline[], xs: readonly number[]): string {
  const places = placesOf(lifelines);
  return places.reduce((text, { place, first }, i) => {
    const next = places[i + 1];
    const room = next ? xs[next.first]! - xs[first]! - 1 : Infinity;
    return text.padEnd(xs[first]! - 1) + (place.length > room ? `${place.slice(0, room - 1)}…` : place);
  }, '');
}

function saidOf({ step, again }: Extract<Row, { kind: 'step' }>): string[] {
  switch (step.kind) {
    case 'frame':
      if (step.lost !== undefined) return [`✕ ${step.lost}`];
      return step.dropped ? verdict(step.dropped, again) : [];
    case 'drop': return verdict(step.dropped, again);
    case 'pass': return [step.words.join(', ')];
    case 'note': return [step.text];
  }
}

function verdict(dropped: Parameters<typeof verdictLines>[0], again: boolean): string[] {
  return verdictLines(dropped, again).map(({ text }, i) => (i === 0 ? `✕ ${text}` : `  ${text}`));
}

function drawStep(cells: string[], { step }: Extract<Row, { kind: 'step' }>, xs: readonly number[]): void {
  switch (step.kind) {
    case 'note':
      if (step.on !== undefined) cells[xs[step.on]!] = step.bad ? '!' : '◆';
      return;
    case 'drop':
      cells[xs[step.on]!] = '✕';
      return;
    case 'frame':
    case 'pass': {
      const failed = step.kind === 'frame' && (step.dropped !== undefined || step.lost !== undefined);
      const from = step.from === undefined ? xs[step.to!]! - LEAST / 2 : xs[step.from]!;
      const to = step.to === undefined ? xs[step.from!]! + 6 : xs[step.to]!;
      if (step.from === step.to) return loop(cells, to, failed);
      drawArrow(cells, Math.floor(from), to, step.kind === 'pass' ? '╌' : '─', failed);
    }
  }
}

function loop(cells: string[], x: number, failed: boolean): void {
  cells[x] = '├';
  cells[x + 1] = '─';
  cells[x + 2] = '╮';
  cells[x + 3] = failed ? '✕' : '◄';
}

function drawArrow(cells: string[], from: number, to: number, stroke: string, failed: boolean): void {
  const step = to > from ? 1 : -1;
  cells[from] = step > 0 ? '├' : '┤';
  for (let x = from + step; x !== to; x += step) cells[x] = stroke;
  cells[to - step] = step > 0 ? '►' : '◄';
  if (failed) cells[to] = '✕';
}
