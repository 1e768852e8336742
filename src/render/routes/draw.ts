import { type BoxShape, label, type Scene, type Shape, type TextShape } from '../scene';
import { type Font, textWidth } from '../text';
import { COLOUR } from '../theme';
import type { RouteLine, Way } from './model';

const HEAD: Font = { family: 'sans', size: 11 };
const PREFIX: Font = { family: 'mono', size: 12.5, bold: true };
const NAME: Font = { family: 'mono', size: 12.5 };
const SMALL_MONO: Font = { family: 'mono', size: 10.5 };
const SMALL: Font = { family: 'sans', size: 10.5 };
const WORDS: Font = { family: 'sans', size: 12 };

/** px */
const MARGIN = 20;
const PAD = 11;
const ARROW = 46;
const NODE = 38;
const GAP = 9;
const COLUMN_HEAD = 24;
const TABLE_HEAD = 24;

/** Lines that a picture shows at most; the text has them all. */
const LINE_LIMIT = 40;

/** Widths of the three columns of boxes. */
interface Columns {
  readonly prefix: number;
  readonly dev: number;
  readonly end: number;
}

/** Each prefix, the interface by which it leaves and the gateway to which, a line each. */
export function drawRoutes(lines: readonly RouteLine[]): Scene {
  const shown = lines.slice(0, LINE_LIMIT);
  const columns = measure(shown);
  const x = { prefix: MARGIN, dev: MARGIN + columns.prefix + ARROW, end: MARGIN + columns.prefix + columns.dev + 2 * ARROW };
  const shapes: Shape[] = [
    label('destination', HEAD, COLOUR.soft, x.prefix, MARGIN + 8), label('interface', HEAD, COLOUR.soft, x.dev, MARGIN + 8), label('next stop', HEAD, COLOUR.soft, x.end, MARGIN + 8),
  ];
  const remarkX = x.end + columns.end + 14;
  let y = MARGIN + COLUMN_HEAD;
  for (const line of shown) {
    if (line.table !== undefined) {
      shapes.push(label(`table ${line.table}`, { ...HEAD, bold: true }, COLOUR.ink, MARGIN, y + 13));
      y += TABLE_HEAD;
    }
    shapes.push(...drawLine(line, y, columns, x));
    line.remarks.forEach((text, i) => shapes.push(label(text, HEAD, COLOUR.soft, remarkX, y + NODE / 2 + 4 + (i - (line.remarks.length - 1) / 2) * 14)));
    y += Math.max(line.ways.length * (NODE + GAP), line.remarks.length * 14 + GAP);
  }
  if (lines.length > shown.length) {
    shapes.push(label(`and ${lines.length - shown.length} more in the text`, HEAD, COLOUR.soft, MARGIN, y + 12));
    y += 22;
  }
  const remarks = Math.max(0, ...shown.flatMap(line => line.remarks.map(text => textWidth(text, HEAD))));
  const width = (remarks > 0 ? remarkX + remarks : x.end + columns.end) + MARGIN;
  return { width, height: y - GAP + MARGIN, description: describeRoutes(lines), shapes };
}

/** `src` is what the route says about the sender's address. */
function source(line: RouteLine): string {
  return line.prefsrc === undefined ? '' : `src ${line.prefsrc}`;
}

function endTexts(way: Way): { readonly upper: string; readonly font: Font; readonly lower: string } {
  if (way.type !== undefined) return { upper: way.type, font: NAME, lower: way.end };
  if (way.gateway === undefined) return { upper: way.end, font: WORDS, lower: way.dead ? 'the link is down' : '' };
  const weight = way.weight === undefined ? '' : `, weight ${way.weight}`;
  return { upper: way.gateway, font: NAME, lower: way.dead ? 'the link is down' : `${way.end}${weight}` };
}

