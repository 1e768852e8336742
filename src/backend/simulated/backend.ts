import type { FileStatus } from '../../commands/files';
import type { Workers } from '../../commands/filter/job';
import type { Child, Input, Output, Program, Signal } from '../../commands/program';
import { installed, type Installed } from '../../commands/table';
import { exitCode } from '../../commands/program';
import { SysError } from '../../stack/errno';
import type { Host } from '../../stack/host';
import type { Netns } from '../../stack/netns';
import type { Network } from '../../stack/network';
import type { Backend, LabClock, Namespace, RunOptions } from '../backend';
import type { Snapshot } from '../snapshot';
import { takeSnapshot, type Question } from '../take-snapshot';
import { userNamed, type User } from '../user';
import { FileSystem, type Mount } from './filesystem';
import { fileInput, fileOutput } from './open';
import { Pipe } from './pipe';
import { Processes } from './machine';
import { Scheduler, type Moment } from './scheduler';
import { layOutFiles } from './skeleton';
import { Capture } from './streams';

interface Entered extends Namespace {
  readonly netns: Netns;
}

/** A lab on the simulated network. Nothing moves but in {@link SimulatedBackend.drive}. */
export class SimulatedBackend implements Backend {
  readonly kind = 'simulated';
  readonly #scheduler: Scheduler;
  readonly #processes: Processes;
  readonly #users = new Map<string, User>();
  readonly clock: LabClock;
  #began = 0;

  /**
   * @param options `users`: the user whose shell each host gives; root where it says nothing
   * `workers`: do what may take long; default: this thread
   */
  constructor(readonly network: Network, programs: ReadonlyMap<string, Installed>, options: { readonly seed: number; readonly users?: ReadonlyMap<string, string>; readonly workers?: Workers | undefined }) {
    this.#scheduler = new Scheduler(network.clock);
    this.#processes = new Processes(network, this.#scheduler, programs, options.seed, options.workers);
    for (const host of network.hosts.values()) {
      const user = userNamed(options.users?.get(host.name) ?? 'root');
      this.#users.set(host.name, user);
      const files = new FileSystem(host, () => Math.floor(network.clock.wallUs() / 1000));
      this.#processes.addHost(host, files);
      layOutFiles(files, host, user);
      for (const [name, { directory }] of programs) files.plant(`${directory}/${name}`, 'file', 0o755, 0, `#!/bin/bash\n# Built-in command: ${name}\n`);
    }
    this.clock = {
      now: () => network.clock.now() - this.#began,
      wallUs: () => network.clock.wallUs(),
      sleep: (ns, abort) => this.#sleep(ns, abort),
    };
  }

  get hosts(): readonly string[] {
    return [...this.network.hosts.keys()];
  }

  /** Where the run is. */
  get moment(): Moment {
    return this.#scheduler.moment;
  }

  /** Does something at a moment that a run of the same on a network like this one has told. Returns what takes it back. */
  plan(moment: Moment, act: () => void): () => void {
    return this.#scheduler.plan(moment, act);
  }

  /** From here on the lab's time counts: what came before was building it. */
  begin(): void {
    this.#began = this.network.clock.now();
  }

  /** The path of a program's file, as `type -p` shows it. */
  which(program: string): string | undefined {
    const found = this.#processes.find(program);
    return found && (program.includes('/') ? program : `${found.directory}/${program}`);
  }

  install(name: string, program: Program): void {
    this.#processes.install(name, installed('/usr/bin', program));
  }

  /** Puts computed files at a path of a host. */
  mount(host: string, path: string, mount: Mount): void {
    this.#processes.files(this.#host(host)).mount(path, mount);
  }

  enterNetns(host: string, name: string): Entered | undefined {
    const machine = this.#host(host);
    const netns = machine.namedNetns.get(name);
    return netns && { name, netns, leave: machine.retain(netns) };
  }

