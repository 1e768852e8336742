import type { Input } from './program';

/** Octets as an input. */
export function inputOf(octets: Uint8Array): Input {
  let rest: Uint8Array | null = octets.length > 0 ? octets : null;
  return {
    read: async () => {
      const now = rest;
      rest = null;
      return now;
    },
    close: () => undefined,
  };
}
