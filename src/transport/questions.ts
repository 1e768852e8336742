/** The other process, at the end of a channel that carries plain data in order. */
export interface Peer {
  send(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
  /** Ends it. */
  close(): void;
}

/** An answer, by the id of its question. */
export type Answer = { readonly type: 'answer'; readonly id: number; readonly value?: unknown; readonly problem?: string };

/** Questions that wait for their answers. */
export class Questions {
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
export async function answer(peer: Peer, id: number, work: () => unknown): Promise<void> {
  try {
    peer.send({ type: 'answer', id, value: await work() } satisfies Answer);
  } catch (error) {
    peer.send({ type: 'answer', id, problem: error instanceof Error ? error.message : String(error) } satisfies Answer);
  }
}
