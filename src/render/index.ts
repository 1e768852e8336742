import type { IpLink, IpNeigh, IpRoute, IpRule } from '../backend/snapshot';
import { withTerminal } from './html';
import { interfaceTable, present } from './interfaces';
import type { MimeBundle } from './mime';
import { routeDiagram } from './routes';
import { neighbourTable, ruleTable } from './tables';
import type { ViewKind } from './view';

export { type Drawing, drawingBundle } from './drawing';
export type { MimeBundle } from './mime';
export { renderTopology, type TopologyPicture } from './topology';
export { type View, type ViewKind, viewOf } from './view';

/**
 * One output for a command that shows state.
 * @param kind what viewOf() said
 * @param json standard output of its query
 * @param text what the command itself printed; it is `text/plain`, and in the HTML, to the letter
 * @returns only `text/plain` where there are no rows to picture
 * @throws {SyntaxError} when `json` isn't JSON
 */
export function renderView(kind: ViewKind, json: string, text: string): MimeBundle {
  const picture = pictureOf(kind, JSON.parse(json || '[]') as unknown[]);
  if (!picture) return { 'text/plain': text };
  return { 'text/plain': text, 'text/html': withTerminal(text, picture.caption, picture.html) };
}

interface Picture {
  readonly caption: string;
  readonly html: string;
}

function pictureOf(kind: ViewKind, rows: readonly unknown[]): Picture | undefined {
  if (rows.length === 0) return undefined;
  switch (kind) {
    case 'link':
    case 'addr':
      if (present(rows as IpLink[]).length === 0) return undefined;
      return { caption: 'interfaces', html: interfaceTable(rows as IpLink[]) };
    case 'route':
      return { caption: 'routes', html: routeDiagram(rows as IpRoute[]) };
    case 'neigh':
      return { caption: 'neighbours', html: neighbourTable(rows as IpNeigh[]) };
    case 'rule':
      return { caption: 'rules, tried from top to bottom', html: ruleTable(rows as IpRule[]) };
  }
}
