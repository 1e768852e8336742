import { SysError } from '../../stack/errno';
import { reasonOf } from '../coreutils';
import { work } from '../filter';
import { batches, fileInput, standardInput, TooLong, type Pieces } from '../regex/lines';
import { withOctets } from '../octets';
import { resolvePath } from '../path';
import type { Process, Program } from '../program';
import { Budget, Exhausted } from '../regex/budget';
import { prepare, read, type Expression, type Match } from '../regex/compile';
import { searched, type SearchJob } from '../regex/search';
import { RegexError } from '../regex/syntax';
import { textOf } from '../regex/text';
import { FileSearch, type Task } from './file';
import { parseOptions, type Options, type Syntax } from './options';
import { Printer } from './print';
import { Refusal, USAGE } from './refusal';
import { targets, type Target } from './walk';

const [FOUND, NOT_FOUND, FAILED, INTERRUPTED] = [0, 1, 2, 130];

const HELP = `Usage: grep [OPTION]... PATTERNS [FILE]...
vethlab's grep takes -A -B -C -E -F -G -H -I -L -P -R -Z -a -b -c -d -e -f -h -i -l -m -n -o -q -r -s -v -w -x -z, --color, --include, --exclude
and their long names, as GNU grep does: see grep(1).
`;
const VERSION = 'grep (GNU grep) 3.8\n';

/** grep(1), egrep(1) or fgrep(1) of GNU grep 3.8, in a UTF-8 locale; passes lines on as they come. */
export function grep(syntax?: Syntax): Program {
  return async (process, argv) => {
    try {
      const options = parseOptions(argv.slice(1), syntax);
      if (options.information) {
        await process.stdout.write(options.information === 'help' ? HELP : VERSION);
        return FOUND;
      }
      return await new Grep(process, options, await expressionOf(process, options)).run();
    } catch (error) {
      if (!(error instanceof Refusal || error instanceof RegexError)) throw error;
      await process.stderr.write(`${error.message === '' ? '' : `grep: ${error.message}\n`}${error instanceof Refusal && error.usage ? USAGE : ''}`);
      return error instanceof Refusal ? error.code : FAILED;
    }
  };
}

/** @throws {Refusal | RegexError} */
async function expressionOf(process: Process, options: Options): Promise<Expression> {
  const { syntax = 'basic', ignoreCase, whole } = options;
  const patterns: string[] = [];
  if (!options.patterns) {
    const [first, ...rest] = options.operands;
    if (first === undefined) throw new Refusal('', true);
    options.operands = rest;
    patterns.push(...first.split('\n'));
  }
  for (const { text, file } of options.patterns ?? []) {
    if (text !== undefined) patterns.push(...text.split('\n'));
    else patterns.push(...await patternsIn(process, file!));
  }
  if (syntax === 'perl' && patterns.length > 1) throw new Refusal('the -P option only supports a single pattern');
  const expression: Expression = { patterns, syntax, ignoreCase, whole };
  for (const { warnings } of read(expression)) for (const warning of warnings) await process.stderr.write(`grep: warning: ${warning}\n`);
  await process.outside(prepare(expression));
  return expression;
}

/** The lines of a file of patterns. @throws {Refusal} */
async function patternsIn(process: Process, name: string): Promise<string[]> {
  try {
    const pieces: Uint8Array[] = [];
    const input = name === '-' ? standardInput(process) : fileInput(process, name);
    for (let piece = await input.read(); piece !== null; piece = await input.read()) pieces.push(piece);
    const text = pieces.map(textOf).join('');
    return text === '' ? [] : text.replace(/\n$/, '').split('\n');
  } catch (error) {
    throw new Refusal(`${name}: ${reasonOf(error)}`);
  }
}

class Grep {
  readonly #budget = new Budget();
  readonly #printer: Printer;
  readonly #task: Task;
  readonly #spans: boolean;
  #code = NOT_FOUND;
  #failed = false;
  #printed = false;

  constructor(readonly process: Process, readonly options: Options, readonly expression: Expression) {
    const { list, quiet, only, invert, separator, numbers, offsets, nul, max, binary } = options;
    const count = options.count && list === undefined && !quiet;
    const term = process.env.TERM;
    const color = options.color === 'always' || (options.color === 'auto' && process.stdout.isTerminal && term !== undefined && term !== 'dumb');
    const names = options.names ?? (options.operands.length > 1 || (options.directories === 'recurse' && (options.operands.length === 0 || this.#hasDirectory())));
    this.#printer = new Printer({ color, names, numbers, offsets, only, invert, separator, lineEnd: nul ? '\0' : '\n', nameEnd: options.nulNames ? '\0' : undefined });
    const mute = quiet || count || list !== undefined;
    const [before, after] = [options.before ?? options.around, options.after ?? options.around];
    this.#task = { invert, mute, count, first: quiet || list !== undefined, max, before, after, binary, nul, offsets };
    this.#spans = !mute && (only || color);
  }

  async run(): Promise<number> {
    for (const target of targets(this.process, this.options)) {
      if (this.options.max === 0 && !this.options.count && this.options.list !== 'without') return NOT_FOUND;
      const ended = await this.#search(target);
      if (ended !== undefined) return ended;
    }
    return this.#failed ? FAILED : this.#code;
  }

  #hasDirectory(): boolean {
    return this.options.operands.some(name => {
      try {
        return this.process.files.stat(resolvePath(this.process.cwd, name)).type === 'directory';
      } catch {
        return false;
      }
    });
  }

  /** Searches a file; the exit code, where that's the end of all. */
  async #search({ name, path }: Target): Promise<number | undefined> {
    const { process, options } = this;
    const shown = name === '-' ? options.label : name;
    const file = new FileSearch(this.#task, this.#printer, shown, this.#printed);
    let input: Pieces;
    try {
      input = name === '-' || path === '/dev/stdin' ? standardInput(process) : fileInput(process, path);
      for await (const batch of batches(input, 'grep', options.nul ? 0 : undefined)) {
        if (file.done) break;
        const lines = file.prepare(batch);
        if (file.done) break;
        const out = file.take(lines, await this.#find(lines));
        if (out !== '') await process.stdout.write(withOctets(out));
        if (file.done) break;
      }
    } catch (error) {
      if (!(error instanceof SysError || error instanceof TooLong)) throw error;
      if (!options.silent) await process.stderr.write(`grep: ${error instanceof TooLong ? error.message : `${shown}: ${reasonOf(error)}`}\n`);
      this.#failed = true;
      return undefined;
    }
    this.#printed = file.printed;
    if (file.selected > 0) this.#code = FOUND;
    if (options.quiet && file.selected > 0) return FOUND;
    if (this.#task.count) await process.stdout.write(this.#printer.count(shown, file.selected));
    if (options.list && !options.quiet && (options.list === 'with') === file.selected > 0) await process.stdout.write(this.#printer.name(shown));
    if (file.hidden && !this.#task.mute) await process.stderr.write(`grep: ${shown}: binary file matches\n`);
    return input.interrupted ? INTERRUPTED : undefined;
  }

  /** Looks for the expression in lines: here, as long as that takes a moment only. */
  async #find(lines: readonly string[]): Promise<readonly (Match | undefined)[]> {
    const job: SearchJob = { kind: 'search', expression: this.expression, lines, words: this.options.words, spans: this.#spans };
    if (!this.#budget.exhausted) {
      try {
        return await this.process.outside(searched(job, this.#budget));
      } catch (error) {
        if (!(error instanceof Exhausted)) throw error;
      }
    }
    return (await work(this.process, job, false)).found!;
  }
}
