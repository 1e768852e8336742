import { parse } from 'unbash';
import { evaluate } from './expand/arithmetic';
import type { Interpreter } from './interpreter';
import { syntaxMessage } from './syntax';

/** Parses and runs text as `eval`, `source` and traps do. A syntax error is told, and is status 2 (1 for `source`). */
export async function runText(shell: Interpreter, text: string): Promise<number> {
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
