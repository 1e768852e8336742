import type { BoxShape, LineShape, Scene, Shape, TextShape } from '../scene';
import { type Font, textWidth } from '../text';
import { COLOUR } from '../theme';
import { DETAIL, GEOMETRY, NAME, type Panel, type Row, TAG, TITLE, WORD, WORD_BOLD, wordsOf } from './boxes';
import { describe } from './describe';
import type { Layout, Point } from './layout';
import type { Joint, Topology } from './model';

const MARGIN = 22;
const LEGEND_LINE = 20;

/** The whole picture: panels where the layout put them, joints between them, and a legend of what occurs. */
export function drawTopology(topology: Topology, panels: readonly Panel[], layout: Layout): Scene {
  const legend = legendOf(topology);
  const legendWidth = Math.max(0, ...legend.map(line => line.reduce((sum, item) => sum + item.width, 0)));
  const width = Math.max(layout.width, legendWidth, 200) + 2 * MARGIN;
  const shapes: Shape[] = [];
  for (const panel of panels) shapes.push(...drawPanel(panel, move(layout.origin.get(panel)!, MARGIN)));
  for (const { joint, path, left, right } of layout.routes) shapes.push(...drawJoint(joint, shift(path, MARGIN), move(left, MARGIN), move(right, MARGIN)));
  let y = layout.height + MARGIN + 28;
  for (const line of legend) {
    let x = MARGIN;
    for (const item of line) {
      shapes.push(...item.draw(x, y));
      x += item.width;
    }
    y += LEGEND_LINE;
  }
  return { width, height: y - LEGEND_LINE + 14, description: describe(topology), shapes };
}

function move({ x, y }: Point, by: number): Point {
  return { x: x + by, y: y + by };
}

/** A path of absolute coordinates, moved by the margin in both directions. */
function shift(path: string, by: number): string {
  return path.replace(/-?\d+(\.\d+)?/g, number => String(Math.round((Number(number) + by) * 10) / 10));
}

function label(text: string, font: Font, colour: string, x: number, y: number, anchor: TextShape['anchor'] = 'start'): TextShape {
  return { shape: 'text', text, font, colour, x, y, anchor };
}

/** What is new or changed has a line around it that is thicker, besides being named. */
function outline(news: 'new' | 'changed' | undefined): { readonly stroke: string; readonly strokeWidth?: number } {
  return news ? { stroke: COLOUR.accent, strokeWidth: 1.8 } : { stroke: COLOUR.line };
}

function drawPanel(panel: Panel, at: Point): Shape[] {
  const { pad } = GEOMETRY;
  const frame: BoxShape = { shape: 'box', role: 'panel', x: at.x, y: at.y, width: panel.width, height: panel.height, fill: COLOUR.panel, ...outline(panel.place.news) };
  const shapes: Shape[] = [
    frame,
    label(panel.title, TITLE, COLOUR.ink, at.x + pad, at.y + 25),
    label(panel.tag, TAG, COLOUR.soft, at.x + panel.width - pad, at.y + 25, 'end'),
    ...panel.rows.flatMap(row => [...drawBranch(row, panel, at), ...drawRow(row, at)]),
    ...panel.lanes.flatMap((joint, i) => drawLane(joint, i, panel, at)),
  ];
  if (panel.remark) shapes.push(label(panel.remark, TAG, COLOUR.soft, at.x + pad, at.y + panel.height - pad));
  return shapes;
}

function drawRow(row: Row, at: Point): Shape[] {
  const [x, y] = [at.x + row.x, at.y + row.y];
  return [
    { shape: 'box', role: 'row', x, y, width: row.width, height: row.height, fill: COLOUR.white, ...outline(row.port.news) },
    { shape: 'mark', mark: row.state.shape, colour: row.state.colour, x: x + 14, y: y + 13 },
    label(row.port.link.ifname, NAME, COLOUR.ink, x + GEOMETRY.text, y + 17.5),
    ...(row.port.news ? [label(row.port.news, WORD_BOLD, COLOUR.accent, x + GEOMETRY.text + textWidth(row.port.link.ifname, NAME) + 8, y + 17)] : []),
    label(wordsOf(row.kind, row.state), WORD, row.state.colour, x + row.width - GEOMETRY.inner, y + 17, 'end'),
    ...row.details.map((text, i) => label(text, DETAIL, COLOUR.soft, x + GEOMETRY.text, y + 33 + i * GEOMETRY.line)),
  ];
}

