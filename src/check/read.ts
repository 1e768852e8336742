import { parseLine } from './grammar';
import type { Sentence } from './grammar';

/** A line of a check, with the place from which messages name it. */
export interface CheckLine {
  /** counted from 1 */
  readonly line: number;
  /** with its variables filled in */
  readonly text: string;
  readonly sentence: Sentence;
  readonly hint?: string;
}

/** Check lines that can't be judged. Its message has one line a problem and says what to write instead. */
export class CheckError extends Error {
  override readonly name = 'CheckError';
}

/**
 * Reads the lines of a check: empty ones and those that start with `#` mean nothing, `hint: ...` belongs to the line before it.
 * @param variable the value of `$NAME` or `${NAME}`
 * @throws {CheckError} with every problem found
 */
export function readChecks(text: string, variable: (name: string) => string | undefined): CheckLine[] {
  const problems: string[] = [];
  const lines: CheckLine[] = [];
  text.split('\n').forEach((raw, index) => {
    const trimmed = raw.trim();
    if (trimmed === '' || trimmed.startsWith('#')) return;
    const complain = (problem: string): void => void problems.push(`line ${index + 1}, ${trimmed}: ${problem}`);
    const unknown = new Set<string>();
    const filled = trimmed.replace(/\$(?:\{(\w+)\}|([A-Za-z_]\w*))/g, (whole, braced?: string, bare?: string) => variable((braced ?? bare)!) ?? (unknown.add(whole), whole));
    const hint = /^hint:\s*(.*)$/.exec(filled)?.[1];
    const last = lines.at(-1);
    if (unknown.size > 0) complain(`${[...unknown].join(', ')} has no value here`);
    else if (hint === undefined) {
      const sentence = parseLine(filled);
      if (typeof sentence === 'string') complain(sentence);
      else lines.push({ line: index + 1, text: filled.replace(/\s+/g, ' '), sentence });
    } else if (last) lines[lines.length - 1] = { ...last, hint };
    else if (problems.length === 0) complain('a hint belongs below the line that it helps with');
  });
  if (problems.length > 0) throw new CheckError(problems.join('\n'));
  if (lines.length === 0) throw new CheckError('a check needs a line such as: link veth0 operstate UP');
  return lines;
}
