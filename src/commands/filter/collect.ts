import { concatAll } from '../../stack/wire';
import type { Process } from '../program';

/** Octets that a program which needs its input as a whole takes; what has no end must not fill the memory. */
const MOST = 64 << 20;

export interface Collected {
  /** null where there is more than a program takes; it has been told then */
  readonly octets: Uint8Array | null;
  /** SIGINT came before the end */
  readonly interrupted: boolean;
  /** there is no more */
  readonly ended: boolean;
}

interface Wanted {
  /** it goes on after SIGINT with what it has; else SIGINT ends it */
  readonly keeps?: boolean;
  /** what was read before */
  readonly before?: Uint8Array;
  /** octets after which it needn't read on */
  readonly enough?: number;
}

/**
 * Reads standard input to its end, or as far as it's there when SIGINT comes.
 * @param name of the program, for its complaint
 */
export async function collect(process: Process, name: string, { keeps = false, before = new Uint8Array(0), enough = Infinity }: Wanted = {}): Promise<Collected> {
  const chunks = [before];
  let size = before.length;
  let ended = false;
  let interrupted = false;
  let stop!: () => void;
  const stopped = new Promise<null>(resolve => (stop = () => resolve(null)));
  if (keeps) {
    process.onSignal('SIGINT', () => {
      interrupted = true;
      stop();
    });
  }
  while (size < enough) {
    const data = await Promise.race([process.stdin.read(), stopped]);
    if (data === null) {
      ended = true;
      break;
    }
    chunks.push(data);
    size += data.length;
    if (size <= MOST) continue;
    await process.stderr.write(`${name}: vethlab's ${name} takes at most ${MOST >> 20} MiB of input, and there is more: shorten it, for example with 'head -n 1000'\n`);
    return { octets: null, interrupted, ended };
  }
  return { octets: concatAll(chunks), interrupted, ended };
}
