import { strerror, SysError } from '../../stack/errno';
import { resolvePath } from '../../commands/path';
import { singleQuote } from '../quote';
import { BINARY_TESTS, binaryTest, TestError, UNARY_TESTS, unaryTest } from '../test-command';
import type { Interpreter } from '../interpreter';
import { fail, misused, options, out, type BuiltinCall, type Builtins } from './builtin';
import { describeCommand } from './type';

/** Changes the working directory. What is wrong, without `cd: `; undefined when it worked. */
async function enter(shell: Interpreter, target: string, shown: string): Promise<string | undefined> {
  const path = resolvePath(shell.cwd, target);
  let status;
  try {
    status = await shell.system.stat(path);
    if (status?.type === 'directory') await shell.system.list(path);
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    return `${shown}: ${strerror(error.errno)}`;
  }
  if (!status) return `${shown}: No such file or directory`;
  if (status.type !== 'directory') return `${shown}: Not a directory`;
  shell.variables.set('OLDPWD', shell.cwd);
  shell.state.cwd = path;
  shell.variables.set('PWD', path);
  return undefined;
}

async function cd(call: BuiltinCall): Promise<number> {
  const { shell } = call;
  const { operands, unknown } = options(call.argv, 'LPe@');
  if (unknown) return misused(call, `${unknown}: invalid option`, 'cd [-L|[-P [-e]] [-@]] [dir]');
  if (operands.length > 1) return fail(call, 'too many arguments');
  const [operand] = operands;
  const target = operand === undefined ? shell.variables.get('HOME') : operand === '-' ? shell.variables.get('OLDPWD') : operand;
  if (target === undefined) return fail(call, operand === '-' ? 'OLDPWD not set' : 'HOME not set');
  if (target === '') return 0;
  const problem = await enter(shell, target, target);
  if (problem !== undefined) return fail(call, problem);
  if (operand === '-') await out(call, `${shell.cwd}\n`);
  return 0;
}

function tilde(shell: Interpreter, path: string): string {
  const home = shell.variables.get('HOME');
  return home !== undefined && (path === home || path.startsWith(`${home}/`)) ? `~${path.slice(home.length)}` : path;
}

async function showStack(call: BuiltinCall): Promise<number> {
  await out(call, `${[call.shell.cwd, ...call.shell.state.directories].map(path => tilde(call.shell, path)).join(' ')}\n`);
  return 0;
}

async function pushd(call: BuiltinCall): Promise<number> {
  const { state } = call.shell;
  const before = state.cwd;
  const target = call.argv[1] ?? state.directories[0];
  if (target === undefined) return fail(call, 'no other directory');
  const problem = await enter(call.shell, target, target);
  if (problem !== undefined) return fail(call, problem);
  state.directories = [before, ...(call.argv[1] === undefined ? state.directories.slice(1) : state.directories)];
  return showStack(call);
}

async function popd(call: BuiltinCall): Promise<number> {
  const { state } = call.shell;
  const [target, ...rest] = state.directories;
  if (target === undefined) return fail(call, 'directory stack empty');
  const problem = await enter(call.shell, target, target);
  if (problem !== undefined) return fail(call, problem);
  state.directories = rest;
  return showStack(call);
}

async function test(call: BuiltinCall): Promise<number> {
  const args = call.argv.slice(1);
  if (call.argv[0] === '[' && args.pop() !== ']') return fail(call, "missing `]'", 2);
  try {
    return await new Test(call.shell, args).run() ? 0 : 1;
  } catch (error) {
    if (error instanceof TestError) return fail(call, error.message, 2);
    throw error;
  }
}

/** test(1): by the number of arguments where POSIX says so, by precedence beyond. */
class Test {
  #at = 0;

  constructor(readonly shell: Interpreter, readonly args: readonly string[]) {}

