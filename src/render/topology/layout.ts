import type { Panel } from './boxes';
import { GEOMETRY } from './boxes';
import type { Joint } from './model';

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Where panels stand (top left) and how the joints between two of them run; px, origin at the top left. */
export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly origin: ReadonlyMap<Panel, Point>;
  readonly routes: readonly { readonly joint: Joint; readonly path: string; readonly left: Point; readonly right: Point }[];
}

interface DotObject { readonly name: string; readonly pos: string; readonly width: string; readonly height: string }
interface DotEdge { readonly id: string; readonly pos: string }
interface DotOutput { readonly bb: string; readonly objects?: readonly DotObject[]; readonly edges?: readonly DotEdge[] }

/**
 * Places panels from left to right by Graphviz's dot, which is loaded on the first call. Joints leave at a panel's right edge and
 * arrive at another's left edge, at their rows' height.
 */
export async function layOut(panels: readonly Panel[], joints: readonly Joint[]): Promise<Layout> {
  if (panels.length === 0) return { width: 0, height: 0, origin: new Map(), routes: [] };
  const between = joints.filter(joint => joint.from !== joint.to);
  const order = discover(panels, between);
  const oriented = between.map(joint => order.get(joint.from.id)! <= order.get(joint.to.id)! ? joint : { ...joint, a: joint.b, b: joint.a, from: joint.to, to: joint.from });
  const { instance } = await import('@viz-js/viz');
  const output = (await instance()).renderJSON(dotSource(panels, oriented, order), { engine: 'dot' }) as DotOutput;
  const [, , width, height] = output.bb.split(',').map(Number) as [number, number, number, number];
  const flip = (text: string): Point => {
    const [x, y] = text.split(',').map(Number) as [number, number];
    return { x, y: height - y };
  };
  const origin = new Map<Panel, Point>();
  for (const object of output.objects ?? []) {
    const panel = panels[Number(object.name)]!;
    const centre = flip(object.pos);
    origin.set(panel, { x: centre.x - panel.width / 2, y: centre.y - panel.height / 2 });
  }
  const routes = (output.edges ?? []).map(edge => {
    const joint = oriented[Number(edge.id)]!;
    return { joint, ...curve(edge.pos.split(' ').map(flip), inset(joint, panels, 'from'), inset(joint, panels, 'to')) };
  });
  return { width, height, origin, routes };
}

/** Each place's rank in a breadth-first walk from the first, so that every joint can point away from where the lab starts. */
function discover(panels: readonly Panel[], joints: readonly Joint[]): Map<string, number> {
  const order = new Map<string, number>();
  for (const panel of panels) {
    const queue = order.has(panel.place.id) ? [] : [panel.place.id];
    for (let id = queue.shift(); id !== undefined; id = queue.shift()) {
      if (order.has(id)) continue;
      order.set(id, order.size);
      for (const joint of joints) {
        if (joint.from.id === id) queue.push(joint.to.id);
        if (joint.to.id === id) queue.push(joint.from.id);
      }
    }
  }
  return order;
}

/** A node a panel, whose cells are its rows with their gaps; only sizes go in, so no name can break it. */
function dotSource(panels: readonly Panel[], joints: readonly Joint[], order: ReadonlyMap<string, number>): string {
  const nodes = panels.map((panel, i) => ({ panel, i })).sort((x, y) => order.get(x.panel.place.id)! - order.get(y.panel.place.id)!);
  const index = new Map(panels.map((panel, i) => [panel.place.id, i]));
  const port = (place: string, id: string): string => `${index.get(place)!}:p${panels[index.get(place)!]!.rows.findIndex(row => row.port.id === id)}`;
  const lines = [
    'digraph { graph [rankdir=LR, nodesep=0.4, ranksep=1.25, splines=true, outputorder=nodesfirst]; node [shape=plain]; edge [dir=none];',
    ...nodes.map(({ panel, i }) => `${i} [label=<${cells(panel)}>];`),
    ...joints.map((joint, i) => `${port(joint.from.id, joint.a.id)}:e -> ${port(joint.to.id, joint.b.id)}:w [id="${i}"];`),
    '}',
  ];
  return lines.join('\n');
}

function cells(panel: Panel): string {
  const width = panel.width;
  const cell = (height: number, attributes = ''): string => height <= 0 ? '' : `<TR><TD${attributes} FIXEDSIZE="TRUE" WIDTH="${width}" HEIGHT="${height}"></TD></TR>`;
  const last = panel.rows.at(-1);
  const rows = panel.rows.map((row, i) => cell(row.height, ` PORT="p${i}"`) + (row === last ? '' : cell(GEOMETRY.gap))).join('');
  const used = last ? last.y + last.height : GEOMETRY.head;
  return `<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="0">${cell(GEOMETRY.head)}${rows}${cell(panel.height - used)}</TABLE>`;
}

/** How far a row's edge lies inside its panel's edge. */
function inset(joint: Joint, panels: readonly Panel[], side: 'from' | 'to'): number {
  const panel = panels.find(one => one.place === joint[side])!;
  const row = panel.rows.find(one => one.port === (side === 'from' ? joint.a : joint.b))!;
  return side === 'from' ? panel.width - row.x - row.width : row.x;
}

/** dot's spline (a start and then three points a Bézier piece), drawn on to the rows' edges. */
function curve(points: readonly Point[], before: number, after: number): { path: string; left: Point; right: Point } {
  const [first, last] = [points[0]!, points.at(-1)!];
  const left = { x: first.x - before, y: first.y };
  const right = { x: last.x + after, y: last.y };
  const text = (point: Point): string => `${Math.round(point.x * 10) / 10} ${Math.round(point.y * 10) / 10}`;
  return { path: `M${text(left)}L${text(first)}C${points.slice(1).map(text).join(' ')}L${text(right)}`, left, right };
}

