import type { Snapshot } from '../backend';
import type { Sink } from '../backend/simulated/streams';
import type { CapturedPacket, Input, Output } from '../commands/program';
import { type Seen, askView, renderCapture, renderView, viewOf, viewWithin } from '../render';
import type { CommandLine, Terminal, TypedLine } from '../shell/terminal';
import type { CellOutput, MimeBundle } from './session';
import { complains } from './suggest';
import { onlyLooks } from './harmless';

/** Packets of one command that are pictured at most. */
const MOST_PACKETS = 1000;

/** Metadata of an output whose `text/plain` a terminal printed, and which handouts show beside the picture; elsewhere it stands for the picture. */
const PRINTED = { vethlab: { terminal: true } };

/** Standard output of a command that only reads, on one of the lab's hosts. */
export type Query = (host: string, argv: readonly string[]) => Promise<string>;

/** A line that goes behind a command's message about a wrong word; '' for none. */
export type Suggest = (text: string, command: CommandLine) => Promise<string>;

/** How commands that show state are shown. */
export interface Looks {
  /** whether as more than text */
  tables(): boolean;
  /** what was shown before, where what is new since is to be marked */
  seen(): Seen | undefined;
  /** told before each table that marks it; what there was when the cell began, if that is known */
  marking(): Snapshot | undefined;
}

/**
 * The terminal of a cell: what commands write becomes the cell's output. A command in the foreground that shows state
 * becomes one display, its text to the letter; all else streams.
 */
export class CellTerminal implements Terminal {
  /** Programs find the end of their input, as many of them read it by habit; `read` asks the user. */
  readonly stdin: Input = { read: () => Promise.resolve(null), ask: (prompt, hidden) => this.#ask(prompt, hidden), close: () => undefined };
  /** those that have been told that nobody can be asked */
  readonly #told = new WeakSet<CellOutput>();
  /** commands whose errors are pictured too */
  readonly #lookups = new WeakMap<CommandLine, Display>();

  /**
   * @param output where the cell that runs now shows things
   * @param hold makes lab time wait for the user
   * @param suggest what a message about a wrong word should have behind it
   * @param looks how state is shown
   */
  constructor(
    private readonly output: () => CellOutput,
    private readonly query: Query,
    private readonly hold: <T>(work: Promise<T>) => Promise<T>,
    private readonly suggest: Suggest,
    private readonly looks: Looks,
  ) {}

  stdout(command: CommandLine): Output {
    const tables = this.looks.tables();
    const view = command.background || !tables ? undefined : viewOf(command.argv);
    if (!view) return tables ? new Captured('stdout', this.output) : new Stream('stdout', this.output);
    const seen = this.looks.seen();
    const { host, netns } = command;
    const asked = netns === undefined ? view : viewWithin(['ip', 'netns', 'exec', netns], view);
    const display = new Display(this.output, () => askView(asked, argv => this.query(host, argv)), (json, text, complaint) => {
      const before = this.looks.marking();
      return renderView(view, json, text, seen && { seen, place: { host, netns }, before }, complaint);
    });
    if (view.lookup) this.#lookups.set(command, display);
    return display;
  }

  stderr(command: CommandLine): Output {
    if (!onlyLooks(command.argv)) this.looks.seen()?.stale();
    // Without words: what the shell itself has to say.
    const stream = command.argv.length === 0 ? new Notices('stderr', this.output) : new Stream('stderr', this.output);
    if (command.background) return stream;
    const lookup = (): Display | undefined => this.#lookups.get(command);
    return new Helpful(stream, async (text) => {
      await lookup()?.complain(text);
      return complains(text) ? this.suggest(text, command) : '';
    }, (text) => lookup() !== undefined || complains(text));
  }

  typed(line: TypedLine): void {
    this.output().typed?.(line);
  }

  async #ask(prompt: string, hidden: boolean): Promise<Uint8Array | null> {
    const output = this.output();
    if (output.input) {
      const line = await this.hold(output.input(prompt, hidden));
      return line === null ? null : octets(`${line}\n`);
    }
    if (!this.#told.has(output)) output.stream('stderr', "vethlab: nobody can be asked for input here, so 'read' finds the end of it\n");
    this.#told.add(output);
    return null;
  }
}

/** `[1] 4711`, `[1]+  Done …` */
const JOB = /^\[\d+\]/;

/** Half a character, perhaps without its other half: only octets have an answer to that. */
const SURROGATE = /[\ud800-\udfff]/;

/** Octets to text; a character may be cut in two by a write. */
class Stream implements Sink {
  readonly isTerminal = true;
  #decoder: InstanceType<typeof TextDecoder> | undefined;

  constructor(private readonly name: 'stdout' | 'stderr', protected readonly output: () => CellOutput) {}

