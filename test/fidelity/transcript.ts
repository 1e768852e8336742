import type { Exchange } from '../../src/compare';

/**
 * A transcript: command lines and what real Linux answered, as text that a person can read and diff.
 *
 *     $ ip route get 8.8.8.8          one command line
 *     | a line of standard output
 *     ! a line of standard error
 *     % the last line of an output that ends without a newline (after its | or !)
 *     ? 2                             the exit code, when it isn't 0
 */
export type { Exchange };

export function formatTranscript(exchanges: readonly Exchange[]): string {
  return exchanges.map(({ cmd, stdout, stderr, rc }) =>
    `$ ${cmd}\n${marked('|', stdout)}${marked('!', stderr)}${rc === 0 ? '' : `? ${rc}\n`}`).join('');
}

function marked(mark: string, output: string): string {
  if (output === '') return '';
  const lines = output.split('\n');
  const last = lines.pop()!;
  return [...lines.map(line => `${mark} ${line}\n`), ...(last === '' ? [] : [`%${mark} ${last}\n`])].join('');
}

/** @throws {Error} naming the first line that isn't in the format */
export function parseTranscript(text: string): Exchange[] {
  const exchanges: { cmd: string; stdout: string; stderr: string; rc: number }[] = [];
  for (const [i, line] of text.split('\n').entries()) {
    if (line === '') continue;
    const match = /^(\$|\||!|%\||%!|\?) (.*)$/.exec(line);
    const current = exchanges.at(-1);
    if (!match || (!current && match[1] !== '$')) throw new Error(`line ${i + 1} of the transcript isn't in its format: ${line}`);
    const [, mark, rest] = match as unknown as [string, string, string];
    if (mark === '$') exchanges.push({ cmd: rest, stdout: '', stderr: '', rc: 0 });
    else if (mark === '?') current!.rc = Number(rest);
    else if (mark.endsWith('|')) current!.stdout += mark === '|' ? `${rest}\n` : rest;
    else current!.stderr += mark === '!' ? `${rest}\n` : rest;
  }
  return exchanges;
}
