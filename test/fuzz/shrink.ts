import type { Session } from '../../src/compare';
import { firstDifference } from './differ';

/** Runs sessions on Linux, several at a time. */
export type RunAll = (sessions: readonly (readonly string[])[]) => Promise<Session[]>;

const isRest = (line: string): boolean => line.startsWith('sleep ');

/** Whether a session still ends in a line that differs, with all the same before it. */
async function stillDiffers(linux: Session, kernel: string): Promise<boolean> {
  return (await firstDifference(linux, kernel))?.at === linux.exchanges.length - 1;
}

/**
 * Shortens a session of which only the last line's answer differs, until no single line can go: in each round Linux runs
 * all the shorter ones at once. A rest between a change and a look at it stays, or chance would decide.
 */
export async function shrink(lines: readonly string[], run: RunAll, kernel: string): Promise<readonly string[]> {
  for (let length = Math.ceil(lines.length / 2); length >= 1;) {
    const shorter = withoutParts(lines, length);
    const found = shorter.length === 0 ? -1 : await firstIndex(await run(shorter), session => stillDiffers(session, kernel));
    if (found >= 0) lines = shorter[found]!;
    else length = length === 1 ? 0 : Math.ceil(length / 2);
  }
  return lines;
}

/** The session without each stretch of so many lines, its last line excepted. */
function withoutParts(lines: readonly string[], length: number): string[][] {
  const starts = Array.from({ length: Math.ceil((lines.length - 1) / length) }, (_, i) => i * length);
  return starts.map(start => lines.filter((line, i) => i === lines.length - 1 || i < start || i >= start + length || isRest(line))
    .filter((line, i, kept) => !isRest(line) || (i > 0 && !isRest(kept[i - 1]!)))).filter(candidate => candidate.length < lines.length);
}

async function firstIndex<T>(items: readonly T[], holds: (item: T) => Promise<boolean>): Promise<number> {
  for (const [i, item] of items.entries()) {
    if (await holds(item)) return i;
  }
  return -1;
}
