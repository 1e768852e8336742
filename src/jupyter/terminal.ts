import type { Input, Output } from '../commands/program';
import { renderView, viewOf } from '../render';
import type { CommandLine, Terminal } from '../shell/terminal';
import type { CellOutput } from './session';

/** Standard output of a command that only reads, on one of the lab's hosts. */
export type Query = (host: string, argv: readonly string[]) => Promise<string>;

/** Nothing is typed into a cell: every read is at the end. */
const NO_INPUT: Input = { read: () => Promise.resolve(null), close: () => undefined };

/**
 * The terminal of a cell: what commands write becomes the cell's output. A command in the foreground that shows state
 * becomes one display, its text to the letter; all else streams.
 */
export class CellTerminal implements Terminal {
  readonly stdin = NO_INPUT;

  /** @param output where the cell that runs now shows things */
  constructor(private readonly output: () => CellOutput, private readonly query: Query) {}

  stdout(command: CommandLine): Output {
    const view = command.background ? undefined : viewOf(command.argv);
    if (!view) return new Stream('stdout', this.output);
    return new Display(this.output, () => this.query(command.host, view.query), (json, text) => renderView(view.kind, json, text));
  }

  stderr(): Output {
    return new Stream('stderr', this.output);
  }
}

/** Octets to text; a character may be cut in two by a write. */
class Stream implements Output {
  readonly isTerminal = true;
  readonly #decoder = new TextDecoder();

  constructor(private readonly name: 'stdout' | 'stderr', private readonly output: () => CellOutput) {}

  async write(data: string | Uint8Array): Promise<void> {
    this.output().stream(this.name, typeof data === 'string' ? data : this.#decoder.decode(data, { stream: true }));
  }

  close(): void {
    this.output().stream(this.name, this.#decoder.decode());
  }
}

/** Collects a command's text, and asks for the same state as JSON at the moment when it is first written. */
class Display implements Output {
  readonly isTerminal = true;
  readonly #decoder = new TextDecoder();
  #text = '';
  #json: string | undefined;

  constructor(
    private readonly output: () => CellOutput,
    private readonly state: () => Promise<string>,
    private readonly render: (json: string, text: string) => Readonly<Record<string, unknown>>,
  ) {}

  async write(data: string | Uint8Array): Promise<void> {
    this.#text += typeof data === 'string' ? data : this.#decoder.decode(data, { stream: true });
    // The command waits meanwhile, so the state is the one that it prints. Where it can't be had, the text alone is shown.
    this.#json ??= await this.state().catch(() => '');
  }

  close(): void {
    const text = this.#text + this.#decoder.decode();
    if (text === '') return;
    this.output().display(this.#json ? this.render(this.#json, text) : { 'text/plain': text });
  }
}
