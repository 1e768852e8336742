import { parseOptions, quote } from './coreutils';
import { eachInput, linesOf, Printer } from './lines';
import type { Program } from './program';

const LONGS = { bytes: 'b', spaces: 's', width: 'w:' };

/** fold(1) of coreutils 9.1, for which each octet takes a column. Passes lines on as they come. */
export const fold: Program = async (process, argv) => {
  // -20 is -w 20 of old
  const words = argv.map((word, at) => (at > 0 && /^-\d+$/.test(word) ? `-w${word.slice(1)}` : word));
  const parsed = await parseOptions(process, words, 'fold', 'bsw:', LONGS);
  if (typeof parsed === 'number') return parsed;
  const given = new Map(parsed.options.map(({ letter, argument }) => [letter, argument]));
  const widthText = given.get('w') ?? '80';
  const width = /^\s*\+?\d+$/.test(widthText) ? Number(widthText) : NaN;
  if (!(width >= 1 && Number.isSafeInteger(width))) {
    await process.stderr.write(`fold: invalid number of columns: ${quote(widthText)}${width === 0 ? ': Numerical result out of range' : ''}\n`);
    return 1;
  }
  const next = given.has('b') ? (column: number): number => column + 1 : columnAfter;
  const printer = new Printer(process.stdout);
  return eachInput(process, 'fold', parsed.operands, printer, async pieces => {
    for await (const { lines, open } of linesOf(pieces)) {
      printer.print(lines.map(line => folded(line, width, given.has('s'), next).join('\n')).join('\n') + (open ? '' : '\n'));
      await printer.ready();
    }
  });
};

function columnAfter(column: number, char: string): number {
  if (char === '\b') return Math.max(0, column - 1);
  if (char === '\r') return 0;
  return char === '\t' ? column + 8 - (column % 8) : column + 1;
}

function folded(line: string, width: number, atBlanks: boolean, next: (column: number, char: string) => number): string[] {
  const parts: string[] = [];
  let [start, column] = [0, 0];
  for (let at = 0; at < line.length;) {
    const after = next(column, line[at]!);
    if (after <= width || at === start) {
      column = after;
      at++;
      continue;
    }
    let end = at;
    if (atBlanks) while (end > start && !/[\t ]/.test(line[end - 1]!)) end--;
    if (end === start) end = at;
    parts.push(line.slice(start, end));
    start = end;
    column = 0;
    for (let i = start; i < at; i++) column = next(column, line[i]!);
  }
  return [...parts, line.slice(start)];
}