function measure(lines: readonly RouteLine[]): Columns {
  const widest = (texts: readonly (readonly [string, Font])[]): number => Math.max(60, ...texts.map(([text, font]) => textWidth(text, font))) + 2 * PAD;
  const ways = lines.flatMap(line => line.ways.map(way => ({ line, way })));
  return {
    prefix: widest(lines.flatMap(line => [[line.prefix, PREFIX], [line.covers, SMALL]] as const)),
    dev: widest(ways.flatMap(({ line, way }) => [[way.dev ?? '', NAME], [source(line), SMALL_MONO]] as const)),
    end: widest(ways.flatMap(({ way }) => [[endTexts(way).upper, endTexts(way).font], [endTexts(way).lower, SMALL]] as const)),
  };
}

function node(x: number, y: number, width: number, colours: { fill: string; stroke: string; dashed?: boolean }): BoxShape {
  return { shape: 'box', role: 'node', x, y, width, height: NODE, ...colours };
}

/** One or two lines of text in a box. */
function inBox(x: number, y: number, upper: TextShape, lower: TextShape): Shape[] {
  if (lower.text === '') return [{ ...upper, x: x + PAD, y: y + 23.5 }];
  return [{ ...upper, x: x + PAD, y: y + 16.5 }, { ...lower, x: x + PAD, y: y + 31 }];
}

function drawLine(line: RouteLine, top: number, columns: Columns, x: Columns): Shape[] {
  const shapes: Shape[] = [
    node(x.prefix, top, columns.prefix, { fill: COLOUR.panel, stroke: COLOUR.line }),
    ...inBox(x.prefix, top, label(line.prefix, PREFIX, COLOUR.ink, 0, 0), label(line.covers, SMALL, COLOUR.soft, 0, 0)),
  ];
  line.ways.forEach((way, i) => {
    const y = top + i * (NODE + GAP);
    const colour = way.dead ? COLOUR.noCarrier : way.mark === 'stop' ? COLOUR.bad : COLOUR.ink;
    const middle = y + NODE / 2;
    const start = `M${x.prefix + columns.prefix} ${top + NODE / 2}`;
    const bend = i === 0 ? '' : `H${x.prefix + columns.prefix + ARROW / 2}V${middle}`;
    const arrow = (path: string): Shape => ({ shape: 'line', path, colour, width: 1.5, dashed: way.dead, arrow: true });
    if (way.dev === undefined) {
      shapes.push(arrow(`${start}${bend}H${x.end - 2}`));
    } else {
      shapes.push(
        arrow(`${start}${bend}H${x.dev - 2}`),
        node(x.dev, y, columns.dev, { fill: COLOUR.white, stroke: way.dead ? COLOUR.noCarrier : COLOUR.soft, dashed: way.dead }),
        ...inBox(x.dev, y, label(way.dev, NAME, COLOUR.ink, 0, 0), label(source(line), SMALL_MONO, COLOUR.soft, 0, 0)),
        arrow(`M${x.dev + columns.dev} ${middle}H${x.end - 2}`),
      );
    }
    shapes.push(...drawEnd(way, x.end, y, columns.end));
  });
  return shapes;
}

function drawEnd(way: Way, x: number, y: number, width: number): Shape[] {
  const { upper, font, lower } = endTexts(way);
  const stop = way.mark === 'stop';
  const frame = node(x, y, width, { fill: COLOUR.card, stroke: stop ? COLOUR.bad : COLOUR.line, dashed: way.gateway === undefined && !stop });
  return [frame, ...inBox(x, y, label(upper, font, stop ? COLOUR.bad : COLOUR.ink, 0, 0), label(lower, SMALL, way.dead ? COLOUR.noCarrier : COLOUR.soft, 0, 0))];
}

/** One clause a route. */
function describeRoutes(lines: readonly RouteLine[]): string {
  const way = ({ dev, gateway, type, end, dead }: Way): string => type !== undefined ? `${type} (${end})` : `${dev === undefined ? '' : `by ${dev} `}${gateway === undefined ? `${dev === undefined ? '' : '('}${end}${dev === undefined ? '' : ')'}` : `to ${gateway}`}${dead ? ', which is down' : ''}`;
  const clauses = lines.slice(0, LINE_LIMIT).map(line => `${line.prefix}: ${line.ways.map(way).join(' or ')}`);
  const more = lines.length > LINE_LIMIT ? `; and ${lines.length - LINE_LIMIT} more` : '';
  return `Routes. ${clauses.join('; ')}${more}.`;
}
