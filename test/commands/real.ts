import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Program } from '../../src/commands/program';
import { fakeHost, files, MODIFIED, run, type Ran } from './run';

/** What a tool reads: standard input, and files by name in its directory. */
export interface Given {
  readonly stdin?: string | Uint8Array;
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
}

/** What this machine's tool and vethlab's own say, a character an octet. */
export async function both(program: Program, argv: readonly string[], { stdin = '', files: contents = {} }: Given = {}): Promise<{ readonly real: Ran; readonly own: Ran }> {
  const [tool, ...args] = argv;
  const cwd = mkdtempSync(join(tmpdir(), 'real-'));
  try {
    for (const [name, text] of Object.entries(contents)) {
      writeFileSync(join(cwd, name), text);
      utimesSync(join(cwd, name), MODIFIED / 1000, MODIFIED / 1000);
    }
    const { stdout, stderr, status } = spawnSync(tool!, args, { cwd, input: Buffer.from(stdin as string), encoding: 'latin1', env: { PATH: process.env.PATH, LC_ALL: 'C.UTF-8', TZ: 'UTC' } });
    const own = await run(program, argv, fakeHost({ '': {} }), {
      stdin, binary: true, files: files(Object.fromEntries(Object.entries(contents).map(([name, text]) => [`/root/${name}`, text]))),
    });
    return { real: { stdout, stderr, rc: status ?? -1 }, own };
  } finally {
    rmSync(cwd, { recursive: true });
  }
}

/** Splits a command line at blanks, but for what stands in single quotes. */
export function words(line: string): string[] {
  return (line.match(/(?:'[^']*'|[^\s'])+/g) ?? []).map(word => word.replaceAll("'", ''));
}
