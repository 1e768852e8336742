import type { Exchange, Session } from './session';
import { snapshotDifferences, type StateDifference } from './state';

/** A part of a command line's answer that differs. */
export interface LineDifference {
  readonly kind: 'line';
  /** counted from 1 */
  readonly line: number;
  readonly cmd: string;
  readonly part: 'stdout' | 'stderr' | 'rc';
  /** undefined where that session ended before the line */
  readonly left: string | number | undefined;
  readonly right: string | number | undefined;
}

export type Difference = LineDifference | StateDifference;

const PARTS = ['stdout', 'stderr', 'rc'] as const;

/** All that differs between two sessions of the same command lines, in order: each line's answer, then the network they left. */
export function differences(left: Session, right: Session): Difference[] {
  const count = Math.max(left.exchanges.length, right.exchanges.length);
  const lines = Array.from({ length: count }, (_, i) => lineDifferences(i + 1, left.exchanges[i], right.exchanges[i])).flat();
  return left.snapshot && right.snapshot ? [...lines, ...snapshotDifferences(left.snapshot, right.snapshot)] : lines;
}

function lineDifferences(line: number, left: Exchange | undefined, right: Exchange | undefined): LineDifference[] {
  const { cmd } = (left ?? right)!;
  return PARTS.filter(part => left?.[part] !== right?.[part]).map(part => ({ kind: 'line', line, cmd, part, left: left?.[part], right: right?.[part] }));
}
