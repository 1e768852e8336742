import { base64 } from '../base64';
import { element, escape } from '../html';
import { tenth as px } from '../path';
import type { Scene, TextShape } from '../scene';
import { textWidth } from '../text';
import { MONO, SANS } from '../theme';
import { canvasOf, type Paint, type Primitive } from './primitives';
import { type Slice, slicesOf } from './slices';

function painted({ fill, stroke, width, dash }: Paint): Record<string, string | number | undefined> {
  return { 'fill': fill ?? 'none', stroke, 'stroke-width': width, 'stroke-dasharray': dash?.join(' ') };
}

function text({ text: words, font, colour, x, y, anchor }: TextShape): string {
  const { family, size, bold } = font;
  // Monospaced text is fitted to the room that was reckoned for it, whatever font the viewer has.
  const fitted = family === 'mono' && words !== '';
  return element('text', {
    'x': px(x), 'y': px(y), 'font-family': family === 'mono' ? MONO : SANS, 'font-size': size, 'font-weight': bold ? 600 : undefined,
    'fill': colour, 'text-anchor': anchor === 'start' ? undefined : anchor,
    'textLength': fitted ? px(textWidth(words, font)) : undefined, 'lengthAdjust': fitted ? 'spacingAndGlyphs' : undefined,
    'xml:space': /^\s|\s{2}|\s$/.test(words) ? 'preserve' : undefined,
  }, escape(words));
}

function draw(primitive: Primitive): string {
  switch (primitive.kind) {
    case 'rectangle': {
      const { x, y, width, height, radius, paint } = primitive;
      return element('rect', { x: px(x), y: px(y), width: px(width), height: px(height), rx: radius, ...painted(paint) });
    }
    case 'circle': return element('circle', { cx: px(primitive.x), cy: px(primitive.y), r: primitive.radius, ...painted(primitive.paint) });
    case 'path': return element('path', { d: primitive.path, ...painted(primitive.paint) });
    case 'text': return text(primitive.text);
  }
}

/** The drawing as an SVG document on a light card. @param slice of it; default: all */
export function toSvg(scene: Scene, slice?: Slice): string {
  const { width, height, top, primitives } = canvasOf(scene, slice);
  const content = (top === 0 ? element('title', {}, escape(scene.description)) : '') + primitives.map(draw).join('');
  return element('svg', { xmlns: 'http://www.w3.org/2000/svg', width, height, viewBox: `0 ${top} ${width} ${height}`, role: 'img' }, content);
}

/** The drawing as an `<img>`: a notebook that isn't trusted keeps that, and drops inline SVG. One that is higher than a page is several, one below the other, of which the first says what all show. */
export function toImage(scene: Scene): string {
  const slices = slicesOf(scene);
  return slices.map((slice, i) => element('img', {
    src: `data:image/svg+xml;base64,${base64(new TextEncoder().encode(toSvg(scene, slice)))}`, alt: i === 0 ? scene.description : '', width: Math.ceil(scene.width), height: slice.height,
    style: `max-width: 100%; height: auto; ${slices.length === 1 ? 'margin: 4px 0' : 'display: block; margin: 0'}`,
  }).replace(/\/>$/, '>')).join('');
}
