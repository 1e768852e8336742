import type { CellOutcome, CellOutput, Completeness, Completion, Evaluation, MimeBundle, Session } from './session';
import { StationGone } from './station';
import type { Station } from './station';

/** A subshell of a notebook's session, on whatever backend that is by now. Its shell starts anew with the backend. */
export class NotebookSubshell implements Session {
  #beside: Station | undefined;
  #own: Promise<Station> | undefined;
  #opened: Station | undefined;

  /** @param station where the notebook is now */
  constructor(private readonly station: () => Promise<Station>) {}

  async execute(code: string, output: CellOutput): Promise<CellOutcome> {
    try {
      const outcome = await (await this.#station()).execute(code, output);
      return outcome.status === 'handover' ? failure('MagicError', 'only the notebook itself can move to another backend') : outcome;
    } catch (error) {
      if (!(error instanceof StationGone)) throw error;
      return failure('BackendError', error.message);
    }
  }

  interrupt(): void {
    this.#opened?.interrupt();
  }

  async isComplete(code: string): Promise<Completeness> {
    return (await this.#station()).isComplete(code);
  }

  async complete(code: string, cursor: number): Promise<Completion> {
    return (await this.#station()).complete(code, cursor);
  }

  async inspect(code: string, cursor: number, detail = 0): Promise<MimeBundle | undefined> {
    return (await this.#station()).inspect(code, cursor, detail);
  }

  async evaluate(expression: string): Promise<Evaluation> {
    return (await this.#station()).evaluate(expression);
  }

  async subshell(): Promise<Session> {
    return new NotebookSubshell(this.station);
  }

  async close(): Promise<void> {
    await this.#opened?.close();
  }

  async #station(): Promise<Station> {
    const beside = await this.station();
    if (this.#beside !== beside) {
      this.#beside = beside;
      this.#own = beside.subshell();
    }
    return (this.#opened = await this.#own!);
  }
}

function failure(ename: string, evalue: string): CellOutcome {
  return { status: 'error', ename, evalue, traceback: evalue.split('\n') };
}
