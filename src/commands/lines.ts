import { fileName, reasonOf } from './coreutils';
import { binaryOf, octetsOf } from './octets';
import { resolvePath } from './path';
import type { Output, Process } from './program';

/** Octets of a line: what has no line's end must not fill the memory. */
const LONGEST = 1 << 24;

/** Octets of output that are written at once, unless someone watches. */
const BUFFER = 4096;

/** Octets of a file that are looked at in one go. */
const PIECE = 65_536;

export class TooLong extends Error {}

/** Some lines as binary text, without their ends. */
export interface Lines {
  readonly lines: readonly string[];
  /** the last has no end: the input stops there */
  readonly open: boolean;
}

/** The pieces of a file or, for `-`, of standard input. Reads the file at once. @throws {SysError} */
export function openInput(process: Process, name: string): AsyncIterable<Uint8Array> {
  if (name === '-') return piecesOf(process);
  return slicesOf(process.files.read(resolvePath(process.cwd, name)));
}

async function* piecesOf({ stdin }: Process): AsyncGenerator<Uint8Array> {
  for (let data = await stdin.read(); data !== null; data = await stdin.read()) yield data;
}

async function* slicesOf(data: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < data.length; at += PIECE) yield data.subarray(at, at + PIECE);
}

/** The lines in pieces of input, as they come. @throws {TooLong} */
export async function* linesOf(pieces: AsyncIterable<Uint8Array>, end = '\n'): AsyncGenerator<Lines> {
  let rest = '';
  for await (const data of pieces) {
    const lines = (rest + binaryOf(data)).split(end);
    rest = lines.pop()!;
    if (rest.length > LONGEST) throw new TooLong();
    if (lines.length > 0) yield { lines, open: false };
  }
  if (rest !== '') yield { lines: [rest], open: true };
}

/** Collects binary text and writes it as octets: a bufferful at a time, or at once where someone watches. */
export class Printer {
  #text = '';

  constructor(readonly output: Output) {}

  /** Adds text; what is to be written then waits for {@link ready}. */
  print(text: string): void {
    this.#text += text;
  }

  /** Writes what is worth it. */
  async ready(): Promise<void> {
    if (this.#text.length >= BUFFER || (this.output.isTerminal && this.#text !== '')) await this.flush();
  }

  async flush(): Promise<void> {
    if (this.#text === '') return;
    const octets = octetsOf(this.#text);
    this.#text = '';
    await this.output.write(octets);
  }
}

/**
 * Goes through the files that a tool is given, or standard input without any, and complains of each that can't be read. Writes all that was printed.
 * @returns the exit code
 */
export async function eachInput(process: Process, tool: string, names: readonly string[], printer: Printer, use: (pieces: AsyncIterable<Uint8Array>, name: string) => Promise<void>): Promise<number> {
  let code = 0;
  const complain = async (message: string): Promise<void> => {
    await printer.flush();
    await process.stderr.write(`${tool}: ${message}\n`);
    code = 1;
  };
  for (const name of names.length > 0 ? names : ['-']) {
    let pieces;
    try {
      pieces = openInput(process, name);
    } catch (error) {
      await complain(`${fileName(name)}: ${reasonOf(error)}`);
      continue;
    }
    try {
      await use(pieces, name);
    } catch (error) {
      if (!(error instanceof TooLong)) throw error;
      await complain(tooLong(tool));
    }
  }
  await printer.flush();
  return code;
}

/** The complaint of a line that has no end. */
export function tooLong(tool: string): string {
  return `vethlab's ${tool} takes lines of at most ${LONGEST >> 20} MiB`;
}
