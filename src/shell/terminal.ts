import type { Input, Output } from '../backend/backend';

/** A command about to run, after expansion. */
export interface CommandLine {
  readonly argv: readonly string[];
  readonly host: string;
  /** The named namespace that its shell is in. */
  readonly netns?: string | undefined;
  /** Part of a background job. */
  readonly background: boolean;
}

/** What stands at one prompt: a line, or the lines of a command that goes on. */
export interface TypedLine {
  /** as bash's on Debian: `student@beachhead:~$` */
  readonly prompt: string;
  /** lines of the text, from 0 */
  readonly first: number;
  readonly last: number;
}

/**
 * Where a shell's commands read and write unless redirected. Each command that writes straight to the terminal asks
 * for outputs of its own and closes them at its end, so that a front end can show one command's output as one thing.
 */
export interface Terminal {
  readonly stdin: Input;
  stdout(command: CommandLine): Output;
  stderr(command: CommandLine): Output;
  /** Told of each line before it runs. */
  typed?(line: TypedLine): void;
}
