import type { IpLink, IpNeigh, IpRoute, IpRule } from '../backend/snapshot';
import { interfaceTable, present } from './interfaces';
import { type MimeBundle, type Picture, displayOf } from './mime';
import { routeDiagram } from './routes';
import { tablePicture } from './table';
import { neighbourTable, ruleTable } from './tables';
import type { ViewKind } from './view';

export { type Drawing, drawingBundle } from './drawing';
export { type MimeBundle, type Picture, displayOf } from './mime';
export * from './packets';
export { drawingOfTopology, placeNames } from './topology';
export { type View, type ViewKind, viewOf } from './view';

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
      return { caption: 'routes', html: routeDiagram(rows as IpRoute[]) };
    case 'neigh':
      return tablePicture('neighbours', neighbourTable(rows as IpNeigh[]));
    case 'rule':
      return tablePicture('rules, tried from top to bottom', ruleTable(rows as IpRule[]));
  }
}
