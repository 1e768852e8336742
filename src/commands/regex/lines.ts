import { concatAll } from '../../stack/wire';
import { resolvePath } from '../path';
import type { Process } from '../program';
import { textOf } from './text';

/** Octets of a line: what has no line's end must not fill the memory. */
const LONGEST = 1 << 24;

/** Octets of a file that are looked at at once. */
const PIECE = 98_304;

const NEWLINE = 0x0a;

export class TooLong extends Error {
  constructor(name: string) {
    super(`vethlab's ${name} takes lines of at most ${LONGEST >> 20} MiB`);
  }
}

/** Lines that came together, without their ends. */
export interface Batch {
  readonly lines: readonly string[];
  /** the last one has no end */
  readonly open: boolean;
  /** NUL came with them */
  readonly nul: boolean;
}

/** Octets in pieces, as {@link batches} takes them: null at the end. */
export interface Pieces {
  read(): Promise<Uint8Array | null>;
  /** SIGINT came before the end */
  readonly interrupted: boolean;
}

/** Standard input as it comes; SIGINT is its end. */
export function standardInput(process: Process): Pieces {
  const pieces = {
    interrupted: false,
    read: () => new Promise<Uint8Array | null>((resolve, reject) => {
      process.onSignal('SIGINT', () => {
        pieces.interrupted = true;
        resolve(null);
      });
      if (pieces.interrupted) resolve(null);
      else process.stdin.read().then(resolve, reject);
    }),
  };
  return pieces;
}

/** A file's octets. @throws {SysError} */
export function fileInput(process: Process, name: string): Pieces {
  const octets = process.files.read(resolvePath(process.cwd, name));
  let at = 0;
  return {
    interrupted: false,
    read: async () => (at >= octets.length ? null : octets.subarray(at, (at += PIECE))),
  };
}

/** The lines of an input as they come. @param name of the program, for its complaint @throws {TooLong} */
export async function* batches(input: Pieces, name: string, end = NEWLINE): AsyncGenerator<Batch> {
  let held: Uint8Array[] = [];
  let size = 0;
  let nul = false;
  for (let piece = await input.read(); piece !== null; piece = await input.read()) {
    nul ||= piece.includes(0);
    const last = piece.lastIndexOf(end);
    if (last < 0) {
      held.push(piece);
      size += piece.length;
      if (size > LONGEST) throw new TooLong(name);
      continue;
    }
    const lines = textOf(concatAll([...held, piece.subarray(0, last)])).split(String.fromCharCode(end));
    held = [piece.subarray(last + 1)];
    size = piece.length - last - 1;
    yield { lines, open: false, nul };
    nul = false;
  }
  if (size > 0) yield { lines: [textOf(concatAll(held))], open: true, nul };
}
