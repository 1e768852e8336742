import { print } from 'unbash/printer';
import type { Statement } from 'unbash';

/** A command as bash shows it in `jobs`: on one line, with single blanks. */
export function describeStatement(statement: Statement, source: string): string {
  const text = source.slice(statement.command.pos, statement.command.end);
  if (!/[\n;{(]/.test(text)) return spaceRedirections(text.trim().replace(/[ \t]+(?=(?:[^'"]|'[^']*'|"[^"]*")*$)/g, ' '));
  const printed = print({ type: 'Script', pos: 0, end: statement.end, shebang: undefined, commands: [{ ...statement, background: undefined }], source } as Parameters<typeof print>[0]);
  return printed.trim().replace(/\s*\n\s*/g, '; ').replace(/(\bdo|\bthen|\belse|[{(]); /g, '$1 ');
}

/** bash puts a blank between a redirection and its file. */
function spaceRedirections(text: string): string {
  return text.replace(/(?<![<>&0-9"'])((?:[0-9]?(?:>>|<<<|<>|>\||>|<)|&>>?))(?![>&<(|])\s*(?=\S)/g, '$1 ');
}

