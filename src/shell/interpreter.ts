import type { AndOr, CommandNode, ParsedScript, Pipeline, PipelineNode, Redirection, Statement } from 'unbash';
import type { ExitStatus, Signal } from '../commands/program';
import { exitCode } from '../commands/program';
import { resolvePath } from '../commands/path';
import { runArithmeticFor, runCase, runFor, runIf, runWhile } from './compound';
import { Exit, LineFailure, type Eventually } from './control';
import { CommandStreams, type Descriptors } from './descriptors';
import { ArithmeticError } from './expand/arithmetic';
import { Expander, ExpansionError, type ExpansionContext } from './expand/expander';
import { dynamicVariables } from './dynamic';
import { JobTable } from './jobs';
import { captureOutput, runPipeline, runSubshell, startBackground, substituteProcess, tellTime } from './pipeline';
import { COMPOUND, EX_SOFTWARE, exitOf, ignoreUnheard } from './ending';
import { applyRedirections } from './redirect';
import type { Foreground, Session } from './session';
import { evaluateText, runText } from './evaluate';
import { runSimple } from './simple';
import { copyState, type ShellState } from './state';
import type { System } from './system';
import type { Task } from './task';
import { evaluateTest, TestError } from './test-command';
import { AssignmentError, Variables } from './variables';

/** What tells one shell or subshell from another. */
export interface InterpreterOptions {
  readonly session: Session;
  readonly system: System;
  readonly state: ShellState;
  readonly descriptors: Descriptors;
  readonly task: Task;
  /** `$$`: the pid of the shell that subshells come from */
  readonly shellPid: number;
  /** What Ctrl-C reaches, when this is part of something in the foreground or a job; a shell itself makes one for each command. */
  readonly foreground?: Foreground;
  /** Process group of what it starts; undefined: each command has its own. */
  readonly group?: number;
  readonly background: boolean;
  /** A program among others: whoever started it sees to it that it ends. */
  readonly program?: boolean;
  /** how messages name the shell */
  readonly name: string;
}

/** Carries out a parsed script: one shell, or one subshell. */
export class Interpreter implements ExpansionContext {
  readonly session: Session;
  system: System;
  readonly state: ShellState;
  descriptors: Descriptors;
  readonly task: Task;
  readonly jobs = new JobTable();
  /** the jobs of the shell that this one was forked from, which `jobs` still lists */
  inherited: JobTable | undefined;
  readonly expander: Expander;
  source = '';
  /** where the command that runs now stands in the source */
  position = 0;
  /** above 0 where `set -e` doesn't count: conditions, all but the last of && and || */
  tolerant = 0;
  loops = 0;
  functions: string[] = [];
  /** depth of `source` files, which `return` leaves too */
  sourced = 0;
  /** status of the last command substitution of the command at hand */
  substituted: number | undefined;
  pipeStatus: number[] = [0];
  /** how the last program ended, for a subshell that is nothing but that program */
  lastExit: ExitStatus | undefined;
  readonly pendingTraps: Signal[] = [];
  /** of all loops so far */
  iterations = 0;

  constructor(readonly options: InterpreterOptions) {
    this.session = options.session;
    this.system = options.system;
    this.descriptors = options.descriptors;
    this.task = options.task;
    this.state = options.state;
    this.state.variables = new Variables(dynamicVariables(this)).adopt(options.state.variables);
    this.expander = new Expander(this);
  }

  // ---- what expansion sees ----

  get variables(): Variables { return this.state.variables; }
  get cwd(): string { return this.state.cwd; }
  get positional(): readonly string[] { return this.state.positional; }

  readonly files = {
    stat: (path: string) => this.system.stat(resolvePath('/', path)),
    list: (path: string) => this.system.list(resolvePath('/', path)),
  };

  option(name: string): boolean {
    return this.state.options.has(name);
  }

  special(name: string): string | undefined {
    switch (name) {
      case '?': return String(this.state.lastStatus);
      case '$': return String(this.options.shellPid);
      case '!': return this.state.lastBackgroundPid === undefined ? undefined : String(this.state.lastBackgroundPid);
      case '-': return `${this.session.options.interactive ? 'himBH' : 'hB'}${this.option('errexit') ? 'e' : ''}${this.option('nounset') ? 'u' : ''}${this.option('xtrace') ? 'x' : ''}`;
      default: return undefined;
    }
  }

  homeOf(user: string): string | undefined {
    return user === 'root' ? '/root' : user === this.system.user.name ? this.system.user.home : undefined;
  }

  substitute(script: ParsedScript): Promise<string> {
    return captureOutput(this, script);
  }

