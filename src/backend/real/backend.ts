import { accessSync, constants, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import type { FileStatus } from '../../commands/files';
import { resolvePath } from '../../commands/path';
import { exitCode, type Child, type Input, type Output, type Program, type Signal } from '../../commands/program';
import { SysError } from '../../stack/errno';
import type { Backend, LabClock, Namespace, RunOptions } from '../backend';
import { Capture } from '../simulated/streams';
import type { Cable, Snapshot } from '../snapshot';
import { takeSnapshot, type Question } from '../take-snapshot';
import type { User } from '../user';
import { BOUNDS } from './bounds';
import { capture } from './capture';
import { realClock } from './clock';
import { PipeInput, PipeOutput } from './descriptors';
import { missingProgram } from './diagnosis';
import { sysError } from './errors';
import { HostFiles } from './files';
import { Guard } from './guard';
import type { RealHost } from './host';
import { Pids } from './pids';
import { PipeMaker } from './pipes';
import { RealProcess, signalGroup } from './process';
import { HostProc, isPerProcess, type Run } from './procfs';
import { answersIn, readerScript } from './reader';
import { Revision } from './revision';
import { findProgram } from './sandbox';
import { textInput } from './text';

/** Where a shell looks for programs. */
const PATH = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'];

/** How often a process is tried anew after something that took all processes has been ended, and the ms between. */
const TRIES = 100;
const PAUSE_MS = 20;

/** A lab on this machine's own kernel: hosts are namespaces, commands are processes. Works within {@link openSandbox} only. */
export class RealBackend implements Backend {
  readonly kind = 'real';
  readonly clock: LabClock;
  readonly #hosts = new Map<string, RealHost>();
  readonly #pids = new Pids();
  readonly #pipes: PipeMaker;
  readonly #guard: Guard;
  readonly #revision: Revision;
  /** processes by the group that the shell counts them to */
  readonly #groups = new Map<number, Set<RealProcess>>();
  readonly #enter = ['prlimit', 'nsenter'].map(name => findProgram(name)!) as [string, string];
  /** where lines about what vethlab itself did to a command go */
  #complaints: Output | undefined;

  /**
   * @param scratch a folder of its own
   * @param onlyLooks whether a command surely leaves the network as it is
   */
  constructor(hosts: readonly RealHost[], readonly cables: Cable[], private readonly scratch: string, private readonly onlyLooks: (argv: readonly string[]) => boolean) {
    for (const host of hosts) this.#hosts.set(host.name, host);
    mkdirSync(`${scratch}/pipes`);
    this.#pipes = new PipeMaker(`${scratch}/pipes`);
    this.clock = realClock();
    const holders = hosts.map(({ pid }) => pid);
    this.#revision = new Revision(holders);
    this.#guard = new Guard(holders, line => void this.#complaints?.write(line).catch(() => undefined));
  }

  get hosts(): readonly string[] {
    return [...this.#hosts.keys()];
  }

  which(program: string, { host, cwd }: { readonly host: string; readonly cwd: string }): string | undefined {
    const files = this.#files(host);
    const runs = (path: string): boolean => isExecutable(files.locate(path));
    if (program.includes('/')) return runs(resolvePath(cwd, program)) ? program : undefined;
    return PATH.map(folder => `${folder}/${program}`).find(runs);
  }

  mend(program: string): string | undefined {
    return missingProgram(program);
  }

  spawn(argv: readonly string[], options: RunOptions): Child {
    if (this.which(argv[0]!, options) === undefined) throw new SysError('ENOENT');
    this.#complaints = options.stderr;
    this.#guard.start();
    const start = (): RealProcess => this.#start(argv, options, BOUNDS.output);
    const child = options.pid === undefined ? start() : this.#pids.start(options.pid, start);
    this.#revision.started(child, this.onlyLooks(argv));
    const group = options.group ?? child.pid;
    const members = this.#groups.get(group) ?? new Set();
    this.#groups.set(group, members.add(child));
    return child;
  }

  enterNetns(host: string, name: string): Namespace | undefined {
    return this.namespaces(host).includes(name) ? { name, leave: () => undefined } : undefined;
  }

  /** Names in the host's /run/netns. */
  namespaces(host: string): string[] {
    const folder = this.#files(host).locate('/run/netns');
    return readdirSync(folder).map(name => ({ name, made: statSync(`${folder}/${name}`).ctimeMs })).sort((a, b) => a.made - b.made).map(({ name }) => name);
  }

  /** A session's shell is the process that holds the host. */
  allocatePid(host: string, argv?: readonly string[]): number {
    return argv ? this.#host(host).pid : this.#pids.allocate();
  }

  install(_name: string, _program: Program): void {}

  kill(_host: string, pid: number, signal: Signal): void {
    try {
      process.kill(this.#pids.real(pid), signal);
    } catch (error) {
      throw sysError(error);
    }
  }

  killGroup(_host: string, group: number, signal: Signal): void {
    const members = [...this.#groups.get(group) ?? []];
    if (members.length === 0) signalGroup(this.#pids.real(group), signal);
    for (const member of members) member.kill(signal);
  }

  idleSince(): undefined {
    return undefined;
  }

  user(host: string): User {
    return this.#host(host).user;
  }

  pipe(): { readonly input: Input; readonly output: Output } {
    const { read, write } = this.#pipes.open();
    return { input: new PipeInput(read), output: new PipeOutput(write) };
  }

  /** A file: a descriptor of the shell's would have to be handed to the program. */
  substitutionPath(n: number): string {
    return `/dev/shm/${63 - n}`;
  }

  openInput(host: string, path: string, netns?: Namespace): Promise<Input> {
    return isPerProcess(path) ? this.#proc(host, netns).openInput(path) : this.#files(host).openInput(path);
  }

  openOutput(host: string, path: string, mode: 'truncate' | 'append' | 'create-new', netns?: Namespace): Promise<Output> {
    return isPerProcess(path) ? this.#proc(host, netns).openOutput(path) : this.#files(host).openOutput(path, mode);
  }

  stat(host: string, path: string, netns?: Namespace): Promise<FileStatus | undefined> {
    return isPerProcess(path) ? this.#proc(host, netns).stat(path) : this.#files(host).stat(path);
  }

  list(host: string, path: string, netns?: Namespace): Promise<string[]> {
    return isPerProcess(path) ? this.#proc(host, netns).list(path) : this.#files(host).list(path);
  }

  drive<T>(work: Promise<T>): Promise<T> {
    return work;
  }

  revision(): string {
    return this.#revision.now();
  }

  snapshot(): Promise<Snapshot> {
    const hosts = this.hosts.map(name => ({ name, namespaces: this.namespaces(name) }));
    return takeSnapshot({ at: this.clock.now(), hosts, cables: this.cables }, questions => this.ask(questions));
  }

  /** Asks all hosts at once. */
  async ask(questions: readonly Question[]): Promise<readonly string[]> {
    const answers = new Map(await Promise.all([...new Set(questions.map(({ host }) => host))].map(async host => {
      const { stdout } = await this.run(host, ['sh', '-c', readerScript(questions.filter(question => question.host === host))]);
      return [host, answersIn(stdout)] as const;
    })));
    return questions.map(({ host }) => answers.get(host)!.shift() ?? '');
  }

  async query(host: string, argv: readonly string[]): Promise<string> {
    const { code, stdout, stderr } = await this.run(host, argv);
    if (code !== 0) throw new Error(`${argv.join(' ')}: exit code ${code}: ${stderr.trim()}`);
    return stdout;
  }

  /** Runs a program on a host to its end, unseen by the shell. */
  async run(host: string, argv: readonly string[], input?: string): ReturnType<Run> {
    const [stdout, stderr] = [new Capture(), new Capture()];
    const child = this.#start(argv, { host, stdin: textInput(input ?? ''), stdout, stderr, env: { PATH: PATH.join(':'), LC_ALL: 'C.UTF-8', HOME: '/root' }, cwd: '/' });
    this.#revision.started(child, true);
    return { code: exitCode(await child.wait()), stdout: stdout.text(), stderr: stderr.text() };
  }

  async close(): Promise<void> {
    this.#guard.stop();
    for (const members of this.#groups.values()) members.forEach(member => member.kill('SIGKILL'));
    for (const { holder } of this.#hosts.values()) holder.kill('SIGKILL');
    rmSync(this.scratch, { recursive: true });
  }

  #start(argv: readonly string[], options: RunOptions, most?: number): RealProcess {
    const host = this.#host(options.host);
    const [prlimit, nsenter] = this.#enter;
    const files = this.#files(host.name);
    for (let tries = 1; ; tries++) {
      const captured = capture(argv, options, files);
      const command = [
        prlimit, `--as=${BOUNDS.memory}`, nsenter, `--target=${host.pid}`, '--net', '--mount', '--uts', `--wd=${files.locate(options.cwd)}`, '--',
        ...within(options.netns, captured?.argv ?? argv),
      ];
      try {
        return new RealProcess(command, { ...options, ...captured?.streams, pipes: this.#pipes, name: argv[0]!, ...(captured && { capture: captured }), ...(most !== undefined && { most }) });
      } catch (error) {
        if (tries === TRIES || !(error instanceof SysError)) throw error;
        if (tries % 10 === 1) this.#guard.look(true);
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE_MS);
      }
    }
  }

  #files(host: string): HostFiles {
    return new HostFiles(this.#host(host).root);
  }

  #proc(host: string, netns?: Namespace): HostProc {
    return new HostProc((argv, input) => this.run(host, within(netns, argv), input), () => this.#revision.touched());
  }

  #host(name: string): RealHost {
    const host = this.#hosts.get(name);
    if (!host) throw new Error(`no host ${name}`);
    return host;
  }
}

function within(netns: Namespace | undefined, argv: readonly string[]): readonly string[] {
  return netns ? ['ip', 'netns', 'exec', netns.name, ...argv] : argv;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
