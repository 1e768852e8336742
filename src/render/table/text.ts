import { type Cell, type Table, textOf } from './model';

/** A table in letters: columns padded, a rule below the heads, each section below its heading. */
export function tableText({ columns, sections, notes = [] }: Table): string {
  const heads = columns.map(({ head }) => head);
  const widths = heads.map((head, i) => Math.max(head.length, ...sections.flatMap(({ rows }) => rows.flatMap(({ cells }) => cells[i]!.map(line => length(textOf(line)))))));
  const put = (texts: readonly string[]): string => texts.map((text, i) => text + ' '.repeat(widths[i]! - length(text))).join('  ').trimEnd();
  const lines = [put(heads), widths.map(width => '─'.repeat(width)).join('  ')];
  for (const [index, { heading, rows }] of sections.entries()) {
    if (heading) lines.push(...(index > 0 ? [''] : []), textOf(heading));
    for (const { cells } of rows) lines.push(...rowLines(cells).map(put));
  }
  return [...lines, ...notes.map(textOf)].map(line => `${line}\n`).join('');
}

function rowLines(row: readonly Cell[]): string[][] {
  const height = Math.max(1, ...row.map(cell => cell.length));
  return Array.from({ length: height }, (_, i) => row.map(cell => textOf(cell[i] ?? [])));
}

function length(text: string): number {
  return [...text].length;
}
