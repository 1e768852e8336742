import type { CapturedPacket, Child, ExitStatus, Input, Output, Process, ProcessVrf, Program, Signal, SpawnOptions, Waitable } from '../../commands/program';
import type { Files } from '../../commands/files';
import type { Workers } from '../../commands/filter/job';
import type { Host } from '../../stack/host';
import type { Netns } from '../../stack/netns';
import { SysError } from '../../stack/errno';
import type { Scheduler } from './scheduler';
import { isSink, isSource, toOctets } from './streams';

/** The exit code of a program that broke: EX_SOFTWARE of sysexits.h. */
const EX_SOFTWARE = 70;

/** Signals whose default action isn't to end the process (signal(7)). */
const HARMLESS: ReadonlySet<Signal> = new Set(['SIGCHLD', 'SIGCONT']);
const STOPPING: ReadonlySet<Signal> = new Set(['SIGSTOP', 'SIGTSTP']);

/** Processor time that a process may use before virtual time notices, ns; and what a write(2) costs. */
const TIME_SLICE_NS = 1_000_000;
const WRITE_NS = 2_000;

/** Thrown out of whatever a process blocks in when a signal ends it. */
export class Killed extends Error {
  constructor(readonly signal: Signal) {
    super(signal);
    this.name = 'Killed';
  }
}

/** A stream that a program can't do without is closed: what it says of it, as coreutils do. */
class Closed extends Error {}

/** What a new process starts with. */
export interface Birth {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
  readonly uid: number;
  readonly host: Host;
  readonly netns: Netns;
  readonly vrf?: ProcessVrf | undefined;
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly files: Files;
  readonly stdin: Input;
  readonly stdout: Output;
  readonly stderr: Output;
  /** ns until its first instruction: fork, exec, loading */
  readonly startNs: number;
  /** Lab time doesn't pass for what it does. */
  readonly unseen: boolean;
}

/** What a process asks of its machine. */
export interface Machine {
  readonly scheduler: Scheduler;
  readonly workers?: Workers | undefined;
  spawn(argv: readonly string[], parent: SimulatedProcess, options: SpawnOptions): Child;
  ended(process: SimulatedProcess): void;
  processes(host: Host): Process['processes'];
}

interface Block {
  readonly timed: boolean;
  readonly leave: () => void;
  readonly reject: (reason: unknown) => void;
}

/** A process of the simulated machine. */
export class SimulatedProcess implements Process, Child {
  readonly #machine: Machine;
  readonly #birth: Birth;
  readonly #handlers = new Map<Signal, () => void>();
  readonly #watchers = new Set<() => void>();
  readonly #ended: Promise<ExitStatus>;
  #settle!: (status: ExitStatus) => void;
  #status: ExitStatus | undefined;
  /** what it blocks in: one thing, or more where a program runs several coroutines, as a shell does */
  readonly #blocks = new Set<Block>();
  #blockedAt = 0;
  #fatal: Signal | undefined;
  #interrupted = false;
  #stopped = false;
  /** what to do once SIGCONT comes */
  #held: (() => void)[] = [];
  #used = 0;
  readonly stdin: Input;
  readonly stdout: Output;
  readonly stderr: Output;
  readonly startedAt: number;