  tryWrite(data: Uint8Array): number {
    this.#decoder ??= new TextDecoder();
    this.output().stream(this.name, this.#decoder.decode(data, { stream: true }));
    return data.length;
  }

  onWritable(): () => void {
    return () => undefined;
  }

  async write(data: string | Uint8Array): Promise<void> {
    if (typeof data === 'string') this.writeNow(data);
    else this.tryWrite(data);
  }

  writeNow(text: string): void {
    if (!this.#decoder && !SURROGATE.test(text)) this.output().stream(this.name, text);
    else this.tryWrite(octets(text));
  }

  close(): void {
    const rest = this.#decoder?.decode();
    if (rest) this.output().stream(this.name, rest);
  }
}

/** Bash writes notices of jobs to standard error, too. Here that would show them in the colours of an error, which they aren't. */
class Notices extends Stream {
  override tryWrite(data: Uint8Array): number {
    const text = new TextDecoder().decode(data);
    if (!JOB.test(text)) return super.tryWrite(data);
    this.output().stream('stdout', text);
    return data.length;
  }

  override writeNow(text: string): void {
    this.tryWrite(octets(text));
  }
}

/** Text as it comes, and behind it a picture of the packets that it is about. */
class Captured extends Stream {
  readonly #packets: CapturedPacket[] = [];
  #more = 0;

  captured(packet: CapturedPacket): void {
    if (this.#packets.length < MOST_PACKETS) this.#packets.push(packet);
    else this.#more++;
  }

  override close(): void {
    super.close();
    const [first] = this.#packets;
    if (first) this.output().display(renderCapture({ ...first, packets: this.#packets.map(({ packet }) => packet), more: this.#more }));
  }
}

/** Says what may have been meant, right behind a message about a wrong word, which waits for that as for a full pipe. */
class Helpful implements Sink {
  readonly isTerminal = true;
  readonly #waiting = new Set<() => void>();
  #asked: Promise<void> | undefined;
  #line: string | undefined;

  /** @param waits whether there is anything to ask about a text */
  constructor(private readonly stream: Stream, private readonly suggest: (text: string) => Promise<string>, private readonly waits: (text: string) => boolean) {}

  tryWrite(data: Uint8Array): number {
    const text = new TextDecoder().decode(data);
    if (this.#line === undefined && this.waits(text)) {
      void this.#ask(text);
      return 0;
    }
    this.stream.tryWrite(data);
    this.#tell();
    return data.length;
  }

  onWritable(wake: () => void): () => void {
    this.#waiting.add(wake);
    return () => void this.#waiting.delete(wake);
  }

  async write(data: string | Uint8Array): Promise<void> {
    const whole = octets(data);
    const text = new TextDecoder().decode(whole);
    if (this.#line === undefined && this.waits(text)) await this.#ask(text);
    this.tryWrite(whole);
  }

  close(): void {
    this.stream.close();
  }

  #ask(text: string): Promise<void> {
    this.#asked ??= this.suggest(text).then((line) => {
      this.#line = line;
      for (const wake of [...this.#waiting]) wake();
    });
    return this.#asked;
  }

  /** Once a command. */
  #tell(): void {
    if (!this.#line) return;
    this.stream.tryWrite(octets(`${this.#line}\n`));
    this.#line = '';
  }
}

/**
 * Collects a command's text. When it first writes, it has to wait, as for a full pipe, while the same state is asked for
 * as JSON: so the picture is of the state that the text shows.
 */
class Display implements Sink {
  readonly isTerminal = true;
  readonly #decoder = new TextDecoder();
  readonly #waiting = new Set<() => void>();
  #text = '';
  #json: string | undefined;
  #complaint = '';
  #asked: Promise<void> | undefined;

  constructor(
    private readonly output: () => CellOutput,
    private readonly state: () => Promise<string>,
    private readonly render: (json: string, text: string, complaint: string) => MimeBundle,
  ) {}

  tryWrite(data: Uint8Array): number {
    if (this.#json === undefined) {
      void this.#ask();
      return 0;
    }
    this.#text += this.#decoder.decode(data, { stream: true });
    return data.length;
  }

  onWritable(wake: () => void): () => void {
    this.#waiting.add(wake);
    return () => void this.#waiting.delete(wake);
  }

  async write(data: string | Uint8Array): Promise<void> {
    await this.#ask();
    this.tryWrite(octets(data));
  }

  close(): void {
    const text = this.#text + this.#decoder.decode();
    if (text === '' && this.#complaint === '') return;
    const shown = this.#json ? this.render(this.#json, text, this.#complaint) : { 'text/plain': text };
    // An error has been shown already; it has a picture or it has none.
    if (text !== '' || shown['text/html'] !== undefined) this.output().display(shown, text === '' ? {} : PRINTED);
  }

  /** What the command writes to standard error; it has to wait, too. */
  async complain(text: string): Promise<void> {
    await this.#ask();
    this.#complaint += text;
  }

  #ask(): Promise<void> {
    // Where the state can't be had, the text alone is shown.
    this.#asked ??= this.state().catch(() => '').then((json) => {
      this.#json = json;
      for (const wake of [...this.#waiting]) wake();
    });
    return this.#asked;
  }
}

const encoder = new TextEncoder();

function octets(data: string | Uint8Array): Uint8Array {
  return typeof data === 'string' ? encoder.encode(data) : data;
}
