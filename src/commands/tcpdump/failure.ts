/** The program ends, with that text on standard error as it is, or on standard output for exit code 0. */
export class Exit extends Error {
  constructor(readonly code: number, readonly text: string) {
    super(text);
    this.name = 'Exit';
  }
}

/** error() of tcpdump: `tcpdump: message`, exit code 1. */
export function failure(message: string): Exit {
  return new Exit(1, `tcpdump: ${message}\n`);
}
