import { SimulatedBackend, type Backend, type CreateBackend, type Snapshot } from '../backend';
import type { Probe, World } from '../check';
import type { Child } from '../commands/program';
import type { Lab } from '../lab';
import { probe } from './checks/probe';
import { Live } from './complete/live';
import { MagicError } from './magics/magic';
import { openNetwork } from './network';
import type { OpenNetwork } from './network';
import { valueOf } from './expressions';
import type { CellOutcome, CellOutput, Evaluation } from './session';
import { suggestion } from './suggest';
import { CellTerminal } from './terminal';
import { EventLog } from './why/log';
import { tellWhy } from './why/why';

export interface WorkbenchOptions {
  /** Reads a lab by its name or file. @throws Error whose message tells the user what to do */
  loadLab(name: string): Promise<Lab>;
  /** Names of labs that it knows, for completion. */
  labs?(): readonly string[];
  /** What to start with. */
  readonly settings?: Settings;
  /** Where the network is, and what makes it; default: the simulated one. */
  readonly backend?: { readonly kind: Backend['kind']; readonly create: CreateBackend };
}

/** What a notebook has chosen for its network. Plain data. */
export interface Settings {
  /** name or file; default: one host `vm` */
  readonly lab?: string;
  /** default: the lab's own */
  readonly seed?: number;
  /** whose notebook it is, for seeds that come from a name */
  readonly student?: string;
  /** Seconds of lab time after which an endless foreground command is interrupted; 0: never; default: 10. */
  readonly limit?: number;
}

/** seconds of lab time */
const DEFAULT_LIMIT = 10;

/** What a notebook works at: a lab's network, built when the first command needs it, and a shell on one of its hosts. */
export class Workbench {
  #name: string | undefined;
  #seed: number | undefined;
  #limit: number;
  #open: Promise<OpenNetwork> | undefined;
  #network: OpenNetwork | undefined;
  #log = new EventLog();
  #began = 0;
  #pictured: Snapshot | undefined;
  #output: CellOutput | undefined;
  /** what completion has learnt since the last command */
  #live: Live | undefined;
  /** an interrupt came, perhaps while the network was being built */
  #stopped = false;
  /** what a check runs now */
  #probing: Child | undefined;
  readonly #terminal: CellTerminal;

  /** @param main the one whose network it works at, with a shell of its own; default: it has its own network */
  constructor(private readonly options: WorkbenchOptions, private readonly main?: Workbench) {
    this.#name = options.settings?.lab;
    this.#seed = options.settings?.seed;
    this.#limit = main?.limit ?? options.settings?.limit ?? DEFAULT_LIMIT;
    this.#terminal = new CellTerminal(() => this.#output!, (host, argv) => this.#network!.backend.query(host, argv), (work) => this.#hold(work),
      (text, { argv, host }) => this.#suggest(text, argv, host));
  }

  /** Runs shell text; returns when its foreground commands have ended. */
  async run(text: string, output: CellOutput): Promise<CellOutcome> {
    this.#stopped = false;
    const { backend, shell } = await this.#opened();
    if (this.#stopped) return INTERRUPTED;
    this.#output = output;
    this.#live = undefined;
    this.#listenAnew(backend);
    const { outcome, status, message } = await shell.run(text, this.#terminal);
    switch (outcome) {
      case 'syntax':
        return failure('SyntaxError', message ?? 'syntax error', message ?? 'syntax error');
      case 'errexit':
        return failure('ErrExit', `exit code ${status}`, `A command failed with exit code ${status}, and set -e ends the cell there.`);
      case 'interrupted':
        return INTERRUPTED;
      case 'exit':
      case 'done':
        return { status: 'ok' };
    }
  }

  /** What a command prints; nothing but the network can change by it. */
  async evaluate(expression: string): Promise<Evaluation> {
    const { shell } = await this.#opened();
    const { outcome, status, stdout, stderr, message } = await shell.evaluate(expression);
    if (outcome === 'syntax') return failure('SyntaxError', message ?? 'syntax error', message ?? 'syntax error');
    if (outcome === 'interrupted') return INTERRUPTED;
    if (status === 0) return valueOf(stdout);
    return failure('CommandFailed', stderr.trim() || `exit code ${status}`, `${stderr}exit code ${status}`);
  }

  /** Another one at the same network, with a shell of its own. */
  beside(): Workbench {
    return new Workbench(this.options, this);
  }

  /** Ctrl-C for what runs in the foreground. */
  interrupt(): void {
    this.#stopped = true;
    this.#probing?.kill('SIGINT');
    this.#network?.shell.interrupt();
  }

  /** What there is now, for completion and inspection. */
  async live(): Promise<Live> {
    const { backend, shell } = await this.#opened();
    this.#live ??= new Live(backend, shell.names);
    return this.#live;
  }

  /** Names of labs that `%lab` can start. */
  labs(): readonly string[] {
    return this.options.labs?.() ?? [];
  }

  get kind(): Backend['kind'] {
    return this.options.backend?.kind ?? 'simulated';
  }

  get settings(): Settings {
    return { ...this.options.settings, ...(this.#name !== undefined && { lab: this.#name }), ...(this.#seed !== undefined && { seed: this.#seed }), limit: this.#limit };
  }

  get labName(): string {
    return this.#name ?? 'none: one host, vm';
  }

  /** Starts over in another lab. @throws {MagicError} when there is none of that name, and nothing changes */
  async openLab(name: string): Promise<void> {
    const lab = await this.#load(name);
    await this.#startOver(() => {
      this.#name = name;
    }, lab);
  }

  /** Starts over in the same lab. */
  reset(): Promise<void> {
    return this.#startOver(() => undefined);
  }

  /** Whose notebook it is, where that is known. */
  get student(): string | undefined {
    return this.options.settings?.student;
  }

  get seed(): number | undefined {
    return this.#seed;
  }

  /** Starts over with another seed. */
  reseed(seed: number): Promise<void> {
    return this.#startOver(() => {
      this.#seed = seed;
    });
  }