/** From a port to the bridge above it: down from its left edge's column, then right. */
function drawBranch(row: Row, panel: Panel, at: Point): Shape[] {
  if (row.port.depth === 0) return [];
  const above = panel.rows.slice(0, panel.rows.indexOf(row)).findLast(other => other.port.depth < row.port.depth);
  if (!above) return [];
  const x = Math.round(at.x + row.x - GEOMETRY.indent / 2);
  const path = `M${x} ${at.y + above.y + above.height}V${at.y + row.y + 13}H${at.x + row.x}`;
  return [{ shape: 'line', path, colour: COLOUR.soft, width: 1.2, dashed: false, arrow: false }];
}

/** A pair whose ends are in one place: a bracket in the gutter at the panel's right. */
function drawLane(joint: Joint, index: number, panel: Panel, at: Point): Shape[] {
  const row = (id: string): Row => panel.rows.find(one => one.port.id === id)!;
  const [a, b] = [row(joint.a.id), row(joint.b.id)];
  const right = (one: Row): Point => ({ x: at.x + one.x + one.width, y: at.y + one.y + one.height / 2 });
  const lane = right(a).x + GEOMETRY.laneStart + GEOMETRY.lane * index + 4;
  const path = `M${right(a).x} ${right(a).y}H${lane}V${right(b).y}H${right(b).x}`;
  return drawJoint(joint, path, right(a), right(b));
}

function isWhole(joint: Joint): boolean {
  return [joint.a, joint.b].every(port => port.link.flags.includes('UP') && port.link.flags.includes('LOWER_UP'));
}

function jointLine(joint: Joint, path: string): LineShape {
  const whole = isWhole(joint);
  const colour = whole ? joint.kind === 'cable' ? COLOUR.ink : COLOUR.accent : COLOUR.noCarrier;
  return { shape: 'line', path, colour, width: joint.kind === 'cable' ? 2.2 : 1.6, dashed: !whole, arrow: false };
}

function drawJoint(joint: Joint, path: string, ...ends: readonly Point[]): Shape[] {
  const line = jointLine(joint, path);
  const form = joint.kind === 'cable' ? 'plug' as const : 'ring' as const;
  return [line, ...ends.map(({ x, y }) => ({ shape: 'end' as const, form, colour: line.colour, x, y }))];
}

interface LegendItem {
  readonly width: number;
  readonly draw: (x: number, y: number) => Shape[];
}

/** What the signs mean: a line for interfaces, and one for those joints that occur. */
function legendOf({ places, joints }: Topology): LegendItem[][] {
  const item = (text: string, room: number, sign: (x: number, y: number) => Shape[]): LegendItem => ({
    width: room + textWidth(text, TAG) + 22,
    draw: (x, y) => [...sign(x, y), label(text, TAG, COLOUR.soft, x + room, y)],
  });
  const mark = (kind: '●' | '◐' | '○', colour: string, text: string): LegendItem =>
    item(text, 14, (x, y) => [{ shape: 'mark', mark: kind, colour, x: x + 5, y: y - 4 }]);
  const line = (joint: Joint, text: string): LegendItem => item(text, 48, (x, y) => {
    const [left, right] = [{ x: x + 4, y: y - 4 }, { x: x + 38, y: y - 4 }];
    return drawJoint(joint, `M${left.x} ${left.y}H${right.x}`, left, right);
  });
  const sample = (kind: Joint['kind'], whole: boolean): Joint | undefined => joints.find(joint => joint.kind === kind && isWhole(joint) === whole);
  const lines = (kind: Joint['kind'], name: string): LegendItem[] => {
    const [whole, broken] = [sample(kind, true), sample(kind, false)];
    return [...(whole ? [line(whole, name)] : []), ...(broken ? [line(broken, `${name} with an end down`)] : [])];
  };
  const ports = places.flatMap(place => place.ports);
  const outlined: LegendItem = item('new or changed since the last picture', 26, (x, y) => [{ shape: 'box', role: 'node', x: x + 1, y: y - 10, width: 18, height: 12, fill: COLOUR.white, ...outline('new') }]);
  const news = places.some(place => place.news) || ports.some(port => port.news);
  const remarks = item('not shown: lo as it usually is, fe80:: addresses', 0, () => []);
  return [
    [...(ports.length > 0 ? [mark('●', COLOUR.up, 'up'), mark('◐', COLOUR.noCarrier, 'up, no carrier'), mark('○', COLOUR.down, 'down')] : []), remarks],
    [...lines('cable', 'cable'), ...lines('veth', 'veth pair'), ...(news ? [outlined] : [])],
  ].filter(items => items.length > 0);
}
