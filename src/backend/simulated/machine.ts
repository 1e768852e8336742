import type { Child, Output, Input, ProcessEntry, ProcessTable, ProcessVrf, Signal, SpawnOptions } from '../../commands/program';
import type { Installed } from '../../commands/table';
import type { Workers } from '../../commands/filter/job';
import { baseName } from '../../commands/path';
import type { Host } from '../../stack/host';
import type { Netns } from '../../stack/netns';
import type { Network } from '../../stack/network';
import { SysError } from '../../stack/errno';
import { Random } from '../../stack/random';
import type { FileSystem } from './filesystem';
import { SimulatedProcess, type Machine } from './process';
import type { Scheduler } from './scheduler';
import { EMPTY_INPUT, NULL_OUTPUT } from './streams';

/** fork, exec and loading take a small program about this long, ns (measured on Debian 12). */
const START_NS = 1_300_000;
const START_JITTER_NS = 250_000;

/** Where the first shell of a freshly booted machine stands in the row of pids. */
const FIRST_PID = 500;

const PROGRAM_DIRECTORIES = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'];

/** A process to start, by someone who isn't a process. */
export interface Start {
  readonly host: Host;
  /** default: the host's own */
  readonly netns?: Netns;
  readonly uid: number;
  readonly group?: number;
  readonly pid?: number;
  readonly stdin?: Input;
  readonly stdout?: Output;
  readonly stderr?: Output;
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  /** Takes no lab time, no chance and no pid: the lab doesn't notice it, nor what it starts. */
  readonly instant?: boolean;
  readonly vrf?: ProcessVrf | undefined;
}

interface HostState {
  readonly files: FileSystem;
  nextPid: number;
  readonly running: Map<number, SimulatedProcess>;
  /** Those whose place another one has taken. */
  readonly replaced: Set<SimulatedProcess>;
  /** Sessions' shells, which the shell's own room runs. */
  readonly shells: ProcessEntry[];
}

/** The processes of all hosts, and the programs that they can run. */
export class Processes implements Machine {
  readonly #hosts = new Map<Host, HostState>();
  readonly #programs: Map<string, Installed>;
  readonly #random: Random;
  /** the next pid of what the lab doesn't notice: below all others */
  #unseen = -1;

  constructor(readonly network: Network, readonly scheduler: Scheduler, programs: ReadonlyMap<string, Installed>, seed: number, readonly workers?: Workers) {
    this.#programs = new Map(programs);
    this.#random = new Random(seed ^ 0x70726f63);
  }

  addHost(host: Host, files: FileSystem): void {
    this.#hosts.set(host, { files, nextPid: FIRST_PID, running: new Map(), replaced: new Set(), shells: [] });
  }

  install(name: string, program: Installed): void {
    this.#programs.set(name, program);
  }

  /** A program by name, or by the path of its file. */
  find(name: string): Installed | undefined {
    const program = this.#programs.get(baseName(name));
    if (!program || !name.includes('/')) return program;
    return PROGRAM_DIRECTORIES.some(directory => name === `${directory}/${baseName(name)}`) ? program : undefined;
  }

  files(host: Host): FileSystem {
    return this.#state(host).files;
  }

  /** With an `argv` the process table shows it, for as long as the host lives. */
  allocatePid(host: Host, uid: number, argv?: readonly string[]): number {
    const state = this.#state(host);
    const pid = state.nextPid++;
    if (argv) state.shells.push({ pid, ppid: 1, uid, argv, netns: host.initNetns, startedAt: this.scheduler.clock.now(), stopped: false });
    return pid;
  }

  group(host: Host, group: number): SimulatedProcess[] {
    const { running, replaced } = this.#state(host);
    return [...running.values(), ...replaced].filter(process => process.group === group);
  }

