import type { Backend, Snapshot } from '../../backend';
import type { World } from '../../check';
import type { Trace } from '../../render';
import type { Live } from '../complete/live';
import { valueOf } from '../expressions';
import { inspectAt } from '../inspect';
import { INTERRUPTED } from '../interrupted';
import { MagicError } from '../magics/magic';
import type { CellOutcome, CellOutput, Evaluation, MimeBundle } from '../session';
import type { Settings } from '../settings';
import type { Choice } from '../trace/journeys';
import { Desk } from './desk';
import { unseen } from './journal';
import type { Action } from './journal';
import { languageHost } from './language-host';
import { Languages } from './languages';
import type { WorkbenchOptions } from './options';
import { Rewind } from './rewind';
import { ONLY_NOTEBOOK, Site, withDefaults } from './site';
import type { Choices } from './site';

/** What a notebook works at: a lab's network, built when the first command needs it, and a shell on one of its hosts. */
export class Workbench {
  readonly site: Site;
  readonly languages: Languages;
  readonly rewind = new Rewind(this);
  /** what a subshell has chosen for itself, as long as its shell lasts */
  #chosen: Choices = {};
  #cell = 0;
  #desk: Desk | undefined;
  /** an interrupt came, perhaps while the network was being built */
  #stopped = false;

  /**
   * @param site where it works, if that isn't a network of its own
   * @param seat its number there: 0 for the notebook's own workbench
   */
  constructor(private readonly options: WorkbenchOptions, site?: Site, private readonly seat = 0) {
    this.site = site ?? new Site(options);
    this.languages = new Languages(options.languages);
  }

  /** Whether it is the notebook's own, and not that of a subshell. */
  get main(): boolean {
    return this.seat === 0;
  }

  /** Another one at the same network, with a shell of its own. @param seat its number; default: it is a new one */
  beside(seat?: number): Workbench {
    const other = new Workbench(this.options, this.site, seat ?? this.site.nextSeat());
    if (seat === undefined) this.site.seats.set(other.seat, other);
    return other;
  }

