import { print } from 'unbash/printer';
import type { Interpreter } from '../interpreter';
import { SPECIAL_WORDS } from './words';
import { findBuiltin } from './index';

/** What `type NAME`, `command -v` (short) and `type -t` (kind) say; undefined where there is no such command. */
export function describeCommand(shell: Interpreter, name: string, form: 'long' | 'short' | 'kind'): string | undefined {
  const alias = shell.state.aliases.get(name);
  if (alias !== undefined) return { long: `${name} is aliased to \`${alias}'`, short: `alias ${name}='${alias}'`, kind: 'alias' }[form];
  if (SPECIAL_WORDS.has(name)) return { long: `${name} is a shell keyword`, short: name, kind: 'keyword' }[form];
  const definition = shell.state.functions.get(name);
  if (definition) return form === 'long' ? `${name} is a function\n${showFunction(shell, name)}` : form === 'short' ? name : 'function';
  if (findBuiltin(name)) return { long: `${name} is a shell builtin`, short: name, kind: 'builtin' }[form];
  const path = shell.system.which(name, shell.cwd);
  return path === undefined ? undefined : { long: `${name} is ${path}`, short: path, kind: 'file' }[form];
}

/** A function's definition in bash's layout: four blanks a level, semicolons between commands. */
export function showFunction(shell: Interpreter, name: string): string {
  const { node } = shell.state.functions.get(name)!;
  const printed = print({ type: 'Script', pos: 0, end: node.end, shebang: undefined, commands: [{ type: 'Statement', pos: node.pos, end: node.end, command: node, background: undefined }] });
  const lines = printed.trimEnd().split('\n').slice(1, -1);
  const body = lines.map((line, i) => {
    const deeper = line.replace(/^ +/, blanks => blanks.repeat(2));
    return i === lines.length - 1 || /(?:\b(?:then|do|else|in)|[{(]|;;)$/.test(line) ? deeper : `${deeper};`;
  });
  return [`${name} () `, '{ ', ...body, '}'].join('\n');
}
