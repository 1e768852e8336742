import type { IpLink, IpNeigh, IpRoute, IpRule } from '../backend/snapshot';
import { drawingPicture } from './drawing';
import { interfaceTable, present } from './interfaces';
import { drawingOfLookup, type Lookup } from './lookup';
import { type MimeBundle, type Picture, displayOf } from './mime';
import { drawingOfRoutes } from './routes';
import { tablePicture } from './table';
import { neighbourTable, ruleTable } from './tables';
import type { ViewKind } from './view';

export { type Drawing, drawingBundle } from './drawing';
export { type MimeBundle, type Picture, displayOf } from './mime';
export * from './packets';
export { drawingOfTopology, placeNames } from './topology';
export { askView, type View, type ViewKind, viewOf, viewWithin } from './view';

/**
 * One output for a command that shows state: its text, to the letter, and what it says as a table or diagram, in the formats of {@link displayOf}.
 * @param kind what viewOf() said
 * @param json standard output of its query
 * @param text what the command itself printed
 * @returns only `text/plain` where there are no rows to picture
 * @throws {SyntaxError} when `json` isn't JSON
 */
export function renderView(kind: ViewKind, json: string, text: string): MimeBundle {
  const picture = pictureOf(kind, JSON.parse(json || '[]') as unknown[]);
  return picture ? displayOf(text, picture) : { 'text/plain': text };
}

function pictureOf(kind: ViewKind, rows: readonly unknown[]): Picture | undefined {
  if (rows.length === 0) return undefined;
  switch (kind) {
    case 'link':
    case 'addr':
      if (present(rows as IpLink[]).length === 0) return undefined;
      return tablePicture('interfaces', interfaceTable(rows as IpLink[]));
    case 'route':
      return drawingPicture('routes', drawingOfRoutes(rows as IpRoute[]));
    case 'lookup': {
      const drawing = drawingOfLookup(rows[0] as Lookup);
      return drawing && drawingPicture('how the route was found, from top to bottom', drawing);
    }
    case 'neigh':
      return tablePicture('neighbours', neighbourTable(rows as IpNeigh[]));
    case 'rule':
      return tablePicture('rules, tried from top to bottom', ruleTable(rows as IpRule[]));
  }
}
