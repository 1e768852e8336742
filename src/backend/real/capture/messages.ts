import type { Options } from '../../../commands/tcpdump/options';
import type { Output } from '../../../commands/program';

const SUPPRESSED = 'verbose output suppressed, use -v[v]... for full protocol decode\n';
const COUNT = /^(\d+) packets? captured$/m;

/**
 * The messages of a tcpdump that also writes a file, as they are without one (tcpdump.c, 4.99): there is a line about -v before it listens, and an empty
 * one on standard output after an interrupt.
 */
export class Messages implements Output {
  readonly isTerminal: boolean;
  readonly #decoder = new TextDecoder();
  #listens = false;
  #failed = false;
  #atStart = true;
  /** from the counts on, which have to wait for the packets before them */
  #held = '';

  constructor(private readonly to: Output, private readonly options: Options) {
    this.isTerminal = to.isTerminal;
  }

  async write(data: string | Uint8Array): Promise<void> {
    const text = this.#greeted(typeof data === 'string' ? data : this.#decoder.decode(data, { stream: true }));
    if (this.#held !== '') {
      this.#held += text;
      return;
    }
    this.#failed ||= text.includes('pcap_loop: ');
    const counts = this.#listens ? COUNT.exec(text) : null;
    const at = counts && (counts.index > 0 || this.#atStart) ? counts.index : text.length;
    this.#held = text.slice(at);
    this.#atStart = text.endsWith('\n');
    if (at > 0) await this.to.write(text.slice(0, at));
  }

  /** Writes what had to wait. @param stdout where packets are printed */
  async end(stdout: Output): Promise<void> {
    if (this.#held === '') return;
    const interrupted = !this.#failed && Number(COUNT.exec(this.#held)?.[1]) !== this.options.count;
    if (interrupted) await stdout.write('\n');
    await this.to.write(this.#held);
  }

  close(): void {}

  #greeted(text: string): string {
    if (this.#listens || !text.includes('listening on ')) return text;
    this.#listens = true;
    return this.options.print.v > 0 ? text : text.replace('listening on ', `${SUPPRESSED}listening on `);
  }
}
