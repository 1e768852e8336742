import { Clock, SysError, type Host, type Netns, type Rtnetlink } from '../../src/stack';
import type { Files } from '../../src/commands/files';
import type { Input, Output, Process, Program } from '../../src/commands/program';

/** A program's output and exit code. */
export interface Ran {
  readonly stdout: string;
  readonly stderr: string;
  readonly rc: number;
}

/** A text as standard input. */
export function input(text: string | Uint8Array): Input {
  let rest: Uint8Array | null = text.length === 0 ? null : typeof text === 'string' ? new TextEncoder().encode(text) : text;
  return {
    read: async () => {
      const now = rest;
      rest = null;
      return now;
    },
    close: () => undefined,
  };
}

function sink(binary: boolean): Output & { text: string } {
  const decoder = new TextDecoder();
  const shown = (data: Uint8Array): string => (binary ? Buffer.from(data).toString('latin1') : decoder.decode(data, { stream: true }));
  return {
    text: '', isTerminal: false, close: () => undefined,
    async write(data) {
      this.text += typeof data === 'string' && !binary ? data : shown(Buffer.from(data));
    },
  };
}

/** When the files of such hosts were changed, in ms since the Unix epoch. */
export const MODIFIED = Date.UTC(2016, 10, 21, 9);

/** A host without files other than those given. */
export function files(contents: Readonly<Record<string, string | Uint8Array>> = {}): Files {
  const missing = (): never => { throw new SysError('ENOENT'); };
  return {
    read: path => {
      const text = contents[path];
      return text === undefined ? missing() : typeof text === 'string' ? new TextEncoder().encode(text) : text;
    },
    stat: path => {
      const size = contents[path]?.length;
      return size === undefined ? missing() : { type: 'file', size, mode: 0o644, modified: MODIFIED };
    },
    write: missing, list: missing, makeDirectory: missing, remove: missing, rename: missing, changeMode: missing, setModified: missing,
  };
}

/** A host whose namespaces answer as the given rtnetlinks do; `''` names the initial one. */
export function fakeHost(rtnetlinks: Readonly<Record<string, Partial<Rtnetlink>>>): Host {
  const named = new Map<string, Netns>();
  const host = { name: 'vm', hostname: 'vm', network: { clock: new Clock() }, namedNetns: named, retain: () => () => undefined } as unknown as Host;
  const make = (rtnetlink: Partial<Rtnetlink>, inode: number): Netns => ({ host, inode, rtnetlink } as unknown as Netns);
  Object.entries(rtnetlinks).forEach(([name, rtnetlink], i) => {
    if (name === '') Object.assign(host, { initNetns: make(rtnetlink, 1) });
    else named.set(name, make(rtnetlink, 2 + i));
  });
  return host;
}

/** Runs a program on a host, in its initial namespace. Arguments are split at blanks. With `binary`, what it writes is given as a character an octet. */
export async function run(program: Program, line: string | readonly string[], host: Host, options: { readonly stdin?: string | Uint8Array | Input; readonly files?: Files; readonly netns?: Netns; readonly binary?: boolean } = {}): Promise<Ran> {
  const argv = typeof line === 'string' ? line.split(' ') : line;
  const [stdout, stderr] = [sink(options.binary ?? false), sink(options.binary ?? false)];
  const process: Process = {
    pid: 1000, group: 1000, uid: 0, host, netns: options.netns ?? host.initNetns, env: {}, cwd: '/root', files: options.files ?? files(),
    processes: { list: () => [], kill: () => { throw new SysError('ESRCH'); } },
    outside: work => work,
    stdin: typeof options.stdin === 'object' && 'read' in options.stdin ? options.stdin : input(options.stdin ?? ''), stdout, stderr,
    poll: async () => 'timeout', sleep: async () => undefined, onSignal: () => undefined,
    raise: signal => { throw new Error(signal); },
    spawn: () => { throw new SysError('ENOENT'); },
  };
  const rc = await program(process, argv);
  return { stdout: stdout.text, stderr: stderr.text, rc };
}
