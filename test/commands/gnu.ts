import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { SysError } from '../../src/stack';
import type { Files } from '../../src/commands/files';
import type { Program } from '../../src/commands/program';
import { fakeHost, run, type Ran } from './run';

/** Contents by path: below /root here, below a new directory there. */
export type Contents = Readonly<Record<string, string | Uint8Array>>;

/** What a program leaves behind. */
export interface Left extends Ran {
  readonly files: Readonly<Record<string, string>>;
}

const octets = (content: string | Uint8Array): Uint8Array => (typeof content === 'string' ? new TextEncoder().encode(content) : content);
const text = (content: Uint8Array): string => new TextDecoder('latin1').decode(content);

/** Runs the machine's own tool where these files are. */
export function gnu(name: string, args: readonly string[], input: string | Uint8Array, contents: Contents = {}): Left {
  const home = mkdtempSync(join(tmpdir(), 'gnu-'));
  try {
    for (const [path, content] of Object.entries(contents)) {
      mkdirSync(dirname(join(home, path)), { recursive: true });
      writeFileSync(join(home, path), content);
    }
    const { stdout, stderr, status } = spawnSync(name, args, { input: octets(input), cwd: home, env: { PATH: process.env.PATH, LC_ALL: 'C.UTF-8' }, timeout: 10_000 });
    const left = Object.keys(contents).map(path => [path, text(readFileSync(join(home, path)))]);
    return { stdout: stdout.toString(), stderr: stderr.toString(), rc: status ?? -1, files: Object.fromEntries(left) };
  } finally {
    rmSync(home, { recursive: true });
  }
}

/** Runs vethlab's where these files are. */
export async function vethlab(program: Program, name: string, args: readonly string[], input: string | Uint8Array, contents: Contents = {}): Promise<Left> {
  const files = new Map(Object.entries(contents).map(([path, content]) => [`/root/${path}`, octets(content)]));
  const pieces = octets(input).length === 0 ? [] : [octets(input)];
  const stdin = { read: async () => pieces.shift() ?? null, close: () => undefined };
  const ran = await run(program, [name, ...args], fakeHost({ '': {} }), { stdin, files: memory(files) });
  return { ...ran, files: Object.fromEntries(Object.keys(contents).map(path => [path, text(files.get(`/root/${path}`)!)])) };
}

function memory(files: Map<string, Uint8Array>): Files {
  const isDirectory = (path: string): boolean => [...files.keys()].some(one => one.startsWith(path === '/' ? '/' : `${path}/`));
  const missing = (): never => { throw new SysError('ENOENT'); };
  return {
    read: path => files.get(path) ?? (isDirectory(path) ? (() => { throw new SysError('EISDIR'); })() : missing()),
    write: (path, data, options) => void files.set(path, Uint8Array.from([...(options?.append ? files.get(path) ?? [] : []), ...data])),
    stat: path => (isDirectory(path) ? { type: 'directory', size: 0, mode: 0o755, modified: 0 } : files.has(path) ? { type: 'file', size: files.get(path)!.length, mode: 0o644, modified: 0 } : missing()),
    list: path => [...new Set([...files.keys()].filter(one => one.startsWith(`${path}/`)).map(one => one.slice(path.length + 1).split('/')[0]!))].sort(),
    makeDirectory: missing, changeMode: missing, setModified: missing, remove: path => void files.delete(path), rename: (from, to) => {
      files.set(to, files.get(from) ?? missing());
      files.delete(from);
    },
  };
}
