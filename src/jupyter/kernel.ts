import { misfit } from './content';
import type { Shape } from './content';
import { Execution } from './execution';
import { History } from './history';
import { KERNEL_INFO } from './info';
import { Author } from './message';
import type { Content, Message } from './message';
import type { Session } from './session';

export interface KernelOptions {
  /** Opens what runs the cells; called when the first request needs it. */
  session(): Promise<Session>;
  /** Takes a message for its channel; must keep the order on each channel. */
  send(message: Message): void;
  /** A line for whoever runs the kernel: nothing that the user did. */
  log(line: string): void;
  /** Resolves once every request that had arrived has been given to {@link Kernel.receive}. */
  drain?(): Promise<void>;
  /** Called when the front end wants the kernel to end, after its reply was sent. */
  ended(): void;
}

interface Handler {
  readonly shape: Shape;
  /** Content of the reply; undefined for requests without one. */
  answer(kernel: Kernel, request: Message): Promise<Content | undefined> | Content | undefined;
}

/**
 * The kernel's side of the Jupyter messaging protocol, one message at a time: requests on the shell channel are answered
 * in turn, those on the control channel at once.
 */
export class Kernel {
  readonly author = new Author();
  readonly history = new History();
  readonly #queue: Message[] = [];
  readonly #doomed = new WeakSet<Message>();
  #working = false;
  #session: Promise<Session> | undefined;
  #opened: Session | undefined;
  /** execution_count of the last stored cell */
  count = 0;

  constructor(readonly options: KernelOptions) {}

  /** Announces the kernel on iopub. */
  start(): void {
    this.publish('status', { execution_state: 'starting' });
  }

  /** Takes a message from the front end. Never throws. */
  receive(message: Message): void {
    if (message.channel === 'control') {
      void this.#handle(message);
      return;
    }
    this.#queue.push(message);
    if (!this.#working) void this.#work();
  }

  publish(msg_type: string, content: Content, parent?: Message): void {
    this.options.send(this.author.write('iopub', msg_type, content, parent));
  }

  async session(): Promise<Session> {
    this.#session ??= this.options.session();
    try {
      return (this.#opened = await this.#session);
    } catch (error) {
      this.#session = undefined;
      throw error;
    }
  }

  /** Sends SIGINT to what runs, if anything does. */
  interrupt(): void {
    this.#opened?.interrupt();
  }

  /** Has the execute requests that have arrived by now answered with `aborted`, unrun, when their turn comes. */
  async abortQueued(): Promise<void> {
    await this.options.drain?.();
    for (const message of this.#queue) {
      if (message.header.msg_type === 'execute_request') this.#doomed.add(message);
    }
  }

  async #work(): Promise<void> {
    this.#working = true;
    for (let message = this.#queue.shift(); message; message = this.#queue.shift()) await this.#handle(message);
    this.#working = false;
  }

  async #handle(request: Message): Promise<void> {
    const { msg_type } = request.header;
    const handler = HANDLERS.get(msg_type);
    if (!handler) {
      this.options.log(`ignored a message of unknown type ${JSON.stringify(msg_type)} on the ${request.channel} channel`);
      return;
    }
    this.#status('busy', request);
    try {
      const content = await this.#answer(handler, request);
      if (content) this.#reply(request, content);
    } catch (error) {
      this.options.log(`${msg_type} failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
      this.#reply(request, failure('KernelFault', `vethlab could not answer ${msg_type}: ${error instanceof Error ? error.message : String(error)}`));
    }
    this.#status('idle', request);
    if (msg_type === 'shutdown_request') this.options.ended();
  }

  #answer(handler: Handler, request: Message): Promise<Content | undefined> | Content | undefined {
    if (this.#doomed.has(request)) return { status: 'aborted', execution_count: this.count };
    const problem = misfit(request.content, handler.shape);
    return problem === undefined ? handler.answer(this, request) : failure('MalformedRequest', `${request.header.msg_type}: ${problem}`);
  }

  #status(execution_state: 'busy' | 'idle', request: Message): void {
    this.publish('status', { execution_state }, request);
  }

  #reply(request: Message, content: Content): void {
    if (!request.header.msg_type.endsWith('_request')) return;
    this.options.send(this.author.write(request.channel, request.header.msg_type.replace(/request$/, 'reply'), content, request));
  }
}

function failure(ename: string, evalue: string): Content {
  return { status: 'error', ename, evalue, traceback: [] };
}

const HANDLERS: ReadonlyMap<string, Handler> = new Map(Object.entries<Handler>({
  kernel_info_request: { shape: {}, answer: () => KERNEL_INFO },
  execute_request: {
    shape: { code: 'string', silent: 'boolean?', store_history: 'boolean?', user_expressions: 'object?', allow_stdin: 'boolean?', stop_on_error: 'boolean?' },
    answer: (kernel, request) => new Execution(kernel, request).run(),
  },
  is_complete_request: {
    shape: { code: 'string' },
    answer: async (kernel, { content }) => ({ ...await (await kernel.session()).isComplete(String(content.code)) }),
  },
  complete_request: {
    shape: { code: 'string', cursor_pos: 'number' },
    answer: async (kernel, { content }) => {
      const { matches, start, end } = await (await kernel.session()).complete(String(content.code), Number(content.cursor_pos));
      return { status: 'ok', matches, cursor_start: start, cursor_end: end, metadata: {} };
    },
  },
  inspect_request: {
    shape: { code: 'string', cursor_pos: 'number', detail_level: 'number?' },
    answer: async (kernel, { content }) => {
      const data = await (await kernel.session()).inspect(String(content.code), Number(content.cursor_pos));
      return { status: 'ok', found: data !== undefined, data: data ?? {}, metadata: {} };
    },
  },
  history_request: {
    shape: { hist_access_type: 'string' },
    answer: (kernel, { content }) => ({ status: 'ok', history: kernel.history.ask(content) }),
  },
  interrupt_request: {
    shape: {},
    answer: (kernel) => {
      kernel.interrupt();
      return { status: 'ok' };
    },
  },
  shutdown_request: {
    shape: { restart: 'boolean?' },
    answer: (kernel, request) => {
      const content = { status: 'ok', restart: request.content.restart === true };
      kernel.publish('shutdown_reply', content, request);
      return content;
    },
  },
  comm_info_request: { shape: { target_name: 'string?' }, answer: () => ({ status: 'ok', comms: {} }) },
  comm_open: {
    shape: { comm_id: 'string', target_name: 'string' },
    // The protocol: a comm for a target that isn't known is closed at once.
    answer: (kernel, request) => kernel.publish('comm_close', { comm_id: request.content.comm_id, data: {} }, request) as undefined,
  },
  comm_msg: { shape: { comm_id: 'string' }, answer: () => undefined },
  comm_close: { shape: { comm_id: 'string' }, answer: () => undefined },
  connect_request: { shape: {}, answer: () => ({ status: 'ok' }) },
}));

