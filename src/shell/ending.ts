import type { ExitStatus } from '../commands/program';
import { SysError } from '../stack/errno';
import { Exit, LineFailure, LoopControl, Return, Signalled } from './control';

/** sysexits.h */
export const EX_SOFTWARE = 70;

/** Commands whose failure is that of a command in them. */
export const COMPOUND: ReadonlySet<string> = new Set(['If', 'For', 'ArithmeticFor', 'While', 'Case', 'BraceGroup', 'Function']);

/** How a process ends that an exception leaves; undefined for what is no way to end. */
export function exitOf(error: unknown): ExitStatus | undefined {
  if (error instanceof Exit || error instanceof Return || error instanceof LineFailure) return { code: error.status & 0xff };
  if (error instanceof Signalled) return { signal: error.signal };
  if (error instanceof LoopControl) return { code: 0 };
  if (error instanceof SysError && error.errno === 'EPIPE') return { signal: 'SIGPIPE' };
  return undefined;
}

/** Writing where nobody reads, or to what is closed, has failed. @throws anything else */
export function ignoreUnheard(error: unknown): void {
  if (!(error instanceof SysError)) throw error;
}