  /** Seconds of lab time after which an endless foreground command is interrupted; 0: never. */
  get limit(): number {
    return this.#limit;
  }

  set limit(seconds: number) {
    this.#limit = seconds;
    if (this.#network) this.#network.shell.limit = seconds;
  }

  async hosts(): Promise<{ readonly hosts: readonly string[]; readonly current: string }> {
    const { backend, shell } = await this.#opened();
    return { hosts: backend.hosts, current: shell.host };
  }

  /** Gives the following commands to a host's shell. */
  async enter(host: string): Promise<void> {
    (await this.#opened()).shell.host = host;
    this.#live = undefined;
  }

  /** The network as it is now, and as it was at the last picture of it, if there was one. */
  async picture(): Promise<readonly [now: Snapshot, before: Snapshot | undefined]> {
    const now = await (await this.#opened()).backend.snapshot();
    const before = this.#pictured;
    this.#pictured = now;
    return [now, before];
  }

  /** What checks are judged against: the network as it is now, and what its shell's variables hold. */
  async judged(): Promise<{ readonly world: World; readonly host: string; readonly variable: (name: string) => string | undefined }> {
    this.#stopped = false;
    const { backend, shell } = await this.#opened();
    const world = { snapshot: await backend.snapshot(), query: backend.query.bind(backend), probe: (host: string, argv: readonly string[]) => this.#probe(host, argv) };
    return { world, host: shell.host, variable: (name) => shell.variable(name) };
  }

  /** Whether an interrupt came since the last commands or check began. */
  get stopped(): boolean {
    return this.#stopped;
  }

  /** What was dropped during the last commands, and why. */
  why(): string {
    if (this.kind === 'real') return "A real kernel doesn't say what it drops, and why: run `%backend simulated`, the cells again, then %why.\n";
    return tellWhy(this.#log, this.#began);
  }

  async close(): Promise<void> {
    if (this.main) return this.interrupt();
    await this.#network?.backend.close();
  }

  async #probe(host: string, argv: readonly string[]): Promise<Probe> {
    if (this.#stopped) return { text: '', status: 130, drops: undefined };
    const { backend } = await this.#opened();
    this.#listenAnew(backend);
    try {
      return await probe(backend, host, argv, this.kind === 'simulated' ? this.#log : undefined, (child) => {
        this.#probing = child;
      });
    } finally {
      this.#probing = undefined;
    }
  }

  #listenAnew(backend: Backend): void {
    this.#log = new EventLog();
    this.#began = backend instanceof SimulatedBackend ? backend.network.clock.now() : 0;
  }

  /** What is there right now: a cell may have changed it a moment ago. */
  #suggest(text: string, argv: readonly string[], host: string): Promise<string> {
    const { backend, shell } = this.#network!;
    return suggestion(text, argv, async () => new Live(backend, { ...shell.names, host }));
  }

  async #load(name: string): Promise<Lab> {
    try {
      return await this.options.loadLab(name);
    } catch (error) {
      throw new MagicError(error instanceof Error ? error.message : String(error));
    }
  }

  async #startOver(change: () => void, lab?: Lab): Promise<void> {
    if (this.main) throw new MagicError('a subshell can look at the network and change it, but only the notebook itself can start it over');
    await this.close();
    change();
    this.#network = undefined;
    this.#log = new EventLog();
    this.#pictured = undefined;
    this.#live = undefined;
    this.#open = this.#build(lab);
    await this.#opened();
  }

  /** Makes lab time wait for something outside the lab. */
  #hold<T>(work: Promise<T>): Promise<T> {
    const backend = this.#network?.backend;
    return backend instanceof SimulatedBackend ? backend.outside(work) : work;
  }

  #opened(): Promise<OpenNetwork> {
    if (this.main) return this.#joined(this.main);
    this.#open ??= this.#build();
    return this.#open.catch((error: unknown) => {
      this.#open = undefined;
      throw error;
    });
  }

  /** The main one's network, as it is by now. */
  async #joined(main: Workbench): Promise<OpenNetwork> {
    const { backend, shell } = await main.#opened();
    if (this.#network?.backend !== backend) {
      this.#network = { backend, shell: shell.beside() };
      this.#network.shell.limit = this.#limit;
    }
    return this.#network;
  }

  async #build(lab?: Lab): Promise<OpenNetwork> {
    const chosen = lab ?? (this.#name === undefined ? undefined : await this.#load(this.#name));
    this.#network = await openNetwork(chosen, this.#seed, { interactive: true, limit: this.#limit }, this.options.backend?.create);
    const { backend } = this.#network;
    if (backend instanceof SimulatedBackend) backend.network.events.subscribe((event) => this.#log.listen(event));
    return this.#network;
  }
}

type Failure = Extract<CellOutcome, { status: 'error' }>;

/** As Python's kernel says it. */
export const INTERRUPTED = failure('KeyboardInterrupt', 'interrupted', 'Interrupted (SIGINT).');

function failure(ename: string, evalue: string, told: string): Failure {
  return { status: 'error', ename, evalue, traceback: told.split('\n') };
}
