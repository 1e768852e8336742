/** Distance from `b` to `a` in sequence space (RFC 9293 section 3.4): negative where `a` comes first. */
export function distance(a: number, b: number): number {
  return (a - b) | 0;
}

export function plus(sequence: number, octets: number): number {
  return (sequence + octets) >>> 0;
}
