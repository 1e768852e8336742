import type { CellOutcome, CellOutput, Completeness, Completion, Evaluation, MimeBundle, Session } from './session';
import { NotebookSubshell } from './notebook-subshell';
import { StationGone } from './station';
import type { BackendKind, Station } from './station';
import { INTERRUPTED } from './interrupted';
import type { Settings } from './settings';

/** Opens a session on a backend. @throws {StationGone} whose message tells the user what to do */
export type OpenStation = (kind: BackendKind, settings: Settings) => Promise<Station>;

/** A notebook's session, which moves from one backend to another when a cell says so. */
export class NotebookSession implements Session {
  #station: Promise<Station> | undefined;
  /** the one that runs a cell */
  #running: Station | undefined;
  /** an interrupt came, perhaps while a station was being opened */
  #stopped = false;

  constructor(private readonly open: OpenStation, private kind: BackendKind, private settings: Settings) {}

  async execute(code: string, output: CellOutput): Promise<CellOutcome> {
    this.#stopped = false;
    try {
      return await this.#run(code, output);
    } catch (error) {
      if (!(error instanceof StationGone)) throw error;
      return { status: 'error', ename: 'BackendError', evalue: error.message, traceback: error.message.split('\n') };
    } finally {
      this.#running = undefined;
    }
  }

  interrupt(): void {
    this.#stopped = true;
    this.#running?.interrupt();
  }

  async isComplete(code: string): Promise<Completeness> {
    return (await this.#opened()).isComplete(code);
  }

  async complete(code: string, cursor: number): Promise<Completion> {
    return (await this.#opened()).complete(code, cursor);
  }

  async inspect(code: string, cursor: number, detail = 0): Promise<MimeBundle | undefined> {
    return (await this.#opened()).inspect(code, cursor, detail);
  }

  async evaluate(expression: string): Promise<Evaluation> {
    return (await this.#opened()).evaluate(expression);
  }

  async subshell(): Promise<Session> {
    return new NotebookSubshell(() => this.#opened());
  }

  async close(): Promise<void> {
    await (await this.#station)?.close();
  }

  async #run(code: string, output: CellOutput): Promise<CellOutcome> {
    const station = this.#running = await this.#opened();
    if (this.#stopped) return INTERRUPTED;
    const outcome = await station.execute(code, output).catch((error: unknown) => this.#lost(error));
    this.settings = await station.settings().catch((error: unknown) => this.#lost(error));
    if (outcome.status !== 'handover') return outcome;
    await this.#move(outcome.backend);
    return this.#run(outcome.rest, output);
  }

  #opened(): Promise<Station> {
    this.#station ??= this.open(this.kind, this.settings);
    return this.#station.catch((error: unknown) => {
      this.#station = undefined;
      throw error;
    });
  }

  /** A station that is gone is opened anew when it's asked for again. */
  #lost(error: unknown): never {
    if (error instanceof StationGone) this.#station = undefined;
    throw error;
  }

  /** The old station goes only when the new one stands. @throws {StationGone} where that can't be opened; nothing has changed then */
  async #move(kind: BackendKind): Promise<void> {
    const next = await this.open(kind, this.settings);
    await this.close();
    this.kind = kind;
    this.#station = Promise.resolve(next);
  }
}
