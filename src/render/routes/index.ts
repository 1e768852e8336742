import type { IpRoute } from '../../backend/snapshot';
import { toImage } from '../emit/svg';
import { drawRoutes } from './draw';
import { routeLines } from './model';

/** Routes as a picture, from the rows of `ip -j -d route`: which prefix leaves by which interface to which gateway. */
export function routeDiagram(rows: readonly IpRoute[]): string {
  return toImage(drawRoutes(routeLines(rows)));
}
