import type { Assignment, Command, Word } from 'unbash';
import { parse } from 'unbash';
import { exitCode } from '../commands/program';
import { strerror, SysError } from '../stack/errno';
import { DECLARATIONS, findBuiltin } from './builtins';
import { LineFailure, Return, Signalled, type Eventually } from './control';
import { CommandStreams } from './descriptors';
import { isEndless } from './endless';
import { ArithmeticError } from './expand/arithmetic';
import { elementAssignment } from './expand/expander';
import { plainField } from './expand/plain';
import type { Interpreter } from './interpreter';
import { describeSignal } from './jobs';
import { quoteIfNeeded } from './quote';
import { applyRedirections } from './redirect';
import type { Foreground } from './session';
import { AssignmentError } from './variables';

const NOT_FOUND = 127;

/** Functions within functions, unless FUNCNEST says otherwise: bash itself goes on until its stack is full, and dies. */
const DEEPEST = 1000;

/** An assignment, expanded and ready to be made. */
export type Making = (options: { readonly local: boolean; readonly exported: boolean }) => void;

/** Runs a simple command (bash(1), Simple Command Expansion); at once where nothing has to be waited for. */
export function runSimple(shell: Interpreter, node: Command): Eventually<number> {
  shell.position = node.pos;
  return runPlain(shell, node) ?? runAny(shell, node);
}

/** Runs a builtin whose words need no more than variables, without redirections and the like; undefined for all else, and nothing is done. */
function runPlain(shell: Interpreter, node: Command): Eventually<number> | undefined {
  const { name, prefix, redirects, args } = node;
  if (!name || prefix.length > 0 || redirects.length > 0 || shell.option('xtrace')) return undefined;
  const first = plainField(name, shell.variables);
  if (first === undefined || shell.state.functions.has(first) || (!name.parts && shell.state.aliases.has(name.text)) || !findBuiltin(first)) return undefined;
  const argv = [first];
  for (const arg of args) {
    const field = arg.type === 'Assignment' ? undefined : plainField(arg, shell.variables);
    if (field === undefined) return undefined;
    argv.push(field);
  }
  shell.substituted = undefined;
  const status = runBuiltin(shell, argv, argv, []);
  return typeof status === 'number' ? shell.succeed(status) : status.then(ended => shell.succeed(ended));
}

async function runAny(shell: Interpreter, node: Command): Promise<number> {
  const aliased = expandAlias(shell, node);
  if (aliased) return aliased();
  const assignments = node.prefix.filter(part => part.type === 'Assignment');
  shell.substituted = undefined;
  const argv: string[] = [];
  const declared: Assignment[] = [];
  const add = (word: Word): Promise<void> | void => {
    const field = plainField(word, shell.variables);
    return field === undefined ? expandInto(shell, argv, word) : void argv.push(field);
  };
  if (node.name) {
    const expanding = add(node.name);
    if (expanding) await expanding;
  }
  const declares = DECLARATIONS.has(argv[0] ?? '') || (argv[0] === 'command' || argv[0] === 'builtin');
  for (const arg of node.args) {
    if (arg.type === 'Assignment' && declares) {
      declared.push(arg);
      argv.push(`\0${declared.length - 1}`);
    } else {
      const expanding = add(arg.type === 'Assignment' ? asWord(arg) : arg);
      if (expanding) await expanding;
    }
  }
  if (argv.length === 0) return bare(shell, node, assignments);
  const before = shell.descriptors;
  const redirects = node.redirects;
  if (redirects.length === 0) return await dispatch(shell, argv, assignments, declared);
  const permanent = argv[0] === 'exec' && argv.length === 1;
  if (!permanent) shell.descriptors = before.copy();
  try {
    if (!await applyRedirections(shell, redirects)) return shell.succeed(1);
    return await dispatch(shell, argv, assignments, declared);
  } finally {
    if (!permanent) {
      shell.descriptors.closeAll();
      shell.descriptors = before;
    }
  }
}

/** Appends one by one: a word can become more fields than a call takes arguments. */
async function expandInto(shell: Interpreter, argv: string[], word: Word): Promise<void> {
  for (const field of await shell.expanded(() => shell.expander.fields(word))) argv.push(field);
}

/** `a=1` that a program other than declare and its kin gets is a word like others. */
function asWord(assignment: Assignment): Word {
  const command = parse(`: "" ${assignment.text}`).commands[0]?.command;
  const word = command?.type === 'Command' ? command.args[1] : undefined;
  if (word?.type === 'Word') return word;
  const { text, pos, end, value } = assignment;
  const parts = value.type === 'Word' ? value.parts ?? [{ type: 'Literal' as const, pos, end, value: value.value, text: value.text }] : [];
  const head = text.slice(0, text.indexOf('=') + 1);
  return { type: 'Word', text, value: text, pos, end, parts: [{ type: 'Literal', pos, end, value: head, text: head }, ...parts] };
}

