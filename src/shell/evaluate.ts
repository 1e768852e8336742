import { parse } from 'unbash';
import { evaluate } from './expand/arithmetic';
import type { Interpreter } from './interpreter';
import { syntaxMessage } from './syntax';

/** UTF-16 units of a script: nobody writes longer ones, and it would be parsed for seconds. */
const LONGEST = 1 << 19;

/** Parses and runs text as `eval`, `source` and traps do. A syntax error is told, and is status 2 (1 for `source`). */
export async function runText(shell: Interpreter, text: string): Promise<number> {
  if (text.length > LONGEST) {
    await shell.complain(`vethlab runs scripts of at most ${LONGEST >> 10} KiB`);
    return shell.succeed(1);
  }
  const script = parse(text);
  const message = syntaxMessage(script, text);
  if (message !== undefined) {
    for (const line of message.split('\n')) await shell.complain(line);
    return shell.succeed(2);
  }
  const { source, position } = shell;
  shell.source = text;
  try {
    if (script.commands.length === 0) shell.succeed(0);
    return await shell.list(script.commands);
  } finally {
    shell.source = source;
    shell.position = position;
  }
}

/** Arithmetic on text that needs no expansion. @throws {ArithmeticError} */
export function evaluateText(shell: Interpreter, text: string): bigint {
  return evaluate(text, shell.expander.arithmeticScope());
}
