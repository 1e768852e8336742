import { SysError } from '../stack/errno';
import type { Input, Output } from '../commands/program';
import type { CommandLine, Terminal } from './terminal';

/** An open file description: what descriptors point at; closed when the last one goes. */
export class Description {
  #references = 1;

  constructor(readonly input: Input | undefined, readonly output: Output | undefined, readonly terminal?: 'stdin' | 'stdout' | 'stderr') {}

  share(): this {
    this.#references++;
    return this;
  }

  release(): void {
    if (--this.#references > 0 || this.terminal) return;
    this.input?.close();
    this.output?.close();
  }
}

/** A text as an input, in UTF-8. */
export function textInput(text: string): Description {
  let rest: Uint8Array | null = text === '' ? null : new TextEncoder().encode(text);
  return new Description({
    read: () => {
      const data = rest;
      rest = null;
      return Promise.resolve(data);
    },
    close: () => undefined,
  }, undefined);
}

const CLOSED_OUTPUT: Output = {
  isTerminal: false,
  write: () => Promise.reject(new SysError('EBADF')),
  close: () => undefined,
};

const CLOSED_INPUT: Input = {
  read: () => Promise.reject(new SysError('EBADF')),
  close: () => undefined,
};

/** The descriptors of a shell or a command about to run. */
export class Descriptors {
  readonly #open: Map<number, Description>;

  constructor(open: ReadonlyMap<number, Description> = new Map()) {
    this.#open = new Map(open);
  }

  static terminal(): Descriptors {
    return new Descriptors(new Map((['stdin', 'stdout', 'stderr'] as const).map((kind, fd) => [fd, new Description(undefined, undefined, kind)] as const)));
  }

  get(fd: number): Description | undefined {
    return this.#open.get(fd);
  }

  /** Takes over the caller's reference. */
  set(fd: number, description: Description): void {
    const old = this.#open.get(fd);
    this.#open.set(fd, description);
    old?.release();
  }

  close(fd: number): void {
    this.#open.get(fd)?.release();
    this.#open.delete(fd);
  }

  /** The lowest free one from 10 on, for `{name}>file`. */
  free(): number {
    let fd = 10;
    while (this.#open.has(fd)) fd++;
    return fd;
  }

  copy(): Descriptors {
    for (const description of this.#open.values()) description.share();
    return new Descriptors(this.#open);
  }

  closeAll(): void {
    for (const description of this.#open.values()) description.release();
    this.#open.clear();
  }
}

/** The streams of one command: at the terminal it has outputs of its own, closed when it ends. */
export class CommandStreams {
  #stdout: Output | undefined;
  #stderr: Output | undefined;

  constructor(private readonly descriptors: Descriptors, private readonly terminal: Terminal, readonly line: CommandLine) {}

  input(fd = 0): Input {
    const description = this.descriptors.get(fd);
    if (!description) return CLOSED_INPUT;
    return description.terminal ? this.terminal.stdin : description.input ?? CLOSED_INPUT;
  }

  output(fd: number): Output {
    const description = this.descriptors.get(fd);
    if (!description) return CLOSED_OUTPUT;
    return description.terminal ? this.atTerminal(description.terminal) : description.output ?? CLOSED_OUTPUT;
  }

  /** This command's own output at the terminal. */
  atTerminal(kind: 'stdin' | 'stdout' | 'stderr'): Output {
    return kind === 'stderr' ? (this.#stderr ??= this.terminal.stderr(this.line)) : (this.#stdout ??= this.terminal.stdout(this.line));
  }

  close(): void {
    this.#stdout?.close();
    this.#stderr?.close();
    this.#stdout = this.#stderr = undefined;
  }
}
