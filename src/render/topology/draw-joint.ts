import type { Point } from '../path';
import type { EndShape, LineShape, Shape } from '../scene';
import { COLOUR } from '../theme';
import type { Joint } from './model';

interface Style {
  readonly name: string;
  readonly colour: string;
  /** px */
  readonly width: number;
  /** what its ends look like, if anything */
  readonly end?: EndShape['form'];
  /** a line with a bright core: something runs inside */
  readonly hollow?: true;
}

/** Widths and ends tell the kinds apart, colours only support them. */
const STYLES: Readonly<Record<Joint['kind'], Style>> = {
  cable: { name: 'cable', colour: COLOUR.ink, width: 2.2, end: 'plug' },
  veth: { name: 'veth pair', colour: COLOUR.accent, width: 1.6, end: 'ring' },
  tunnel: { name: 'tunnel', colour: COLOUR.soft, width: 6, hollow: true },
  parent: { name: 'rests on', colour: COLOUR.soft, width: 1.2 },
};

export function jointName(kind: Joint['kind']): string {
  return STYLES[kind].name;
}

/** Whether both ends work. */
export function isWhole({ a, b }: Joint): boolean {
  return [a, b].every(({ link }) => link.flags.includes('UP') && link.flags.includes('LOWER_UP'));
}

/** A joint along a path, broken where an end is down. */
export function drawJoint(joint: Joint, path: string, ...ends: readonly Point[]): Shape[] {
  const { colour: usual, width, end, hollow } = STYLES[joint.kind];
  const whole = isWhole(joint);
  const colour = whole ? usual : COLOUR.noCarrier;
  const line: LineShape = { shape: 'line', path, colour, width, dashed: !whole, arrow: false };
  const core: Shape[] = hollow ? [{ ...line, colour: COLOUR.white, width: width - 2.6, dashed: false }] : [];
  return [line, ...core, ...(end === undefined ? [] : ends.map(({ x, y }): Shape => ({ shape: 'end', form: end, colour, x, y })))];
}

/** What is new or changed has a line around it that is thicker, besides being named. */
export function outline(news: 'new' | 'changed' | undefined): { readonly stroke: string; readonly strokeWidth?: number } {
  return news ? { stroke: COLOUR.accent, strokeWidth: 1.8 } : { stroke: COLOUR.line };
}
