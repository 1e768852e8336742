import type { Verdict } from './judge';

/** A check as a whole. */
export interface Report {
  readonly title: string;
  readonly verdicts: readonly Verdict[];
  /** what it is worth; undefined: nothing is counted */
  readonly points?: number;
  /** each line that holds earns its share; otherwise all lines together earn all */
  readonly partial?: boolean;
}

/** Hundredths of points are the finest that is told apart. */
export function earned({ verdicts, points = 0, partial = false }: Report): number {
  const holding = verdicts.filter(({ holds }) => holds).length;
  if (holding === verdicts.length) return points;
  return partial ? Math.floor((100 * points * holding) / verdicts.length) / 100 : 0;
}

/** e.g. `both ends are up: 1 of 2 lines holds, 1 of 2 points` */
export function headline(report: Report): string {
  const { title, verdicts, points } = report;
  const holding = verdicts.filter(({ holds }) => holds).length;
  const lines = verdicts.length === 1 ? (holding === 1 ? 'it holds' : "it doesn't hold") : holding === verdicts.length ? `all ${holding} lines hold` : `${holding} of ${verdicts.length} lines hold`;
  return `${title}: ${lines}${points === undefined ? '' : `, ${earned(report)} of ${points} point${points === 1 ? '' : 's'}`}`;
}

/** What stands below a line that doesn't hold. */
export function details({ expected, found, hint }: Verdict): readonly (readonly [label: string, text: string])[] {
  return [['expected', expected], ['found', found], ...(hint === undefined ? [] : [['hint', hint] as const])];
}

export const mark = (holds: boolean): string => (holds ? '✓' : '✗');

/** A check's verdict as text. */
export function reportText(report: Report): string {
  const rows = report.verdicts.flatMap((verdict) => [
    `  ${mark(verdict.holds)} ${verdict.text}`,
    ...(verdict.holds ? [] : details(verdict).map(([label, text]) => `      ${label.padEnd(10)}${text}`)),
  ]);
  return [`${mark(report.verdicts.every(({ holds }) => holds))} ${headline(report)}`, ...rows].join('\n');
}