  async run(): Promise<boolean> {
    const { args } = this;
    if (args.length === 0) return false;
    if (args.length === 1) return args[0] !== '';
    if (args.length === 2) {
      if (args[0] === '!') return args[1] === '';
      if (!UNARY_TESTS.has(args[0]!)) throw new TestError(`${args[0]}: unary operator expected`);
    }
    if (args.length === 3 && BINARY_TESTS.has(args[1]!)) return binaryTest(this.shell, args[1]!, args[0]!, args[2]!, false);
    const value = await this.#or();
    if (this.#at < args.length) throw new TestError(args.length === 3 ? `${args[1]}: binary operator expected` : 'too many arguments');
    return value;
  }

  async #or(): Promise<boolean> {
    let value = await this.#and();
    while (this.#take('-o')) value = (await this.#and()) || value;
    return value;
  }

  async #and(): Promise<boolean> {
    let value = await this.#term();
    while (this.#take('-a')) value = (await this.#term()) && value;
    return value;
  }

  async #term(): Promise<boolean> {
    if (this.#take('!')) return !await this.#term();
    const first = this.args[this.#at++];
    if (first === undefined) throw new TestError('argument expected');
    const operator = this.args[this.#at];
    if (operator !== undefined && BINARY_TESTS.has(operator) && this.#at + 1 < this.args.length) {
      this.#at += 2;
      return binaryTest(this.shell, operator, first, this.args[this.#at - 1]!, false);
    }
    if (first === '(') {
      const value = await this.#or();
      if (!this.#take(')')) throw new TestError("`)' expected");
      return value;
    }
    if (UNARY_TESTS.has(first) && this.#at < this.args.length) return unaryTest(this.shell, first, this.args[this.#at++]!);
    return first !== '';
  }

  #take(word: string): boolean {
    if (this.args[this.#at] !== word) return false;
    this.#at++;
    return true;
  }
}

async function type(call: BuiltinCall): Promise<number> {
  const { given, operands, unknown } = options(call.argv, 'afptP');
  if (unknown) return misused(call, `${unknown}: invalid option`, 'type [-afptP] name [name ...]');
  let status = 0;
  for (const name of operands) {
    const path = given.has('p') || given.has('P');
    const text = path ? (describeCommand(call.shell, name, 'kind') === 'file' || given.has('P') ? call.shell.system.which(name, call.shell.cwd) : '') : describeCommand(call.shell, name, given.has('t') ? 'kind' : 'long');
    if (text !== undefined) {
      if (text !== '') await out(call, `${text}\n`);
      continue;
    }
    status = 1;
    if (!given.has('t') && !path) await fail(call, `${name}: not found`);
  }
  return status;
}

async function alias(call: BuiltinCall): Promise<number> {
  const { aliases } = call.shell.state;
  const { operands } = options(call.argv, 'p');
  const line = (name: string): string => `alias ${name}=${singleQuote(aliases.get(name)!)}\n`;
  if (operands.length === 0) {
    await out(call, [...aliases.keys()].sort().map(line).join(''));
    return 0;
  }
  let status = 0;
  for (const operand of operands) {
    const equals = operand.indexOf('=');
    if (equals > 0) aliases.set(operand.slice(0, equals), operand.slice(equals + 1));
    else if (aliases.has(operand)) await out(call, line(operand));
    else status = await fail(call, `${operand}: not found`);
  }
  return status;
}

async function unalias(call: BuiltinCall): Promise<number> {
  const { aliases } = call.shell.state;
  const { given, operands } = options(call.argv, 'a');
  if (given.has('a')) aliases.clear();
  let status = 0;
  for (const name of operands) if (!aliases.delete(name)) status = await fail(call, `${name}: not found`);
  return status;
}

async function getopts(call: BuiltinCall): Promise<number> {
  const { shell, argv } = call;
  const [, specification, name, ...given] = argv;
  if (specification === undefined || name === undefined) return misused(call, '', 'getopts optstring name [arg ...]');
  const args = given.length > 0 ? given : shell.positional.slice(1);
  const index = Number(shell.variables.get('OPTIND') ?? 1);
  const within = Number(shell.variables.get('__getopts') ?? 1);
  const arg = args[index - 1];
  const finish = (value: string, next: number, letter = 1): void => {
    shell.variables.set(name, value);
    shell.variables.set('OPTIND', String(next));
    shell.variables.set('__getopts', String(letter));
  };
  if (arg === undefined || arg === '-' || !arg.startsWith('-') || arg === '--') {
    finish('?', arg === '--' ? index + 1 : index);
    return 1;
  }
  const letter = arg[within]!;
  const at = specification.replace(/^:/, '').indexOf(letter);
  const last = within === arg.length - 1;
  const silent = specification.startsWith(':');
  if (at < 0 || letter === ':') {
    if (silent) shell.variables.set('OPTARG', letter);
    else await shell.complain(`illegal option -- ${letter}`);
    finish('?', last ? index + 1 : index, last ? 1 : within + 1);
  } else if (specification.replace(/^:/, '')[at + 1] !== ':') {
    shell.variables.unset('OPTARG');
    finish(letter, last ? index + 1 : index, last ? 1 : within + 1);
  } else {
    const value = last ? args[index] : arg.slice(within + 1);
    if (value === undefined) {
      if (silent) shell.variables.set('OPTARG', letter);
      else await shell.complain(`option requires an argument -- ${letter}`);
      finish(silent ? ':' : '?', index + 1);
    } else {
      shell.variables.set('OPTARG', value);
      finish(letter, last ? index + 2 : index + 1);
    }
  }
  return 0;
}

/** Builtins about where a shell stands and what it knows. */
export const ENVIRONMENT: Builtins = {
  cd,
  pwd: async call => {
    await out(call, `${call.shell.cwd}\n`);
    return 0;
  },
  pushd,
  popd,
  dirs: showStack,
  test,
  '[': test,
  type,
  alias,
  unalias,
  getopts,
  hash: () => 0,
  times: async call => {
    await out(call, '0m0.000s 0m0.000s\n0m0.000s 0m0.000s\n');
    return 0;
  },
  umask: async call => {
    const { state } = call.shell;
    const [, mask] = call.argv;
    if (mask === undefined) await out(call, `${state.umask.toString(8).padStart(4, '0')}\n`);
    else if (/^[0-7]{1,4}$/.test(mask)) state.umask = parseInt(mask, 8);
    else return fail(call, `${mask}: octal number out of range`);
    return 0;
  },
};
