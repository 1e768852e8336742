import type { CellOutcome, CellOutput, Completeness, Completion, Evaluation, MimeBundle } from '../jupyter/session';
import { StationGone } from '../jupyter/station';
import type { Handover, Station } from '../jupyter/station';
import type { Settings } from '../jupyter/settings';
import type { Lab } from '../lab';
import { Questions, answer } from './questions';
import type { Answer, Peer } from './questions';

export type { Peer } from './questions';

type Method = 'execute' | 'isComplete' | 'complete' | 'inspect' | 'evaluate' | 'settings' | 'subshell' | 'close';

/** What cells write to their outputs: all but what they ask. */
type Shown = Exclude<keyof CellOutput, 'input'>;

/** What goes into the station's process; `seat` is the station itself, 0, or the number of a subshell of it. */
type Inward =
  | { readonly type: 'call'; readonly id: number; readonly seat: number; readonly method: Method; readonly args: readonly unknown[] }
  | { readonly type: 'interrupt'; readonly seat: number }
  | Answer;

/** What comes out of it: `cell` is the id of the call that runs the cell. */
type Outward =
  | { readonly type: 'output'; readonly cell: number; readonly method: Shown; readonly args: readonly unknown[] }
  | { readonly type: 'input'; readonly id: number; readonly cell: number; readonly prompt: string; readonly hidden: boolean }
  | { readonly type: 'loadLab'; readonly id: number; readonly name: string }
  | Answer;

/** This side's end of the channel, which a station and its subshells share. */
class Line {
  readonly #questions = new Questions();
  readonly #outputs = new Map<number, CellOutput>();
  #gone: string | undefined;

  constructor(readonly peer: Peer, loadLab: (name: string) => Promise<Lab>) {
    peer.onMessage((data) => {
      const message = data as Outward;
      switch (message.type) {
        case 'answer':
          return this.#questions.settle(message);
        case 'loadLab':
          return void answer(peer, message.id, () => loadLab(message.name));
        case 'input':
          return void answer(peer, message.id, () => this.#outputs.get(message.cell)?.input?.(message.prompt, message.hidden) ?? null);
        case 'output':
          (this.#outputs.get(message.cell)?.[message.method] as ((...args: readonly unknown[]) => void) | undefined)?.(...message.args);
      }
    });
  }

  get open(): boolean {
    return this.#gone === undefined;
  }

  ended(why: string): void {
    this.#gone = why;
    this.#questions.failAll(new StationGone(why));
  }

  call<T>(seat: number, method: Method, args: readonly unknown[], asked: (id: number) => void = () => undefined): Promise<T> {
    if (this.#gone !== undefined) return Promise.reject(new StationGone(this.#gone));
    return this.#questions.ask((id) => {
      asked(id);
      this.peer.send({ type: 'call', id, seat, method, args } satisfies Inward);
    });
  }

  run(seat: number, code: string, output: CellOutput): Promise<CellOutcome | Handover> {
    let own = 0;
    return this.call<CellOutcome | Handover>(seat, 'execute', [code, output.input !== undefined], (id) => this.#outputs.set(own = id, output)).finally(() => this.#outputs.delete(own));
  }
}

/** A station, or a subshell of one, in another process. */
class Seat implements Station {
  constructor(protected readonly line: Line, private readonly seat: number) {}

  execute(code: string, output: CellOutput): Promise<CellOutcome | Handover> {
    return this.line.run(this.seat, code, output);
  }

  interrupt(): void {
    this.line.peer.send({ type: 'interrupt', seat: this.seat } satisfies Inward);
  }

  isComplete(code: string): Promise<Completeness> {
    return this.#call('isComplete', code);
  }

  complete(code: string, cursor: number): Promise<Completion> {
    return this.#call('complete', code, cursor);
  }

  inspect(code: string, cursor: number, detail = 0): Promise<MimeBundle | undefined> {
    return this.#call('inspect', code, cursor, detail);
  }

  evaluate(expression: string): Promise<Evaluation> {
    return this.#call('evaluate', expression);
  }

  settings(): Promise<Settings> {
    return this.#call('settings');
  }

  async subshell(): Promise<Station> {
    return new Seat(this.line, await this.#call('subshell'));
  }

  async close(): Promise<void> {
    if (this.line.open) await this.#call('close');
  }

  #call<T>(method: Method, ...args: readonly unknown[]): Promise<T> {
    return this.line.call(this.seat, method, args);
  }
}

/** A station in another process, as if it were here. */
export class RemoteStation extends Seat {
  /** @param loadLab reads labs for it, as files are read on this side. @throws Error whose message tells the user what to do */
  constructor(peer: Peer, loadLab: (name: string) => Promise<Lab>) {
    super(new Line(peer, loadLab), 0);
  }

  /** Its process has ended: whoever waits for it hears why. */
  ended(why: string): void {
    this.line.ended(why);
  }

  override async close(): Promise<void> {
    await super.close();
    if (this.line.open) this.line.peer.close();
  }
}

/**
 * The station's own side.
 * @param make makes the station; it reads labs through the function that it gets
 */
export function serveStation(peer: Peer, make: (loadLab: (name: string) => Promise<Lab>) => Station): void {
  const questions = new Questions();
  const seats = new Map([[0, make((name) => questions.ask((id) => peer.send({ type: 'loadLab', id, name } satisfies Outward)))]]);
  let last = 0;
  const output = (cell: number, mayAsk: boolean): CellOutput => {
    const tell = <M extends Shown>(method: M) => (...args: Parameters<Required<CellOutput>[M]>): void => peer.send({ type: 'output', cell, method, args } satisfies Outward);
    const input = (prompt: string, hidden: boolean): Promise<string | null> => questions.ask((id) => peer.send({ type: 'input', id, cell, prompt, hidden } satisfies Outward));
    return { stream: tell('stream'), display: tell('display'), update: tell('update'), result: tell('result'), clear: tell('clear'), typed: tell('typed'), payload: tell('payload'), ...(mayAsk && { input }) };
  };
  const open = async (station: Station): Promise<number> => {
    seats.set(++last, await station.subshell());
    return last;
  };
  peer.onMessage((data) => {
    const message = data as Inward;
    if (message.type === 'answer') return questions.settle(message);
    const station = seats.get(message.seat);
    if (message.type === 'interrupt') return station?.interrupt();
    const { id, seat, method, args } = message;
    void answer(peer, id, () => {
      if (!station) throw new Error('this subshell is closed');
      switch (method) {
        case 'execute':
          return station.execute(String(args[0]), output(id, args[1] === true));
        case 'subshell':
          return open(station);
        case 'close':
          if (seat !== 0) seats.delete(seat);
          return station.close();
        default:
          return (station[method] as (...args: readonly unknown[]) => unknown)(...args);
      }
    });
  });
}
