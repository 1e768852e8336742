import type { Output } from '../../commands/program';
import type { Terminal } from '../../shell/terminal';

/** Keeps what commands write, as a command substitution does. */
export class Capture implements Terminal {
  readonly stdin = { read: () => Promise.resolve(null), close: () => undefined };
  readonly #out = new Text();
  readonly #err = new Text();

  stdout(): Output {
    return this.#out;
  }

  stderr(): Output {
    return this.#err;
  }

  get text(): { readonly stdout: string; readonly stderr: string } {
    return { stdout: this.#out.text, stderr: this.#err.text };
  }
}

class Text implements Output {
  readonly isTerminal = false;
  readonly #decoder = new TextDecoder();
  text = '';

  async write(data: string | Uint8Array): Promise<void> {
    this.text += typeof data === 'string' ? data : this.#decoder.decode(data, { stream: true });
  }

  close(): void {
    this.text += this.#decoder.decode();
  }
}
