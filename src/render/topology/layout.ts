import { groupBy } from './group';
import { lanesOf } from './lanes';
import { type Point, shift, tenth } from '../path';
import type { Panel, Row } from './boxes';
import type { Joint, Place } from './model';

/** How a joint runs between two panels. */
export interface Route {
  readonly joint: Joint;
  /** an SVG path */
  readonly path: string;
  readonly ends: readonly [Point, Point];
}

/** Where panels stand (top left) and how the joints between two of them run; px, origin at the top left. */
export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly origin: ReadonlyMap<Panel, Point>;
  readonly routes: readonly Route[];
}

/** px between columns, between panels of a column, between groups that nothing joins, and between brackets */
const GAP = { column: 96, panel: 26, group: 30, lane: 12 };

/** Groups that nothing joins stand side by side up to this width, in px; then below each other. */
const SHELF = 1060;

/**
 * Places panels from left to right by how many joints they are away from the first, and within a column in the order in which the joints
 * of the column before lead to them. So each joint runs between neighbouring columns or within one, and what is added later comes below or
 * behind what there was: the eye finds all else where it stood.
 */
export function layOut(panels: readonly Panel[], joints: readonly Joint[]): Layout {
  const between = joints.filter(({ from, to }) => from !== to);
  const byPlace = new Map(panels.map(panel => [panel.place, panel]));
  const leaving = groupBy(between, ({ from }) => from);
  return shelve(columnsOf(panels, between, byPlace).map(columns => layOutGroup(columns, spansOf(columns, leaving, byPlace))));
}

/** Each group that hangs together, as columns of panels. */
function columnsOf(panels: readonly Panel[], joints: readonly Joint[], byPlace: ReadonlyMap<Place, Panel>): Panel[][][] {
  const next = new Map<Panel, { readonly row: number; readonly panel: Panel }[]>(panels.map(panel => [panel, []]));
  for (const { a, b, from, to } of joints) {
    const [left, right] = [byPlace.get(from)!, byPlace.get(to)!];
    next.get(left)!.push({ row: left.place.ports.indexOf(a), panel: right });
    next.get(right)!.push({ row: right.place.ports.indexOf(b), panel: left });
  }
  const seen = new Set<Panel>();
  return panels.flatMap(first => {
    if (seen.has(first)) return [];
    seen.add(first);
    const columns = [[first]];
    for (let column = columns[0]!; column.length > 0; column = columns.at(-1)!) {
      const found: Panel[] = [];
      for (const panel of column) {
        for (const { panel: other } of next.get(panel)!.sort((x, y) => x.row - y.row)) {
          if (seen.has(other)) continue;
          seen.add(other);
          found.push(other);
        }
      }
      columns.push(found);
    }
    return [columns.slice(0, -1)];
  });
}

/** A joint with the panels and rows that it joins, from the left one to the right one. */
interface Span {
  readonly joint: Joint;
  readonly from: Panel;
  readonly to: Panel;
  readonly a: Row;
  readonly b: Row;
}

function spansOf(columns: readonly (readonly Panel[])[], joints: ReadonlyMap<Place, readonly Joint[]>, byPlace: ReadonlyMap<Place, Panel>): Span[] {
  const column = new Map(columns.flatMap((panels, i) => panels.map(panel => [panel, i] as const)));
  const rows = new Map([...column.keys()].flatMap(panel => panel.rows.map(row => [row.port, row] as const)));
  return [...column.keys()].flatMap(panel => joints.get(panel.place) ?? []).map(joint => {
    const [from, to, a, b] = [byPlace.get(joint.from)!, byPlace.get(joint.to)!, rows.get(joint.a)!, rows.get(joint.b)!];
    return column.get(from)! <= column.get(to)! ? { joint, from, to, a, b } : { joint, from: to, to: from, a: b, b: a };
  });
}

