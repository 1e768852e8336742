import { print } from 'unbash/printer';
import type { Statement } from 'unbash';

/** A command as bash shows it in `jobs`: on one line where it's a list, with its bodies indented where it isn't. */
export function describeStatement(statement: Statement, source: string): string {
  const { command } = statement;
  const own = source.slice(command.pos, command.end);
  if (command.type === 'Subshell' || command.type === 'BraceGroup') {
    const [open, close, end] = command.type === 'Subshell' ? ['(', ')', ''] : ['{', '}', ';'];
    return `${open} ${command.body.commands.map(inner => describeStatement(inner, source) + (inner.background ? ' &' : '')).join('; ')}${end} ${close}`;
  }
  if (!/[\n;{(]/.test(own)) return spaceRedirections(own.trim().replace(/[ \t]+(?=(?:[^'"]|'[^']*'|"[^"]*")*$)/g, ' '));
  return layOut({ ...statement, background: undefined }, source).replace(/;? (do|then)$/gm, ';\n$1').replace(/^(?! *(?:do|then|else|done|fi|esac)\b)(.*[^;{(\n])(?=\n)/gm, '$1;').replace(/;;$/gm, ';');
}

/** A statement as unbash prints it, with bash's four blanks a level. */
function layOut(statement: Statement, source: string): string {
  const script = { type: 'Script' as const, pos: 0, end: statement.end, shebang: undefined, commands: [statement], source };
  return print(script).trim().replace(/^ +/gm, blanks => blanks.repeat(2));
}

/** bash puts a blank between a redirection and its file. */
function spaceRedirections(text: string): string {
  return text.replace(/(?<![<>&0-9"'])((?:[0-9]?(?:>>|<<<|<>|>\||>|<)|&>>?))(?![>&<(|])\s*(?=\S)/g, '$1 ');
}

