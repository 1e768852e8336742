import { printable } from './html';

/** What a terminal draws two columns wide, nearly (East Asian Width W and F), and what takes none (combining marks). */
const WIDE = /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|[\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;
const NONE = /\p{Mn}|\p{Me}|\p{Cf}/u;

/** Columns that a text takes up in a terminal. */
export function columnsOf(text: string): number {
  let columns = 0;
  for (const character of text) columns += NONE.test(character) ? 0 : WIDE.test(character) ? 2 : 1;
  return columns;
}

/** Text without control characters, filled with blanks. */
export function padded(text: string, columns: number): string {
  const shown = printable(text).replace(/[\n\t]/g, ' ');
  return shown + ' '.repeat(Math.max(0, columns - columnsOf(shown)));
}

/** Rows of cells as lines, each column as wide as it needs; columns that are empty throughout vanish. */
export function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, i) => rows.reduce((most, row) => Math.max(most, columnsOf(padded(row[i]!, 0))), 0));
  return rows.map(row => row.map((cell, i) => widths[i] === 0 ? '' : padded(cell, widths[i]! + 2)).join('').trimEnd());
}
