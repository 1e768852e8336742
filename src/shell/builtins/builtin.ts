import type { Assignment } from 'unbash';
import { withOctets } from '../../commands/octets';
import type { CommandStreams } from '../descriptors';
import type { Interpreter } from '../interpreter';

/** A call of a builtin. In `argv`, `\0N` stands for the Nth of `declared`: an assignment among a declaration's arguments. */
export interface BuiltinCall {
  readonly shell: Interpreter;
  readonly streams: CommandStreams;
  readonly argv: string[];
  readonly declared: readonly Assignment[];
}

export type Builtin = (call: BuiltinCall) => Promise<number> | number;

export type Builtins = Readonly<Record<string, Builtin>>;

export function out({ streams }: BuiltinCall, text: string): Promise<void> {
  return text === '' ? Promise.resolve() : streams.output(1).write(withOctets(text));
}

/** Writes all that a builtin prints; its status then is 0. */
export function written({ streams }: BuiltinCall, text: string): Promise<number> | number {
  if (text === '') return 0;
  const output = streams.output(1);
  const said = withOctets(text);
  if (typeof said !== 'string' || !output.writeNow) return output.write(said).then(() => 0);
  output.writeNow(said);
  return 0;
}

/** `bash: NAME: message`, and the status. */
export async function fail({ shell, argv }: BuiltinCall, message: string, status = 1): Promise<number> {
  await shell.complain(`${argv[0]}: ${message}`);
  return status;
}

/** A mistake in the usage: the message, then the usage line; status 2. */
export async function misused(call: BuiltinCall, message: string, usage: string): Promise<number> {
  await fail(call, message);
  await call.streams.output(2).write(`${call.argv[0]}: usage: ${usage}\n`);
  return 2;
}

/** Splits leading short options off. `valued` ones take a value. */
export function options(argv: readonly string[], known: string, valued = ''): { readonly given: Map<string, string>; readonly operands: string[]; readonly unknown: string | undefined } {
  const given = new Map<string, string>();
  let at = 1;
  for (; at < argv.length; at++) {
    const arg = argv[at]!;
    if (arg === '--') return { given, operands: argv.slice(at + 1), unknown: undefined };
    if (!/^-./.test(arg) || arg.startsWith('\0')) break;
    for (let i = 1; i < arg.length; i++) {
      const letter = arg[i]!;
      if (valued.includes(letter)) {
        given.set(letter, arg.slice(i + 1) || (argv[++at] ?? ''));
        break;
      }
      if (!known.includes(letter)) return { given, operands: [], unknown: `-${letter}` };
      given.set(letter, '');
    }
  }
  return { given, operands: argv.slice(at), unknown: undefined };
}
