import type { ExitStatus } from '../commands/program';
import { SysError } from '../stack/errno';
import { Exit, LineFailure, LoopControl, Return, Signalled } from './control';

/** How a process ends that an exception leaves; undefined for what is no way to end. */
export function exitOf(error: unknown): ExitStatus | undefined {
  if (error instanceof Exit || error instanceof Return || error instanceof LineFailure) return { code: error.status & 0xff };
  if (error instanceof Signalled) return { signal: error.signal };
  if (error instanceof LoopControl) return { code: 0 };
  if (error instanceof SysError && error.errno === 'EPIPE') return { signal: 'SIGPIPE' };
  return undefined;
}

export function ignoreBrokenPipe(error: unknown): void {
  if (!(error instanceof SysError)) throw error;
}
