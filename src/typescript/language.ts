import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import type { Writable } from 'node:stream';
import { INTERRUPTED } from '../jupyter/interrupted';
import type { CellLanguage, LanguageHost } from '../jupyter/language';
import type { CellOutcome, CellOutput, Completeness, Completion, MimeBundle } from '../jupyter/session';
import { STOP_FD, isOutward } from './messages';
import type { Inward, Outward } from './messages';

/** ms until a cell that goes on is interrupted harder: by SIGINT, which ends what runs up to its first await; then by the end of its process. */
const PATIENCE_MS = { sigint: 300, kill: 5000 };

/** MiB that what cells hold may take */
const MOST_MIB = 1024;

/** What happens when there is no other way to stop a cell, or it ends its own process. */
const GONE = 'the process that runs TypeScript has ended, and with it what its cells declared; the next %%ts cell starts over';

/** TypeScript cells, in a process of their own: it starts with the first of them. */
export class TypeScriptLanguage implements CellLanguage {
  #child: ChildProcess | undefined;
  /** it can be sent a signal */
  #ready = false;
  /** it has come to the first cell's code: before that it holds nothing that could be lost */
  #begun = false;
  #last = 0;
  readonly #waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  #cell: { readonly output: CellOutput; readonly host: LanguageHost } | undefined;
  /** id of the last call of `run` */
  #running = 0;
  #timers: NodeJS.Timeout[] = [];
  /** an interrupt has ended the process before it came to the cell's code */
  #dropped = false;

  /** @param program what to start: it has to come to `serveTypeScript` */
  constructor(private readonly program: readonly string[]) {}

  async run(body: string, output: CellOutput, host: LanguageHost): Promise<CellOutcome> {
    this.#cell = { output, host };
    this.#dropped = false;
    try {
      return await this.#call<CellOutcome>('run', body);
    } catch (error) {
      if (this.#dropped) return INTERRUPTED;
      const { message } = error as Error;
      return { status: 'error', ename: 'TypeScriptGone', evalue: message, traceback: [message] };
    } finally {
      this.#cell = undefined;
      this.#calm();
    }
  }

  interrupt(): void {
    const child = this.#child;
    if (!child || !this.#cell) return;
    if (!this.#begun) {
      // TypeScript takes its time to load, and hears nothing meanwhile
      this.#dropped = true;
      child.kill('SIGKILL');
      return;
    }
    this.#tell({ type: 'interrupt' });
    (child.stdio[STOP_FD] as Writable).write(new Uint8Array(Int32Array.of(this.#running).buffer));
    this.#calm();
    this.#timers = [setTimeout(() => this.#ready && child.kill('SIGINT'), PATIENCE_MS.sigint), setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS.kill)];
  }

  isComplete(body: string): Promise<Completeness> {
    return this.#call('isComplete', body);
  }

  complete(body: string, cursor: number): Promise<Completion> {
    return this.#call('complete', body, cursor);
  }

  inspect(body: string, cursor: number): Promise<MimeBundle | undefined> {
    return this.#call('inspect', body, cursor);
  }

  async close(): Promise<void> {
    this.#calm();
    const child = this.#child;
    if (!child) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await ended;
  }

  #call<T>(method: 'run' | 'isComplete' | 'complete' | 'inspect', ...args: readonly unknown[]): Promise<T> {
    this.#child ??= this.#start();
    const id = ++this.#last;
    if (method === 'run') this.#running = id;
    return new Promise<T>((resolve, reject) => {
      this.#waiting.set(id, { resolve: (value) => resolve(value as T), reject });
      this.#tell({ type: 'call', id, method, args });
    });
  }

  #start(): ChildProcess {
    const env = { ...process.env, NODE_OPTIONS: `${process.env.NODE_OPTIONS ?? ''} --max-old-space-size=${MOST_MIB}`.trim() };
    const child = spawn(this.program[0]!, this.program.slice(1), { stdio: ['ignore', 'inherit', 'inherit', 'ipc', 'pipe'], env });
    child.on('message', (message: unknown) => {
      // a cell can send what it likes
      if (isOutward(message)) this.#receive(message);
    });
    child.on('error', (error) => this.#ended(`TypeScript can't be started: ${error.message}`));
    child.on('disconnect', () => this.#cut(child));
    child.on('exit', () => this.#ended(GONE));
    child.stdio[STOP_FD]!.on('error', () => undefined);
    return child;
  }

  /** The process of a cell that has cut its line can't be reached any more. */
  #cut(child: ChildProcess): void {
    if (this.#child === child) child.kill('SIGKILL');
  }

  #ended(why: string): void {
    this.#child = undefined;
    this.#ready = this.#begun = false;
    for (const { reject } of this.#waiting.values()) reject(new Error(why));
    this.#waiting.clear();
  }

  #receive(message: Outward): void {
    switch (message.type) {
      case 'ready':
        this.#ready = true;
        return;
      case 'answer': {
        const asker = this.#waiting.get(message.id);
        this.#waiting.delete(message.id);
        if (message.id === this.#running) this.#begun = true;
        return message.problem === undefined ? asker?.resolve(message.value) : asker?.reject(new Error(message.problem));
      }
      case 'output':
        return (this.#cell?.output[message.method] as ((...args: readonly unknown[]) => void) | undefined)?.(...message.args);
      case 'ask':
        // the first thing that a compiled cell does is to look at the lab
        this.#begun = true;
        return void this.#answer(message);
    }
  }

  /** A cell that has ended can't reach the lab any more. */
  async #answer({ id, method, args }: Extract<Outward, { type: 'ask' }>): Promise<void> {
    try {
      if (!this.#cell) throw new Error('its cell has ended: the lab is there for the cell that runs');
      const value = await (this.#cell.host[method] as (...args: readonly unknown[]) => unknown)(...args);
      this.#tell({ type: 'answer', id, value });
    } catch (error) {
      this.#tell({ type: 'answer', id, problem: (error as Error).message });
    }
  }

  #tell(message: Inward): void {
    if (this.#child?.connected) this.#child.send(message);
  }

  #calm(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers = [];
  }
}
