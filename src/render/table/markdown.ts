import { codeMarkdown, escapeMarkdown } from '../markdown';
import type { Line, Span, Table } from './model';

/** A table as GitHub's Markdown has it; each section is a table of its own below its heading. */
export function tableMarkdown({ columns, sections, notes = [] }: Table): string {
  const put = (cells: readonly string[]): string => `| ${cells.join(' | ')} |\n`;
  const head = put(columns.map(column => escapeMarkdown(column.head))) + put(columns.map(() => '---'));
  const tables = sections.map(({ heading, rows }) =>
    (heading ? `${lineMarkdown(heading)}\n\n` : '') + head + rows.map(({ cells }) => put(cells.map(cell => cell.map(lineMarkdown).join('<br>')))).join(''));
  return [...tables, ...notes.map(note => `${lineMarkdown(note)}\n`)].join('\n');
}

/** A line's spans as inline markup. */
export function lineMarkdown(spans: Line): string {
  return spans.map(spanMarkdown).join('');
}

function spanMarkdown({ text, mono, bold, tone }: Span): string {
  if (text.trim() === '') return text;
  const inner = mono ? codeMarkdown(text) : escapeMarkdown(text);
  return bold || tone === 'news' ? `**${inner}**` : inner;
}
