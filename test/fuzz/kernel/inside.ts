import { Kernel } from '../../../src/jupyter/kernel';
import { LabSession } from '../../../src/jupyter/lab-session';
import { Author } from '../../../src/jupyter/message';
import type { Channel, Content, Message } from '../../../src/jupyter/message';
import { NotebookSession } from '../../../src/jupyter/notebook-session';
import { Signer, decode } from '../../../src/transport/wire';
import { KEY } from './frames';
import type { Sent } from './frames';
import { textOf } from './served';
import { MOST_LOG, PATIENCE, within } from './subject';
import type { Footprint, Subject } from './subject';

/** A kernel in this process, without sockets: what comes is decoded as sockets' readers do it. */
export class Inside implements Subject {
  readonly #signer = new Signer(KEY, 'hmac-sha256');
  readonly #author = new Author();
  readonly #session = new NotebookSession(async (_kind, settings) => new LabSession({ loadLab: () => Promise.reject(new Error('there is no lab')), settings }), 'simulated', {});
  readonly #kernel: Kernel;
  #heard: (message: Message) => void = () => undefined;
  #gone: string | undefined;

  log = '';

  constructor() {
    this.#kernel = new Kernel({ session: async () => this.#session, send: (message) => this.#heard(message), log: (line) => (this.log = `${this.log}${line}\n`.slice(-MOST_LOG)), ended: () => (this.#gone = 'it said that it ends') });
  }

  async send({ channel, frames }: Sent): Promise<void> {
    let message: Message;
    try {
      message = decode(channel, frames, this.#signer);
    } catch {
      return;
    }
    this.#kernel.receive(message);
    await new Promise((resolve) => setImmediate(resolve));
  }

  run(code: string): Promise<string> {
    const interrupt = setInterval(() => this.#kernel.interrupt(), PATIENCE.calm);
    return this.ask(code).finally(() => clearInterval(interrupt));
  }

  async ask(code: string, subshell = false): Promise<string> {
    const subshell_id = subshell ? this.#kernel.openSubshell() : undefined;
    try {
      return await this.#ask('shell', 'execute_request', { code }, subshell_id);
    } finally {
      if (subshell_id !== undefined) await this.#kernel.closeSubshell(subshell_id);
    }
  }

  async settle(): Promise<void> {
    for (const id of this.#kernel.subshells) await this.#kernel.closeSubshell(id);
    await this.#ask('shell', 'kernel_info_request', {});
  }

  async footprint(): Promise<Footprint> {
    global.gc?.();
    return { rss: process.memoryUsage.rss(), handles: process.getActiveResourcesInfo().length };
  }

  get gone(): string | undefined {
    return this.#gone;
  }

  end(): Promise<void> {
    return this.#session.close();
  }

  async #ask(channel: Channel, msg_type: string, content: Content, subshell_id?: string): Promise<string> {
    const message = this.#author.write(channel, msg_type, content);
    const texts: string[] = [];
    const idle = new Promise<void>((resolve) => {
      this.#heard = ({ header, parent_header, content: said }) => {
        if (parent_header.msg_id !== message.header.msg_id) return;
        texts.push(textOf(header.msg_type, said));
        if (said.execution_state === 'idle') resolve();
      };
    });
    this.#kernel.receive({ ...message, header: { ...message.header, ...(subshell_id !== undefined && { subshell_id }) } });
    await within(idle, PATIENCE.end, msg_type);
    return texts.join('');
  }
}