/** Only assignments and redirections: they act on the shell itself. */
async function bare(shell: Interpreter, node: Command, assignments: readonly Assignment[]): Promise<number> {
  const before = shell.descriptors;
  shell.descriptors = before.copy();
  try {
    if (!await applyRedirections(shell, node.redirects)) return shell.succeed(1);
  } finally {
    shell.descriptors.closeAll();
    shell.descriptors = before;
  }
  for (const assignment of assignments) {
    const make = await prepareAssignment(shell, assignment);
    await shell.expanded(async () => make({ local: false, exported: false }));
    if (shell.option('xtrace')) await trace(shell, [], [assignment]);
  }
  return shell.succeed(shell.substituted ?? 0);
}

/** Expands an assignment; what it returns carries it out. */
export async function prepareAssignment(shell: Interpreter, assignment: Assignment): Promise<Making> {
  const { name, value, index, append } = assignment;
  const { variables, expander } = shell;
  const evaluate = (text: string): string => String(shell.evaluateNow(text));
  if (value.type === 'Word') {
    const text = await shell.expanded(() => expander.assigned(value));
    if (index) {
      const key = await shell.expanded(() => expander.index(name, index));
      return () => variables.setElement(name, key, text, { append: append ?? false, evaluate });
    }
    return ({ local, exported }) => {
      variables.set(name, text, { append: append ?? false, local, evaluate });
      const variable = variables.find(name);
      if (variable && (exported || shell.option('allexport'))) variable.exported = true;
    };
  }
  const values: [string | number | undefined, string][] = [];
  for (const element of value.elements) {
    const keyed = elementAssignment(element);
    if (keyed?.index && keyed.value.type === 'Word') {
      const { index: at, value: content } = keyed;
      values.push([await shell.expanded(() => expander.index(name, at)), await shell.expanded(() => expander.assigned(content))]);
    } else {
      for (const field of await shell.expanded(() => expander.fields(element))) values.push([undefined, field]);
    }
  }
  return ({ local }) => variables.setArray(name, values, { append: append ?? false, local });
}

async function trace(shell: Interpreter, argv: readonly string[], assignments: readonly Assignment[]): Promise<void> {
  const shown = assignments.map(({ name, value }) => `${name}=${value.type === 'Word' ? quoteIfNeeded(shell.variables.get(name) ?? '').replace(/^''$/, '') : value.elements.map(({ text }) => text).join(' ')}`);
  const words = [...shown, ...argv.map(word => (word === '' ? "''" : quoteIfNeeded(word)))];
  const prefix = shell.variables.get('PS4') ?? '+ ';
  await shell.say(`${prefix}${words.join(' ')}\n`, argv);
}

async function dispatch(shell: Interpreter, argv: string[], assignments: readonly Assignment[], declared: readonly Assignment[]): Promise<number> {
  const name = argv[0]!;
  const shown = declared.length === 0 ? argv : argv.map(word => (word.startsWith('\0') ? declared[Number(word.slice(1))]!.text : word));
  const known = shell.state.functions.get(name);
  const builtin = findBuiltin(name);
  const makings: Making[] = [];
  for (const assignment of assignments) makings.push(await prepareAssignment(shell, assignment));
  if (shell.option('xtrace')) await trace(shell, shown, []);
  if (!known && !builtin) return await runProgram(shell, shown, await environmentWith(shell, assignments, makings));
  const temporary = assignments.length > 0;
  if (temporary) shell.variables.pushScope();
  try {
    for (const make of makings) await shell.expanded(async () => make({ local: temporary, exported: true }));
    return shell.succeed(known ? await callFunction(shell, name, shown) : await runBuiltin(shell, argv, shown, declared));
  } finally {
    if (temporary) shell.variables.popScope();
  }
}

async function environmentWith(shell: Interpreter, assignments: readonly Assignment[], makings: readonly Making[]): Promise<Record<string, string>> {
  if (assignments.length === 0) return shell.variables.environment();
  shell.variables.pushScope();
  try {
    for (const make of makings) await shell.expanded(async () => make({ local: true, exported: true }));
    return shell.variables.environment();
  } finally {
    shell.variables.popScope();
  }
}

function runBuiltin(shell: Interpreter, argv: string[], shown: readonly string[], declared: readonly Assignment[]): Eventually<number> {
  const streams = new CommandStreams(shell.descriptors, shell.session.terminal, { argv: shown, host: shell.system.host, netns: shell.system.netns, background: shell.options.background });
  let running: Eventually<number>;
  try {
    running = findBuiltin(argv[0]!)!({ shell, streams, argv, declared });
  } catch (error) {
    running = Promise.reject(error);
  }
  if (typeof running !== 'number') return builtinEnds(shell, argv[0]!, running, streams);
  streams.close();
  return running;
}

async function builtinEnds(shell: Interpreter, name: string, running: Promise<number>, streams: CommandStreams): Promise<number> {
  try {
    return await running;
  } catch (error) {
    if (error instanceof SysError) {
      if (error.errno === 'EPIPE' && shell.options.group !== undefined) throw new Signalled('SIGPIPE');
      await shell.complain(`${name}: write error: ${strerror(error.errno)}`);
      return 1;
    }
    if (error instanceof AssignmentError || error instanceof ArithmeticError) {
      await shell.complain(`${name}: ${error.message}`);
      return 1;
    }
    throw error;
  } finally {
    streams.close();
  }
}

