import { diffLines, type DiffLine } from './diff';
import type { Difference, LineDifference } from './differences';
import type { StateDifference } from './state';

/** Lines shown before and after one that differs. */
const CONTEXT = 2;

/** Differences as text that a person can read. @param names of the two sides, e.g. `real` and `simulated` */
export function formatDifferences(found: readonly Difference[], [left, right]: readonly [string, string]): string {
  const width = Math.max(left.length, right.length);
  const names: Record<DiffLine['side'], string> = { left: left.padEnd(width), right: right.padEnd(width), both: ' '.repeat(width) };
  let text = '';
  let heading = '';
  for (const difference of found) {
    const said = headingOf(difference);
    if (said !== heading) text += `${text === '' ? '' : '\n'}${said}\n`;
    heading = said;
    text += difference.kind === 'line' ? lineText(difference, names) : stateText(difference, names);
  }
  return text;
}

const headingOf = (difference: Difference): string =>
  difference.kind === 'line' ? `line ${difference.line}: ${difference.cmd}` : `state of ${difference.host}${difference.netns === null ? '' : `, namespace ${difference.netns}`}`;

function lineText({ part, left, right }: LineDifference, names: Record<DiffLine['side'], string>): string {
  if (typeof left === 'string' && typeof right === 'string') {
    return `  ${part}\n${excerpt(diffLines(linesOf(left), linesOf(right))).map(line => (line === undefined ? `    ${names.both}   ...\n` : `    ${names[line.side]} | ${line.text}\n`)).join('')}`;
  }
  const value = (side: string | number | undefined): string => (side === undefined ? 'nothing: it had ended before' : typeof side === 'string' ? JSON.stringify(side) : String(side));
  return `  ${part === 'rc' ? 'exit code' : part}\n    ${names.left} | ${value(left)}\n    ${names.right} | ${value(right)}\n`;
}

/** A text's lines. One that doesn't end is told apart from one that does; so are blanks at the end of a line. */
function linesOf(text: string): string[] {
  const lines = text.split('\n').map(line => line.replace(/[ \t]+$/, blanks => blanks.replaceAll(' ', '·').replaceAll('\t', '→')));
  const last = lines.pop()!;
  return last === '' ? lines : [...lines, `${last}  (no newline at the end)`];
}

/** Lines that differ with those around them; undefined stands for what is left out. */
function excerpt(lines: readonly DiffLine[]): (DiffLine | undefined)[] {
  const shown = lines.map((_, i) => lines.slice(Math.max(0, i - CONTEXT), i + CONTEXT + 1).some(({ side }) => side !== 'both'));
  return lines.flatMap((line, i) => (shown[i] ? [line] : i > 0 && !shown[i - 1] ? [] : [undefined]));
}

function stateText({ path, left, right }: StateDifference, names: Record<DiffLine['side'], string>): string {
  const value = (side: unknown): string => (side === undefined ? 'none' : JSON.stringify(side));
  return `  ${path.join(' > ')}\n    ${names.left} | ${value(left)}\n    ${names.right} | ${value(right)}\n`;
}
