import type { CellOutcome } from './session';

/** How a cell ends that was interrupted, as Python's kernel says it. */
export const INTERRUPTED: Extract<CellOutcome, { status: 'error' }> = { status: 'error', ename: 'KeyboardInterrupt', evalue: 'interrupted', traceback: ['Interrupted (SIGINT).'] };
