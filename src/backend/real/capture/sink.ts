import { SavefileError, SavefileStream } from '../../../commands/tcpdump/savefile';
import type { CapturedPacket, Output } from '../../../commands/program';

/** Takes a savefile as it is written, and tells of its packets. What it can't read it leaves alone: then there is only text. */
export class PacketSink implements Output {
  readonly isTerminal = false;
  readonly #stream: SavefileStream;
  #readable = true;

  constructor(captured: (packet: CapturedPacket) => void, file?: string) {
    this.#stream = new SavefileStream((packet, linkType) => captured({ linkType, packet, ...(file !== undefined && { file }) }));
  }

  async write(data: string | Uint8Array): Promise<void> {
    if (!this.#readable) return;
    try {
      this.#stream.push(typeof data === 'string' ? new TextEncoder().encode(data) : data);
    } catch (error) {
      if (!(error instanceof SavefileError)) throw error;
      this.#readable = false;
    }
  }

  close(): void {}
}
