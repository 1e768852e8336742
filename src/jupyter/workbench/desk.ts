import { SimulatedBackend, type Backend, type Moment, type Snapshot } from '../../backend';
import type { Probe } from '../../check';
import type { Child } from '../../commands/program';
import { Seen } from '../../render';
import type { RunResult, Shell } from '../../shell/shell';
import type { Terminal } from '../../shell/terminal';
import { probe } from '../checks/probe';
import { Live } from '../complete/live';
import type { CellOutput } from '../session';
import { suggestion } from '../suggest';
import { CellTerminal } from '../terminal';
import { noting } from './journal';
import type { Action } from './journal';
import { Changes } from './changes';
import type { OpenNetwork } from './network';
import type { Choices } from './site';
import { Traffic } from './traffic';

type RunAction = Extract<Action, { kind: 'run' }>;

/** How a run differs from that of a cell's own text. */
interface Manner {
  /** the cell that did it before, where it is done again */
  readonly cell?: number;
  /** where its output goes; default: to the cell's */
  readonly terminal?: Terminal;
}

/** A shell on a network as long as that lasts, and what runs in it now. */
export class Desk {
  readonly backend: Backend;
  readonly traffic: Traffic;
  readonly changes: Changes;
  /** what tables have shown of the network */
  readonly seen = new Seen();
  /** the network at the last picture of it */
  pictured: Snapshot | undefined;
  readonly #terminal: CellTerminal;
  #output: CellOutput | undefined;
  /** what runs now, and since when */
  #running: { readonly began: Moment; readonly stops: Moment[] } | undefined;
  /** what a check runs now */
  #probing: Child | undefined;
  /** what completion has learnt since the last command */
  #live: Live | undefined;

  /**
   * @param note takes what is done, and the cell that did it before where it is done again
   * @param config what the notebook has chosen
   */
  constructor({ backend, told }: OpenNetwork, readonly shell: Shell, private readonly note: (action: Action, cell?: number) => void, config: () => Required<Choices>) {
    this.backend = backend;
    this.traffic = new Traffic(backend);
    this.changes = new Changes(backend, this.seen, told, () => config().changes);
    this.#terminal = new CellTerminal(
      () => this.#output!,
      (host, argv) => backend.query(host, argv),
      // lab time waits for something outside the lab
      (work) => (backend instanceof SimulatedBackend ? backend.outside(work) : work),
      // a cell may have changed a moment ago what there is
      (text, { argv, host }) => suggestion(text, argv, async () => new Live(backend, { ...shell.names, host })),
      { tables: () => config().tables, seen: () => (config().changes ? this.seen : undefined), marking: () => this.changes.marking() },
    );
  }

  /** Runs shell text. */
  async run(action: RunAction, output: CellOutput, { cell, terminal }: Manner = {}): Promise<RunResult> {
    const { backend, shell } = this;
    const simulated = backend instanceof SimulatedBackend ? backend : undefined;
    this.#output = cell === undefined ? noting(output, action.inputs) : output;
    this.moved();
    if (!terminal) this.traffic.begin();
    if (cell === undefined) await this.changes.begin(action.text, output);
    const began = simulated?.moment ?? { now: 0, turn: 0 };
    const again = cell === undefined ? [] : action.stops;
    this.note(action, cell);
    if (cell === undefined) this.#running = { began, stops: action.stops };
    const planned = again.map(({ now, turn }) => simulated?.plan({ now, turn: now === began.now ? turn + began.turn : turn }, () => shell.interrupt()));
    try {
      return await shell.run(action.text, terminal ?? this.#terminal);
    } finally {
      this.#running = undefined;
      planned.forEach((cancel) => cancel?.());
    }
  }

  /** Runs a command for a check. @param cell the one that did it before, where it is done again */
  async probe(host: string, argv: readonly string[], cell?: number): Promise<Probe> {
    this.note({ kind: 'probe', host, argv }, cell);
    this.traffic.begin();
    try {
      return await probe(this.backend, host, argv, this.traffic.log, (child) => {
        this.#probing = child;
      });
    } finally {
      this.#probing = undefined;
    }
  }

  /** Ctrl-C for what runs in the foreground. */
  interrupt(): void {
    this.#probing?.kill('SIGINT');
    if (this.#running && this.backend instanceof SimulatedBackend) {
      const { began, stops } = this.#running;
      const { now, turn } = this.backend.moment;
      stops.push({ now, turn: now === began.now ? turn - began.turn : turn });
    }
    this.shell.interrupt();
  }

  /** What there is now, for completion and inspection. */
  get live(): Live {
    this.#live ??= new Live(this.backend, this.shell.names);
    return this.#live;
  }

  /** The shell stands elsewhere, or may have changed something. */
  moved(): void {
    this.#live = undefined;
  }
}
