import { type Point, shift } from '../path';
import { type BoxShape, label, type Scene, type Shape } from '../scene';
import { textWidth } from '../text';
import { COLOUR } from '../theme';
import { type Boxes, type Bracket, DETAIL, GEOMETRY, NAME, type Panel, type Row, TAG, TITLE, WORD, WORD_BOLD, wordsOf } from './boxes';
import { describe } from './describe';
import { drawJoint, outline } from './draw-joint';
import type { Layout } from './layout';
import { legendOf } from './legend';
import type { Port, Topology } from './model';

const MARGIN = 22;
const LEGEND_LINE = 20;

/** The whole picture: panels where the layout put them, joints between them, and a legend of what occurs. */
export function drawTopology(topology: Topology, { panels, lines }: Boxes, layout: Layout): Scene {
  const legend = legendOf({ ...topology, joints: lines });
  const legendWidth = Math.max(0, ...legend.map(line => line.reduce((sum, item) => sum + item.width, 0)));
  const width = Math.max(layout.width, legendWidth, 200) + 2 * MARGIN;
  const shapes: Shape[] = [];
  const moved = ({ x, y }: Point): Point => ({ x: x + MARGIN, y: y + MARGIN });
  for (const panel of panels) shapes.push(...drawPanel(panel, moved(layout.origin.get(panel)!)));
  for (const { joint, path, ends } of layout.routes) shapes.push(...drawJoint(joint, shift(path, MARGIN, MARGIN), ...ends.map(moved)));
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

function drawPanel(panel: Panel, at: Point): Shape[] {
  const { pad } = GEOMETRY;
  const frame: BoxShape = { shape: 'box', role: 'panel', x: at.x, y: at.y, width: panel.width, height: panel.height, fill: COLOUR.panel, ...outline(panel.place.news) };
  const shapes: Shape[] = [
    frame,
    label(panel.title, TITLE, COLOUR.ink, at.x + pad, at.y + 25),
    label(panel.tag, TAG, COLOUR.soft, at.x + panel.width - pad, at.y + 25, 'end'),
    ...panel.captions.map(({ text, x, y }) => label(text, TAG, COLOUR.soft, at.x + x, at.y + y)),
    ...panel.rows.flatMap(row => [...drawBranch(row, panel, at), ...drawRow(row, at)]),
    ...panel.brackets.flatMap(bracket => drawBracket(bracket, panel, at)),
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
    label(wordsOf(row.port.kind, row.state), WORD, row.state.colour, x + row.width - GEOMETRY.inner, y + 17, 'end'),
    ...row.details.map((text, i) => label(text, DETAIL, COLOUR.soft, x + GEOMETRY.text, y + 33 + i * GEOMETRY.line)),
  ];
}

/** From a port to the bridge above it: down from its left edge's column, then right. */
function drawBranch(row: Row, panel: Panel, at: Point): Shape[] {
  if (row.port.depth === 0) return [];
  const above = panel.rows.slice(0, panel.rows.indexOf(row)).findLast(other => other.port.depth < row.port.depth);
  if (!above) return [];
  const x = Math.round(at.x + row.x - GEOMETRY.indent / 2);
  // What it stands under may be in the column before: then the line comes from the caption.
  const start = above.column === row.column ? above.y + above.height : GEOMETRY.head + GEOMETRY.line - 2;
  const path = `M${x} ${at.y + start}V${at.y + row.y + 13}H${at.x + row.x}`;
  return [{ shape: 'line', path, colour: COLOUR.soft, width: 1.2, dashed: false, arrow: false }];
}

function drawBracket({ joint, lane }: Bracket, panel: Panel, at: Point): Shape[] {
  const right = (port: Port): Point => {
    const row = panel.rows.find(one => one.port === port)!;
    return { x: at.x + row.x + row.width, y: at.y + row.y + row.height / 2 };
  };
  const [a, b] = [right(joint.a), right(joint.b)];
  return drawJoint(joint, `M${a.x} ${a.y}H${a.x + GEOMETRY.laneStart + GEOMETRY.lane * lane + 4}V${b.y}H${b.x}`, a, b);
}
