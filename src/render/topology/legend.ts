import { label, type Shape } from '../scene';
import { textWidth } from '../text';
import { COLOUR } from '../theme';
import { TAG } from './boxes';
import { drawJoint, isWhole, jointName, outline } from './draw-joint';
import type { Joint, Topology } from './model';

export interface LegendItem {
  /** px, with the gap behind it */
  readonly width: number;
  /** @param y the baseline */
  readonly draw: (x: number, y: number) => Shape[];
}

function item(text: string, room: number, sign: (x: number, y: number) => Shape[]): LegendItem {
  return { width: room + textWidth(text, TAG) + 22, draw: (x, y) => [...sign(x, y), label(text, TAG, COLOUR.soft, x + room, y)] };
}

const mark = (kind: '●' | '◐' | '○', colour: string, text: string): LegendItem =>
  item(text, 14, (x, y) => [{ shape: 'mark', mark: kind, colour, x: x + 5, y: y - 4 }]);

const STATES = [mark('●', COLOUR.up, 'up'), mark('◐', COLOUR.noCarrier, 'up, no carrier'), mark('○', COLOUR.down, 'down')];
const OMITTED = item('not shown: lo as it usually is, fe80:: addresses', 0, () => []);
const NEWS = item('new or changed since the last picture', 26, (x, y) => [{ shape: 'box', role: 'node', x: x + 1, y: y - 10, width: 18, height: 12, fill: COLOUR.white, ...outline('new') }]);

/** What the signs mean: a line for interfaces, and lines for those joints that occur. */
export function legendOf({ places, joints }: Topology): LegendItem[][] {
  const ports = places.flatMap(place => place.ports);
  const news = places.some(place => place.news) || ports.some(port => port.news);
  const samples = (['cable', 'veth', 'tunnel', 'parent'] as const).flatMap(kind => [true, false].flatMap(whole => sampleOf(joints, kind, whole)));
  const lines = Array.from({ length: Math.ceil(samples.length / 3) }, (_, i) => samples.slice(3 * i, 3 * i + 3));
  return [[...(ports.length > 0 ? STATES : []), OMITTED], ...lines, ...(news ? [[NEWS]] : [])];
}

function sampleOf(joints: readonly Joint[], kind: Joint['kind'], whole: boolean): LegendItem[] {
  const found = joints.find(joint => joint.kind === kind && isWhole(joint) === whole);
  if (!found) return [];
  const name = `${jointName(kind)}${whole ? '' : ' with an end down'}`;
  return [item(name, 48, (x, y) => {
    const [left, right] = [{ x: x + 4, y: y - 4 }, { x: x + 38, y: y - 4 }];
    return drawJoint(found, `M${left.x} ${left.y}H${right.x}`, left, right);
  })];
}