  spawn(argv: readonly string[], parent: SimulatedProcess, options: SpawnOptions): Child {
    const child = this.#start(argv, {
      ...(options.replaces ? { pid: parent.pid } : {}),
      host: parent.host, uid: options.uid ?? parent.uid, group: parent.group, env: options.env ?? parent.env, cwd: options.cwd ?? parent.cwd,
      stdin: options.stdin ?? parent.stdin, stdout: options.stdout ?? parent.stdout, stderr: options.stderr ?? parent.stderr,
      vrf: options.vrf === undefined ? parent.vrf : options.vrf ?? undefined,
    }, options.netns ?? parent.netns, options.replaces ? parent.parent : parent.pid);
    if (options.replaces) this.#state(parent.host).replaced.add(parent);
    return child;
  }

  /** @throws {SysError} ENOENT when there is no program of that name */
  start(argv: readonly string[], start: Start): SimulatedProcess {
    return this.#start(argv, start, start.netns ?? start.host.initNetns, 1);
  }

  ended(process: SimulatedProcess): void {
    const { running, replaced } = this.#state(process.host);
    if (running.get(process.pid) === process) running.delete(process.pid);
    replaced.delete(process);
    this.#release.get(process)?.();
  }

  readonly #release = new WeakMap<SimulatedProcess, () => void>();

  processes(host: Host): ProcessTable {
    const { running, shells } = this.#state(host);
    return {
      list: () => [...shells, ...[...running.values()].filter(({ pid }) => pid > 0).map(({ pid, parent, uid, argv, netns, startedAt, stopped, vrf }) => ({ pid, ppid: parent, uid, argv, netns, startedAt, stopped, vrf }))].sort((a, b) => a.pid - b.pid),
      kill: (pid, signal, uid) => this.kill(host, pid, signal, uid),
    };
  }

  /** kill(2); a negative pid is a process group. @throws {SysError} ESRCH, EPERM */
  kill(host: Host, pid: number, signal: Signal, uid: number): void {
    const { running, replaced } = this.#state(host);
    const stops = signal === 'SIGSTOP' || signal === 'SIGTSTP' || signal === 'SIGCONT';
    const targets = pid < 0 ? this.group(host, -pid)
      : [running.get(pid), ...(stops ? [...replaced].filter(process => process.pid === pid) : [])].filter(process => process !== undefined);
    if (targets.length === 0) throw new SysError('ESRCH');
    const permitted = targets.filter(process => uid === 0 || uid === process.uid);
    if (permitted.length === 0) throw new SysError('EPERM');
    permitted.forEach(process => process.kill(signal));
  }

  /** Ends all programs of a host. */
  killAll(host: Host): void {
    for (const process of [...this.#state(host).running.values()]) process.kill('SIGKILL');
  }

  #start(argv: readonly string[], start: Start, netns: Netns, parent: number): SimulatedProcess {
    const program = this.find(argv[0] ?? '');
    if (!program) throw new SysError('ENOENT');
    const { host, uid } = start;
    const state = this.#state(host);
    const unseen = start.instant === true || parent < 0;
    const pid = start.pid ?? (unseen ? this.#unseen-- : state.nextPid++);
    const process = new SimulatedProcess(this, {
      pid, parent, group: start.group ?? pid, uid, host, netns, vrf: start.vrf, argv, env: start.env, cwd: start.cwd,
      files: state.files.view({ host, netns, uid, pid }),
      stdin: start.stdin ?? EMPTY_INPUT, stdout: start.stdout ?? NULL_OUTPUT, stderr: start.stderr ?? NULL_OUTPUT,
      startNs: unseen ? 0 : START_NS + this.#random.between(-START_JITTER_NS, START_JITTER_NS),
      unseen,
    }, () => program.load());
    this.#release.set(process, host.retain(netns));
    state.running.set(pid, process);
    return process;
  }

  #state(host: Host): HostState {
    const state = this.#hosts.get(host);
    if (!state) throw new Error(`${host.name} is no host of this lab`);
    return state;
  }
}

