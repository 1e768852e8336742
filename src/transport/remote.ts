import type { CellOutcome, CellOutput, Completeness, Completion, MimeBundle } from '../jupyter/session';
import { StationGone } from '../jupyter/station';
import type { Handover, Station } from '../jupyter/station';
import type { Settings } from '../jupyter/workbench';
import type { Lab } from '../lab';

/** The other process, at the end of a channel that carries plain data in order. */
export interface Peer {
  send(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
  /** Ends it. */
  close(): void;
}

type Method = 'execute' | 'isComplete' | 'complete' | 'inspect' | 'settings' | 'close';

/** An answer, by the id of its question. */
type Answer = { readonly type: 'answer'; readonly id: number; readonly value?: unknown; readonly problem?: string };

/** What goes into the station's process. */
type Inward = { readonly type: 'call'; readonly id: number; readonly method: Method; readonly args: readonly unknown[] } | { readonly type: 'interrupt' } | Answer;

/** What comes out of it: `output` belongs to the cell of the call with that id. */
type Outward =
  | { readonly type: 'output'; readonly id: number; readonly method: keyof CellOutput; readonly args: readonly unknown[] }
  | { readonly type: 'loadLab'; readonly id: number; readonly name: string }
  | Answer;

/** Questions that wait for their answers. */
class Questions {
  #last = 0;
  readonly #waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();

  ask<T>(send: (id: number) => void): Promise<T> {
    const id = ++this.#last;
    return new Promise<T>((resolve, reject) => {
      this.#waiting.set(id, { resolve: (value) => resolve(value as T), reject });
      send(id);
    });
  }

  settle({ id, value, problem }: Answer): void {
    const asker = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (problem === undefined) asker?.resolve(value);
    else asker?.reject(new Error(problem));
  }

  failAll(error: Error): void {
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}

/** Answers a question with what `work` comes to. */
async function answer(peer: Peer, id: number, work: () => unknown): Promise<void> {
  try {
    peer.send({ type: 'answer', id, value: await work() } satisfies Answer);
  } catch (error) {
    peer.send({ type: 'answer', id, problem: error instanceof Error ? error.message : String(error) } satisfies Answer);
  }
}

/** A station in another process, as if it were here. */
export class RemoteStation implements Station {
  readonly #questions = new Questions();
  readonly #outputs = new Map<number, CellOutput>();
  #gone: string | undefined;

  /** @param loadLab reads labs for it, as files are read on this side. @throws Error whose message tells the user what to do */
  constructor(private readonly peer: Peer, loadLab: (name: string) => Promise<Lab>) {
    peer.onMessage((data) => {
      const message = data as Outward;
      if (message.type === 'answer') this.#questions.settle(message);
      else if (message.type === 'loadLab') void answer(peer, message.id, () => loadLab(message.name));
      else (this.#outputs.get(message.id)?.[message.method] as ((...args: readonly unknown[]) => void) | undefined)?.(...message.args);
    });
  }

  /** Its process has ended: whoever waits for it hears why. */
  ended(why: string): void {
    this.#gone = why;
    this.#questions.failAll(new StationGone(why));
  }

  execute(code: string, output: CellOutput): Promise<CellOutcome | Handover> {
    let own = 0;
    return this.#call<CellOutcome | Handover>('execute', [code], (id) => this.#outputs.set(own = id, output)).finally(() => this.#outputs.delete(own));
  }

  interrupt(): void {
    this.peer.send({ type: 'interrupt' } satisfies Inward);
  }

  isComplete(code: string): Promise<Completeness> {
    return this.#call('isComplete', [code]);
  }

  complete(code: string, cursor: number): Promise<Completion> {
    return this.#call('complete', [code, cursor]);
  }

  inspect(code: string, cursor: number): Promise<MimeBundle | undefined> {
    return this.#call('inspect', [code, cursor]);
  }

  settings(): Promise<Settings> {
    return this.#call('settings', []);
  }

  async close(): Promise<void> {
    if (this.#gone !== undefined) return;
    await this.#call('close', []);
    this.peer.close();
  }

  #call<T>(method: Method, args: readonly unknown[], asked: (id: number) => void = () => undefined): Promise<T> {
    if (this.#gone !== undefined) return Promise.reject(new StationGone(this.#gone));
    return this.#questions.ask((id) => {
      asked(id);
      this.peer.send({ type: 'call', id, method, args } satisfies Inward);
    });
  }
}

/**
 * The station's own side.
 * @param make makes the station; it reads labs through the function that it gets
 */
export function serveStation(peer: Peer, make: (loadLab: (name: string) => Promise<Lab>) => Station): void {
  const questions = new Questions();
  const station = make((name) => questions.ask((id) => peer.send({ type: 'loadLab', id, name } satisfies Outward)));
  const output = (id: number): CellOutput => {
    const tell = <M extends keyof CellOutput>(method: M) => (...args: Parameters<CellOutput[M]>): void => peer.send({ type: 'output', id, method, args } satisfies Outward);
    return { stream: tell('stream'), display: tell('display'), result: tell('result'), clear: tell('clear') };
  };
  peer.onMessage((data) => {
    const message = data as Inward;
    if (message.type === 'answer') questions.settle(message);
    else if (message.type === 'interrupt') station.interrupt();
    else {
      const { id, method, args } = message;
      void answer(peer, id, () => (method === 'execute' ? station.execute(String(args[0]), output(id)) : (station[method] as (...args: readonly unknown[]) => unknown)(...args)));
    }
  });
}
