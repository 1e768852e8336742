import { element, escape } from './html';
import type { BoxShape, EndShape, LineShape, MarkShape, Scene, Shape, TextShape } from './scene';
import { textWidth } from './text';
import { COLOUR, MONO, SANS } from './theme';

/** A number with at most one decimal, so that the same picture has the same bytes everywhere. */
function px(value: number): string {
  return String(Math.round(value * 10) / 10);
}

const RADIUS: Readonly<Record<BoxShape['role'], number>> = { card: 10, panel: 9, row: 5, node: 5 };

function box(shape: BoxShape): string {
  return element('rect', {
    'x': px(shape.x), 'y': px(shape.y), 'width': px(shape.width), 'height': px(shape.height), 'rx': RADIUS[shape.role],
    'fill': shape.fill, 'stroke': shape.stroke, 'stroke-width': shape.strokeWidth, 'stroke-dasharray': shape.dashed ? '5 4' : undefined,
  });
}

function text(shape: TextShape): string {
  const { family, size, bold } = shape.font;
  // Monospaced text is fitted to the room that was reckoned for it, whatever font the viewer has.
  const fitted = family === 'mono' && shape.text !== '';
  return element('text', {
    'x': px(shape.x), 'y': px(shape.y), 'font-family': family === 'mono' ? MONO : SANS, 'font-size': size, 'font-weight': bold ? 600 : undefined,
    'fill': shape.colour, 'text-anchor': shape.anchor === 'start' ? undefined : shape.anchor,
    'textLength': fitted ? px(textWidth(shape.text, shape.font)) : undefined, 'lengthAdjust': fitted ? 'spacingAndGlyphs' : undefined,
    'xml:space': /^\s|\s{2}|\s$/.test(shape.text) ? 'preserve' : undefined,
  }, escape(shape.text));
}

function mark({ mark: kind, colour, x, y }: MarkShape): string {
  if (kind === '●') return element('circle', { cx: px(x), cy: px(y), r: 5, fill: colour });
  const ring = element('circle', { 'cx': px(x), 'cy': px(y), 'r': 4.2, 'fill': COLOUR.white, 'stroke': colour, 'stroke-width': 1.6 });
  if (kind === '○') return ring;
  return ring + element('path', { d: `M${px(x)} ${px(y - 5)}a5 5 0 0 0 0 10z`, fill: colour });
}

function line(shape: LineShape): string {
  return element('path', {
    'd': shape.path, 'fill': 'none', 'stroke': shape.colour, 'stroke-width': shape.width,
    'stroke-dasharray': shape.dashed ? '6 4' : undefined, 'marker-end': shape.arrow ? `url(#arrow-${shape.colour.slice(1)})` : undefined,
  });
}

function end({ form, colour, x, y }: EndShape): string {
  if (form === 'plug') return element('rect', { x: px(x - 4), y: px(y - 4), width: 8, height: 8, rx: 1.5, fill: colour });
  return element('circle', { 'cx': px(x), 'cy': px(y), 'r': 3.6, 'fill': COLOUR.white, 'stroke': colour, 'stroke-width': 1.8 });
}

function draw(shape: Shape): string {
  switch (shape.shape) {
    case 'box': return box(shape);
    case 'text': return text(shape);
    case 'mark': return mark(shape);
    case 'line': return line(shape);
    case 'end': return end(shape);
  }
}

function arrowHeads(scene: Scene): string {
  const colours = new Set(scene.shapes.flatMap(shape => shape.shape === 'line' && shape.arrow ? [shape.colour] : []));
  return [...colours].sort().map(colour => element('marker', {
    id: `arrow-${colour.slice(1)}`, viewBox: '0 0 8 8', refX: 7, refY: 4, markerWidth: 7, markerHeight: 7, markerUnits: 'userSpaceOnUse', orient: 'auto',
  }, element('path', { d: 'M0 0.5 8 4 0 7.5z', fill: colour }))).join('');
}

/** The drawing as an SVG document on a light card. */
export function toSvg(scene: Scene): string {
  const [width, height] = [Math.ceil(scene.width), Math.ceil(scene.height)];
  const card = box({ shape: 'box', role: 'card', x: 0.5, y: 0.5, width: width - 1, height: height - 1, fill: COLOUR.card, stroke: COLOUR.line });
  const heads = arrowHeads(scene);
  const content = element('title', {}, escape(scene.description)) + (heads && element('defs', {}, heads)) + card + scene.shapes.map(draw).join('');
  return element('svg', { xmlns: 'http://www.w3.org/2000/svg', width, height, viewBox: `0 0 ${width} ${height}`, role: 'img' }, content);
}

/** Base64 of a text's UTF-8. */
function base64(content: string): string {
  let binary = '';
  for (const octet of new TextEncoder().encode(content)) binary += String.fromCharCode(octet);
  return btoa(binary);
}

/** The drawing as an `<img>`: a notebook that isn't trusted keeps that, and drops inline SVG. */
export function toImage(scene: Scene): string {
  return element('img', {
    src: `data:image/svg+xml;base64,${base64(toSvg(scene))}`, alt: scene.description, width: Math.ceil(scene.width), height: Math.ceil(scene.height),
    style: 'max-width: 100%; height: auto; margin: 4px 0',
  }).replace(/\/>$/, '>');
}