  /** Where it works on the network as that is by now. @param again the cell that came here before, where what was done is done again */
  async desk(again?: number): Promise<Desk> {
    if (!this.main && again === undefined) await this.site.restoring;
    const open = await this.site.opened();
    if (this.#desk?.backend !== open.backend) {
      if (this.#desk) this.#chosen = {};
      this.#desk = new Desk(open, this.main ? open.shell : open.shell.beside(), (action, cell) => this.note(action, cell), () => this.config);
      this.#desk.shell.limit = this.config.limit;
      if (!this.main) this.note({ kind: 'open' }, again ?? this.site.journal.last);
    }
    return this.#desk;
  }

  /** Keeps what was done. @param again the cell that did it before, where it is done again */
  note(action: Action, again = this.#cell): void {
    this.site.journal.add(action, this.seat, again);
  }

  /** Runs shell text; returns when its foreground commands have ended. */
  async run(text: string, output: CellOutput): Promise<CellOutcome> {
    this.begin();
    const desk = await this.desk();
    if (this.#stopped) return INTERRUPTED;
    const { outcome, status, message } = await desk.run({ kind: 'run', text, stops: [], inputs: [] }, output);
    switch (outcome) {
      case 'syntax':
        return failure('SyntaxError', message ?? 'syntax error', message ?? 'syntax error');
      case 'errexit':
        return failure('ErrExit', `exit code ${status}`, `A command failed with exit code ${status}, and set -e ends the cell there.`);
      case 'interrupted':
        return INTERRUPTED;
      case 'exit':
        output.payload?.({ source: 'ask_exit', keepkernel: false });
        return { status: 'ok' };
      case 'done':
        return { status: 'ok' };
    }
  }

  /** What there is to say of a command's last word; undefined where nothing is known. */
  explain(command: string): Promise<MimeBundle | undefined> {
    return inspectAt(command, [...command].length, 1, () => this.live());
  }

  /** What a command prints; nothing but the network can change by it. */
  async evaluate(expression: string): Promise<Evaluation> {
    const desk = await this.desk();
    desk.moved();
    this.note({ kind: 'evaluate', text: expression });
    const { outcome, status, stdout, stderr, message } = await this.site.journal.during(this.#cell, desk.shell.evaluate(expression));
    if (outcome === 'syntax') return failure('SyntaxError', message ?? 'syntax error', message ?? 'syntax error');
    if (outcome === 'interrupted') return INTERRUPTED;
    if (status === 0) return valueOf(stdout);
    return failure('CommandFailed', stderr.trim() || `exit code ${status}`, `${stderr}exit code ${status}`);
  }

  /** Runs a cell of another language. @throws {MagicError} where there is none of that name */
  async runIn(language: string, body: string, output: CellOutput): Promise<CellOutcome> {
    this.begin();
    const desk = await this.desk();
    if (this.#stopped) return INTERRUPTED;
    desk.traffic.begin();
    return this.languages.get(language).run(body, output, languageHost(this, output));
  }

  /** The lab for another language, where nobody can be asked for input. */
  languageHost(): ReturnType<typeof languageHost> {
    return languageHost(this, unseen([]));
  }

  /** Shows what a cell changed, at its end. */
  async tellChanges(output: CellOutput): Promise<void> {
    await this.#desk?.changes.tell(output);
  }

  /** Something begins that an interrupt can end. */
  begin(): void {
    this.#stopped = false;
  }

  /** Whether an interrupt came since the last commands or check began. */
  get stopped(): boolean {
    return this.#stopped;
  }

  /** Ctrl-C for what runs in the foreground. */
  interrupt(): void {
    this.#stopped = true;
    this.languages.interrupt();
    this.#desk?.interrupt();
  }

  /** What there is now, for completion and inspection. */
  async live(): Promise<Live> {
    return (await this.desk()).live;
  }

  /** Names of labs that `%lab` can start. */
  labs(): readonly string[] {
    return this.options.labs?.() ?? [];
  }

  get kind(): Backend['kind'] {
    return this.options.backend?.kind ?? 'simulated';
  }

  get settings(): Settings {
    return { ...this.site.settings, ...this.#chosen };
  }

  /** The settings, and what holds where nobody has chosen one. */
  get config(): Settings & Required<Choices> {
    return withDefaults(this.settings);
  }

  /** Changes settings that don't start the network over. */
  set(choices: Choices): void {
    this.choose(choices);
    this.note({ kind: 'set', settings: choices });
  }

  /** {@link set}, where it is kept already. */
  choose(choices: Choices): void {
    if (this.main) this.site.settings = { ...this.site.settings, ...choices };
    else this.#chosen = { ...this.#chosen, ...choices };
    if (this.#desk) this.#desk.shell.limit = this.config.limit;
  }

  /** A cell begins. @returns what ends it */
  beginCell(): () => void {
    const cell = this.#cell = this.site.journal.beginCell();
    return () => this.site.journal.endCell(cell);
  }

  /** The journal's number of the last cell. */
  get cell(): number {
    return this.#cell;
  }

  /** Starts over in another lab. @throws {MagicError} when there is none of that name, and nothing changes */
  async openLab(name: string): Promise<void> {
    const lab = await this.site.load(name);
    await this.startOver({ ...this.settings, lab: name }, lab);
  }

  /** Starts over. @throws {MagicError} for a subshell */
  async startOver(...[settings, lab]: Parameters<Site['startOver']>): Promise<void> {
    if (!this.main) throw new MagicError(ONLY_NOTEBOOK);
    await this.site.startOver(settings, lab);
  }

  async hosts(): Promise<{ readonly hosts: readonly string[]; readonly current: string }> {
    const { backend, shell } = await this.desk();
    return { hosts: backend.hosts, current: shell.host };
  }

  /** Gives the following commands to a host's shell. */
  async enter(host: string): Promise<void> {
    const desk = await this.desk();
    desk.shell.host = host;
    desk.moved();
    this.note({ kind: 'enter', host });
  }

  /** The present host's namespaces, and the one in which its shell is; undefined: the host's own. */
  async namespaces(): Promise<{ readonly namespaces: readonly string[]; readonly current: string | undefined }> {
    const { backend, shell } = await this.desk();
    return { namespaces: backend.namespaces(shell.host), current: shell.netns };
  }

  /** Puts the present host's shell into a namespace, or back. @throws {RangeError} for one that there isn't */
  async enterNetns(name: string | undefined): Promise<void> {
    const desk = await this.desk();
    desk.shell.netns = name;
    desk.moved();
    this.note({ kind: 'netns', name });
  }

  /** Gives the shell a variable. @throws {MagicError} when it is readonly */
  async assign(name: string, value: string): Promise<void> {
    const { shell } = await this.desk();
    try {
      shell.assign(name, value);
    } catch (error) {
      throw new MagicError(error instanceof Error ? error.message : String(error));
    }
    this.note({ kind: 'assign', name, value });
  }

  /** ns of lab time since the network began */
  async now(): Promise<number> {
    return (await this.desk()).backend.clock.now();
  }

  /** The network as it is now, and as it was at the last picture of it, if there was one. */
  async picture(): Promise<readonly [now: Snapshot, before: Snapshot | undefined]> {
    const desk = await this.desk();
    const now = await desk.backend.snapshot();
    const before = desk.pictured;
    desk.pictured = now;
    return [now, this.config.changes ? before : undefined];
  }

  /** What checks are judged against: the network as it is now, and what its shell's variables hold. */
  async judged(): Promise<{ readonly world: World; readonly host: string; readonly variable: (name: string) => string | undefined }> {
    this.begin();
    const { backend, shell } = await this.desk();
    const probe: World['probe'] = async (host, argv) => (this.#stopped ? { text: '', status: 130, drops: undefined } : (await this.desk()).probe(host, argv));
    return { world: { snapshot: await backend.snapshot(), query: backend.query.bind(backend), probe }, host: shell.host, variable: (name) => shell.variable(name) };
  }

  /** What was dropped during the last commands, and why. */
  async why(): Promise<string> {
    if (this.kind === 'real') return "A real kernel doesn't say what it drops, and why: run `%backend simulated`, the cells again, then %why.\n";
    return (await this.desk()).traffic.tell();
  }

  /** The packets of the last commands, as far as they are chosen. */
  async trace(choice: Choice): Promise<Trace> {
    return (await this.desk()).traffic.trace(choice);
  }

  async close(): Promise<void> {
    if (!this.main) {
      this.interrupt();
      this.site.seats.delete(this.seat);
      this.#desk?.shell.close();
    }
    await Promise.all([this.main ? this.site.close() : undefined, this.languages.close()]);
  }
}

type Failure = Extract<CellOutcome, { status: 'error' }>;

function failure(ename: string, evalue: string, told: string): Failure {
  return { status: 'error', ename, evalue, traceback: told.split('\n') };
}
