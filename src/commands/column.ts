import { parseOptions, unsupported } from './coreutils';
import { eachInput, linesOf, Printer } from './lines';
import { binaryArgument, octetsOf } from './octets';
import type { Program } from './program';

const LONGS = { table: 't', separator: 's:', 'output-separator': 'o:' };

/** Tables longer than this must not fill the memory. */
const MOST = 200_000;

/** column(1) of util-linux 2.38 with -t, -s and -o. */
export const column: Program = async (process, argv) => {
  const parsed = await parseOptions(process, argv, 'column', 'c:C:dE:eH:i:Jl:LmN:n:O:o:p:R:r:s:tT:vW:x', LONGS);
  if (typeof parsed === 'number') return parsed;
  const given = new Map(parsed.options.map(({ letter, argument }) => [letter, argument]));
  const unknown = [...given.keys()].find(letter => !'tso'.includes(letter));
  if (unknown !== undefined) return unsupported(process, 'column', `-${unknown}`);
  if (!given.has('t')) return unsupported(process, 'column', "lists in columns: use 'column -t' for a table");
  const separators = given.get('s');
  const joint = binaryArgument(given.get('o') ?? '  ');
  const rows: string[][] = [];
  const printer = new Printer(process.stdout);
  let opened = false;
  const code = await eachInput(process, 'column', parsed.operands, printer, async pieces => {
    opened = true;
    for await (const { lines } of linesOf(pieces)) {
      for (const line of lines) if (/[^\t-\r ]/.test(line) && rows.length <= MOST) rows.push(cellsOf(line, separators === undefined ? undefined : binaryArgument(separators)));
    }
  });
  if (rows.length > MOST) return unsupported(process, 'column', `more than ${MOST} lines`);
  const widths: number[] = [];
  for (const row of rows) row.forEach((cell, at) => (widths[at] = Math.max(widths[at] ?? 0, width(cell))));
  for (const row of rows) {
    printer.print(`${widths.map((most, at) => (row[at] ?? '') + (at < widths.length - 1 ? ' '.repeat(most - width(row[at] ?? '')) : '')).join(joint)}\n`);
    await printer.ready();
  }
  await printer.flush();
  // one file that can be read is enough
  return opened ? 0 : code;
};

/** Without separators cells are words; with them there may be empty ones. */
function cellsOf(line: string, separators: string | undefined): string[] {
  if (separators === undefined) return line.match(/[^\t ]+/g) ?? [];
  const cells = [''];
  for (const char of line) {
    if (separators.includes(char)) cells.push('');
    else cells[cells.length - 1] += char;
  }
  return cells;
}

/** Characters that take two columns, by and large: East Asian scripts and pictures. */
const WIDE = /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1f64f}\u{1f900}-\u{1f9ff}\u{20000}-\u{3fffd}]/gu;

/** Columns of a terminal that a cell takes. */
function width(cell: string): number {
  if (/^[ -~]*$/.test(cell)) return cell.length;
  const text = new TextDecoder().decode(octetsOf(cell));
  return [...text.replace(/[\0-\x1f\x7f\p{M}]/gu, '')].length + (text.match(WIDE)?.length ?? 0);
}
