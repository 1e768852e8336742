import { SysError } from '../../stack/errno';
import { resolvePath } from '../path';
import type { Process } from '../program';
import { failure } from './failure';

/** stdio's buffer for a pipe or a file (BUFSIZ as the file's st_blksize has it). */
const BLOCK = 4096;

/** Standard output as stdio has it: by line on a terminal or with -l, else by blocks of 4096 octets. */
export class BufferedOutput {
  #pending = '';

  constructor(readonly process: Process, readonly lineBuffered: boolean) {}

  async write(text: string): Promise<void> {
    this.#pending += text;
    if (this.lineBuffered || this.process.stdout.isTerminal) return this.flush();
    while (this.#pending.length >= BLOCK) {
      const block = this.#pending.slice(0, BLOCK);
      this.#pending = this.#pending.slice(BLOCK);
      await put(this.process, block);
    }
  }

  async flush(): Promise<void> {
    const text = this.#pending;
    this.#pending = '';
    if (text !== '') await put(this.process, text);
  }
}

async function put(process: Process, text: string): Promise<void> {
  try {
    await process.stdout.write(text);
  } catch (error) {
    if (error instanceof SysError && error.errno === 'EPIPE') throw failure('Unable to write output: Broken pipe');
    throw error;
  }
}

/** -w: octets to a file, or to standard output for `-`, by blocks or with -U packet by packet. */
export class SavefileOutput {
  #pending: Uint8Array[] = [];
  #size = 0;

  /** Creates the file. @throws {Exit} */
  constructor(readonly process: Process, readonly file: string, readonly packetBuffered: boolean) {
    if (file === '-') return;
    try {
      process.files.write(this.#path, new Uint8Array(0));
    } catch (error) {
      if (error instanceof SysError) throw failure(`${file}: ${error.message}`);
      throw error;
    }
  }

  get #path(): string {
    return resolvePath(this.process.cwd, this.file);
  }

  async write(octets: Uint8Array): Promise<void> {
    this.#pending.push(octets);
    this.#size += octets.length;
    if (this.packetBuffered || this.#size >= BLOCK) await this.flush();
  }

  async flush(): Promise<void> {
    const all = new Uint8Array(this.#size);
    let at = 0;
    for (const octets of this.#pending) {
      all.set(octets, at);
      at += octets.length;
    }
    this.#pending = [];
    this.#size = 0;
    if (all.length === 0) return;
    if (this.file === '-') await this.process.stdout.write(all);
    else this.process.files.write(this.#path, all, { append: true });
  }
}
