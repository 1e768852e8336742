import { arrowHead, parsePath, roundedRectangle, type Segment, tenth } from '../path';
import type { BoxShape, EndShape, LineShape, MarkShape, Scene, Shape, TextShape } from '../scene';
import { textWidth } from '../text';
import { COLOUR } from '../theme';
import { isWithin, type Slice } from './slices';

/** How an outline is painted; lengths in px. */
export interface Paint {
  readonly fill?: string;
  readonly stroke?: string;
  /** of the stroke; default 1 */
  readonly width?: number;
  /** lengths of dash and gap */
  readonly dash?: readonly [number, number];
}

/** What each format has to know how to draw. */
export type Primitive =
  | { readonly kind: 'rectangle'; readonly x: number; readonly y: number; readonly width: number; readonly height: number; readonly radius: number; readonly paint: Paint }
  | { readonly kind: 'circle'; readonly x: number; readonly y: number; readonly radius: number; readonly paint: Paint }
  | { readonly kind: 'path'; readonly path: string; readonly paint: Paint }
  | { readonly kind: 'text'; readonly text: TextShape };

export interface Canvas {
  /** whole px */
  readonly width: number;
  readonly height: number;
  /** where it begins in its scene; `height` is that of what there is to see from there on */
  readonly top: number;
  readonly primitives: readonly Primitive[];
}

/** A scene on its card, in primitives. @param slice of it, at its place in the scene; default: all */
export function canvasOf(scene: Scene, slice?: Slice): Canvas {
  const [width, height] = [Math.ceil(scene.width), Math.ceil(scene.height)];
  const card: BoxShape = { shape: 'box', role: 'card', x: 0.5, y: 0.5, width: width - 1, height: height - 1, fill: COLOUR.card, stroke: COLOUR.line };
  const shapes = slice ? scene.shapes.filter(shape => isWithin(shape, slice)) : scene.shapes;
  return { width, height: slice?.height ?? height, top: slice?.top ?? 0, primitives: [card, ...shapes].flatMap(primitivesOf) };
}

/** Its outline as segments; undefined for text. */
export function outlineOf(primitive: Exclude<Primitive, { kind: 'text' }>): Segment[] {
  switch (primitive.kind) {
    case 'rectangle': return roundedRectangle(primitive.x, primitive.y, primitive.width, primitive.height, primitive.radius);
    case 'circle': return roundedRectangle(primitive.x - primitive.radius, primitive.y - primitive.radius, 2 * primitive.radius, 2 * primitive.radius, primitive.radius);
    case 'path': return parsePath(primitive.path);
  }
}

function primitivesOf(shape: Shape): Primitive[] {
  switch (shape.shape) {
    case 'box': return [box(shape)];
    case 'text': return text(shape);
    case 'mark': return mark(shape);
    case 'line': return line(shape);
    case 'end': return [end(shape)];
  }
}

const RADIUS: Readonly<Record<BoxShape['role'], number>> = { card: 10, panel: 9, row: 5, node: 5 };

function box({ x, y, width, height, role, fill, stroke, strokeWidth, dashed }: BoxShape): Primitive {
  return { kind: 'rectangle', x, y, width, height, radius: RADIUS[role], paint: { fill, stroke, ...(strokeWidth !== undefined && { width: strokeWidth }), ...(dashed && { dash: [5, 4] }) } };
}

function text(shape: TextShape): Primitive[] {
  if (!shape.struck) return [{ kind: 'text', text: shape }];
  const width = textWidth(shape.text, shape.font);
  const left = shape.x - (shape.anchor === 'start' ? 0 : shape.anchor === 'end' ? width : width / 2);
  const through = `M${tenth(left)} ${tenth(shape.y - shape.font.size * 0.3)}H${tenth(left + width)}`;
  return [{ kind: 'text', text: shape }, { kind: 'path', path: through, paint: { stroke: shape.colour } }];
}

function mark({ mark: kind, colour, x, y }: MarkShape): Primitive[] {
  const at = (dx: number, dy: number): string => `${tenth(x + dx)} ${tenth(y + dy)}`;
  const ring: Primitive = { kind: 'circle', x, y, radius: 4.2, paint: { fill: COLOUR.white, stroke: colour, width: 1.6 } };
  switch (kind) {
    case '●': return [{ kind: 'circle', x, y, radius: 5, paint: { fill: colour } }];
    case '○': return [ring];
    case '◐': return [ring, { kind: 'path', path: `M${at(0, -5)}C${at(-2.8, -5)} ${at(-5, -2.8)} ${at(-5, 0)}C${at(-5, 2.8)} ${at(-2.8, 5)} ${at(0, 5)}Z`, paint: { fill: colour } }];
    case '✕': return [{ kind: 'path', path: `M${at(-4, -4)}L${at(4, 4)}M${at(4, -4)}L${at(-4, 4)}`, paint: { stroke: colour, width: 2 } }];
    case '✓': return [{ kind: 'path', path: `M${at(-4.5, 0)}L${at(-1.5, 3.5)}L${at(4.5, -4)}`, paint: { stroke: colour, width: 2 } }];
  }
}

function line({ path, colour, width, dashed, arrow }: LineShape): Primitive[] {
  const stroke: Primitive = { kind: 'path', path, paint: { stroke: colour, width, ...(dashed && { dash: [6, 4] }) } };
  return arrow ? [stroke, { kind: 'path', path: arrowHead(path), paint: { fill: colour } }] : [stroke];
}

function end({ form, colour, x, y }: EndShape): Primitive {
  if (form === 'plug') return { kind: 'rectangle', x: x - 4, y: y - 4, width: 8, height: 8, radius: 1.5, paint: { fill: colour } };
  return { kind: 'circle', x, y, radius: 3.6, paint: { fill: COLOUR.white, stroke: colour, width: 1.8 } };
}
