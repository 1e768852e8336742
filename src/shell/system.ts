import type { Backend, Namespace } from '../backend/backend';
import type { FileStatus } from '../commands/files';
import { resolvePath } from '../commands/path';
import type { Child, Input, Output, Process, Signal } from '../commands/program';
import { SysError } from '../stack/errno';

/** How a shell starts a program. */
export interface SpawnRequest {
  readonly stdin: Input;
  readonly stdout: Output;
  readonly stderr: Output;
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly group?: number;
  readonly pid?: number;
}

/** The machine that a shell runs on, as far as a shell looks. Paths are absolute. */
export interface System {
  readonly host: string;
  /** the named network namespace in which it is; undefined: the host's own */
  readonly netns: string | undefined;
  readonly user: { readonly name: string; readonly uid: number; readonly home: string };
  hostname(): Promise<string>;
  /** The path of a program's file, as PATH finds it, or as it is where it holds a slash. */
  which(program: string, cwd: string): string | undefined;
  /** What to do about a program that there isn't, where something can be done. */
  mend(program: string): string | undefined;
  /** @throws {SysError} ENOENT */
  spawn(argv: readonly string[], request: SpawnRequest): Child;
  /** With an `argv` it stands in the process table. */
  allocatePid(argv?: readonly string[]): number;
  pipe(): { readonly input: Input; readonly output: Output };
  /** A path that a program can open for what `<(...)` gives; `n` tells apart those of one command. */
  substitutionPath(n: number): string;
  openInput(path: string): Promise<Input>;
  openOutput(path: string, mode: 'truncate' | 'append' | 'create-new'): Promise<Output>;
  stat(path: string): Promise<FileStatus | undefined>;
  list(path: string): Promise<string[]>;
  kill(pid: number, signal: Signal): void;
  killGroup(group: number, signal: Signal): void;
  idleSince(group: number): number | undefined;
  /** ns since the lab started */
  now(): number;
  wallUs(): number;
  sleep(ns: number, abort?: AbortSignal): Promise<void>;
  /** Lets lab time go no faster than the wall's until `work` settles. */
  paced<T>(work: Promise<T>): Promise<T>;
}

/** A host of a lab, as its user sees it, perhaps from within a namespace. */
export function hostSystem(backend: Backend, host: string, netns?: Namespace): System {
  return {
    host,
    netns: netns?.name,
    user: backend.user(host),
    hostname: async () => {
      const name = await readAll(await backend.openInput(host, '/proc/sys/kernel/hostname'));
      return name.trim();
    },
    which: (program, cwd) => backend.which(program, { host, cwd }),
    mend: program => backend.mend?.(program),
    spawn: (argv, request) => backend.spawn(argv, { ...request, host, ...(netns && { netns }) }),
    allocatePid: argv => backend.allocatePid(host, argv),
    pipe: () => backend.pipe(),
    substitutionPath: n => backend.substitutionPath(n),
    openInput: path => backend.openInput(host, path, netns),
    openOutput: (path, mode) => backend.openOutput(host, path, mode, netns),
    stat: path => backend.stat(host, path, netns),
    list: path => backend.list(host, path, netns),
    kill: (pid, signal) => backend.kill(host, pid, signal),
    killGroup: (group, signal) => backend.killGroup(host, group, signal),
    idleSince: group => backend.idleSince(host, group),
    now: () => backend.clock.now(),
    wallUs: () => backend.clock.wallUs(),
    sleep: (ns, abort) => backend.clock.sleep(ns, abort),
    paced: work => backend.paced?.(work) ?? work,
  };
}

/** What a shell that is itself a program sees: its process's user, namespace and files. */
export function processSystem(backend: Backend, process: Process): System {
  const host = process.host.name;
  const { files } = process;
  return {
    ...hostSystem(backend, host),
    user: process.uid === 0 ? { name: 'root', uid: 0, home: '/root' } : backend.user(host),
    spawn: (argv, { stdin, stdout, stderr, env, cwd }) => process.spawn(argv, { stdin, stdout, stderr, env, cwd }),
    openInput: async path => {
      let rest: Uint8Array | null = path === '/dev/null' ? null : files.read(path);
      return {
        read: () => {
          const data = rest && rest.length > 0 ? rest : null;
          rest = null;
          return Promise.resolve(data);
        },
        close: () => undefined,
      };
    },
    openOutput: async (path, mode) => {
      if (mode === 'create-new' && exists(process, path)) throw new SysError('EEXIST');
      files.write(path, new Uint8Array(0), { append: mode === 'append' });
      return {
        isTerminal: false,
        write: async data => files.write(path, typeof data === 'string' ? new TextEncoder().encode(data) : data, { append: !path.startsWith('/proc/') }),
        close: () => undefined,
      };
    },
    stat: async path => (exists(process, path) ? files.stat(path) : undefined),
    list: async path => files.list(path),
    kill: (pid, signal) => process.processes.kill(pid, signal, process.uid),
  };
}

function exists(process: Process, path: string): boolean {
  try {
    process.files.stat(resolvePath('/', path));
    return true;
  } catch (error) {
    if (error instanceof SysError) return false;
    throw error;
  }
}

/** All that is left of an input, as text. */
export async function readAll(input: Input): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for (let data = await input.read(); data !== null; data = await input.read()) text += decoder.decode(data, { stream: true });
  return text + decoder.decode();
}
