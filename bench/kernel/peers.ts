import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { buildSync } from 'esbuild';

const PROJECT = resolve(__dirname, '../..');

/** Where other people's kernels are installed: nothing of it is part of the project. */
const CACHE = join(PROJECT, 'node_modules', '.cache', 'bench-kernel');

/** What a kernel's cells are in its own language. */
export interface Cells {
  /** prints 1 */
  readonly hello: string;
  /** sets a variable */
  readonly keep: string;
  /** prints that variable, `kept` */
  readonly kept: string;
  /** print the numbers from 1 to 20,000, a line each, by what the row is called */
  readonly lines: Readonly<Record<string, string>>;
  /** never end, by what the row is called */
  readonly endless: Readonly<Record<string, string>>;
  /** what to run once before the endless ones */
  readonly prepare?: string;
}

/** A kernel to measure. */
export interface Peer {
  readonly name: string;
  argv(connectionFile: string): readonly string[];
  /** how its kernelspec says that it is interrupted; undefined: it can't be */
  readonly interrupt: 'message' | 'signal' | undefined;
  readonly cells: Cells;
}

export const LOOP = 'a loop that prints 20,000 lines';
export const PROGRAM = '`seq 20000`';
export const SLEEP = 'a sleep';
export const BUSY = 'a busy loop';
export const PING = '`ping` without an end';

const BASH: Cells = {
  hello: 'echo 1',
  keep: 'X=kept',
  kept: 'echo $X',
  lines: { [LOOP]: 'for i in $(seq 20000); do echo $i; done', [PROGRAM]: 'seq 20000' },
  endless: { [SLEEP]: 'sleep 1000', [BUSY]: 'while :; do :; done', [PING]: 'ping 127.0.0.1' },
};

const VETHLAB: Cells = {
  ...BASH,
  prepare: '%limit 0',
  endless: {
    ...BASH.endless,
    [SLEEP]: 'sleep inf',
    'a pipeline of filters': 'yes | sed s/y/z/ | grep -v y | awk "{ print \\$1 }" | sort',
    '`seq`, `sort` and `awk` on millions of lines': 'seq 3000000 | sort -r | awk "{ n += \\$1 } END { print n }"',
    '50,000 veth pairs being made': 'for i in $(seq 50000); do ip link add a$i type veth peer name b$i; done',
    '`%%ts` in a busy loop': '%%ts\nfor (;;) ;',
  },
};

const PYTHON: Cells = {
  hello: 'print(1)',
  keep: 'X = "kept"',
  kept: 'print(X)',
  lines: { [LOOP]: 'for i in range(1, 20001): print(i)' },
  endless: { [SLEEP]: 'import time; time.sleep(1000)', [BUSY]: 'while True: pass', [PING]: 'import subprocess; subprocess.run(["ping", "127.0.0.1"])' },
};

const javascript = (ping: string): Cells => ({
  hello: 'console.log(1)',
  keep: 'let X = "kept"',
  kept: 'console.log(X)',
  lines: { [LOOP]: 'for (let i = 1; i <= 20000; i++) console.log(i)' },
  endless: { [SLEEP]: 'await new Promise((resolve) => setTimeout(resolve, 1e6))', [BUSY]: 'for (;;) ;', [PING]: ping },
});

const FLOOR: Cells = { hello: '1', keep: '', kept: 'kept', lines: { [LOOP]: 'lines 20000' }, endless: {} };

interface Recipe {
  readonly name: string;
  /** Installs what is missing. Returns the peer. @throws Error where it can't be had */
  prepare(): Peer;
}

