import { SysError, type Host, type Netns } from '../../src/stack';
import type { Files } from '../../src/commands/files';
import { SIGNALS, type Output, type Process, type Program, type Signal, type Waitable } from '../../src/commands/program';
import { files, input, type Ran } from './run';

/** What happens to a program while it runs. */
export interface Script {
  readonly netns?: Netns;
  readonly files?: Files;
  readonly uid?: number;
  readonly pid?: number;
  readonly stdin?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** signals, by the ms at which they arrive */
  readonly signals?: Readonly<Record<number, Signal>>;
  /** other things that happen, by ms */
  readonly events?: Readonly<Record<number, () => void>>;
}

/** As Debian's, and that of the recordings. */
export const HOSTS = '127.0.0.1\tlocalhost\n::1\t\tlocalhost ip6-localhost ip6-loopback\nff02::1\t\tip6-allnodes\nff02::2\t\tip6-allrouters\n';

function sink(): Output & { text: string } {
  const decoder = new TextDecoder();
  return {
    text: '', isTerminal: false, close: () => undefined,
    async write(data) {
      this.text += typeof data === 'string' ? data : decoder.decode(data);
    },
  };
}

/** A signal that the program doesn't handle. */
class Killed extends Error {
  constructor(readonly signal: Signal) {
    super(signal);
  }
}

const settle = (): Promise<void> => new Promise(resolve => setImmediate(resolve));

/** Runs a program in virtual time until it ends. */
export async function runInTime(program: Program, line: string | readonly string[], host: Host, script: Script = {}): Promise<Ran> {
  const { clock } = host.network;
  const [stdout, stderr] = [sink(), sink()];
  const handlers = new Map<Signal, () => void>();
  let interrupt: (() => void) | undefined;
  let kill: ((signal: Signal) => void) | undefined;
  const wait = <T extends Waitable>(sources: readonly T[], timeoutNs: number | undefined): Promise<T | 'timeout' | 'signal'> => new Promise((resolve, reject) => {
    const unsubscribe: (() => void)[] = [];
    const timer = timeoutNs === undefined ? undefined : clock.after(timeoutNs, () => finish('timeout'));
    const finish = (result: T | 'timeout' | 'signal'): void => {
      timer?.cancel();
      unsubscribe.forEach(stop => stop());
      interrupt = undefined;
      resolve(result);
    };
    const ready = (): T | undefined => sources.find(source => source.ready());
    const now = ready();
    if (now) return finish(now);
    interrupt = () => finish('signal');
    kill = signal => reject(new Killed(signal));
    for (const source of sources) unsubscribe.push(source.subscribe(() => {
      const found = ready();
      if (found) finish(found);
    }));
  });
  const process: Process = {
    pid: script.pid ?? 1000, group: script.pid ?? 1000, uid: script.uid ?? 0, host, netns: script.netns ?? host.initNetns, env: script.env ?? {}, cwd: '/root',
    outside: work => work, files: script.files ?? files({ '/etc/hosts': HOSTS }), processes: { list: () => [], kill: () => { throw new SysError('ESRCH'); } },
    stdin: input(script.stdin ?? ''), stdout, stderr,
    poll: wait,
    sleep: ns => new Promise(resolve => void clock.after(ns, resolve)),
    onSignal: (signal, handler) => void handlers.set(signal, handler),
    raise: signal => { throw new Error(signal); },
    spawn: () => { throw new SysError('ENOENT'); },
  };
  for (const [ms, signal] of Object.entries(script.signals ?? {})) {
    clock.after(Number(ms) * 1e6, () => {
      const handler = handlers.get(signal);
      if (!handler) return kill?.(signal);
      handler();
      interrupt?.();
    });
  }
  for (const [ms, event] of Object.entries(script.events ?? {})) clock.after(Number(ms) * 1e6, event);

  let rc: number | undefined;
  let failure: unknown;
  program(process, typeof line === 'string' ? line.split(' ') : line).then(code => { rc = code; }, (error: unknown) => { failure = error; rc = -1; });
  for (await settle(); rc === undefined; await settle()) {
    if (!clock.step()) throw new Error('the program waits for what never comes');
  }
  if (failure instanceof Killed) rc = 128 + SIGNALS[failure.signal];
  else if (failure !== undefined) throw failure;
  return { stdout: stdout.text, stderr: stderr.text, rc };
}
