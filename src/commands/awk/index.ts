import { reasonOf } from '../coreutils';
import { LEFT, within, work } from '../filter';
import { collect } from '../filter/collect';
import type { Done } from '../filter/job';
import { inputOf } from '../input';
import { binaryArgument, binaryOf, octetsOf } from '../octets';
import { resolvePath } from '../path';
import { exitCode, type Input, type Output, type Process, type Program } from '../program';
import type { AwkEffect, AwkJob, AwkNeed } from './job';

const FAILED = 2;
const INTERRUPTED = 130;
const US_PER_S = 1_000_000;

/** What takes a moment only: the lab's own thread does it. */
const LITTLE = 65_536;
const LOOPS = /\b(for|while|do|function|func)\b/;

const USAGE = 'awk: vethlab doesn\'t show mawk\'s usage: awk [-F value] [-v var=value] [-f program-file] [--] [program] [file ...]\n';

interface Call {
  readonly assignments: (readonly [string, string])[];
  readonly programs: string[];
  operands: string[];
}

/** awk(1), as mawk 1.3.4 is it; its octets are text, a UTF-16 unit an octet. */
export const awk: Program = async (process, argv) => {
  const call = readCall(process, argv.slice(1));
  if ('problem' in call) {
    await process.stderr.write(call.problem);
    return FAILED;
  }
  const program = call.programs.length > 0 ? call.programs.join('\n') : call.operands.shift();
  if (program === undefined) {
    await process.stderr.write(USAGE);
    return FAILED;
  }
  const named = call.operands.filter(operand => !/^[A-Za-z_]\w*=/s.test(operand));
  const onlyBegins = /^\s*BEGIN\s*\{[^]*\}\s*$/.test(program) && !/\bgetline\b|\}\s*[^\s}]/.test(program);
  const wantsInput = named.includes('-') || (named.length === 0 && !onlyBegins);
  const { octets, interrupted } = wantsInput ? await collect(process, 'awk', { keeps: true }) : { octets: new Uint8Array(0), interrupted: false };
  if (octets === null) return FAILED;
  if (interrupted && !within(octets, LEFT)) return process.raise('SIGINT');
  return new Run(process, {
    kind: 'awk', program, assignments: call.assignments, operands: call.operands, stdin: binaryOf(octets), answers: [], files: {},
    env: Object.fromEntries(Object.entries(process.env).map(([name, value]) => [name, binaryArgument(value)])), seconds: Math.floor(process.host.network.clock.wallUs() / US_PER_S),
  }).run(interrupted);
};

function readCall(process: Process, args: readonly string[]): Call | { readonly problem: string } {
  const call: Call = { assignments: [], programs: [], operands: [] };
  let at = 0;
  for (; at < args.length; at++) {
    const arg = args[at]!;
    if (arg === '--') {
      at++;
      break;
    }
    if (!/^-./s.test(arg)) break;
    const letter = arg[1]!;
    if (!'Fvf'.includes(letter)) return { problem: letter === 'W' ? 'awk: vethlab doesn\'t support -W\n' : `awk: not an option: ${arg}\n` };
    const value = arg.length > 2 ? arg.slice(2) : args[++at];
    if (value === undefined) return { problem: `awk: option -${letter} lacks argument\n` };
    if (letter === 'F') call.assignments.push(['FS', binaryArgument(value)]);
    else if (letter === 'v') {
      const [, name, text] = /^([A-Za-z_]\w*)=(.*)$/s.exec(value) ?? [];
      if (name === undefined) return { problem: `awk: improper assignment: -v ${value}\n` };
      call.assignments.push([name, binaryArgument(text!)]);
    } else {
      try {
        call.programs.push(binaryOf(process.files.read(resolvePath(process.cwd, value))));
      } catch (error) {
        return { problem: `awk: cannot open ${value} (${reasonOf(error)})\n` };
      }
    }
  }
  call.operands = args.slice(at).map(binaryArgument);
  return call;
}

/** One run of a program: again from its start for each thing that it needs, while what it has done by then counts once. */
class Run {
  #done = 0;

  constructor(private readonly process: Process, private job: AwkJob) {}

  async run(interrupted: boolean): Promise<number> {
    for (;;) {
      const little = this.job.stdin.length <= LITTLE && !LOOPS.test(this.job.program);
      const done: Done = await work(this.process, this.job, little);
      const { effects, need } = done.awk!;
      // The last text may still grow: where the run goes on, what is new of it is told then.
      await this.#perform(effects);
      if (!need) return interrupted ? INTERRUPTED : done.code;
      this.job = need.kind === 'file' ? { ...this.job, files: { ...this.job.files, [need.name]: this.#read(need.name) } } : { ...this.job, answers: [...this.job.answers, await this.#answer(need)] };
    }
  }

  #told = '';

  async #perform(effects: readonly AwkEffect[]): Promise<void> {
    for (const [i, effect] of effects.entries()) {
      if (i < this.#done - 1) continue;
      if (i === this.#done - 1) {
        // told before, but for what has come to it since
        if (effect.kind === 'stdout' || effect.kind === 'stderr') await this.process[effect.kind].write(octetsOf(effect.text.slice(this.#told.length)));
      } else await this.#do(effect);
      this.#told = effect.text;
    }
    this.#done = Math.max(this.#done, effects.length);
  }

  async #do(effect: AwkEffect): Promise<void> {
    const { process } = this;
    if (!('name' in effect) && effect.kind !== 'pipe') {
      if (effect.text !== '') await process[effect.kind].write(octetsOf(effect.text));
    } else if (effect.kind === 'pipe') await this.#shell(effect.command, inputOf(octetsOf(effect.text)), process.stdout);
    else {
      const name = new TextDecoder().decode(octetsOf(effect.name));
      try {
        process.files.write(resolvePath(process.cwd, name), octetsOf(effect.text), { append: effect.append });
      } catch (error) {
        await process.stderr.write(`awk: cannot open "${name}" for output: ${reasonOf(error)}\n`);
      }
    }
  }

  #read(name: string): AwkJob['files'][string] {
    try {
      return { text: binaryOf(this.process.files.read(resolvePath(this.process.cwd, new TextDecoder().decode(octetsOf(name))))) };
    } catch (error) {
      return { problem: reasonOf(error) };
    }
  }

  async #answer({ command, reads }: Extract<AwkNeed, { readonly kind: 'command' }>): Promise<AwkJob['answers'][number]> {
    const kept: Uint8Array[] = [];
    const output: Output = reads ? { isTerminal: false, write: async data => void kept.push(typeof data === 'string' ? new TextEncoder().encode(data) : data.slice()), close: () => undefined } : this.process.stdout;
    const code = await this.#shell(command, this.process.stdin, output);
    return { text: kept.map(binaryOf).join(''), code };
  }

  async #shell(command: string, stdin: Input, stdout: Output): Promise<number> {
    const child = this.process.spawn(['sh', '-c', new TextDecoder().decode(octetsOf(command))], { stdin, stdout });
    return exitCode(await child.wait());
  }
}
