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

/**
 * Where a shell's commands read and write unless redirected. Each command that writes straight to the terminal asks
 * for outputs of its own and closes them at its end, so that a front end can show one command's output as one thing.
 */
export interface Terminal {
  readonly stdin: Input;
  stdout(command: CommandLine): Output;
  stderr(command: CommandLine): Output;
}
