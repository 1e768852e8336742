import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Content, Message } from '../../../src/jupyter/message';
import { encode } from '../../../src/transport/wire';
import { bundle } from '../../bundle';
import { Client, freeConnection } from '../../transport/client';
import { KEY } from './frames';
import type { Sent } from './frames';
import { MOST_LOG, PATIENCE, within } from './subject';
import type { Footprint, Subject } from './subject';

/** Has the kernel throw away what nobody holds, when it is asked to. */
const COLLECT = `data:text/javascript,process.on('SIGUSR2', () => gc())`;

interface Awaited {
  readonly texts: string[];
  done(): void;
}

/** The real thing: a process of its own, over ZeroMQ. */
export class Served implements Subject {
  readonly #awaited = new Map<string, Awaited>();
  readonly #folder: string;
  log = '';
  #gone: string | undefined;
  #subshells: string[] = [];

  private constructor(private readonly process: ChildProcess, private readonly client: Client, folder: string) {
    this.#folder = folder;
    process.stderr!.on('data', (text) => (this.log = `${this.log}${text}`.slice(-MOST_LOG)));
    process.on('exit', (code, signal) => (this.#gone = `its process ended with ${signal ?? code}`));
    // what still waits for a message when a socket closes fails
    const closed = (error: Error): void => void (this.#gone ??= error.message);
    for (const channel of ['iopub', 'control'] as const) this.#listen(channel).catch(closed);
    for (const channel of ['shell', 'stdin'] as const) this.#drain(channel).catch(closed);
  }

  static async start(): Promise<Served> {
    const connection = { ...await freeConnection(), key: KEY };
    const folder = mkdtempSync(join(tmpdir(), 'vethlab-fuzz-'));
    const file = join(folder, 'connection.json');
    writeFileSync(file, JSON.stringify(connection));
    const child = spawn(process.execPath, ['--expose-gc', '--import', COLLECT, bundle(), 'kernel', file], { env: { ...process.env, JPY_PARENT_PID: String(process.pid), VETHLAB_HISTORY: join(folder, 'history') }, stdio: ['ignore', 'ignore', 'pipe'] });
    const client = new Client(connection);
    while ((await client.receive('iopub')).header.msg_type !== 'iopub_welcome');
    return new Served(child, client, folder);
  }

  async send({ channel, frames }: Sent): Promise<void> {
    if (frames.length > 0) await this.client[channel].send([...frames]);
  }

  async run(code: string): Promise<string> {
    const interrupt = setInterval(() => void this.#control('interrupt_request').catch(() => undefined), PATIENCE.calm);
    return this.ask(code).finally(() => clearInterval(interrupt));
  }

  async ask(code: string, subshell = false): Promise<string> {
    const subshell_id = subshell ? await this.#openSubshell() : undefined;
    const request = { ...this.client.author.write('shell', 'execute_request', { code, store_history: true, allow_stdin: false, stop_on_error: false }), identities: [] };
    const answered = this.#expect(request);
    await this.client.shell.send(encode({ ...request, header: { ...request.header, ...(subshell_id !== undefined && { subshell_id }) } }, this.client.signer));
    const printed = await within(answered, PATIENCE.end, 'a cell');
    if (subshell_id !== undefined) await this.#control('delete_subshell_request', { subshell_id });
    return printed;
  }

  async settle(): Promise<void> {
    await this.#control('list_subshell_request');
    for (const subshell_id of this.#subshells.splice(0)) await this.#control('delete_subshell_request', { subshell_id });
    const request = { ...this.client.author.write('shell', 'kernel_info_request', {}), identities: [] };
    const answered = this.#expect(request);
    await this.client.shell.send(encode(request, this.client.signer));
    await within(answered, PATIENCE.end, 'kernel_info');
  }

  async footprint(): Promise<Footprint> {
    this.process.kill('SIGUSR2');
    await this.settle();
    const folder = `/proc/${this.process.pid}`;
    const rss = Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`${folder}/status`, 'utf8'))![1]) * 1024;
    const children = readFileSync(`${folder}/task/${this.process.pid}/children`, 'utf8').split(' ').filter((pid) => pid !== '');
    return { rss, handles: readdirSync(`${folder}/fd`).length + children.length };
  }

  get gone(): string | undefined {
    return this.#gone;
  }

  async end(): Promise<void> {
    const ended = new Promise((resolve) => (this.#gone === undefined ? this.process.once('exit', resolve) : resolve(undefined)));
    this.process.kill('SIGKILL');
    await ended;
    try {
      this.client.close();
    } catch {
      // a socket that still waits to hand something to the kernel can't be closed, and goes with this process
    }
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #openSubshell(): Promise<string> {
    await this.#control('create_subshell_request');
    return this.#subshells.pop()!;
  }

  async #control(msg_type: string, content: Content = {}): Promise<void> {
    const request = { ...this.client.author.write('control', msg_type, content), identities: [] };
    const answered = this.#expect(request, msg_type.replace('request', 'reply'));
    await this.client.control.send(encode(request, this.client.signer));
    await within(answered, PATIENCE.end, msg_type);
  }

  /** @param sort of the message that is waited for; default: that the kernel is idle */
  #expect(request: Message, sort = 'idle'): Promise<string> {
    return new Promise((resolve) => {
      const texts: string[] = [];
      this.#awaited.set(`${request.header.msg_id} ${sort}`, { texts, done: () => resolve(texts.join('')) });
    });
  }

  #hear({ header, parent_header, content }: Message): void {
    if (header.msg_type === 'create_subshell_reply' || header.msg_type === 'list_subshell_reply') this.#subshells.push(...[content.subshell_id as string | string[]].flat());
    const sort = content.execution_state === 'idle' ? 'idle' : header.msg_type;
    const key = `${parent_header.msg_id ?? ''} ${sort}`;
    this.#awaited.get(`${parent_header.msg_id ?? ''} idle`)?.texts.push(textOf(header.msg_type, content));
    const awaited = this.#awaited.get(key);
    this.#awaited.delete(key);
    awaited?.done();
  }

  async #listen(channel: 'iopub' | 'control'): Promise<void> {
    while (this.#gone === undefined) this.#hear(await this.client.receive(channel));
  }

  async #drain(channel: 'shell' | 'stdin'): Promise<void> {
    while (this.#gone === undefined) await this.client[channel].receive();
  }
}

/** What a message shows. */
export function textOf(msg_type: string, content: Content): string {
  if (msg_type === 'stream') return String(content.text);
  if (msg_type === 'error') return String(content.evalue);
  return 'data' in content ? String((content.data as Content | null)?.['text/plain'] ?? '') : '';
}
