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

const SHOWN: Readonly<Record<Shown, (args: readonly unknown[]) => boolean>> = {
  stream: ([name, text]) => (name === 'stdout' || name === 'stderr') && typeof text === 'string',
  display: ([data]) => isBundle(data),
  update: ([id, data]) => typeof id === 'string' && isBundle(data),
  result: ([data]) => isBundle(data),
  clear: () => true,
};

const ASKED: readonly string[] = ['look', 'sh', 'assign', 'picture'] satisfies readonly (keyof LanguageHost)[];

function isBundle(data: unknown): boolean {
  return typeof data === 'object' && data !== null;
}

/** Whether a message is one of those that the process sends by itself: code in a cell can send others. */
export function isOutward(message: unknown): message is Outward {
  if (typeof message !== 'object' || message === null) return false;
  const { type, id, method, args } = message as Partial<Record<'type' | 'id' | 'method' | 'args', unknown>>;
  switch (type) {
    case 'ready':
      return true;
    case 'answer':
      return typeof id === 'number';
    case 'output':
      return typeof method === 'string' && Object.hasOwn(SHOWN, method) && Array.isArray(args) && SHOWN[method as Shown](args);
    case 'ask':
      return typeof id === 'number' && typeof method === 'string' && ASKED.includes(method) && Array.isArray(args);
    default:
      return false;
  }
}
