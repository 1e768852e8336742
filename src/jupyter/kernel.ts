import { v4 as uuid } from 'uuid';
import { Comms } from './comms';
import type { CommTarget } from './comms';
import { misfit } from './content';
import { History } from './history';
import type { HistoryStore } from './history';
import { Lane } from './lane';
import { Author } from './message';
import type { Content, Message } from './message';
import { HANDLERS, failure } from './requests';
import type { Handler } from './requests';
import type { Session } from './session';
import { Questions } from './stdin';

export interface KernelOptions {
  /** Opens what runs the cells; called when the first request needs it. */
  session(): Promise<Session>;
  /** Takes a message for its channel; must keep the order on each channel. */
  send(message: Message): void;
  /**
   * What was sent goes on its way now: a cell begins, or a request is done. The front end is at work on the one while the cell runs, and waits for the other.
   */
  flush?(): void;
  /** A line for whoever runs the kernel: nothing that the user did. */
  log(line: string): void;
  /** Resolves once every request that had arrived has been given to {@link Kernel.receive}. */
  drain?(): Promise<void>;
  /** Called when the front end wants the kernel to end, after its reply was sent. */
  ended(): void;
  /** Keeps the history; default: it ends with the kernel. */
  readonly history?: HistoryStore;
  /** What the process uses of its machine, with ipykernel's names: kernel_cpu (%), kernel_memory (octets), ... */
  usage?(): Content;
  /** What comms can be opened to, by target_name. */
  readonly comms?: Readonly<Record<string, CommTarget>>;
}

/**
 * The kernel's side of the Jupyter messaging protocol, one message at a time: requests on the shell channel are answered
 * in turn, by the notebook's own shell or the subshell that they name; those on the control channel at once.
 */
export class Kernel {
  readonly author = new Author();
  readonly history: History;
  readonly questions: Questions;
  readonly comms: Comms;
  readonly #main: Lane;
  readonly #subshells = new Map<string, Lane>();

  constructor(readonly options: KernelOptions) {
    this.history = new History(options.history);
    this.questions = new Questions(this.author, options.send);
    this.comms = new Comms(options.comms ?? {}, (msg_type, content, parent) => this.publish(msg_type, content, parent));
    this.#main = new Lane(undefined, () => options.session(), (request, lane) => this.#handle(request, lane));
  }

  /** Announces the kernel on iopub. */
  start(): void {
    this.publish('status', { execution_state: 'starting' });
  }

  /** Takes a message from the front end. Never throws. */
  receive(message: Message): void {
    if (message.channel === 'stdin') {
      if (message.header.msg_type === 'input_reply') this.questions.answer(message);
      else this.#ignore(message);
      return;
    }
    if (message.channel === 'control') {
      void this.#handle(message, this.#main);
      return;
    }
    const id: unknown = message.header.subshell_id ?? undefined;
    const lane = id === undefined ? this.#main : this.#subshells.get(id as string);
    if (lane) lane.push(message);
    else void this.#respond(message, () => failure('UnknownSubshell', `there is no subshell ${JSON.stringify(id)}`));
  }

  publish(msg_type: string, content: Content, parent?: Message): void {
    this.options.send(this.author.write('iopub', msg_type, content, parent));
  }

  /** Sends SIGINT to whatever runs, in subshells too. @param sent when the user wanted that, µs since the Unix epoch; default: now */
  interrupt(sent?: number): void {
    for (const lane of [this.#main, ...this.#subshells.values()]) lane.interrupt(sent);
    this.questions.withdraw();
  }

  /** Opens a subshell. @returns its id */
  openSubshell(): string {
    const id = uuid();
    this.#subshells.set(id, new Lane(id, async () => (await this.#main.session()).subshell(), (request, lane) => this.#handle(request, lane)));
    return id;
  }

  /** Ends a subshell, and what it runs. @returns whether there was one */
  async closeSubshell(id: string): Promise<boolean> {
    const lane = this.#subshells.get(id);
    this.#subshells.delete(id);
    await lane?.close();
    return lane !== undefined;
  }

  /** ids */
  get subshells(): string[] {
    return [...this.#subshells.keys()];
  }

  #handle(request: Message, lane: Lane): Promise<void> {
    const handler = HANDLERS.get(request.header.msg_type);
    return handler ? this.#respond(request, () => this.#answer(handler, request, lane)) : Promise.resolve(this.#ignore(request));
  }

  /** Answers a request, between its `busy` and its `idle`. */
  async #respond(request: Message, answer: () => Promise<Content | undefined> | Content | undefined): Promise<void> {
    const { msg_type } = request.header;
    this.publish('status', { execution_state: 'busy' }, request);
    let ends = false;
    try {
      const content = await answer();
      if (content) this.#reply(request, content);
      ends = msg_type === 'shutdown_request' && content?.status === 'ok';
    } catch (error) {
      this.options.log(`${msg_type} failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
      this.#reply(request, failure('KernelFault', `vethlab could not answer ${msg_type}: ${error instanceof Error ? error.message : String(error)}`));
    }
    this.publish('status', { execution_state: 'idle' }, request);
    this.options.flush?.();
    if (ends) this.options.ended();
  }

  #answer(handler: Handler, request: Message, lane: Lane): Promise<Content | undefined> | Content | undefined {
    if (request.channel === 'shell' && lane.dooms(request)) return { status: 'aborted', execution_count: lane.count };
    const problem = misfit(request.content, handler.shape);
    return problem === undefined ? handler.answer(this, request, lane) : failure('MalformedRequest', `${request.header.msg_type}: ${problem}`);
  }

  #ignore({ header, channel }: Message): void {
    this.options.log(`ignored a message of unknown type ${JSON.stringify(header.msg_type)} on the ${channel} channel`);
  }

  #reply(request: Message, content: Content): void {
    if (!request.header.msg_type.endsWith('_request')) return;
    this.options.send(this.author.write(request.channel, request.header.msg_type.replace(/request$/, 'reply'), content, request));
  }
}