  processSubstitution(operator: '<' | '>', script: ParsedScript): Promise<string> {
    return substituteProcess(this, operator, script, this.#substitutions++);
  }

  #substitutions = 0;

  warn(message: string): Promise<void> {
    return this.complain(message);
  }

  // ---- messages ----

  /** Runs a piece of the shell's own work with streams at the terminal that close behind it. */
  async withStreams<T>(argv: readonly string[], use: (streams: CommandStreams) => Promise<T>): Promise<T> {
    const streams = new CommandStreams(this.descriptors, this.session.terminal, { argv, host: this.system.host, netns: this.system.netns, background: this.options.background });
    try {
      return await use(streams);
    } finally {
      streams.close();
    }
  }

  /** Writes to standard error, as a command's own where there is one; where that is closed or nobody reads it, nothing is said. */
  async say(text: string, argv: readonly string[] = []): Promise<void> {
    await this.withStreams(argv, streams => streams.output(2).write(text)).catch(ignoreUnheard);
  }

  /** Says `bash: message`. */
  complain(message: string): Promise<void> {
    return this.say(`${this.options.name}: ${message}\n`);
  }

  // ---- lists ----

  /** Runs statements in turn; those that need not wait for anything run at once. */
  list(statements: readonly Statement[]): Eventually<number> {
    for (let i = 0; i < statements.length; i++) {
      const running = this.statement(statements[i]!);
      if (typeof running !== 'number') return this.#listFrom(running, statements, i + 1);
    }
    return this.state.lastStatus;
  }

  async #listFrom(running: Promise<number>, statements: readonly Statement[], next: number): Promise<number> {
    await running;
    for (let i = next; i < statements.length; i++) await this.statement(statements[i]!);
    return this.state.lastStatus;
  }

  statement(statement: Statement): Eventually<number> {
    const trapped = this.checkpoint();
    return trapped ? trapped.then(() => this.#begin(statement)) : this.#begin(statement);
  }

  #begin(statement: Statement): Eventually<number> {
    this.position = statement.pos;
    return statement.background ? startBackground(this, statement) : this.andOr(statement.command);
  }

  andOr(node: PipelineNode | AndOr): Eventually<number> {
    return node.type === 'AndOr' ? this.#andOrList(node) : this.pipeline(node);
  }

