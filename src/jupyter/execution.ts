import { evaluateAll } from './expressions';
import { INTERRUPTED } from './interrupted';
import type { Kernel } from './kernel';
import type { Lane } from './lane';
import type { Content, Message } from './message';
import type { CellOutcome, CellOutput, Payload } from './session';
import { StreamBuffer } from './streams';

/** One execute_request, from execute_input to the content of its reply. */
export class Execution {
  readonly #silent: boolean;
  readonly #counted: boolean;
  readonly #streams: StreamBuffer;
  readonly #payloads: Payload[] = [];

  constructor(private readonly kernel: Kernel, private readonly lane: Lane, private readonly request: Message) {
    this.#silent = request.content.silent === true;
    this.#counted = !this.#silent && request.content.store_history !== false;
    this.#streams = new StreamBuffer(lane.deadline, (name, text) => this.#publish('stream', { name, text }));
  }

  async run(): Promise<Content> {
    const { kernel, lane, request } = this;
    const code = String(request.content.code);
    if (this.#counted) {
      lane.count++;
      // a subshell counts for itself, so its lines would be mistaken for those of the notebook
      if (lane.id === undefined) kernel.history.add(lane.count, code);
    }
    this.#publish('execute_input', { code, execution_count: lane.count });
    kernel.options.flush?.();
    const outcome = await this.#execute(code);
    kernel.questions.withdraw(request);
    this.#streams.flush();
    kernel.options.flush?.();
    if (outcome.status === 'ok') {
      const user_expressions = await evaluateAll(() => lane.session(), (request.content.user_expressions as Content | null | undefined) ?? {});
      return { status: 'ok', execution_count: lane.count, payload: this.#payloads, user_expressions };
    }
    this.#publish('error', { ename: outcome.ename, evalue: outcome.evalue, traceback: outcome.traceback });
    if (request.content.stop_on_error !== false) {
      await kernel.options.drain?.();
      lane.abortQueued();
    }
    return { ...outcome, execution_count: lane.count };
  }

  async #execute(code: string): Promise<CellOutcome> {
    if (this.lane.stops(this.request)) return INTERRUPTED;
    const show = (msg_type: string, content: Content): void => {
      this.#streams.flush();
      this.#publish(msg_type, content);
    };
    const output: CellOutput = {
      stream: (name, text) => this.#streams.write(name, text),
      display: (data, metadata = {}, id) => show('display_data', { data, metadata, transient: id === undefined ? {} : { display_id: id } }),
      update: (id, data, metadata = {}) => show('update_display_data', { data, metadata, transient: { display_id: id } }),
      result: (data) => {
        if (this.#counted && this.lane.id === undefined && typeof data['text/plain'] === 'string') this.kernel.history.result(this.lane.count, data['text/plain']);
        show('execute_result', { execution_count: this.lane.count, data, metadata: {} });
      },
      clear: (wait = false) => {
        // what waits to be sent would be taken away at once; with `wait` it may stay
        if (!wait) this.#streams.discard();
        show('clear_output', { wait });
      },
      payload: (payload) => void this.#payloads.push(payload),
      ...(this.request.content.allow_stdin === true && { input: (prompt, hidden) => this.#ask(prompt, hidden) }),
    };
    try {
      return await (await this.lane.session()).execute(code, output);
    } catch (error) {
      const evalue = error instanceof Error ? error.message : String(error);
      this.kernel.options.log(`a cell failed: ${error instanceof Error ? (error.stack ?? evalue) : evalue}`);
      return { status: 'error', ename: 'VethlabFault', evalue, traceback: [`This is a fault of vethlab, not of your commands: ${evalue}`] };
    }
  }

  #ask(prompt: string, hidden: boolean): Promise<string | null> {
    this.#streams.flush();
    return this.kernel.questions.ask(this.request, prompt, hidden);
  }

  #publish(msg_type: string, content: Content): void {
    if (!this.#silent) this.kernel.publish(msg_type, content, this.request);
  }
}
