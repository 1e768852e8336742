/** What grep ends with before it searches. */
export class Refusal extends Error {
  /** @param usage it's followed by the usage */
  constructor(message: string, readonly usage = false, readonly code = 2) {
    super(message);
  }
}

export const USAGE = "Usage: grep [OPTION]... PATTERNS [FILE]...\nTry 'grep --help' for more information.\n";
