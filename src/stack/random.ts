/** Seeded randomness (xoshiro128**), so that the same lab and seed give the same bytes. */
export class Random {
  readonly #s: Uint32Array;

  /** @param seed any 32-bit integer */
  constructor(seed: number) {
    // splitmix32 spreads a small seed over the whole state
    let z = seed >>> 0;
    this.#s = Uint32Array.from({ length: 4 }, () => {
      z = (z + 0x9e3779b9) >>> 0;
      let t = z ^ (z >>> 16);
      t = Math.imul(t, 0x21f0aaad);
      t ^= t >>> 15;
      t = Math.imul(t, 0x735a2d97);
      return (t ^ (t >>> 15)) >>> 0;
    });
  }

  /** A uniform 32-bit unsigned integer. */
  u32(): number {
    const s = this.#s as unknown as [number, number, number, number];
    const result = Math.imul(rotl(Math.imul(s[1], 5), 7), 9) >>> 0;
    const t = (s[1] << 9) >>> 0;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = rotl(s[3], 11);
    return result;
  }

  /** A uniform integer in [low, high). */
  between(low: number, high: number): number {
    return low + Math.floor((this.u32() / 0x1_0000_0000) * (high - low));
  }

  /** `length` uniform octets. */
  octets(length: number): Uint8Array {
    return Uint8Array.from({ length }, () => this.u32() >>> 24);
  }
}

function rotl(x: number, k: number): number {
  return ((x << k) | (x >>> (32 - k))) >>> 0;
}