function layOutGroup(columns: readonly (readonly Panel[])[], spans: readonly Span[]): Layout {
  const origin = new Map<Panel, Point>();
  const middle = (panel: Panel, row: Row): number => origin.get(panel)!.y + row.y + row.height / 2;
  const inward = groupBy(spans, ({ to }) => to);
  const outward = groupBy(spans, ({ from }) => from);
  const routes: Route[] = [];
  const bends: { readonly span: Span; readonly left: number }[] = [];
  let [x, width, height] = [0, 0, 0];
  for (const panels of columns) {
    let y = 0;
    for (const panel of panels) {
      // As high as what leads there, if there is room.
      const wished = (inward.get(panel) ?? []).filter(({ from }) => origin.has(from)).map(({ from, a, b }) => middle(from, a) - b.y - b.height / 2);
      y = Math.max(y, wished.length === 0 ? 0 : Math.round(wished.reduce((sum, one) => sum + one, 0) / wished.length));
      origin.set(panel, { x, y });
      y += panel.height + GAP.panel;
    }
    height = Math.max(height, y - GAP.panel);
    const right = x + Math.max(...panels.map(panel => panel.width));
    const here = new Set(panels);
    const leaving = panels.flatMap(panel => outward.get(panel) ?? []);
    const within = leaving.filter(({ to }) => here.has(to));
    const { lanes, count } = lanesOf(within.map(({ from, to, a, b }) => ({ from: middle(from, a), to: middle(to, b) })));
    within.forEach(({ joint, from, to, a, b }, i) => {
      const ends = [{ x: x + a.x + a.width, y: middle(from, a) }, { x: x + b.x + b.width, y: middle(to, b) }] as const;
      routes.push({ joint, ends, path: `M${at(ends[0])}H${tenth(right + GAP.lane * (lanes[i]! + 1.5))}V${tenth(ends[1].y)}H${tenth(ends[1].x)}` });
    });
    width = right + (count > 0 ? GAP.lane * (count + 1) : 0);
    for (const span of leaving) if (!here.has(span.to)) bends.push({ span, left: width });
    x = width + GAP.column;
  }
  for (const { span: { joint, from, to, a, b }, left } of bends) {
    const ends = [{ x: origin.get(from)!.x + a.x + a.width, y: middle(from, a) }, { x: origin.get(to)!.x + b.x, y: middle(to, b) }] as const;
    routes.push({ joint, ends, path: sweep(ends[0], ends[1], left, origin.get(to)!.x) });
  }
  return { width, height, origin, routes };
}

const at = ({ x, y }: Point): string => `${tenth(x)} ${tenth(y)}`;

/** Level to the column's right edge, a curve, and level from the next one's left edge. */
function sweep(from: Point, to: Point, left: number, right: number): string {
  const [first, last] = [{ x: left, y: from.y }, { x: right, y: to.y }];
  const bend = (right - left) / 2;
  const curve = from.y === to.y ? '' : `C${at({ x: left + bend, y: from.y })} ${at({ x: right - bend, y: to.y })} ${at(last)}`;
  return `M${at(from)}L${at(first)}${curve}L${at(to)}`;
}

/** Groups beside each other as long as there is room, then below. */
function shelve(groups: readonly Layout[]): Layout {
  const origin = new Map<Panel, Point>();
  const routes: Route[] = [];
  let [x, y, shelf, width] = [0, 0, 0, 0];
  for (const group of groups) {
    if (x > 0 && x + group.width > SHELF) {
      [x, y, shelf] = [0, y + shelf + GAP.group, 0];
    }
    for (const [panel, point] of group.origin) origin.set(panel, move(point, x, y));
    for (const { joint, path, ends } of group.routes) routes.push({ joint, path: shift(path, x, y), ends: [move(ends[0], x, y), move(ends[1], x, y)] });
    width = Math.max(width, x + group.width);
    shelf = Math.max(shelf, group.height);
    x += group.width + GAP.group;
  }
  return { width, height: y + shelf, origin, routes };
}

function move(point: Point, dx: number, dy: number): Point {
  return { x: point.x + dx, y: point.y + dy };
}
