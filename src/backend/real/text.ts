import type { Input } from '../../commands/program';

/** A text as an input. */
export function textInput(text: string): Input {
  let rest: Uint8Array | null = text === '' ? null : new TextEncoder().encode(text);
  return {
    read: () => {
      const data = rest;
      rest = null;
      return Promise.resolve(data);
    },
    close: () => undefined,
  };
}
