import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Content, Message } from '../../src/jupyter/message';
import { Client, freeConnection } from '../../test/transport/client';
import type { Peer } from './peers';

/** What a request led to. */
export interface Answer {
  readonly reply: Message;
  /** all that iopub said about it */
  readonly said: readonly Message[];
  /** ms from the request to the reply, and to the later one of reply and `idle` */
  readonly replied: number;
  readonly ended: number;
}

interface Pending {
  readonly sent: number;
  readonly said: Message[];
  reply: Message | undefined;
  replied: number;
  idle: boolean;
  busy(): void;
  settle(answer: Answer): void;
}

/** A request on its way. */
export interface Request {
  /** Resolves when the kernel has begun with it. */
  readonly begun: Promise<void>;
  /** Resolves with the reply, where `idle` is wanted once that has come too; undefined after the patience. */
  readonly answer: Promise<Answer | undefined>;
}

/** A kernel's process, and a front end that speaks to it over ZeroMQ. */
export class Running {
  readonly #pending = new Map<string, Pending>();
  readonly #folder: string;
  readonly #exit: Promise<void>;
  #welcomed: () => void = () => undefined;
  readonly #welcome = new Promise<void>((resolve) => (this.#welcomed = resolve));
  #gone = false;

  private constructor(readonly process: ChildProcess, private readonly client: Client, folder: string, readonly spawned: number) {
    this.#folder = folder;
    this.#exit = new Promise((resolve) => process.once('exit', () => {
      this.#gone = true;
      resolve();
    }));
    void this.#pump('shell');
    void this.#pump('control');
    void this.#pump('iopub');
  }

  /** Starts a kernel. Its front end waits at the sockets before the process is there, so no poll adds to what is measured. */
  static async start(peer: Peer): Promise<Running> {
    const folder = mkdtempSync(join(tmpdir(), 'bench-kernel-'));
    const connection = await freeConnection();
    const file = join(folder, 'connection.json');
    writeFileSync(file, JSON.stringify(connection));
    const client = new Client(connection, { reconnectInterval: 1 });
    const [program, ...args] = peer.argv(file);
    const { JPY_PARENT_PID: _, ...env } = process.env;
    const spawned = performance.now();
    const child = spawn(program!, args, { cwd: resolve(__dirname, '../..'), detached: true, stdio: 'ignore', env: { ...env, VETHLAB_HISTORY: join(folder, 'history.jsonl') } });
    return new Running(child, client, folder, spawned);
  }

  get alive(): boolean {
    return !this.#gone;
  }

  /** Resolves when iopub's welcome shows that nothing of it can be missed any more. */
  subscribed(patience: number): Promise<void> {
    return Promise.race([this.#welcome, new Promise<void>((resolve) => setTimeout(resolve, patience).unref())]);
  }

  /** @param idle whether the answer is there only with `idle` */
  request(msg_type: string, content: Content, { patience = 20_000, idle = true, channel = 'shell' as 'shell' | 'control' } = {}): Request {
    let begin: () => void = () => undefined;
    const begun = new Promise<void>((resolve) => (begin = resolve));
    const answer = new Promise<Answer | undefined>((resolve) => {
      const timer = setTimeout(() => resolve(undefined), patience);
      const lose = (): void => {
        clearTimeout(timer);
        resolve(undefined);
      };
      void this.#exit.then(lose);
      const message = this.client.author.write(channel, msg_type, content);
      this.#pending.set(message.header.msg_id, {
        sent: performance.now(), said: [], reply: undefined, replied: 0, idle: !idle, busy: begin,
        settle: (found) => {
          clearTimeout(timer);
          resolve(found);
        },
      });
      this.client.write(channel, message).catch(lose);
    });
    return { begun, answer };
  }

  execute(code: string, patience?: number): Request {
    return this.request('execute_request', { code, silent: false, store_history: true, user_expressions: {}, allow_stdin: false, stop_on_error: false }, { ...(patience !== undefined && { patience }) });
  }

  /** Ctrl-C, as Jupyter does it. */
  interrupt(how: 'message' | 'signal'): void {
    if (how === 'message') void this.request('interrupt_request', {}, { channel: 'control', patience: 1000, idle: false });
    else if (this.alive) process.kill(-this.process.pid!, 'SIGINT');
  }

  /** Resident memory of the kernel and its children, MB (10⁶ octets). */
  rss(): number {
    return this.#family().reduce((sum, pid) => sum + Number(/^VmRSS:\s+(\d+) kB$/m.exec(procfs(pid, 'status'))?.[1] ?? 0) * 1024, 0) / 1e6;
  }

  /** Processor time that they have used, ms: of the kernel (user and system) and of children, those that have ended included. */
  cpu(): number {
    const ticks = this.#family().map((pid) => procfs(pid, 'stat').replace(/^.*\) /, '').split(' ').slice(11, 15).reduce((sum, field) => sum + Number(field), 0));
    return ticks.reduce((sum, one) => sum + one, 0) * 10;
  }

  async end(): Promise<void> {
    if (this.alive) process.kill(-this.process.pid!, 'SIGKILL');
    await this.#exit;
    this.client.close();
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 3 });
  }

  /** The kernel's pid and those of all its descendants. */
  #family(): number[] {
    const parents = new Map(readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map((pid) => [Number(pid), Number(procfs(Number(pid), 'stat').replace(/^.*\) /, '').split(' ')[1])]));
    const family = [this.process.pid!];
    for (const pid of family) family.push(...[...parents].filter(([, parent]) => parent === pid).map(([child]) => child));
    return family;
  }

  async #pump(channel: 'shell' | 'control' | 'iopub'): Promise<void> {
    for (;;) {
      let message: Message;
      try {
        message = await this.client.receive(channel);
      } catch {
        if (this.client[channel].closed) return;
        continue;
      }
      if (message.header.msg_type === 'iopub_welcome') this.#welcomed();
      const pending = this.#pending.get((message.parent_header as { msg_id?: string }).msg_id ?? '');
      if (!pending) continue;
      if (channel === 'iopub') pending.said.push(message);
      else [pending.reply, pending.replied] = [message, performance.now() - pending.sent];
      if (message.content.execution_state === 'busy') pending.busy();
      if (message.content.execution_state === 'idle') pending.idle = true;
      if (!pending.reply || !pending.idle) continue;
      this.#pending.delete(message.parent_header.msg_id!);
      pending.settle({ reply: pending.reply, said: pending.said, replied: pending.replied, ended: performance.now() - pending.sent });
    }
  }
}

function procfs(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}

/** What a cell had printed to standard output by `idle`; nothing where there was no answer. A terminal's carriage returns don't count. */
export function printed(answer: Answer | undefined): string {
  const said = answer?.said.filter(({ header, content }) => header.msg_type === 'stream' && content.name === 'stdout') ?? [];
  return said.map(({ content }) => String(content.text)).join('').replaceAll('\r', '');
}
