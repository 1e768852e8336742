import { SysError, strerror } from '../../stack/errno';
import { parseSignal, SIGNALS } from '../../commands/program';
import { Exit, LoopControl, Return } from '../control';
import { runText } from '../evaluate';
import { runProgram } from '../simple';
import { readAll } from '../system';
import { singleQuote } from '../quote';
import type { BuiltinCall, Builtins } from './builtin';
import { fail, misused, options, out } from './builtin';
import { findBuiltin } from './index';
import { describeCommand } from './type';

async function number(call: BuiltinCall, fallback: number): Promise<number | undefined> {
  const text = call.argv[1];
  if (text === undefined) return fallback;
  if (/^[-+]?\d+$/.test(text)) return Number(text);
  await fail(call, `${text}: numeric argument required`);
  return undefined;
}

async function loopControl(call: BuiltinCall, kind: 'break' | 'continue'): Promise<number> {
  if (call.shell.loops === 0) {
    await fail(call, "only meaningful in a `for', `while', or `until' loop");
    return 0;
  }
  const levels = await number(call, 1);
  if (levels === undefined) throw new Exit(128);
  if (levels < 1) return fail(call, `${levels}: loop count out of range`);
  throw new LoopControl(kind, levels);
}

async function sourceFile(call: BuiltinCall): Promise<number> {
  const { shell, argv } = call;
  const [, path, ...args] = argv;
  if (path === undefined) return misused(call, 'filename argument required', `${argv[0]} filename [arguments]`);
  let text: string;
  try {
    text = await readAll(await shell.system.openInput(shell.expander.resolve(path)));
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    await shell.complain(`${path}: ${strerror(error.errno)}`);
    return 1;
  }
  const { positional } = shell.state;
  if (args.length > 0) shell.state.positional = [positional[0]!, ...args];
  shell.sourced++;
  try {
    return await runText(shell, text);
  } catch (error) {
    if (error instanceof Return) return error.status;
    throw error;
  } finally {
    shell.sourced--;
    shell.state.positional = positional;
  }
}

async function run(call: BuiltinCall, argv: string[]): Promise<number> {
  const builtin = findBuiltin(argv[0]!);
  if (builtin) return builtin({ ...call, argv });
  return runProgram(call.shell, argv, call.shell.variables.environment());
}

async function command(call: BuiltinCall): Promise<number> {
  const { given, operands, unknown } = options(call.argv, 'pvV');
  if (unknown) return misused(call, `${unknown}: invalid option`, 'command [-pVv] command [arg ...]');
  if (operands.length === 0) return 0;
  if (!given.has('v') && !given.has('V')) return run(call, operands);
  let status = 0;
  for (const name of operands) {
    const text = describeCommand(call.shell, name, given.has('v') ? 'short' : 'long');
    if (text === undefined) {
      if (given.has('V')) await fail(call, `${name}: not found`);
      status = 1;
    } else await out(call, `${text}\n`);
  }
  return status;
}

async function trap(call: BuiltinCall): Promise<number> {
  const { shell } = call;
  const { given, operands, unknown } = options(call.argv, 'lp');
  const { traps } = shell.state;
  if (unknown) return misused(call, `${unknown}: invalid option`, 'trap [-lp] [[arg] signal_spec ...]');
  if (given.has('l')) {
    await out(call, `${Object.entries(SIGNALS).map(([name, value]) => `${String(value).padStart(2)}) ${name}`).join('\t')}\n`);
    return 0;
  }
  const nameOf = (spec: string): string | undefined => (/^(0|EXIT)$/i.test(spec) ? 'EXIT' : /^(ERR|DEBUG|RETURN)$/i.test(spec) ? spec.toUpperCase() : parseSignal(spec));
  if (operands.length === 0 || given.has('p')) {
    const wanted = operands.map(nameOf);
    for (const [name, action] of traps) {
      if (wanted.length === 0 || wanted.includes(name)) await out(call, `trap -- ${singleQuote(action)} ${name}\n`);
    }
    return 0;
  }
  const resets = operands.length === 1 || operands[0] === '-';
  const specs = operands.length === 1 ? operands : operands.slice(1);
  let status = 0;
  for (const spec of specs) {
    const name = nameOf(spec);
    if (name === undefined) status = await fail(call, `${spec}: invalid signal specification`);
    else if (resets) traps.delete(name);
    else traps.set(name, operands[0]!);
  }
  return status;
}

/** Builtins that steer execution. */
export const FLOW: Builtins = {
  ':': () => 0,
  true: () => 0,
  false: () => 1,
  break: call => loopControl(call, 'break'),
  continue: call => loopControl(call, 'continue'),
  return: async call => {
    if (call.shell.functions.length === 0 && call.shell.sourced === 0) return fail(call, "can only `return' from a function or sourced script", 2);
    throw new Return((await number(call, call.shell.state.lastStatus) ?? 2) & 0xff);
  },
  exit: async call => {
    const { session, options: { foreground, program } } = call.shell;
    if (session.options.interactive && !foreground && !program) await call.streams.output(2).write('exit\n');
    const status = await number(call, call.shell.state.lastStatus);
    throw new Exit((status ?? 2) & 0xff);
  },
  eval: ({ shell, argv }) => (argv.length > 1 ? runText(shell, argv.slice(argv[1] === '--' ? 2 : 1).join(' ')) : 0),
  '.': sourceFile,
  source: sourceFile,
  command,
  builtin: async call => {
    const [, name, ...args] = call.argv;
    if (name === undefined) return 0;
    const builtin = findBuiltin(name);
    return builtin ? builtin({ ...call, argv: [name, ...args] }) : fail(call, `${name}: not a shell builtin`);
  },
  exec: async call => {
    const { operands } = options(call.argv, 'cl', 'a');
    if (operands.length === 0) return 0;
    if (!call.shell.system.which(operands[0]!, call.shell.cwd)) {
      await fail(call, `${operands[0]}: not found`);
      throw new Exit(127);
    }
    throw new Exit(await runProgram(call.shell, operands, call.shell.variables.environment()));
  },
  trap,
};

