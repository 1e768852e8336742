import { aligned, columnsOf, padded } from '../columns';
import { linkState } from '../explain';
import { Grid } from './grid';
import { lanesOf } from './lanes';
import { wordsOf } from './boxes';
import { isWhole } from './draw-joint';
import type { Joint, Place, Port, Topology } from './model';
import { peersOf } from './peers';

/** Lanes beside the boxes at most; what has no room for one is told in words. */
const LANE_LIMIT = 10;

/** Columns of details that still stand in one line. */
const DETAIL_LIMIT = 48;

/** A line within a box; `port` where an interface begins. */
interface Line {
  readonly cells: readonly string[];
  readonly port?: Port;
}

/**
 * The picture in box-drawing characters: a box a host or namespace, a line an interface, and at the right what joins them: double lines for
 * cables, broken ones where an end is down.
 */
export function topologyText({ places, joints }: Topology): string {
  const boxes = places.map(place => ({ place, lines: linesOf(place) }));
  const row = new Map<Port, number>();
  let height = 0;
  for (const { lines } of boxes) {
    lines.forEach(({ port }, i) => port && row.set(port, height + 1 + i));
    height += lines.length + 2;
  }
  const spans = joints.map(joint => ({ joint, from: row.get(joint.a)!, to: row.get(joint.b)! }));
  const { lanes, count } = lanesOf(spans);
  const grid = new Grid(height, 2 * Math.min(count, LANE_LIMIT) + 2);
  const told: Joint[] = [];
  spans.forEach(({ joint, from, to }, i) => lanes[i]! < LANE_LIMIT ? drawLane(grid, joint, 2 * lanes[i]! + 2, Math.min(from, to), Math.max(from, to)) : told.push(joint));
  return boxed(boxes, peersOf(told), grid);
}

function drawLane(grid: Grid, joint: Joint, x: number, from: number, to: number): void {
  const stroke = { double: joint.kind === 'cable', broken: !isWhole(joint) };
  grid.across(from, 0, x, stroke);
  grid.across(to, 0, x, stroke);
  grid.down(x, from, to, stroke);
}

function linesOf({ ports, hidden }: Place): Line[] {
  const lines = ports.flatMap((port): Line[] => {
    const state = linkState(port.link);
    const head = [`${'  '.repeat(port.depth)}${state.shape} ${port.link.ifname}`, wordsOf(port.kind, state), port.news ?? ''];
    const joined = port.details.join(', ');
    if (columnsOf(joined) <= DETAIL_LIMIT) return [{ cells: [...head, joined], port }];
    const [first, ...rest] = port.details;
    return [{ cells: [...head, first!], port }, ...rest.map(detail => ({ cells: ['', '', '', detail] }))];
  });
  const remark = hidden > 0 ? `and ${hidden} more` : ports.length === 0 ? 'only lo' : '';
  return remark === '' ? lines : [...lines, { cells: [remark, '', '', ''] }];
}

function boxed(boxes: readonly { readonly place: Place; readonly lines: readonly Line[] }[], peers: ReadonlyMap<Port, readonly string[]>, grid: Grid): string {
  const contents = boxes.map(({ lines }) => aligned(lines.map(({ cells, port }) => [...cells, (port && peers.get(port))?.join(', ') ?? ''])));
  const titles = boxes.map(({ place }) => [padded(place.netns ?? place.host, 0), padded(place.netns === null ? 'host' : `netns on ${place.host}`, 0)] as const);
  const width = [...contents.flat().map(columnsOf), ...titles.map(([title, tag]) => columnsOf(title) + columnsOf(tag) + 6)].reduce((most, one) => Math.max(most, one), 0);
  let y = 0;
  const lines: string[] = [];
  const add = (left: string, corner: string): void => {
    lines.push(`${left}${corner}${grid.row(y++).slice(1)}`.trimEnd());
  };
  boxes.forEach((_, i) => {
    const [title, tag] = titles[i]!;
    add(`┌─ ${title} ${'─'.repeat(width - columnsOf(title) - columnsOf(tag) - 4)} ${tag} ─`, '┐');
    for (const line of contents[i]!) {
      const edge = grid.row(y)[0] ?? ' ';
      add(`│ ${padded(line, width)} `, edge === ' ' ? '│' : edge === '═' ? '╞' : '├');
    }
    add(`└${'─'.repeat(width + 2)}`, '┘');
  });
  return lines.map(line => `${line}\n`).join('');
}
