import { concat } from '../../wire';
import { distance, plus } from './sequence';

/** What came in, in order for the reader; what came too early waits for the gap to close. */
export class ReceiveQueue {
  #ready: Uint8Array[] = [];
  #length = 0;
  #early: { readonly sequence: number; readonly octets: Uint8Array; readonly fin: boolean }[] = [];

  /** Octets that the reader hasn't taken. */
  get length(): number {
    return this.#length;
  }

  /** Takes a segment's octets. @returns the next sequence number expected, and whether the peer's FIN is reached */
  add(next: number, sequence: number, octets: Uint8Array, fin: boolean): { readonly next: number; readonly fin: boolean } {
    this.#early.push({ sequence, octets, fin });
    this.#early.sort((a, b) => distance(a.sequence, b.sequence));
    let expected = next;
    let finished = false;
    this.#early = this.#early.filter(piece => {
      const skip = distance(expected, piece.sequence);
      if (skip < 0) return true;
      const fresh = piece.octets.subarray(Math.min(skip, piece.octets.length));
      if (fresh.length > 0) this.#ready.push(fresh.slice());
      this.#length += fresh.length;
      expected = plus(expected, fresh.length);
      finished ||= piece.fin && distance(expected, plus(piece.sequence, piece.octets.length)) === 0;
      return false;
    });
    return { next: expected, fin: finished };
  }

  /** All that is there. */
  take(): Uint8Array {
    const octets = concat(...this.#ready);
    this.#ready = [];
    this.#length = 0;
    return octets;
  }
}
