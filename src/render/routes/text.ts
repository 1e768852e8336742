import { aligned } from '../columns';
import type { RouteLine, Way } from './model';

/** The diagram in characters: a line a next hop, an arrow to the interface and one to what comes behind it. */
export function routesText(lines: readonly RouteLine[]): string {
  const rows = lines.flatMap(line => [
    ...(line.table === undefined ? [] : [[`table ${line.table}`, '', '', '', '', '']]),
    ...line.ways.map((way, i) => [
      i === 0 ? `  ${line.prefix}` : '', arrow(way), way.dev ?? '', way.dev === undefined ? '' : arrow(way), endOf(way),
      i === 0 ? [line.prefsrc === undefined ? '' : `src ${line.prefsrc}`, ...line.remarks].filter(part => part !== '').join(', ') : '',
    ]),
  ]);
  return aligned(rows).map(row => `${row}\n`).join('');
}

function arrow({ mark, dead }: Way): string {
  return mark === 'stop' ? '──✕' : dead ? '╌╌▶' : '──▶';
}

function endOf({ gateway, type, end, weight, dead }: Way): string {
  return `${gateway ?? (type === undefined ? end : `${type}: ${end}`)}${weight === undefined ? '' : ` weight ${weight}`}${dead ? ' (the link is down)' : ''}`;
}