  namespaces(host: string): readonly string[] {
    return [...this.#host(host).namedNetns.keys()];
  }

  spawn(argv: readonly string[], { netns, ...options }: RunOptions): Child {
    return this.#processes.start(argv, { ...options, host: this.#host(options.host), uid: this.user(options.host).uid, ...(netns && { netns: (netns as Entered).netns }) });
  }

  user(host: string): User {
    return this.#users.get(this.#host(host).name)!;
  }

  allocatePid(host: string, argv?: readonly string[]): number {
    return this.#processes.allocatePid(this.#host(host), this.user(host).uid, argv);
  }

  kill(host: string, pid: number, signal: Signal): void {
    this.#processes.kill(this.#host(host), pid, signal, this.user(host).uid);
  }

  killGroup(host: string, group: number, signal: Signal): void {
    this.#processes.group(this.#host(host), group).forEach(process => process.kill(signal));
  }

  idleSince(host: string, group: number): number | undefined {
    const since = this.#processes.group(this.#host(host), group).map(process => process.idleSince);
    const known = since.filter(at => at !== undefined);
    return known.length === 0 || known.length < since.length ? undefined : Math.max(...known) - this.#began;
  }

  pipe(): { readonly input: Input; readonly output: Output } {
    return new Pipe(this.#scheduler);
  }

  substitutionPath(n: number): string {
    return `/dev/fd/${63 - n}`;
  }

  async openInput(host: string, path: string, netns?: Namespace): Promise<Input> {
    return fileInput(this.#files(host, netns).open(path, 'read'));
  }

  async openOutput(host: string, path: string, mode: 'truncate' | 'append' | 'create-new', netns?: Namespace): Promise<Output> {
    return fileOutput(this.#files(host, netns).open(path, mode), mode === 'append');
  }

  async stat(host: string, path: string, netns?: Namespace): Promise<FileStatus | undefined> {
    try {
      return this.#files(host, netns).stat(path);
    } catch (error) {
      if (error instanceof SysError) return undefined;
      throw error;
    }
  }

  async list(host: string, path: string, netns?: Namespace): Promise<string[]> {
    return this.#files(host, netns).list(path);
  }

  drive<T>(work: Promise<T>): Promise<T> {
    return this.#scheduler.drive(work);
  }

  paced<T>(work: Promise<T>): Promise<T> {
    return this.#scheduler.paced(work);
  }

  revision(): string {
    return [...this.network.hosts.values()].map(({ initNetns, namedNetns }) => [initNetns.rtnetlink.revision, ...[...namedNetns].map(([name, netns]) => `${name} ${netns.inode} ${netns.rtnetlink.revision}`)].join(',')).join(';');
  }

  snapshot(): Promise<Snapshot> {
    const { hosts, cables, clock } = this.network;
    const end = ({ host, ifname, ifindex }: typeof cables[number]['a']): { host: string; dev: string; ifindex: number } => ({ host: host.name, dev: ifname, ifindex });
    return takeSnapshot({
      at: clock.now(),
      hosts: [...hosts.values()].map(({ name, namedNetns }) => ({ name, namespaces: [...namedNetns.keys()] })),
      cables: cables.map(({ a, b }) => ({ a: end(a), b: end(b) })),
    }, questions => this.#ask(questions));
  }

  async #ask(questions: readonly Question[]): Promise<string[]> {
    const answers: string[] = [];
    for (const { host, netns, program, options, lines } of questions) {
      const lists: string[] = [];
      for (const line of lines) lists.push(await this.query(host, [program, ...netns === null ? [] : ['-n', netns], ...options, ...line.split(' ')]));
      answers.push(lists.join(''));
    }
    return answers;
  }

  async query(host: string, argv: readonly string[]): Promise<string> {
    const stdout = new Capture();
    const stderr = new Capture();
    const process = this.#processes.start(argv, { host: this.#host(host), uid: 0, stdout, stderr, env: {}, cwd: '/', instant: true });
    const code = exitCode(await this.drive(process.wait()));
    if (code !== 0) throw new Error(`${argv.join(' ')}: exit code ${code}: ${stderr.text().trim()}`);
    return stdout.text();
  }

  close(): Promise<void> {
    for (const host of this.network.hosts.values()) this.#processes.killAll(host);
    return Promise.resolve();
  }

  /** For outside work that lab time waits for, such as loading code. */
  outside<T>(work: Promise<T>): Promise<T> {
    return this.#scheduler.outside(work);
  }

  #sleep(ns: number, abort?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (abort?.aborted) return reject(abort.reason as Error);
      const timer = this.network.clock.after(ns, () => {
        abort?.removeEventListener('abort', cancel);
        this.#scheduler.wake();
        resolve();
      });
      const cancel = () => {
        timer.cancel();
        this.#scheduler.wake();
        reject(abort!.reason as Error);
      };
      abort?.addEventListener('abort', cancel, { once: true });
    });
  }

  #files(host: string, entered?: Namespace): ReturnType<FileSystem['view']> {
    const machine = this.#host(host);
    const netns = (entered as Entered | undefined)?.netns ?? machine.initNetns;
    return this.#processes.files(machine).view({ host: machine, netns, uid: this.user(host).uid, pid: 0 });
  }

  #host(name: string): Host {
    const host = this.network.hosts.get(name);
    if (!host) throw new Error(`no host ${name}`);
    return host;
  }
}