  constructor(machine: Machine, birth: Birth, load: () => Program | Promise<Program>) {
    this.#machine = machine;
    this.#birth = birth;
    this.startedAt = machine.scheduler.clock.now();
    const stdin = original(birth.stdin);
    this.stdin = standsFor(stdin, {
      read: () => this.#read(stdin).catch(ifClosed('-')),
      ...(stdin.ask && { ask: (prompt: string, hidden: boolean) => this.#foreign(stdin.ask!(prompt, hidden)) }),
      close: () => undefined,
    });
    this.stdout = this.#output(original(birth.stdout), ifClosed('write error'));
    this.stderr = this.#output(original(birth.stderr), unheard);
    this.#ended = new Promise(resolve => (this.#settle = resolve));
    void this.#run(load);
  }

  get pid(): number { return this.#birth.pid; }
  get parent(): number { return this.#birth.parent; }
  get group(): number { return this.#birth.group; }
  get uid(): number { return this.#birth.uid; }
  get host(): Host { return this.#birth.host; }
  get netns(): Netns { return this.#birth.netns; }
  get vrf(): ProcessVrf | undefined { return this.#birth.vrf; }
  get argv(): readonly string[] { return this.#birth.argv; }
  get env(): Readonly<Record<string, string>> { return this.#birth.env; }
  get cwd(): string { return this.#birth.cwd; }
  get files(): Files { return this.#birth.files; }
  get stopped(): boolean { return this.#stopped; }
  get workers(): Workers | undefined { return this.#machine.workers; }
  get processes(): Process['processes'] { return this.#machine.processes(this.host); }

  /** Since when it can only be woken by others, ns of lab time; undefined while it runs or waits for a time. */
  get idleSince(): number | undefined {
    return this.#blocks.size > 0 && ![...this.#blocks].some(({ timed }) => timed) && !this.#status ? this.#blockedAt : undefined;
  }

  async poll<T extends Waitable>(sources: readonly T[], timeoutNs?: number): Promise<T | 'timeout' | 'signal'> {
    this.#checkAlive();
    const ready = sources.find(source => source.ready());
    if (ready) return ready;
    if (this.#interrupted) {
      this.#interrupted = false;
      return 'signal';
    }
    const woke = await this.#wait<T | 'timeout' | 'signal'>(timeoutNs !== undefined, wake => {
      const leaves = sources.map(source => source.subscribe(() => source.ready() && wake(source)));
      const timer = timeoutNs === undefined ? undefined : this.#machine.scheduler.clock.after(timeoutNs, () => wake('timeout'));
      this.#onInterrupt = () => wake('signal');
      return () => {
        leaves.forEach(leave => leave());
        timer?.cancel();
        this.#onInterrupt = undefined;
      };
    });
    this.#interrupted = false;
    return woke;
  }

  #onInterrupt: (() => void) | undefined;

  async sleep(ns: number): Promise<void> {
    this.#checkAlive();
    await this.#wait<void>(true, wake => {
      const timer = this.#machine.scheduler.clock.after(ns, () => wake());
      return () => timer.cancel();
    });
  }

  outside<T>(work: Promise<T>): Promise<T> {
    return this.#foreign(this.#machine.scheduler.outside(work));
  }

  onSignal(signal: Signal, handler: () => void): void {
    this.#handlers.set(signal, handler);
  }

  raise(signal: Signal): never {
    this.#fatal ??= signal;
    throw new Killed(this.#fatal);
  }

  spawn(argv: readonly string[], options: SpawnOptions = {}): Child {
    this.#checkAlive();
    return this.#machine.spawn(argv, this, options);
  }

  // ---- as its parent sees it ----

  ready(): boolean {
    return this.#status !== undefined;
  }

  subscribe(wake: () => void): () => void {
    const entry = () => wake();
    this.#watchers.add(entry);
    return () => void this.#watchers.delete(entry);
  }

  wait(): Promise<ExitStatus> {
    return this.#ended;
  }

  kill(signal: Signal): void {
    if (this.#status || this.#isRepeated(signal)) return;
    if (signal === 'SIGCONT') this.#continue();
    const handler = signal === 'SIGKILL' || signal === 'SIGSTOP' ? undefined : this.#handlers.get(signal);
    if (handler) {
      this.#whenRunning(() => {
        handler();
        this.#interrupted = true;
        this.#onInterrupt?.();
        this.#machine.scheduler.wake();
      });
    } else if (STOPPING.has(signal)) {
      this.#stopped = true;
    } else if (!HARMLESS.has(signal)) {
      if (signal === 'SIGKILL') this.#continue();
      this.#whenRunning(() => this.#die(signal));
    }
  }

  // ---- inside ----

  /** One signal that comes twice before the process has run, from a terminal and by way of sudo, is one (signal(7)). */
  #isRepeated(signal: Signal): boolean {
    const now = this.#machine.scheduler.clock.now();
    const repeated = this.#received.get(signal) === now;
    this.#received.set(signal, now);
    return repeated;
  }

  readonly #received = new Map<Signal, number>();

  async #run(load: () => Program | Promise<Program>): Promise<void> {
    let status: ExitStatus;
    try {
      const loaded = load();
      await this.sleep(this.#birth.startNs);
      const program = loaded instanceof Promise ? await this.#machine.scheduler.outside(loaded) : loaded;
      this.#checkAlive();
      status = { code: (await program(this, this.#birth.argv)) & 0xff };
    } catch (error) {
      status = error instanceof Killed ? { signal: error.signal } : error instanceof Closed ? await this.#failed(error.message, 1) : await this.#fault(error);
    }
    this.#blocks.forEach(block => this.#leave(block));
    this.#status = this.#fatal && !('code' in status) ? { signal: this.#fatal } : status;
    this.#machine.ended(this);
    this.#machine.scheduler.wake();
    this.#settle(this.#status);
    for (const wake of [...this.#watchers]) wake();
  }

  #fault(error: unknown): Promise<ExitStatus> {
    const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    return this.#failed(`vethlab has a fault here, please report it: ${what.replace(/\s+/g, ' ')}`, EX_SOFTWARE);
  }

  async #failed(message: string, code: number): Promise<ExitStatus> {
    await this.#birth.stderr.write(`${this.argv[0]}: ${message}\n`).catch(() => undefined);
    return { code };
  }

  /** Blocks until `start` calls back; `start` returns how to stop listening. @throws {Killed} when a signal ends the process */
  #wait<T>(timed: boolean, start: (wake: (value: T) => void) => () => void): Promise<T> {
    return new Promise((resolve, reject) => {
      const leave = start(value => {
        if (!this.#blocks.has(block)) return;
        this.#leave(block);
        this.#whenRunning(() => {
          this.#machine.scheduler.wake();
          if (this.#fatal) reject(new Killed(this.#fatal));
          else resolve(value);
        });
      });
      const block: Block = { timed, leave, reject };
      this.#blocks.add(block);
      this.#blockedAt = this.#machine.scheduler.clock.now();
    });
  }

  #leave(block: Block): void {
    this.#blocks.delete(block);
    block.leave();
  }

  #whenRunning(act: () => void): void {
    if (this.#stopped) this.#held.push(act);
    else act();
  }

  #continue(): void {
    this.#stopped = false;
    const held = this.#held;
    this.#held = [];
    held.forEach(act => act());
  }

  #die(signal: Signal): void {
    this.#fatal ??= signal;
    const reason = new Killed(this.#fatal);
    this.#machine.scheduler.wake();
    for (const block of [...this.#blocks]) {
      this.#leave(block);
      block.reject(reason);
    }
  }

  #checkAlive(): void {
    if (this.#fatal) throw new Killed(this.#fatal);
  }

  async #read(input: Input): Promise<Uint8Array | null> {
    this.#checkAlive();
    if (isSource(input)) {
      let data = input.tryRead();
      while (data === undefined) {
        await this.#wait<void>(false, wake => input.onReadable(wake));
        data = input.tryRead();
      }
      return data;
    }
    return this.#foreign(pendingRead(input));
  }

  #output(output: Output, failed: (error: unknown) => void): Output {
    return standsFor(output, {
      isTerminal: output.isTerminal,
      write: data => this.#write(output, toOctets(data)).catch(failed),
      ...(output.captured && { captured: (packet: CapturedPacket) => output.captured!(packet) }),
      close: () => undefined,
    });
  }

  async #write(output: Output, data: Uint8Array): Promise<void> {
    this.#checkAlive();
    this.#used += WRITE_NS + (output.isTerminal ? data.length : 0);
    try {
      if (isSink(output)) {
        let rest = data.subarray(output.tryWrite(data));
        while (rest.length > 0) {
          await this.#wait<void>(false, wake => output.onWritable(wake));
          rest = rest.subarray(output.tryWrite(rest));
        }
      } else {
        await this.#foreign(this.#machine.scheduler.outside(output.write(data)));
      }
    } catch (error) {
      if (!(error instanceof SysError && error.errno === 'EPIPE')) throw error;
      this.kill('SIGPIPE');
      this.#checkAlive();
      throw error;
    }
    if (this.#used >= TIME_SLICE_NS && !this.#birth.unseen) {
      const used = this.#used;
      this.#used = 0;
      await this.sleep(used);
    }
  }

  /** Waits for something that knows nothing of virtual time. */
  #foreign<T>(work: Promise<T>): Promise<T> {
    return this.#wait<{ readonly value: T } | { readonly error: unknown }>(false, wake => {
      work.then(value => wake({ value }), (error: unknown) => wake({ error }));
      return () => undefined;
    }).then(result => {
      if ('error' in result) throw result.error;
      return result.value;
    });
  }
}

/** What a process's own streams stand for: a child that inherits one blocks in its own name, not in its parent's. */
const originals = new WeakMap<Input | Output, Input | Output>();

function standsFor<T extends Input | Output>(stream: T, own: T): T {
  originals.set(own, stream);
  return own;
}

function original<T extends Input | Output>(stream: T): T {
  return (originals.get(stream) ?? stream) as T;
}

const pendingReads = new WeakMap<Input, Promise<Uint8Array | null>>();

/** A read that its caller may abandon: the next reader gets what it brings. */
function pendingRead(input: Input): Promise<Uint8Array | null> {
  let read = pendingReads.get(input);
  if (!read) {
    read = input.read().finally(() => pendingReads.delete(input));
    pendingReads.set(input, read);
  }
  return read;
}

/** @throws {Closed} for EBADF, and anything else as it is */
function ifClosed(what: string): (error: unknown) => never {
  return error => {
    throw error instanceof SysError && error.errno === 'EBADF' ? new Closed(`${what}: ${error.message}`) : error;
  };
}

/** A complaint that nobody can hear is no mistake. @throws anything but EBADF */
function unheard(error: unknown): void {
  if (!(error instanceof SysError && error.errno === 'EBADF')) throw error;
}
