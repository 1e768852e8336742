import { printable } from './html';

/** Text on one line, of which Markdown (CommonMark, GitHub's, pandoc's) takes nothing for markup. */
export function escapeMarkdown(text: string): string {
  return oneLine(text).replace(/[\\`*_{}[\]<>#|~&!$^@]/g, '\\$&').replace(/^(\s*(?:\d+)?)([-+=.):])/, '$1\\$2').replaceAll('--', '-\\-').replaceAll('://', '\\://');
}

/** Text as code: what it holds stays as it is, but that a table's cell ends at no `|`. */
export function codeMarkdown(text: string): string {
  const content = oneLine(text).replaceAll('|', '\\|');
  const fence = '`'.repeat(longestRun(content) + 1);
  const pad = /^[` ]|[` ]$/.test(content) ? ' ' : '';
  return `${fence}${pad}${content}${pad}${fence}`;
}

/** What a terminal shows, as a block of code. */
export function fenced(text: string): string {
  const fence = '`'.repeat(Math.max(3, longestRun(text) + 1));
  return `${fence}text\n${printable(text).replace(/\n*$/, '')}\n${fence}\n`;
}

function oneLine(text: string): string {
  return printable(text).replace(/[\t\n]/g, ' ');
}

function longestRun(text: string): number {
  return Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
}
