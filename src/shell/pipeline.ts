import type { CommandNode, ParsedScript, Pipeline, Statement, Subshell } from 'unbash';
import { exitCode, type ExitStatus, type Output, type Signal } from '../commands/program';
import { Description, textInput, type Descriptors } from './descriptors';
import { describeStatement } from './describe';
import { LineFailure, type Eventually } from './control';
import { ExpansionError } from './expand/expander';
import type { Interpreter } from './interpreter';
import type { Member } from './jobs';
import type { Foreground } from './session';
import { mourn } from './simple';
import { Task } from './task';
import { SysError } from '../stack/errno';

/** What bash's status is when it can't fork. */
const NO_FORK = 254;

/** Processes that have been started together. */
interface Launched {
  readonly members: readonly Member[];
  readonly foreground: Foreground;
}

interface LaunchOptions {
  readonly background: boolean;
  readonly operators?: readonly string[];
  /** streams to begin with; taken over */
  readonly descriptors?: Descriptors;
  /** what to run instead of the commands themselves, for a list as a whole */
  readonly body?: (sub: Interpreter) => Eventually<number>;
}

/** Starts each command in a subshell of its own, joined by pipes, in one process group. */
async function launch(shell: Interpreter, commands: readonly (CommandNode | undefined)[], options: LaunchOptions): Promise<Launched> {
  const { system, session } = shell;
  for (let turn = session.turn(system, commands.length); turn; turn = session.turn(system, commands.length)) await shell.task.wait(turn);
  if (!session.mayFork(commands.length)) return refuseFork(shell);
  const tasks: Task[] = [];
  const members: Member[] = [];
  const pids = commands.map(() => system.allocatePid());
  const group = options.background && shell.options.group === undefined ? pids[0]! : shell.options.group ?? pids[0]!;
  const signal = (sent: Signal): void => {
    system.killGroup(group, sent);
    tasks.forEach(task => task.signal(sent));
  };
  const foreground: Foreground = (options.background ? undefined : shell.options.foreground) ?? { system, group, signal, endless: false, streams: undefined };
  let upstream: Description | undefined;
  commands.forEach((command, i) => {
    const descriptors = options.descriptors ?? shell.descriptors.copy();
    if (options.background && descriptors.get(0)?.terminal) descriptors.set(0, textInput(''));
    if (upstream) descriptors.set(0, upstream);
    if (i < commands.length - 1) {
      const pipe = system.pipe();
      descriptors.set(1, new Description(undefined, pipe.output));
      if (options.operators?.[i] === '|&') descriptors.set(2, descriptors.get(1)!.share());
      upstream = new Description(pipe.input, undefined);
    }
    const task = new Task(pids[i]!, group, sent => sub.trapped(sent));
    const sub: Interpreter = shell.fork({ task, descriptors, foreground, group, background: options.background || shell.options.background });
    if (command?.type === 'Command') sub.becomesProgram();
    tasks.push(task);
    const member: Member = { pid: pids[i]!, ended: sub.asProcess(async () => (options.body ? options.body(sub) : sub.command(command!))), status: undefined };
    void member.ended.then(status => (member.status = status));
    session.forked(task, member.ended);
    members.push(member);
  });
  return { members, foreground };
}

/** There are too many subshells: whose doing it is, a fork bomb as a rule, ends as a whole. @throws {LineFailure} */
async function refuseFork(shell: Interpreter): Promise<never> {
  shell.task.check();
  const fresh = shell.options.group === undefined || shell.session.killForks(shell.task.group);
  if (fresh) await shell.complain('fork: Resource temporarily unavailable');
  shell.succeed(NO_FORK);
  throw new LineFailure(NO_FORK);
}

/** Waits in the foreground; what Ctrl-C ended ends the line too. @throws {Signalled} */
async function awaitAll(shell: Interpreter, { members, foreground }: Launched): Promise<ExitStatus[]> {
  const work = Promise.all(members.map(({ ended }) => ended));
  const top = shell.options.foreground === undefined;
  const statuses = top ? await shell.session.attend(foreground, work) : await shell.task.waitChild(work, all => all.at(-1)!);
  const last = statuses.at(-1)!;
  if ('signal' in last && top) {
    await shell.withStreams([], streams => mourn(shell, foreground.streams ?? streams, last.signal));
  }
  return statuses;
}

