import type { ArithmeticFor, Case, CompoundList, For, If, While, Word } from 'unbash';
import { exitCode } from '../commands/program';
import { LoopControl, Signalled, type Eventually } from './control';
import { matches } from './expand/pattern';
import type { Interpreter } from './interpreter';

/** A loop that takes no lab time lets it pass now and then, so that it can be interrupted. */
const LOOP_SLICE = 256;
const LOOP_SLICE_NS = 1_000_000;
/** A loop that goes round so many slices, and nothing else takes time meanwhile, waits for something that doesn't happen. */
const MOST_SPINS = 400;
/** From so many on it has nothing better to do: time passes more quickly. */
const IDLE_SPINS = 100;
const NS_PER_S = 1_000_000_000;

/** `if`. */
export async function runIf(shell: Interpreter, node: If): Promise<number> {
  const branches: { clause: CompoundList; then: CompoundList }[] = [node, ...node.elif];
  for (const { clause, then } of branches) {
    if (await shell.tolerating(() => shell.list(clause.commands)) === 0) return shell.list(then.commands);
  }
  return node.else ? shell.list(node.else.commands) : shell.succeed(0);
}

/** `for name in words`. */
export async function runFor(shell: Interpreter, node: For): Promise<number> {
  const words: (readonly string[])[] = [];
  if (node.wordlist) for (const word of node.wordlist) words.push(await shell.expanded(() => shell.expander.fields(word)));
  else words.push(shell.positional.slice(1));
  const left = words.flat()[Symbol.iterator]();
  let status = 0;
  let done = false;
  const ended = (last: number): true => {
    status = last;
    return true;
  };
  await loop(shell, { once: () => {
    const { value: word, done: over } = left.next();
    if (over) {
      done = true;
      return false;
    }
    shell.assignOrComplain(node.name.text, word);
    const running = shell.list(node.body.commands);
    return typeof running === 'number' ? ended(running) : running.then(ended);
  } });
  return shell.succeed(done && status === 0 ? 0 : shell.state.lastStatus);
}

/** `for ((…))`. */
export async function runArithmeticFor(shell: Interpreter, node: ArithmeticFor): Promise<number> {
  const source = shell.source;
  const value = (part: { pos: number; end: number } | undefined, fallback: bigint): Promise<bigint> =>
    (part ? shell.expanded(() => shell.expander.arithmetic(source.slice(part.pos, part.end)), '((') : Promise.resolve(fallback));
  await value(node.initialize, 0n);
  shell.succeed(0);
  await loop(shell, {
    once: async () => {
      if (await value(node.test, 1n) === 0n) return false;
      await shell.list(node.body.commands);
      return true;
    },
    between: () => value(node.update, 0n),
    endless: !node.test || source.slice(node.test.pos, node.test.end).trim() === '',
    open: true,
  });
  return shell.state.lastStatus;
}

/** `while` and `until`. */
export async function runWhile(shell: Interpreter, node: While): Promise<number> {
  let status = 0;
  const wanted = node.kind === 'while';
  await loop(shell, { endless: isConstant(node.clause, wanted), open: true, once: async () => {
    if ((await shell.tolerating(() => shell.list(node.clause.commands)) === 0) !== wanted) {
      shell.succeed(status);
      return false;
    }
    status = await shell.list(node.body.commands);
    return true;
  } });
  return shell.state.lastStatus;
}

interface Loop {
  /** The condition and, unless it's over, the body. */
  once(): Eventually<boolean>;
  between?(): Promise<unknown>;
  /** the condition always holds */
  readonly endless?: boolean;
  /** how often it repeats isn't known before */
  readonly open?: boolean;
}

/** Repeats until it's over, or break. What never ends gets Ctrl-C after the session's limit, as endless programs do, or goes at the wall's pace. @throws {Signalled} */
function loop(shell: Interpreter, what: Loop): Promise<void> {
  const { session, system, options } = shell;
  const work = repeat(shell, what);
  return what.endless && session.limit === 0 && !options.background && !options.program ? system.paced(work) : work;
}

async function repeat(shell: Interpreter, { once, between, endless = false, open = false }: Loop): Promise<void> {
  const { session, system, options } = shell;
  const limit = options.background || options.program || session.limit === 0 ? Infinity : session.limit * NS_PER_S;
  const began = system.now();
  let last = began;
  let spins = 0;
  shell.loops++;
  try {
    for (;;) {
      try {
        const going = once();
        if (!(typeof going === 'boolean' ? going : await going)) return;
      } catch (error) {
        if (!(error instanceof LoopControl)) throw error;
        if (error.levels > 1 && shell.loops > 1) {
          error.levels--;
          throw error;
        }
        if (error.kind === 'break') return;
      }
      if (between) await between();
      if (++shell.iterations % LOOP_SLICE === 0) {
        const slice = spins < IDLE_SPINS ? LOOP_SLICE_NS : 50 * LOOP_SLICE_NS;
        await shell.task.wait(system.sleep(slice));
        spins = system.now() - last === slice ? spins + 1 : 0;
        last = system.now();
      }
      if (limit < Infinity && ((endless && system.now() - began >= limit) || (open && spins >= MOST_SPINS))) await interruptLoop(shell);
      const trapped = shell.checkpoint();
      if (trapped) await trapped;
    }
  } finally {
    shell.loops--;
  }
}

/** @throws {Signalled} */
async function interruptLoop(shell: Interpreter): Promise<never> {
  if (shell.session.options.interactive) await shell.withStreams([], streams => streams.atTerminal('stdout').write('^C\n'));
  shell.succeed(exitCode({ signal: 'SIGINT' }));
  throw new Signalled('SIGINT');
}

/** Whether a condition always has the same answer: `true`, `:`, `((1))`, `[ 1 ]`, or `false`. */
function isConstant({ commands: [only, ...more] }: CompoundList, wanted: boolean): boolean {
  const command = only?.command;
  if (!command || more.length > 0 || only.background) return false;
  if (command.type === 'ArithmeticCommand') return wanted && /^\s*[1-9]\d*\s*$/.test(command.body);
  if (command.type !== 'Command' || command.prefix.length > 0) return false;
  const words = [command.name?.text, ...command.args.map(({ text }) => text)].join(' ');
  return wanted ? words === 'true' || words === ':' || words === '[ 1 ]' : words === 'false';
}

/** `case`. */
export async function runCase(shell: Interpreter, node: Case): Promise<number> {
  const text = await shell.expanded(() => shell.expander.single(node.word));
  shell.succeed(0);
  let through = false;
  for (const item of node.items) {
    if (!through && !await matchesAny(shell, item.pattern, text)) continue;
    await shell.list(item.body.commands);
    if (item.terminator === ';;&') through = false;
    else if (item.terminator === ';&') through = true;
    else break;
  }
  return shell.state.lastStatus;
}

async function matchesAny(shell: Interpreter, patterns: readonly Word[], text: string): Promise<boolean> {
  for (const pattern of patterns) {
    if (matches(await shell.expanded(() => shell.expander.pattern(pattern)), text, shell.option('nocasematch'))) return true;
  }
  return false;
}
