import type { Font } from './text';

/** A rounded rectangle; `role` says what it stands for. */
export interface BoxShape {
  readonly shape: 'box';
  readonly role: 'card' | 'panel' | 'row' | 'node';
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly fill: string;
  readonly stroke: string;
  readonly strokeWidth?: number;
  readonly dashed?: boolean;
}

export interface TextShape {
  readonly shape: 'text';
  readonly text: string;
  readonly font: Font;
  readonly colour: string;
  readonly x: number;
  /** the baseline */
  readonly y: number;
  /** which end of the text stands at `x` */
  readonly anchor: 'start' | 'middle' | 'end';
  /** struck through */
  readonly struck?: boolean;
}

/** An interface's state (a disc, a half-filled ring, a ring), or what happened: a cross, a tick. Of radius 5 around x, y. */
export interface MarkShape {
  readonly shape: 'mark';
  readonly mark: '●' | '◐' | '○' | '✕' | '✓';
  readonly colour: string;
  readonly x: number;
  readonly y: number;
}

export interface LineShape {
  readonly shape: 'line';
  /** an SVG path of the commands M, L, H, V, C and Z */
  readonly path: string;
  readonly colour: string;
  readonly width: number;
  readonly dashed: boolean;
  readonly arrow: boolean;
}

/** The end of a cable (a plug) or of a veth pair (a ring). */
export interface EndShape {
  readonly shape: 'end';
  readonly form: 'plug' | 'ring';
  readonly colour: string;
  readonly x: number;
  readonly y: number;
}

export type Shape = BoxShape | TextShape | MarkShape | LineShape | EndShape;

/** A drawing as data: lengths in px, origin at the top left, later shapes above earlier ones. Emitters put it on a light card. */
export interface Scene {
  readonly width: number;
  readonly height: number;
  /** what the picture says, in words */
  readonly description: string;
  readonly shapes: readonly Shape[];
}

/** A line of text. */
export function label(text: string, font: Font, colour: string, x: number, y: number, anchor: TextShape['anchor'] = 'start'): TextShape {
  return { shape: 'text', text, font, colour, x, y, anchor };
}