export async function runPipeline(shell: Interpreter, node: Pipeline): Promise<number> {
  const statuses = await awaitAll(shell, await launch(shell, node.commands, { background: false, operators: node.operators }));
  shell.pipeStatus = statuses.map(exitCode);
  const failed = shell.option('pipefail') ? shell.pipeStatus.findLast(code => code !== 0) : undefined;
  return shell.succeed(failed ?? shell.pipeStatus.at(-1)!);
}

export async function runSubshell(shell: Interpreter, node: Subshell): Promise<number> {
  const launched = await launch(shell, [undefined], { background: false, body: sub => sub.list(node.body.commands) });
  return shell.succeed(exitCode((await awaitAll(shell, launched))[0]!));
}

/** Standard output of a script that runs in a subshell: `$(…)`. */
export async function captureOutput(shell: Interpreter, script: ParsedScript): Promise<string> {
  const collected = new Collector();
  const descriptors = shell.descriptors.copy();
  descriptors.set(1, new Description(undefined, collected));
  // each begins on an empty stack: they may be nested until there are too many
  await undefined;
  const launched = await launch(shell, [undefined], {
    background: false, descriptors,
    body: sub => {
      if (script.source !== undefined) sub.source = script.source;
      const [only] = script.commands;
      if (script.commands.length === 1 && only?.command.type === 'Command' && !only.background) sub.becomesProgram();
      return sub.list(script.commands);
    },
  });
  const [status] = await awaitAll(shell, launched);
  shell.substituted = exitCode(status!);
  return collected.text();
}

/** `command &` */
export async function startBackground(shell: Interpreter, statement: Statement): Promise<number> {
  const { command } = statement;
  const simple = command.type === 'Command';
  const piped = command.type === 'Pipeline' && command.prefixes.length === 0;
  const launched = piped
    ? await launch(shell, command.commands, { background: true, operators: command.operators })
    : await launch(shell, [simple ? command : undefined], { background: true, ...(simple ? {} : { body: sub => (command.type === 'Subshell' ? sub.list(command.body.commands) : sub.andOr(command)) }) });
  const { members, foreground } = launched;
  const job = shell.jobs.add({
    group: members[0]!.pid, members, text: describeStatement(statement, shell.source),
    endless: () => foreground.endless, signal: foreground.signal,
  });
  shell.state.lastBackgroundPid = members.at(-1)!.pid;
  if (shell.session.options.interactive && shell.options.group === undefined) {
    await shell.say(`[${job.id}] ${members.at(-1)!.pid}\n`);
  }
  return shell.succeed(0);
}

/** Keeps what is written to it. */
export class Collector implements Output {
  readonly isTerminal = false;
  readonly #decoder = new TextDecoder();
  #text = '';

  write(data: string | Uint8Array): Promise<void> {
    this.#text += typeof data === 'string' ? data : this.#decoder.decode(data, { stream: true });
    return Promise.resolve();
  }

  close(): void {}

  text(): string {
    return this.#text + this.#decoder.decode();
  }
}

/** `<(…)`: a file with the standard output of a script. @param count of those before */
export async function substituteProcess(shell: Interpreter, operator: '<' | '>', script: ParsedScript, count: number): Promise<string> {
  if (operator === '>') throw new ExpansionError('vethlab: >(...) is not supported');
  const path = shell.system.substitutionPath(count % 32);
  const output = await shell.system.openOutput(path, 'truncate').catch((error: unknown) => {
    throw error instanceof SysError ? new ExpansionError(`cannot make pipe for process substitution: ${error.message}`) : error;
  });
  await output.write(await captureOutput(shell, script));
  output.close();
  return path;
}

/** What `time` says of a pipeline that took so many ns. */
export async function tellTime(shell: Interpreter, ns: number, posix: boolean): Promise<void> {
  const seconds = ns / 1e9;
  const text = posix ? `real ${seconds.toFixed(2)}\nuser 0.00\nsys 0.00\n` : `\nreal\t${Math.floor(seconds / 60)}m${(seconds % 60).toFixed(3)}s\nuser\t0m0.000s\nsys\t0m0.000s\n`;
  await shell.say(text, ['time']);
}
