import type { LanguageHost } from '../jupyter/language';
import type { CellOutput } from '../jupyter/session';

/** The file descriptor on which the id of a call, in four octets as this machine orders them, says that it has to stop. */
export const STOP_FD = 4;

/** An answer, by the id of its question. */
export interface Answer {
  readonly type: 'answer';
  readonly id: number;
  readonly value?: unknown;
  readonly problem?: string;
}

/** What goes into the process that runs TypeScript. */
export type Inward =
  | { readonly type: 'call'; readonly id: number; readonly method: 'run' | 'isComplete' | 'complete' | 'inspect'; readonly args: readonly unknown[] }
  | { readonly type: 'interrupt' }
  | Answer;

/** What comes out of it. */
export type Outward =
  | { readonly type: 'ready' }
  | { readonly type: 'output'; readonly method: Shown; readonly args: readonly unknown[] }
  | { readonly type: 'ask'; readonly id: number; readonly method: keyof LanguageHost; readonly args: readonly unknown[] }
  | Answer;

/** What a cell shows. */
export type Shown = Exclude<keyof CellOutput, 'input' | 'typed' | 'payload'>;
