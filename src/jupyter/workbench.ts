import { SimulatedBackend, type Backend, type CreateBackend, type Moment, type Snapshot } from '../backend';
import type { Probe, World } from '../check';
import type { Child } from '../commands/program';
import type { Lab } from '../lab';
import { renderTopology } from '../render';
import type { RunResult } from '../shell/shell';
import type { Terminal } from '../shell/terminal';
import { probe } from './checks/probe';
import { Live } from './complete/live';
import { valueOf } from './expressions';
import { INTERRUPTED } from './interrupted';
import { Journal, noting, unseen } from './journal';
import type { Action, Past } from './journal';
import { MagicError } from './magics/magic';
import { Capture } from './capture';
import type { CellLanguage, LanguageHost } from './language';
import { openNetwork } from './network';
import type { OpenNetwork } from './network';
import type { CellOutcome, CellOutput, Evaluation } from './session';
import type { Settings } from './settings';
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
  /** Languages that cells can be in besides the shell's, by what follows `%%`; made at the first such cell. */
  readonly languages?: Readonly<Record<string, () => CellLanguage>>;
}

/** What holds where nothing else is chosen. */
const DEFAULTS = { limit: 10, changes: true, tables: true } as const;

/** ms of wall time between two words on how far a replay has come */
const PROGRESS_MS = 2000;

const ONLY_NOTEBOOK = 'a subshell can look at the network and change it, but only the notebook itself can start it over';

type RunAction = Extract<Action, { kind: 'run' }>;

/** What a notebook works at: a lab's network, built when the first command needs it, and a shell on one of its hosts. */
export class Workbench {
  #settings: Settings;
  readonly #journal = new Journal();
  readonly #checkpoints = new Map<string, Past>();
  /** what runs now, and since when */
  #running: { readonly began: Moment; readonly stops: Moment[] } | undefined;
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
  readonly #languages = new Map<string, CellLanguage>();

