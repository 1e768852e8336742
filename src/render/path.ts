export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A step of a path, all coordinates absolute: to a point, along a line, along a cubic Bézier curve, back to the start. */
export type Segment =
  | { readonly op: 'M' | 'L'; readonly to: Point }
  | { readonly op: 'C'; readonly first: Point; readonly second: Point; readonly to: Point }
  | { readonly op: 'Z' };

/** Coordinates that each command takes. */
const ARGUMENTS: Readonly<Record<string, number>> = { M: 2, L: 2, H: 1, V: 1, C: 6, Z: 0 };

/**
 * The segments of an SVG path made of M, L, H, V, C and Z.
 * @throws {SyntaxError} for any other command
 */
export function parsePath(path: string): Segment[] {
  const segments: Segment[] = [];
  let at: Point = { x: 0, y: 0 };
  for (const [, command, rest] of path.matchAll(/([A-Za-z])([^A-Za-z]*)/g)) {
    const count = ARGUMENTS[command!];
    const numbers = rest!.match(/-?\d+(?:\.\d+)?/g)?.map(Number) ?? [];
    if (count === undefined || (count === 0 ? numbers.length > 0 : numbers.length % count > 0)) throw new SyntaxError(`path command ${command}${rest}`);
    if (count === 0) segments.push({ op: 'Z' });
    for (let i = 0; i < numbers.length; i += count) {
      const segment = segmentOf(command!, numbers.slice(i, i + count), at);
      if (segment.op !== 'Z') at = segment.to;
      segments.push(segment);
    }
  }
  return segments;
}

function segmentOf(command: string, [a, b, c, d, e, f]: readonly number[], at: Point): Segment {
  switch (command) {
    case 'H': return { op: 'L', to: { x: a!, y: at.y } };
    case 'V': return { op: 'L', to: { x: at.x, y: a! } };
    case 'C': return { op: 'C', first: { x: a!, y: b! }, second: { x: c!, y: d! }, to: { x: e!, y: f! } };
    default: return { op: command as 'M' | 'L', to: { x: a!, y: b! } };
  }
}

/** A path, moved. */
export function shift(path: string, dx: number, dy: number): string {
  if (dx === 0 && dy === 0) return path;
  return parsePath(path).map(segment => {
    const at = ({ x, y }: Point): string => `${tenth(x + dx)} ${tenth(y + dy)}`;
    switch (segment.op) {
      case 'Z': return 'Z';
      case 'C': return `C${at(segment.first)} ${at(segment.second)} ${at(segment.to)}`;
      default: return `${segment.op}${at(segment.to)}`;
    }
  }).join('');
}

/** Px: how long an arrow's head is, half of how wide, and how far its tip reaches beyond the end of the line, which is blunt. */
const HEAD = { length: 7, half: 3.1, beyond: 0.9 };

/** The head of an arrow at the end of a path, as a path. */
export function arrowHead(path: string): string {
  const points = parsePath(path).flatMap(segment => segment.op === 'Z' ? [] : segment.op === 'C' ? [segment.first, segment.second, segment.to] : [segment.to]);
  const end = points.at(-1)!;
  const before = points.findLast(({ x, y }) => x !== end.x || y !== end.y) ?? { x: end.x - 1, y: end.y };
  const length = Math.hypot(end.x - before.x, end.y - before.y);
  const [dx, dy] = [(end.x - before.x) / length, (end.y - before.y) / length];
  const at = (along: number, across: number): string => `${tenth(end.x + along * dx - across * dy)} ${tenth(end.y + along * dy + across * dx)}`;
  const base = HEAD.beyond - HEAD.length;
  return `M${at(base, -HEAD.half)}L${at(HEAD.beyond, 0)}L${at(base, HEAD.half)}Z`;
}

/** Bézier handles that make a quarter of a circle. */
const QUARTER = 0.5523;

/** The outline of a rectangle with round corners; a circle is one whose radius is half of its sides. */
export function roundedRectangle(x: number, y: number, width: number, height: number, radius: number): Segment[] {
  const r = Math.min(radius, width / 2, height / 2);
  const h = r * (1 - QUARTER);
  const [right, bottom] = [x + width, y + height];
  const point = (px: number, py: number): Point => ({ x: px, y: py });
  const curve = (first: Point, second: Point, to: Point): Segment => ({ op: 'C', first, second, to });
  const line = (to: Point): Segment => ({ op: 'L', to });
  return [
    { op: 'M', to: point(x + r, y) },
    line(point(right - r, y)), curve(point(right - h, y), point(right, y + h), point(right, y + r)),
    line(point(right, bottom - r)), curve(point(right, bottom - h), point(right - h, bottom), point(right - r, bottom)),
    line(point(x + r, bottom)), curve(point(x + h, bottom), point(x, bottom - h), point(x, bottom - r)),
    line(point(x, y + r)), curve(point(x, y + h), point(x + h, y), point(x + r, y)),
    { op: 'Z' },
  ];
}

/** A number with at most one decimal, so that the same picture has the same bytes everywhere. */
export function tenth(value: number): string {
  return String(Math.round(value * 10) / 10);
}

/** The same with two decimals, for units that are larger than a pixel. */
export function hundredth(value: number): string {
  return String(Math.round(value * 100) / 100);
}
