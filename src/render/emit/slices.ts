import { parsePath } from '../path';
import type { Scene, Shape } from '../scene';

/** A stretch of a drawing from edge to edge; px. */
export interface Slice {
  readonly top: number;
  readonly height: number;
}

/** Px of a drawing as wide as a line of a page, and as high as what fits below its head: of what nbconvert's pages and the handouts' have, the less. */
const PAGE = { width: 600, height: 820 };

/** A slice that ends between two panels is better than one that is a little higher and ends within one. */
const GOOD = 0.6;

interface Extent {
  readonly from: number;
  readonly to: number;
}

/**
 * A drawing that would have to shrink to illegible type to fit on one page, cut into as many pages as it needs at its full width.
 * Cuts run between boxes and lines of text; cables and panels may go on behind them. One slice for all that fits.
 */
export function slicesOf(scene: Scene): Slice[] {
  const height = Math.ceil(scene.height);
  const most = PAGE.height * Math.max(1, scene.width / PAGE.width);
  const whole = scene.shapes.filter(shape => shape.shape !== 'line' && !(shape.shape === 'box' && shape.role === 'panel')).map(extentOf);
  const panels = scene.shapes.filter(shape => shape.shape === 'box').map(extentOf);
  const slices: Slice[] = [];
  let top = 0;
  while (height - top > most) {
    const end = lastGap(panels, top + GOOD * most, top + most) ?? lastGap(whole, top + 1, top + most) ?? Math.floor(top + most);
    slices.push({ top, height: end - top });
    top = end;
  }
  return [...slices, { top, height: height - top }];
}

/** The lowest place between `from` and `to` where nothing stands. */
function lastGap(extents: readonly Extent[], from: number, to: number): number | undefined {
  for (let y = Math.floor(to); y >= from; y--) {
    const within = extents.filter(one => one.from < y && one.to > y);
    if (within.length === 0) return y;
    y = Math.min(y, Math.floor(Math.min(...within.map(one => one.from))) + 1);
  }
  return undefined;
}

/** Whether some of a shape shows in a slice. */
export function isWithin(shape: Shape, { top, height }: Slice): boolean {
  const { from, to } = extentOf(shape);
  return to > top && from < top + height;
}

/** How high a shape reaches, and how low. */
function extentOf(shape: Shape): Extent {
  switch (shape.shape) {
    case 'box': return { from: shape.y - 1, to: shape.y + shape.height + 1 };
    case 'text': return { from: shape.y - shape.font.size, to: shape.y + 0.3 * shape.font.size };
    case 'mark': case 'end': return { from: shape.y - 6, to: shape.y + 6 };
    case 'line': {
      const ys = parsePath(shape.path).flatMap(segment => segment.op === 'Z' ? [] : segment.op === 'C' ? [segment.first.y, segment.second.y, segment.to.y] : [segment.to.y]);
      return { from: Math.min(...ys) - 5, to: Math.max(...ys) + 5 };
    }
  }
}
