import type { Expression } from '../regex/compile';
import type { Replacement } from './replacement';

/** A regular expression of a script; null: the one that was used last. */
export type Pattern = Expression | null;

export type Address =
  | { readonly kind: 'line'; readonly line: number }
  | { readonly kind: 'step'; readonly first: number; readonly step: number }
  | { readonly kind: 'last' }
  | { readonly kind: 'pattern'; readonly pattern: Pattern }
  /** so many lines more, or to a line that is a multiple: as second address */
  | { readonly kind: 'more' | 'multiple'; readonly lines: number };

export interface Substitution {
  readonly pattern: Pattern;
  readonly replacement: readonly Replacement[];
  readonly global: boolean;
  readonly print: number;
  /** the first match that is replaced, from 1 */
  readonly nth: number;
  readonly file: string | undefined;
}

/** A command of a script. */
export interface Command {
  readonly name: string;
  readonly from?: Address | undefined;
  readonly to?: Address | undefined;
  readonly negated: boolean;
  /** of a, i, c; a file's name of r, R, w, W; a label of b, t, T and : */
  text: string;
  /** of q, Q, l */
  readonly number?: number | undefined;
  readonly substitution?: Substitution;
  /** of y: what each character becomes */
  readonly map?: ReadonlyMap<string, string>;
  /** where b, t, T and { go on, if they jump: an index in the script */
  target?: number;
}

export interface Script {
  readonly commands: readonly Command[];
  /** `#n` is its first line */
  readonly quiet: boolean;
}

/** What sed ends with. */
export class SedError extends Error {
  constructor(message: string, readonly code: number) {
    super(message);
  }
}