function run(program: string, args: readonly string[], cwd = CACHE): string {
  return execFileSync(program, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

/** A Python environment of the cache with packages in it. Returns its interpreter. */
function python(packages: readonly string[]): string {
  const interpreter = join(CACHE, 'venv', 'bin', 'python');
  if (!existsSync(interpreter)) run('python3', ['-m', 'venv', 'venv']);
  const there = new Set(run(interpreter, ['-m', 'pip', 'list', '--format=freeze']).split('\n').map((line) => line.split('==')[0]!.replace(/_/g, '-')));
  const missing = packages.filter((name) => !there.has(name.replace(/_/g, '-')));
  if (missing.length > 0) run(interpreter, ['-m', 'pip', 'install', '--quiet', ...missing]);
  return interpreter;
}

const RECIPES: readonly Recipe[] = [
  {
    name: 'floor',
    prepare: () => {
      const outfile = join(CACHE, 'floor.js');
      buildSync({ entryPoints: [join(__dirname, 'floor.ts')], outfile, bundle: true, platform: 'node', format: 'cjs', target: 'node20', external: ['zeromq'], logLevel: 'warning' });
      return { name: 'floor', argv: (file) => [process.execPath, outfile, file], interrupt: undefined, cells: FLOOR };
    },
  },
  {
    name: 'vethlab',
    prepare: () => ({ name: 'vethlab', argv: (file) => [process.execPath, join(PROJECT, 'dist', 'vethlab.js'), 'kernel', file], interrupt: 'message', cells: VETHLAB }),
  },
  {
    name: 'ipykernel',
    prepare: () => {
      const interpreter = python(['ipykernel']);
      return { name: 'ipykernel', argv: (file) => [interpreter, '-m', 'ipykernel_launcher', '-f', file], interrupt: 'signal', cells: PYTHON };
    },
  },
  {
    name: 'xeus-python',
    prepare: () => {
      const interpreter = python(['xeus-python']);
      return { name: 'xeus-python', argv: (file) => [interpreter, '-m', 'xpython_launcher', '-f', file], interrupt: 'signal', cells: PYTHON };
    },
  },
  {
    name: 'Deno',
    prepare: () => {
      const folder = join(CACHE, 'deno');
      const package_ = `@deno/${process.platform}-${process.arch}${process.platform === 'linux' ? '-glibc' : ''}`;
      const program = join(folder, 'node_modules', package_, process.platform === 'win32' ? 'deno.exe' : 'deno');
      if (!existsSync(program)) {
        mkdirSync(folder, { recursive: true });
        writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
        run('npm', ['install', '--silent', '--ignore-scripts', 'deno@2'], folder);
      }
      return { name: 'Deno', argv: (file) => [program, 'jupyter', '--kernel', '--conn', file], interrupt: 'message', cells: javascript('await new Deno.Command("ping", { args: ["127.0.0.1"] }).output()') };
    },
  },
  {
    name: 'tslab',
    prepare: () => {
      const program = join(PROJECT, 'node_modules', 'tslab', 'bin', 'tslab');
      return { name: 'tslab', argv: (file) => [process.execPath, program, 'kernel', '--config-path', file], interrupt: 'signal', cells: javascript('import { spawnSync } from "child_process"; spawnSync("ping", ["127.0.0.1"])') };
    },
  },
  {
    name: 'bash_kernel',
    prepare: () => {
      const interpreter = python(['bash_kernel']);
      return { name: 'bash_kernel', argv: (file) => [interpreter, '-m', 'bash_kernel', '-f', file], interrupt: 'signal', cells: BASH };
    },
  },
];

/** The names of all that there are. */
export const NAMES = RECIPES.map(({ name }) => name);

/**
 * The kernels of those names, installed; the floor always is the first.
 * @param tell takes a line for who waits
 */
export function prepare(names: readonly string[], tell: (line: string) => void): Peer[] {
  mkdirSync(CACHE, { recursive: true });
  return RECIPES.filter(({ name }) => name === 'floor' || names.includes(name)).flatMap(({ name, prepare }) => {
    tell(`preparing ${name}`);
    try {
      return [prepare()];
    } catch (error) {
      tell(`${name} can't be had here, and is left out: ${(error as Error).message.trim().split('\n').at(-1)}`);
      return [];
    }
  });
}
