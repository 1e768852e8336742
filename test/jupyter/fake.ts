import { Kernel } from '../../src/jupyter/kernel';
import { Author } from '../../src/jupyter/message';
import type { Channel, Content, Message } from '../../src/jupyter/message';
import type { CellOutcome, CellOutput, Completeness, Completion, Evaluation, MimeBundle, Session } from '../../src/jupyter/session';

export const OK: CellOutcome = { status: 'ok' };
export const FAILED: CellOutcome = { status: 'error', ename: 'Failed', evalue: 'it failed', traceback: ['it failed'] };

type Cell = (output: CellOutput, session: FakeSession) => Promise<CellOutcome> | CellOutcome;

/** A session whose cells are the names of functions. */
export class FakeSession implements Session {
  interrupted: (() => void) | undefined;
  readonly ran: string[] = [];
  readonly subshells: FakeSession[] = [];

  constructor(readonly cells: Readonly<Record<string, Cell>>) {}

  async execute(code: string, output: CellOutput): Promise<CellOutcome> {
    this.ran.push(code);
    return (this.cells[code] ?? (() => OK))(output, this);
  }

  interrupt(): void {
    this.interrupted?.();
  }

  async isComplete(code: string): Promise<Completeness> {
    return code.endsWith('\\') ? { status: 'incomplete', indent: '  ' } : { status: 'complete' };
  }

  async complete(_code: string, cursor: number): Promise<Completion> {
    return { matches: ['address'], start: cursor - 1, end: cursor, types: [] };
  }

  async inspect(code: string): Promise<MimeBundle | undefined> {
    return code === 'ip' ? { 'text/plain': 'ip' } : undefined;
  }

  async evaluate(expression: string): Promise<Evaluation> {
    if (expression === 'boom') throw new Error('boom');
    return expression === 'false' ? { status: 'error', ename: 'CommandFailed', evalue: 'exit code 1', traceback: ['exit code 1'] } : { status: 'ok', data: { 'text/plain': expression }, metadata: {} };
  }

  async subshell(): Promise<FakeSession> {
    const beside = new FakeSession(this.cells);
    this.subshells.push(beside);
    return beside;
  }

  async close(): Promise<void> {}
}

/** A front end without sockets: sends requests, keeps what comes back. */
export class FrontEnd {
  readonly sent: Message[] = [];
  readonly logged: string[] = [];
  /** how many messages had been sent when they had to go on their way */
  readonly flushed: number[] = [];
  readonly kernel: Kernel;
  readonly session: FakeSession;
  readonly #author = new Author();
  ends = 0;

  /** @param real a session to serve in the place of the one made of `cells` */
  constructor(cells: Readonly<Record<string, Cell>> = {}, real?: Session) {
    this.session = new FakeSession(cells);
    this.kernel = new Kernel({
      session: async () => real ?? this.session,
      send: (message) => void this.sent.push(message),
      flush: () => void this.flushed.push(this.sent.length),
      log: (line) => void this.logged.push(line),
      ended: () => void this.ends++,
    });
  }

  /** Sends without waiting. */
  post(msg_type: string, content: Content = {}, channel: Channel = 'shell', subshell_id?: string): Message {
    const message = this.#author.write(channel, msg_type, content);
    const request = { ...message, header: { ...message.header, ...(subshell_id !== undefined && { subshell_id }) }, identities: [Uint8Array.of(0, 1, 2, 3, 4)] };
    this.kernel.receive(request);
    return request;
  }

  /** Sends, waits until the kernel is idle again, and returns what the request caused. */
  async ask(msg_type: string, content: Content = {}, channel: Channel = 'shell', subshell_id?: string): Promise<Message[]> {
    const request = this.post(msg_type, content, channel, subshell_id);
    await this.idle(request);
    return this.causedBy(request);
  }

  execute(code: string, more: Content = {}): Promise<Message[]> {
    return this.ask('execute_request', { code, ...more });
  }

  causedBy(request: Message): Message[] {
    return this.sent.filter((message) => message.parent_header.msg_id === request.header.msg_id);
  }

  async idle(request: Message): Promise<void> {
    for (let turn = 0; turn < 2000; turn++) {
      if (this.causedBy(request).some(({ content }) => content.execution_state === 'idle')) return;
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    throw new Error(`never idle after ${request.header.msg_type}`);
  }
}

/** What a message says, without ids and times. */
export function gist(messages: readonly Message[]): [string, string, Content][] {
  return messages.map(({ channel, header, content }) => [channel, header.msg_type, content]);
}
