import type { IpRoute } from '../../backend/snapshot';
import type { Drawing } from '../drawing';
import { drawRoutes } from './draw';
import { routeLines } from './model';
import { routesText } from './text';

/** Routes as a picture, from the rows of `ip -j -d route`: which prefix leaves by which interface to which gateway. */
export function drawingOfRoutes(rows: readonly IpRoute[]): Drawing {
  const lines = routeLines(rows);
  return { scene: drawRoutes(lines), text: routesText(lines) };
}
