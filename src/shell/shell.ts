import { parse, type Statement } from 'unbash';
import type { Backend, Namespace } from '../backend/backend';
import { exitCode, type ExitStatus, type Output, type Process, type Program, type Signal } from '../commands/program';
import { Random } from '../stack/random';
import { Exit, LineFailure, LoopControl, Return, Signalled } from './control';
import { Description, Descriptors } from './descriptors';
import { runText } from './evaluate';
import { Interpreter } from './interpreter';
import { Collector } from './pipeline';
import { promptText, stripPrompts } from './prompt';
import { Session } from './session';
import type { ShellState } from './state';
import { hasOpenDocument, syntaxProblem } from './syntax';
import { hostSystem, processSystem, readAll, type System } from './system';
import { Task } from './task';
import type { CommandLine, Terminal } from './terminal';
import { Variables } from './variables';

export interface ShellOptions {
  /** Prints what bash prints at a terminal: job notices, `^C`. */
  readonly interactive?: boolean;
  /** seconds of lab time after which an endless foreground command is interrupted; 0: never */
  readonly limit?: number;
  /** where to start; default: the lab's first host */
  readonly host?: string;
  /** exported in the shell of every host, besides what a login sets */
  readonly variables?: Readonly<Record<string, string>>;
}

/** How a run of the shell ended. */
export interface RunResult {
  /** `$?` */
  readonly status: number;
  /** `exit`: the text called exit; `errexit`: `set -e` ended it; `interrupted`: {@link Shell.interrupt} did; `syntax`: nothing ran */
  readonly outcome: 'done' | 'exit' | 'errexit' | 'interrupted' | 'syntax';
  /** bash's message, for `syntax` */
  readonly message?: string;
}

/** What an expression printed, and how it ended. */
export interface Evaluated extends RunResult {
  readonly stdout: string;
  readonly stderr: string;
}

/** Names that a shell knows, and where it stands. */
export interface ShellNames {
  readonly variables: readonly string[];
  readonly functions: readonly string[];
  readonly aliases: readonly string[];
  readonly cwd: string;
  readonly home: string;
  readonly host: string;
}

const DEFAULT_LIMIT = 10;
/** The interrupt of one run that can't be ignored. */
const INSISTENT = 3;
const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

const SILENT: Terminal = (() => {
  const output = { isTerminal: false, write: () => Promise.resolve(), close: () => undefined };
  return { stdin: { read: () => Promise.resolve(null), close: () => undefined }, stdout: () => output, stderr: () => output };
})();

/**
 * bash, as far as labs need it: state lives across runs, one shell a host. What it starts runs on a backend; lab time
 * passes only while {@link Shell.run} does.
 */
export class Shell {
  readonly #backend: Backend;
  readonly #session: Session;
  readonly #shells = new Map<string, Interpreter>();
  readonly #variables: Readonly<Record<string, string>>;
  readonly #entered = new Map<string, Namespace>();
  #host: string;
  #stopping = false;
  #interrupts = 0;

