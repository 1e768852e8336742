import type { Kernel } from './kernel';
import type { Content, Message } from './message';
import type { CellOutcome, CellOutput } from './session';
import { StreamBuffer } from './streams';

/** One execute_request, from execute_input to the content of its reply. */
export class Execution {
  readonly #silent: boolean;
  readonly #stored: boolean;
  readonly #streams: StreamBuffer;

  constructor(private readonly kernel: Kernel, private readonly request: Message) {
    this.#silent = request.content.silent === true;
    this.#stored = !this.#silent && request.content.store_history !== false;
    this.#streams = new StreamBuffer((name, text) => this.#publish('stream', { name, text }));
  }

  async run(): Promise<Content> {
    const { kernel } = this;
    const code = String(this.request.content.code);
    if (this.#stored) kernel.history.add(++kernel.count, code);
    this.#publish('execute_input', { code, execution_count: kernel.count });
    const outcome = await this.#execute(code);
    this.#streams.flush();
    if (outcome.status === 'ok') {
      return { status: 'ok', execution_count: kernel.count, payload: [], user_expressions: this.#userExpressions() };
    }
    this.#publish('error', { ename: outcome.ename, evalue: outcome.evalue, traceback: outcome.traceback });
    if (this.request.content.stop_on_error !== false) await kernel.abortQueued();
    return { ...outcome, execution_count: kernel.count };
  }

  async #execute(code: string): Promise<CellOutcome> {
    const output: CellOutput = {
      stream: (name, text) => this.#streams.write(name, text),
      display: (data, metadata = {}) => {
        this.#streams.flush();
        this.#publish('display_data', { data, metadata, transient: {} });
      },
      result: (data) => {
        this.#streams.flush();
        this.#publish('execute_result', { execution_count: this.kernel.count, data, metadata: {} });
      },
      clear: () => {
        this.#streams.discard();
        this.#publish('clear_output', { wait: false });
      },
    };
    try {
      return await (await this.kernel.session()).execute(code, output);
    } catch (error) {
      const evalue = error instanceof Error ? error.message : String(error);
      this.kernel.options.log(`a cell failed: ${error instanceof Error ? (error.stack ?? evalue) : evalue}`);
      return { status: 'error', ename: 'VethlabFault', evalue, traceback: [`This is a fault of vethlab, not of your commands: ${evalue}`] };
    }
  }

  /** A cell's language has commands, not expressions: each one asked for gets an error of its own. */
  #userExpressions(): Content {
    const asked = Object.keys((this.request.content.user_expressions as Content | null | undefined) ?? {});
    return Object.fromEntries(
      asked.map((name) => [name, { status: 'error', ename: 'Unsupported', evalue: 'a shell has no expressions; run a cell with echo "$name"', traceback: [] }]),
    );
  }

  #publish(msg_type: string, content: Content): void {
    if (!this.#silent) this.kernel.publish(msg_type, content, this.request);
  }
}