  async #andOrList(node: AndOr): Promise<number> {
    for (const [i, command] of node.commands.entries()) {
      const operator = node.operators[i - 1];
      const ok = this.state.lastStatus === 0;
      if (operator !== undefined && ok !== (operator === '&&')) continue;
      if (i === node.commands.length - 1) await this.pipeline(command);
      else await this.tolerating(() => this.pipeline(command));
    }
    return this.state.lastStatus;
  }

  pipeline(node: PipelineNode): Eventually<number> {
    if (node.type === 'Pipeline') return this.#pipeline(node);
    const ended = (status: number): Eventually<number> => {
      this.pipeStatus = [status];
      return this.#finished(status, node.type);
    };
    const running = this.command(node);
    return typeof running === 'number' ? ended(running) : running.then(ended);
  }

  async #pipeline(node: Pipeline): Promise<number> {
    const negated = node.prefixes.filter(({ type }) => type === 'Negation').length % 2 === 1;
    const timed = node.prefixes.find(prefix => prefix.type === 'Time');
    const began = this.system.now();
    const run = async (): Promise<number> => {
      if (node.commands.length > 1) return runPipeline(this, node);
      const status = node.commands[0] ? await this.command(node.commands[0]) : 0; // `!` may stand alone
      this.pipeStatus = [status];
      return status;
    };
    const status = negated ? await this.tolerating(run) : await run();
    if (timed) await tellTime(this, this.system.now() - began, timed.posix !== undefined);
    return negated ? this.succeed(status === 0 ? 1 : 0) : this.#finished(status, 'Pipeline');
  }

  async tolerating<T>(run: () => Eventually<T>): Promise<T> {
    this.tolerant++;
    try {
      return await run();
    } finally {
      this.tolerant--;
    }
  }

  /** Sets `$?`. */
  succeed(status: number): number {
    this.state.lastStatus = status;
    return status;
  }

  #finished(status: number, kind: string): Eventually<number> {
    this.succeed(status);
    return status === 0 || this.tolerant > 0 || COMPOUND.has(kind) ? status : this.#failed(status);
  }

  async #failed(status: number): Promise<number> {
    const trap = this.state.traps.get('ERR');
    if (trap) await this.runTrap(trap);
    if (this.option('errexit')) throw new Exit(status, 'errexit');
    return status;
  }

  // ---- commands ----

  command(node: CommandNode): Eventually<number> {
    switch (node.type) {
      case 'Command': return runSimple(this, node);
      case 'Redirected': return this.#redirected(node.redirects, () => this.command(node.command));
      case 'If': return runIf(this, node);
      case 'For': return runFor(this, node);
      case 'ArithmeticFor': return runArithmeticFor(this, node);
      case 'While': return runWhile(this, node);
      case 'Case': return runCase(this, node);
      case 'BraceGroup': return this.list(node.body.commands);
      case 'Subshell': return runSubshell(this, node);
      case 'TestCommand': return this.#failable(() => evaluateTest(this, node.expression), 2);
      case 'ArithmeticCommand': return this.#failable(async () => (await this.expander.arithmetic(node.body)) !== 0n, 1, '((');
      case 'Function': {
        this.state.functions.set(node.name.text, { node, source: this.source });
        return this.succeed(0);
      }
      case 'Select':
      case 'Coproc':
        return this.complain(`${node.type.toLowerCase()}: not supported by vethlab`).then(() => this.succeed(1));
    }
  }

  async #failable(test: () => Promise<boolean>, code: number, name = ''): Promise<number> {
    try {
      return this.succeed((await test()) ? 0 : 1);
    } catch (error) {
      if (error instanceof TestError) return this.succeed(2);
      if (!(error instanceof ArithmeticError)) throw error;
      await this.complain(`${name ? `${name}: ` : ''}${error.message}`);
      return this.succeed(code);
    }
  }

  async #redirected(redirects: readonly Redirection[], run: () => Eventually<number>): Promise<number> {
    const before = this.descriptors;
    this.descriptors = before.copy();
    try {
      return await applyRedirections(this, redirects) ? await run() : this.succeed(1);
    } finally {
      this.descriptors.closeAll();
      this.descriptors = before;
    }
  }

  // ---- mistakes, signals, traps ----

  /** Runs an expansion; a mistake is told and ends the line, as in bash. @throws {LineFailure} */
  async expanded<T>(expand: () => Promise<T>, name = ''): Promise<T> {
    try {
      return await expand();
    } catch (error) {
      if (!(error instanceof ExpansionError || error instanceof ArithmeticError || error instanceof AssignmentError)) throw error;
      await this.complain(`${name ? `${name}: ` : ''}${error.message}`);
      this.succeed(1);
      throw new LineFailure(1);
    }
  }

  assignOrComplain(name: string, value: string): void {
    this.variables.set(name, value, { evaluate: text => String(this.evaluateNow(text)) });
  }

  /** Arithmetic on text that needs no expansion, such as an integer variable's value. */
  evaluateNow(text: string): bigint {
    return evaluateText(this, text);
  }

  /** A subshell that has come to its only program becomes it: the pid that it was born with. */
  takePid(): number | undefined {
    const pid = this.#ownPid;
    this.#ownPid = undefined;
    return pid;
  }

  #ownPid: number | undefined;

  /** This subshell is nothing but a program to be. */
  becomesProgram(): void {
    this.#ownPid = this.task.pid;
  }

  /** Between commands: signals and traps get their turn, which may have to be waited for. @throws {Signalled} */
  checkpoint(): Promise<void> | undefined {
    this.task.check();
    return this.pendingTraps.length > 0 ? this.#runTraps() : undefined;
  }

  async #runTraps(): Promise<void> {
    for (let signal = this.pendingTraps.shift(); signal; signal = this.pendingTraps.shift()) {
      const action = this.state.traps.get(signal);
      if (action) await this.runTrap(action);
    }
  }

  /** Takes a signal if a trap is set for it. */
  trapped(signal: Signal): boolean {
    const action = this.state.traps.get(signal);
    if (action) this.pendingTraps.push(signal);
    return action !== undefined;
  }

  async runTrap(action: string): Promise<void> {
    const status = this.state.lastStatus;
    await runText(this, action);
    this.succeed(status);
  }

  /** Runs `body` as a process would, to its exit status; `EXIT` traps run, descriptors close. */
  async asProcess(body: () => Eventually<number>): Promise<ExitStatus> {
    let status: ExitStatus;
    try {
      await body();
      status = this.lastExit ?? { code: this.state.lastStatus };
    } catch (error) {
      status = await this.#exitOf(error);
    }
    const trap = this.state.traps.get('EXIT');
    if (trap && !('signal' in status)) {
      this.state.traps.delete('EXIT');
      const final = await this.asProcess(async () => {
        this.succeed(exitCode(status));
        this.lastExit = undefined;
        await this.runTrap(trap);
        return this.state.lastStatus;
      });
      if ('signal' in final) return final;
    }
    this.descriptors.closeAll();
    return status;
  }

  async #exitOf(error: unknown): Promise<ExitStatus> {
    if (error instanceof RangeError) return { code: await this.outOfMemory() };
    const status = exitOf(error);
    if (status) return status;
    await this.complain(`vethlab has a fault here, please report it: ${error instanceof Error ? error.message : String(error)}`);
    return { code: EX_SOFTWARE };
  }

  /** A text or a list became larger than can be: tells so as bash does. Returns the status. */
  async outOfMemory(): Promise<number> {
    await this.complain('xrealloc: cannot allocate memory');
    return this.succeed(2);
  }

  /** A subshell: all that it changes is its own. */
  fork(options: { readonly task: Task; readonly descriptors: Descriptors; readonly foreground: Foreground | undefined; readonly group: number | undefined; readonly background: boolean }): Interpreter {
    const sub = new Interpreter({ ...this.options, system: this.system, ...options, state: copyState(this.state) });
    sub.inherited = this.jobs;
    sub.source = this.source;
    sub.position = this.position;
    sub.tolerant = this.tolerant;
    sub.functions = [...this.functions];
    return sub;
  }
}