  /** @param siblings sessions of all shells on the backend; none: this is the first */
  constructor(backend: Backend, options: ShellOptions = {}, private readonly siblings: Session[] = []) {
    this.#backend = backend;
    this.#host = options.host ?? backend.hosts[0]!;
    this.#variables = options.variables ?? {};
    this.#session = new Session({ interactive: options.interactive ?? false }, options.limit ?? DEFAULT_LIMIT, SILENT);
    if (siblings.push(this.#session) > 1) return;
    for (const name of ['bash', 'sh']) backend.install(name, shellProgram(backend, siblings));
  }

  /** Opens a shell of its own on the same network: it can run something while this one does. */
  beside(): Shell {
    const shell = new Shell(this.#backend, { ...this.#session.options, limit: this.limit }, this.siblings);
    shell.#shell();
    return shell;
  }

  /** Nothing will run here any more. */
  close(): void {
    const at = this.siblings.indexOf(this.#session);
    if (at > 0) this.siblings.splice(at, 1);
  }

  get host(): string {
    return this.#host;
  }

  /** The host on which the next run takes place. @throws {RangeError} for one that the lab doesn't have */
  set host(name: string) {
    if (!this.#backend.hosts.includes(name)) throw new RangeError(`no host ${name} in this lab; there is ${this.#backend.hosts.join(', ')}`);
    this.#host = name;
    this.#shell();
  }

  /** The named namespace in which the present host's shell is; undefined: the host's own. */
  get netns(): string | undefined {
    return this.#entered.get(this.#host)?.name;
  }

  /** Puts the present host's shell into a namespace, as `ip netns exec` does. @throws {RangeError} for one that there isn't */
  set netns(name: string | undefined) {
    const entered = name === undefined ? undefined : this.#backend.enterNetns(this.#host, name);
    if (name !== undefined && !entered) throw new RangeError(`no namespace ${name} on ${this.#host}`);
    this.#shell().system = hostSystem(this.#backend, this.#host, entered);
    this.#entered.get(this.#host)?.leave();
    if (entered) this.#entered.set(this.#host, entered);
    else this.#entered.delete(this.#host);
  }

  /** Gives the present host's shell a variable. @throws {AssignmentError} when it is readonly */
  assign(name: string, value: string): void {
    this.#shell().variables.set(name, value);
  }

  get limit(): number {
    return this.#session.limit;
  }

  set limit(seconds: number) {
    this.#session.limit = seconds;
  }

  /** Names that a completion can offer. */
  get names(): ShellNames {
    const { variables, functions, aliases, cwd } = this.#shell().state;
    return { variables: variables.names(), functions: [...functions.keys()], aliases: [...aliases.keys()], cwd, home: this.#shell().system.user.home, host: this.#host };
  }

  /** A variable's value. */
  variable(name: string): string | undefined {
    return this.#shell().variables.get(name);
  }

  /** Whether a text can be run as it is. A later syntax error changes nothing, as nothing of the text runs. */
  static check(text: string): { readonly status: 'complete' | 'incomplete' | 'invalid'; readonly message?: string } {
    const source = stripPrompts(text);
    const script = parse(source);
    const problem = syntaxProblem(script, source);
    if (!problem) return { status: hasOpenDocument(script) || /(^|[^\\])(\\\\)*\\$/.test(source) ? 'incomplete' : 'complete' };
    return { status: problem.incomplete ? 'incomplete' : 'invalid', message: problem.message };
  }

  /** The variables of the present host's shell, but for those whose value is made when read. */
  get variables(): Record<string, string> {
    const { variables } = this.#shell();
    return Object.fromEntries(variables.names().flatMap(name => {
      const value = Object.hasOwn(variables.dynamic, name) ? undefined : variables.get(name);
      return value === undefined ? [] : [[name, value]];
    }));
  }

  /** Runs a text, and lab time with it, until its foreground commands have ended. */
  run(text: string, terminal: Terminal): Promise<RunResult> {
    return this.#backend.drive(this.#run(text, terminal));
  }

  /** What a text prints, run in a subshell of this shell, which stays as it is, `$?` included. */
  evaluate(text: string): Promise<Evaluated> {
    return this.#backend.drive(this.#evaluate(text));
  }

  /** Ctrl-C, or another signal for what runs in the foreground; then nothing more of the present run starts. Who insists ends what ignores it. */
  interrupt(wanted: Signal = 'SIGINT'): void {
    this.#stopping = true;
    const { foreground } = this.#session;
    const signal = ++this.#interrupts < INSISTENT ? wanted : 'SIGKILL';
    if (foreground) void this.#session.interrupt(foreground, signal);
    this.#shell().task.signal(signal);
  }

  async #run(text: string, terminal: Terminal): Promise<RunResult> {
    const source = stripPrompts(text);
    const script = parse(source);
    const shell = this.#shell();
    const problem = syntaxProblem(script, source);
    if (problem) {
      shell.succeed(2);
      return { status: 2, outcome: 'syntax', message: problem.message.split('\n').map(line => `bash: ${line}`).join('\n') };
    }
    this.#session.terminal = terminal;
    this.#stopping = false;
    this.#interrupts = 0;
    shell.task.recover();
    shell.source = source;
    try {
      for (const line of lines(script.commands, source)) {
        terminal.typed?.({ prompt: promptOf(shell), first: lineAt(source, line[0]!.pos), last: lineAt(source, line.at(-1)!.end) });
        const ended = await this.#line(shell, line);
        if (this.#session.options.interactive) await notify(shell);
        if (this.#stopping) return { status: shell.state.lastStatus, outcome: 'interrupted' };
        if (ended) return { status: ended.status, outcome: ended.why };
      }
      return { status: shell.state.lastStatus, outcome: 'done' };
    } finally {
      shell.tolerant = 0;
      shell.loops = 0;
    }
  }

  async #evaluate(text: string): Promise<Evaluated> {
    const shell = this.#shell();
    const [stdout, stderr] = [new Collector(), new Collector()];
    const result = (status: number, outcome: RunResult['outcome']): Evaluated => ({ status, outcome, stdout: stdout.text(), stderr: stderr.text() });
    const checked = Shell.check(text);
    if (checked.status !== 'complete') return { ...result(2, 'syntax'), message: checked.message ?? 'syntax error: unexpected end of file' };
    const { terminal } = this.#session;
    const { lastStatus } = shell.state;
    const { source } = shell;
    const own = (ours: Output, theirs: (command: CommandLine) => Output) => (command: CommandLine): Output => (command.background ? theirs(command) : ours);
    this.#session.terminal = { stdin: SILENT.stdin, stdout: own(stdout, command => terminal.stdout(command)), stderr: own(stderr, command => terminal.stderr(command)) };
    this.#stopping = false;
    this.#interrupts = 0;
    shell.task.recover();
    shell.source = `(\n${stripPrompts(text)}\n)`;
    try {
      await this.#line(shell, parse(shell.source).commands);
      return result(shell.state.lastStatus, this.#stopping ? 'interrupted' : 'done');
    } finally {
      this.#session.terminal = terminal;
      shell.source = source;
      shell.succeed(lastStatus);
    }
  }

  /** A line as one would type it. Ctrl-C and failed expansions end it alone; `exit` all. */
  async #line(shell: Interpreter, statements: readonly Statement[]): Promise<Exit | undefined> {
    try {
      await shell.list(statements);
      shell.task.check();
    } catch (error) {
      if (error instanceof Exit) {
        shell.succeed(error.status);
        return error;
      }
      if (error instanceof Signalled) {
        shell.succeed(exitCode({ signal: error.signal }));
        if (!this.#stopping) shell.task.recover();
        // nothing but an interactive shell can go on after a signal that would have ended it
        if (error.signal !== 'SIGINT' && !this.#session.options.interactive) return new Exit(shell.state.lastStatus);
      } else if (error instanceof RangeError) {
        await shell.outOfMemory();
      } else if (!(error instanceof LineFailure || error instanceof LoopControl || error instanceof Return)) throw error;
    }
    return undefined;
  }

  #shell(): Interpreter {
    let shell = this.#shells.get(this.#host);
    if (!shell) {
      const system = hostSystem(this.#backend, this.#host);
      const pid = system.allocatePid(['bash']);
      const task: Task = new Task(pid, pid, signal => shell!.trapped(signal));
      shell = new Interpreter({
        session: this.#session, system, task, shellPid: pid, background: false, name: 'bash', descriptors: Descriptors.terminal(),
        state: freshState(system, { ...environmentOf(system), ...this.#variables }, system.user.home, ['bash'], pid),
      });
      this.#shells.set(this.#host, shell);
    }
    return shell;
  }
}

/** Tells of jobs that have ended. */
async function notify(shell: Interpreter): Promise<void> {
  const notices = shell.jobs.notices();
  if (notices !== '') await shell.say(notices);
}

function promptOf({ system: { user, host }, state: { cwd } }: Interpreter): string {
  return promptText(user, host, cwd);
}

/** The line, from 0, in which a place of the text is. */
function lineAt(source: string, place: number): number {
  return source.slice(0, place).split('\n').length - 1;
}

/** Statements that share a line belong together. */
function lines(statements: readonly Statement[], source: string): Statement[][] {
  const out: Statement[][] = [];
  let end = -1;
  for (const statement of statements) {
    if (end >= 0 && !source.slice(end, statement.pos).includes('\n')) out.at(-1)!.push(statement);
    else out.push([statement]);
    end = statement.end;
  }
  return out;
}

function environmentOf({ user }: System): Record<string, string> {
  return { HOME: user.home, LANG: 'C.UTF-8', LOGNAME: user.name, PATH, SHELL: '/bin/bash', TERM: 'xterm-256color', USER: user.name };
}

function freshState(system: System, env: Readonly<Record<string, string>>, cwd: string, positional: string[], seed: number): ShellState {
  const variables = new Variables();
  for (const [name, value] of Object.entries({ ...env, PWD: cwd })) {
    variables.set(name, value);
    variables.find(name)!.exported = true;
  }
  for (const [name, value] of Object.entries({ IFS: ' \t\n', PS4: '+ ', OPTIND: '1', BASH: '/bin/bash', BASH_VERSION: '5.2.15(1)-release', HOSTNAME: system.host, HOSTTYPE: 'x86_64', MACHTYPE: 'x86_64-pc-linux-gnu', OSTYPE: 'linux-gnu' })) {
    variables.set(name, value);
  }
  return {
    variables, functions: new Map(), aliases: new Map(), traps: new Map(), options: new Set(['braceexpand', 'hashall', 'extglob', 'expand_aliases', 'sourcepath', 'checkwinsize', 'cmdhist']),
    cwd, directories: [], positional, umask: 0o022, lastStatus: 0, lastBackgroundPid: undefined, random: new Random(seed),
  };
}

/** `bash -c TEXT`, `bash FILE` and `bash` reading its input, as a program. */
function shellProgram(backend: Backend, sessions: readonly Session[]): Program {
  return async (process, argv) => {
    const session = sessions.find(one => one.foregroundOf(process.group)) ?? sessions[0]!;
    const { name, text, positional, problem } = await readArguments(process, argv);
    if (text === undefined) {
      await process.stderr.write(`${problem}\n`);
      return problem!.endsWith('No such file or directory') ? 127 : 2;
    }
    const system = processSystem(backend, process);
    const task: Task = new Task(process.pid, process.pid, signal => shell.trapped(signal));
    const descriptors = new Descriptors(new Map([
      [0, new Description(process.stdin, undefined)], [1, new Description(undefined, process.stdout)], [2, new Description(undefined, process.stderr)],
    ]));
    const shell: Interpreter = new Interpreter({
      session, system, task, descriptors, shellPid: process.pid, group: process.pid, background: false, program: true, name,
      foreground: session.foregroundOf(process.group) ?? { system, group: process.pid, signal: signal => task.signal(signal), endless: false, streams: undefined },
      state: freshState(system, process.env, process.cwd, positional, process.pid),
    });
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.onSignal(signal, () => task.signal(signal));
    const ending = ended(shell.asProcess(() => runText(shell, text)));
    while (await process.poll([ending]) === 'signal');
    return exitCode(ending.status()!);
  };
}

/** A promise as something that a process can wait for. */
function ended(work: Promise<ExitStatus>): { ready(): boolean; subscribe(wake: () => void): () => void; status(): ExitStatus | undefined } {
  let status: ExitStatus | undefined;
  const wakers = new Set<() => void>();
  void work.then(result => {
    status = result;
    wakers.forEach(wake => wake());
  });
  return {
    ready: () => status !== undefined,
    subscribe: wake => {
      wakers.add(wake);
      return () => void wakers.delete(wake);
    },
    status: () => status,
  };
}

interface Arguments {
  readonly name: string;
  readonly text?: string;
  readonly positional: string[];
  readonly problem?: string;
}

async function readArguments(process: Process, argv: readonly string[]): Promise<Arguments> {
  const name = argv[0]!;
  const [option, ...rest] = argv.slice(1);
  if (option !== undefined && /^-[a-z]*c$/.test(option)) {
    const [text, zero = name, ...args] = rest;
    return text === undefined ? { name, positional: [], problem: `${name}: -c: option requires an argument` } : { name: `${zero}: line 1`, text, positional: [zero, ...args] };
  }
  if (option === undefined || option === '-s' || option === '-') return { name, text: await readAll(process.stdin), positional: [name, ...rest] };
  if (option.startsWith('-')) return { name, positional: [], problem: `${name}: vethlab doesn't support ${option}` };
  try {
    const path = option.startsWith('/') ? option : `${process.cwd}/${option}`;
    return { name: option, text: new TextDecoder().decode(process.files.read(path)), positional: [option, ...rest] };
  } catch {
    return { name, positional: [], problem: `${name}: ${option}: No such file or directory` };
  }
}