export async function callFunction(shell: Interpreter, name: string, argv: readonly string[]): Promise<number> {
  const { node, source: text } = shell.state.functions.get(name)!;
  const { source, position, loops } = shell;
  const { positional } = shell.state;
  const deepest = Number(shell.variables.get('FUNCNEST')) || DEEPEST;
  if (shell.functions.length >= deepest) {
    await shell.complain(`${name}: maximum function nesting level exceeded (${deepest})`);
    shell.succeed(1);
    throw new LineFailure(1);
  }
  shell.state.positional = [positional[0]!, ...argv.slice(1)];
  shell.variables.pushScope();
  shell.functions.push(name);
  shell.source = text;
  shell.loops = 0;
  try {
    // calls within calls must not pile up on JavaScript's stack
    await undefined;
    if (node.body.type === 'CompoundList') return await shell.list(node.body.commands);
    return await shell.command(node.body);
  } catch (error) {
    if (error instanceof Return) return shell.succeed(error.status);
    throw error;
  } finally {
    shell.functions.pop();
    shell.variables.popScope();
    shell.state.positional = positional;
    Object.assign(shell, { source, position, loops });
  }
}

/** Starts a program and, in the foreground, waits for it. */
export async function runProgram(shell: Interpreter, argv: readonly string[], env: Readonly<Record<string, string>>): Promise<number> {
  const { system, session, options } = shell;
  const name = argv[0]!;
  if (name === '' || system.which(name, shell.cwd) === undefined) {
    const missing = name.includes('/') ? await missingFile(shell, name) : { message: `${name}: command not found`, status: NOT_FOUND };
    await shell.complain(missing.message);
    const mend = system.mend(name);
    if (mend !== undefined) await shell.say(`vethlab: ${mend}\n`, argv);
    return shell.succeed(missing.status);
  }
  const streams = new CommandStreams(shell.descriptors, session.terminal, { argv, host: system.host, netns: system.netns, background: options.background });
  const endless = isEndless(argv);
  const own = shell.takePid();
  try {
    const child = system.spawn(argv, {
      stdin: streams.input(0), stdout: streams.output(1), stderr: streams.output(2), env: { ...env, PWD: shell.cwd, _: system.which(name, shell.cwd)! }, cwd: shell.cwd,
      ...(options.group === undefined ? {} : { group: options.group, pid: own }),
    });
    const within = options.foreground;
    const foreground: Foreground = within ?? {
      system, group: child.pid, signal: signal => system.killGroup(child.pid, signal), endless, streams,
    };
    if (within) {
      within.endless ||= endless;
      within.streams = streams;
    }
    const ended = endless && session.limit === 0 && !options.background ? system.paced(child.wait()) : child.wait();
    const status = !within ? await session.attend(foreground, ended) : own !== undefined ? await ended : await shell.task.waitChild(ended, one => one);
    if (within && endless) within.endless = false;
    shell.lastExit = status;
    if ('signal' in status && options.group === undefined) await mourn(shell, streams, status.signal);
    return shell.succeed(exitCode(status));
  } finally {
    streams.close();
  }
}

/** What an interactive shell says when a signal ended a program; Ctrl-C ends the line. @throws {Signalled} */
export async function mourn(shell: Interpreter, streams: CommandStreams, signal: Parameters<typeof describeSignal>[0]): Promise<void> {
  if (signal === 'SIGINT') {
    if (shell.session.options.interactive) await streams.atTerminal('stdout').write('\n');
    shell.succeed(130);
    throw new Signalled('SIGINT');
  }
  if (signal !== 'SIGPIPE') await streams.atTerminal('stderr').write(`${describeSignal(signal)}\n`);
}

async function missingFile(shell: Interpreter, path: string): Promise<{ message: string; status: number }> {
  const status = await shell.system.stat(shell.expander.resolve(path));
  if (!status) return { message: `${path}: No such file or directory`, status: NOT_FOUND };
  return { message: `${path}: ${status.type === 'directory' ? 'Is a directory' : 'Permission denied'}`, status: 126 };
}

/** A command whose name is an alias, as the command that it stands for. */
function expandAlias(shell: Interpreter, node: Command): (() => Promise<number>) | undefined {
  const name = node.name && !node.name.parts ? node.name.text : undefined;
  const alias = name === undefined ? undefined : shell.state.aliases.get(name);
  if (alias === undefined || node.prefix.length > 0) return undefined;
  const text = alias + shell.source.slice(node.name!.end, node.end);
  return async () => {
    const { source } = shell;
    const aliases = shell.state.aliases;
    shell.source = text;
    // an alias isn't expanded again within itself
    shell.state.aliases = new Map([...aliases].filter(([known]) => known !== name));
    try {
      return await shell.list(parse(text).commands);
    } finally {
      shell.source = source;
      shell.state.aliases = aliases;
    }
  };
}
