import { parseArgs } from 'node:util';
import type { ParseArgsConfig } from 'node:util';

export type Values = Readonly<Record<string, string | boolean | undefined>>;

/** A subcommand of `vethlab`. */
export interface Command {
  /** What `--help` prints, usage first. */
  readonly help: string;
  readonly options: NonNullable<ParseArgsConfig['options']>;
  /** Resolves to the exit code. @throws {CliError} for what the user can mend */
  run(values: Values, operands: readonly string[]): Promise<number>;
}

/** Something that the user can mend: the message says what is wrong and what to do. */
export class CliError extends Error {
  override readonly name = 'CliError';

  /** @param code exit code: 2 where the command line itself is wrong */
  constructor(message: string, readonly code: 1 | 2 = 1) {
    super(message);
  }
}

/** Runs a command with its arguments. @throws {CliError} for arguments that it doesn't take */
export async function runCommand(command: Command, args: readonly string[]): Promise<number> {
  let parsed: { values: unknown; positionals: string[] };
  try {
    parsed = parseArgs({ args: [...args], options: { ...command.options, help: { type: 'boolean', short: 'h' } }, allowPositionals: true });
  } catch (error) {
    throw new CliError((error as Error).message.split('. ')[0]!, 2);
  }
  const values = parsed.values as Values;
  if (values.help) {
    process.stdout.write(command.help);
    return 0;
  }
  return command.run(values, parsed.positionals);
}