  /** @param main the one whose network it works at, with a shell of its own; default: it has its own network */
  constructor(private readonly options: WorkbenchOptions, private readonly main?: Workbench) {
    this.#settings = main?.settings ?? options.settings ?? {};
    this.#terminal = new CellTerminal(
      () => this.#output!,
      (host, argv) => this.#network!.backend.query(host, argv),
      (work) => this.#hold(work),
      (text, { argv, host }) => this.#suggest(text, argv, host),
      () => this.config.tables,
    );
  }

  /** Runs shell text; returns when its foreground commands have ended. */
  async run(text: string, output: CellOutput): Promise<CellOutcome> {
    this.#stopped = false;
    await this.#opened();
    if (this.#stopped) return INTERRUPTED;
    const { outcome, status, message } = await this.#run({ kind: 'run', text, stops: [], inputs: [] }, output);
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
    this.#journal.add({ kind: 'evaluate', text: expression });
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

  /** Runs a cell of another language. @throws {MagicError} where there is none of that name */
  async runIn(language: string, body: string, output: CellOutput): Promise<CellOutcome> {
    this.#stopped = false;
    const { backend } = await this.#opened();
    if (this.#stopped) return INTERRUPTED;
    this.#listenAnew(backend);
    return this.language(language).run(body, output, this.languageHost(output));
  }

  /** Names of the languages other than the shell's. */
  get languages(): readonly string[] {
    return Object.keys(this.options.languages ?? {});
  }

  /** A language by its name, started where it wasn't yet. @throws {MagicError} where there is none */
  language(name: string): CellLanguage {
    const language = this.#languages.get(name) ?? this.options.languages?.[name]?.();
    if (!language) throw new MagicError(`%%${name} isn't there: this kernel was started without it`);
    this.#languages.set(name, language);
    return language;
  }

  /** Ctrl-C for what runs in the foreground. */
  interrupt(): void {
    this.#stopped = true;
    this.#probing?.kill('SIGINT');
    for (const language of this.#languages.values()) language.interrupt();
    const { backend, shell } = this.#network ?? {};
    if (this.#running && backend instanceof SimulatedBackend) {
      const { began, stops } = this.#running;
      const { now, turn } = backend.moment;
      stops.push({ now, turn: now === began.now ? turn - began.turn : turn });
    }
    shell?.interrupt();
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
    return this.#settings;
  }

  /** The settings that have a value of their own where nobody has chosen one. */
  get config(): Required<Pick<Settings, keyof typeof DEFAULTS>> {
    return { ...DEFAULTS, ...this.#settings };
  }

  /** Changes settings that don't start the network over. */
  set(settings: Pick<Settings, keyof typeof DEFAULTS>): void {
    this.#settings = { ...this.#settings, ...settings };
    if (this.#network) this.#network.shell.limit = this.config.limit;
    this.#journal.add({ kind: 'set', settings });
  }

  get labName(): string {
    return this.#settings.lab ?? 'none: one host, vm';
  }

  /** A new cell begins. */
  nextCell(): void {
    this.#journal.nextCell();
  }

  /** Starts over in another lab. @throws {MagicError} when there is none of that name, and nothing changes */
  async openLab(name: string): Promise<void> {
    const lab = await this.#load(name);
    await this.#startOver({ ...this.#settings, lab: name }, lab);
  }

  /** Starts over in the same lab. */
  reset(): Promise<void> {
    return this.#startOver(this.#settings);
  }

  /** Whose notebook it is, where that is known. */
  get student(): string | undefined {
    return this.#settings.student;
  }

  get seed(): number | undefined {
    return this.#settings.seed;
  }

  /** Starts over with another seed. */
  reseed(seed: number): Promise<void> {
    return this.#startOver({ ...this.#settings, seed });
  }

  async hosts(): Promise<{ readonly hosts: readonly string[]; readonly current: string }> {
    const { backend, shell } = await this.#opened();
    return { hosts: backend.hosts, current: shell.host };
  }

  /** Gives the following commands to a host's shell. */
  async enter(host: string): Promise<void> {
    (await this.#opened()).shell.host = host;
    this.#live = undefined;
    this.#journal.add({ kind: 'enter', host });
  }

  /** The present host's namespaces, and the one in which its shell is; undefined: the host's own. */
  async namespaces(): Promise<{ readonly namespaces: readonly string[]; readonly current: string | undefined }> {
    const { backend, shell } = await this.#opened();
    return { namespaces: backend.namespaces(shell.host), current: shell.netns };
  }

  /** Puts the present host's shell into a namespace, or back. @throws {RangeError} for one that there isn't */
  async enterNetns(name: string | undefined): Promise<void> {
    (await this.#opened()).shell.netns = name;
    this.#live = undefined;
    this.#journal.add({ kind: 'netns', name });
  }

  /** Gives the shell a variable. @throws {MagicError} when it is readonly */
  async assign(name: string, value: string): Promise<void> {
    const { shell } = await this.#opened();
    try {
      shell.assign(name, value);
    } catch (error) {
      throw new MagicError(error instanceof Error ? error.message : String(error));
    }
    this.#journal.add({ kind: 'assign', name, value });
  }

  get checkpoints(): ReadonlyMap<string, Past> {
    return this.#checkpoints;
  }

  /** Keeps the way back to how everything is now. @throws {MagicError} where there is none */
  async checkpoint(name: string): Promise<Past> {
    await this.#opened();
    const past = this.#repeatable().past;
    this.#checkpoints.delete(name);
    this.#checkpoints.set(name, past);
    return past;
  }

  /** What was before the last cells that did something. @throws {MagicError} where there were fewer, or there is no way back */
  async undone(count: number): Promise<Past> {
    await this.#opened();
    const journal = this.#repeatable();
    if (count > journal.cells) throw new MagicError(`only ${journal.cells} ${journal.cells === 1 ? 'cell has' : 'cells have'} done something since the network began: %undo ${count} would go back further than that`);
    return journal.before(count);
  }

  /**
   * Builds the network anew and does to it what was done, unseen. An interrupt leaves it as it was after as much as had been done by then.
   * @throws {MagicError} on the real backend
   */
  async restore({ settings, entries }: Past, output: CellOutput): Promise<CellOutcome> {
    this.#repeatable();
    this.#stopped = false;
    await this.#startOver(settings);
    let told = performance.now();
    for (const [index, { cell, action }] of entries.entries()) {
      if (this.#stopped) return failure('KeyboardInterrupt', 'interrupted', `Interrupted (SIGINT): ${index} of ${entries.length} steps have been done again.`);
      if (performance.now() - told > PROGRESS_MS) {
        told = performance.now();
        output.stream('stderr', `${index} of ${entries.length} steps done again\n`);
      }
      await this.#redo(action, cell);
    }
    return { status: 'ok' };
  }

  /** ns of lab time since the network began */
  async now(): Promise<number> {
    return (await this.#opened()).backend.clock.now();
  }

  /** The network as it is now, and as it was at the last picture of it, if there was one. */
  async picture(): Promise<readonly [now: Snapshot, before: Snapshot | undefined]> {
    const now = await (await this.#opened()).backend.snapshot();
    const before = this.#pictured;
    this.#pictured = now;
    return [now, this.config.changes ? before : undefined];
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
    if (this.main) this.interrupt();
    await Promise.all([this.main ? undefined : this.#network?.backend.close(), ...[...this.#languages.values()].map((language) => language.close())]);
  }

  /**
   * The lab for another language.
   * @param output where commands ask for input; default: nowhere
   */
  languageHost(output: CellOutput = unseen([])): LanguageHost {
    return {
      look: async () => {
        const { backend, shell } = await this.#opened();
        return { snapshot: await backend.snapshot(), host: shell.host, variables: shell.variables };
      },
      sh: async (text) => {
        const capture = new Capture();
        await this.#opened();
        const { outcome, status, message } = await this.#run({ kind: 'run', text, inputs: [], stops: [] }, output, undefined, capture);
        if (outcome === 'interrupted') throw new Error('interrupted');
        const { stdout, stderr } = capture.text;
        return { stdout, stderr: message === undefined ? stderr : `${stderr}${message}\n`, status };
      },
      assign: async (variables) => {
        for (const [name, value] of Object.entries(variables)) await this.assign(name, value);
      },
      picture: async () => {
        const { html, text } = await renderTopology(...await this.picture());
        return { 'text/html': html, 'text/plain': text };
      },
    };
  }

  async #probe(host: string, argv: readonly string[], cell?: number): Promise<Probe> {
    if (this.#stopped) return { text: '', status: 130, drops: undefined };
    const { backend } = await this.#opened();
    this.#journal.add({ kind: 'probe', host, argv }, cell);
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

  /** @throws {MagicError} where what was done can't be done again with the same effect */
  #repeatable(): Journal {
    if (this.main) throw new MagicError(ONLY_NOTEBOOK);
    if (this.kind === 'real') throw new MagicError("a real kernel can't go back to an earlier state: %reset starts over, and checkpoints work after %backend simulated");
    if (this.#journal.overflowed) throw new MagicError('too much has been done since the network began to do it all again: %reset starts over');
    return this.#journal;
  }

  async #redo(action: Action, cell: number): Promise<void> {
    const { shell } = await this.#opened();
    switch (action.kind) {
      case 'run':
        await this.#run({ ...action, stops: [...action.stops] }, unseen(action.inputs), cell);
        return;
      case 'probe':
        await this.#probe(action.host, action.argv, cell);
        return;
      case 'evaluate':
        await shell.evaluate(action.text);
        break;
      case 'enter':
        shell.host = action.host;
        break;
      case 'netns':
        shell.netns = action.name;
        break;
      case 'set':
        this.#settings = { ...this.#settings, ...action.settings };
        shell.limit = this.config.limit;
        break;
      case 'assign':
        shell.assign(action.name, action.value);
    }
    this.#journal.add(action, cell);
  }

  /**
   * @param cell the one that did it before, where it is done again
   * @param terminal where its output goes; default: to the cell's
   */
  async #run(action: RunAction, output: CellOutput, cell?: number, terminal?: Terminal): Promise<RunResult> {
    const { backend, shell } = this.#network!;
    const simulated = backend instanceof SimulatedBackend ? backend : undefined;
    this.#output = cell === undefined ? noting(output, action.inputs) : output;
    this.#live = undefined;
    if (!terminal) this.#listenAnew(backend);
    const began = simulated?.moment ?? { now: 0, turn: 0 };
    const again = cell === undefined ? [] : action.stops;
    this.#journal.add(action, cell);
    if (cell === undefined) this.#running = { began, stops: action.stops };
    const planned = again.map(({ now, turn }) => simulated?.plan({ now, turn: now === began.now ? turn + began.turn : turn }, () => shell.interrupt()));
    try {
      return await shell.run(action.text, terminal ?? this.#terminal);
    } finally {
      this.#running = undefined;
      planned.forEach((cancel) => cancel?.());
    }
  }

  async #startOver(settings: Settings, lab?: Lab): Promise<void> {
    if (this.main) throw new MagicError(ONLY_NOTEBOOK);
    await this.#network?.backend.close();
    this.#settings = settings;
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
      this.#network.shell.limit = this.config.limit;
    }
    return this.#network;
  }

  async #build(lab?: Lab): Promise<OpenNetwork> {
    const { lab: name, seed } = this.#settings;
    const chosen = lab ?? (name === undefined ? undefined : await this.#load(name));
    this.#network = await openNetwork(chosen, seed, { interactive: true, limit: this.config.limit }, this.options.backend?.create);
    this.#journal.begin(this.#settings);
    const { backend } = this.#network;
    if (backend instanceof SimulatedBackend) backend.network.events.subscribe((event) => this.#log.listen(event));
    return this.#network;
  }
}

type Failure = Extract<CellOutcome, { status: 'error' }>;

function failure(ename: string, evalue: string, told: string): Failure {
  return { status: 'error', ename, evalue, traceback: told.split('\n') };
}
