import type { Budget } from '../regex/budget';
import { compile, prepare, type Expression, type Matcher } from '../regex/compile';
import type { Input, Line } from './input';
import { Output, unambiguous } from './output';
import { replaced } from './replacement';
import { SedError, type Address, type Command, type Pattern, type Script } from './script';

/** How a script runs. */
export interface Setting {
  readonly quiet: boolean;
  readonly end: string;
  /** of the l command's lines */
  readonly width: number;
  readonly budget: Budget;
  /** a file's text; undefined where it can't be read */
  readText(name: string): Promise<string | undefined>;
  /** where a file is written to */
  output(name: string): Output;
  /** before it may have to wait for input */
  flush(): Promise<void>;
}

/** What is left to do with a cycle. */
type Flow = 'end' | 'restart' | 'delete' | 'quit' | 'stop';

/** How many steps a command counts for. */
const COMMAND_COST = 100;

/** A script at work on the lines of inputs. */
export class Run {
  code = 0;
  /** a q or Q ended it */
  quit = false;
  #space: Line = { text: '', ended: true };
  #hold: Line = { text: '', ended: true };
  #appended: (() => Promise<string>)[] = [];
  #replaced = false;
  #lastPattern: Expression | undefined;
  readonly #ranges = new Map<Command, { readonly until: number | Address } | undefined>();
  readonly #begun = new Set<Command>();
  readonly #matchers = new Map<Expression, Matcher>();
  readonly #readers = new Map<string, string[]>();

  constructor(readonly script: Script, readonly input: Input, readonly out: Output, readonly setting: Setting) {
    for (const command of script.commands) {
      if (command.from?.kind !== 'line' || command.from.line !== 0) continue;
      this.#ranges.set(command, { until: command.to! });
      this.#begun.add(command);
    }
  }

  async run(): Promise<number> {
    let again = false;
    for (;;) {
      if (!again) {
        const line = await this.#read();
        if (!line) return this.code;
        this.#space = line;
      }
      this.#replaced = again && this.#replaced;
      const flow = await this.#cycle();
      if (flow === 'stop') return this.code;
      if ((flow === 'end' || flow === 'quit') && !this.setting.quiet) this.#print();
      await this.#append();
      if (flow === 'quit') return this.code;
      again = flow === 'restart';
    }
  }

  async #read(): Promise<Line | undefined> {
    if (!this.input.ready) await this.setting.flush();
    return this.input.next();
  }

  #print(out = this.out): void {
    out.line(this.#space.text, this.#space.ended ? this.setting.end : '');
  }

  /** The first line of what may be more. */
  #printFirst(out: Output): void {
    const { text, ended } = this.#space;
    const at = text.indexOf(this.setting.end);
    out.line(at < 0 ? text : text.slice(0, at), at < 0 && !ended ? '' : this.setting.end);
  }

  async #append(): Promise<void> {
    for (const text of this.#appended.splice(0)) {
      this.out.finish();
      this.out.add(await text());
    }
  }

  async #cycle(): Promise<Flow> {
    const { commands } = this.script;
    for (let at = 0; at < commands.length;) {
      const command = commands[at]!;
      this.setting.budget.charge(COMMAND_COST + this.#space.text.length / 10);
      const chosen = command.from === undefined || await this.#selects(command);
      if (chosen === command.negated) {
        at = command.name === '{' ? command.target! : at + 1;
        continue;
      }
      const jump = 'btT'.includes(command.name) && this.#jumps(command.name);
      if (jump) {
        at = command.target!;
        continue;
      }
      const flow = await this.#perform(command);
      if (flow) return flow;
      at++;
    }
    return 'end';
  }

  #jumps(name: string): boolean {
    if (name === 'b') return true;
    const was = this.#replaced;
    this.#replaced = false;
    return was === (name === 't');
  }

  async #perform(command: Command): Promise<Flow | undefined> {
    const { out, setting, input } = this;
    const { text } = this.#space;
    switch (command.name) {
      case '=': return void out.add(`${input.number}${setting.end}`);
      case 'a': return void this.#appended.push(async () => command.text);
      case 'i': return void out.add(command.text);
      case 'c':
        if (command.to === undefined || !this.#ranges.get(command)) out.add(command.text);
        return 'delete';
      case 'd': return 'delete';
      case 'D': {
        const at = text.indexOf(setting.end);
        if (at < 0) return 'delete';
        this.#space = { ...this.#space, text: text.slice(at + 1) };
        return 'restart';
      }
      case 'F': return void out.add(`${input.name}${setting.end}`);
      case 'g': return void (this.#space = this.#hold);
      case 'G': return void (this.#space = { text: text + setting.end + this.#hold.text, ended: this.#hold.ended });
      case 'h': return void (this.#hold = this.#space);
      case 'H': return void (this.#hold = { text: this.#hold.text + setting.end + text, ended: this.#space.ended });
      case 'x': return void ([this.#space, this.#hold] = [this.#hold, this.#space]);
      case 'l': return void out.add(unambiguous(text, command.number ?? setting.width) + setting.end);
      case 'n': return this.#next(false);
      case 'N': return this.#next(true);
      case 'p': return void this.#print();
      case 'P': return void this.#printFirst(out);
      case 'q':
      case 'Q':
        this.code = command.number ?? this.code;
        this.quit = true;
        return command.name === 'q' ? 'quit' : 'stop';
      case 'r': return void this.#appended.push(async () => await setting.readText(command.text) ?? '');
      case 'R': return this.#readLine(command.text);
      case 's': return this.#substitute(command);
      case 'w': return void this.#print(setting.output(command.text));
      case 'W': return void this.#printFirst(setting.output(command.text));
      case 'y': return void (this.#space = { ...this.#space, text: [...text].map(char => command.map!.get(char) ?? char).join('') });
      case 'z': return void (this.#space = { ...this.#space, text: '' });
      default: return undefined;
    }
  }

  async #next(joined: boolean): Promise<Flow | undefined> {
    const { setting, input } = this;
    if (await this.#atEnd()) return 'quit';
    if (!joined && !setting.quiet) this.#print();
    await this.#append();
    const line = (await input.next())!;
    this.#space = joined ? { text: this.#space.text + setting.end + line.text, ended: line.ended } : line;
    return undefined;
  }

  async #atEnd(): Promise<boolean> {
    if (!this.input.ready) await this.setting.flush();
    return this.input.atEnd();
  }

  async #readLine(name: string): Promise<undefined> {
    const lines = this.#readers.get(name) ?? (await this.setting.readText(name) ?? '').split(this.setting.end);
    if (lines.at(-1) === '') lines.pop();
    this.#readers.set(name, lines);
    const line = lines.shift();
    if (line !== undefined) this.#appended.push(async () => line + this.setting.end);
  }

  async #matcher(pattern: Pattern): Promise<Matcher> {
    const expression = pattern ?? this.#lastPattern;
    if (!expression) throw new SedError('-e expression #1, char 0: no previous regular expression', 1);
    this.#lastPattern = expression;
    let matcher = this.#matchers.get(expression);
    if (!matcher) {
      await prepare(expression);
      this.#matchers.set(expression, matcher = compile(expression));
    }
    return matcher;
  }

  async #substitute({ substitution }: Command): Promise<undefined> {
    const { pattern, replacement, global, print, nth, file } = substitution!;
    const matcher = await this.#matcher(pattern);
    const { text } = this.#space;
    let [out, from, copied, count, last] = ['', 0, 0, 0, -1];
    let changed = false;
    while (from <= text.length) {
      const match = matcher.find(text, from, this.setting.budget);
      if (!match) break;
      const [begin, end] = match as readonly [number, number];
      const width = String.fromCodePoint(text.codePointAt(end) ?? 0).length;
      if (begin === end && begin === last) {
        from = end + width;
        continue;
      }
      last = end;
      from = end > begin ? end : end + width;
      if (++count < nth) continue;
      out += text.slice(copied, begin) + replaced(replacement, text, match);
      copied = end;
      changed = true;
      if (!global) break;
    }
    if (!changed) return;
    this.#space = { ...this.#space, text: out + text.slice(copied) };
    this.#replaced = true;
    for (let i = 0; i < print; i++) this.#print();
    if (file !== undefined) this.#print(this.setting.output(file));
  }

  async #selects(command: Command): Promise<boolean> {
    const { from, to } = command;
    const { number } = this.input;
    const active = this.#ranges.get(command);
    if (!to) return this.#matches(from!);
    if (active) {
      if (typeof active.until === 'number') {
        if (number >= active.until) this.#ranges.set(command, undefined);
        return number <= active.until;
      }
      if (await this.#matches(active.until)) this.#ranges.set(command, undefined);
      return true;
    }
    // by its number a range begins once, at that line or, where it was passed over, behind it
    const numbered = from!.kind === 'line' ? from!.line : undefined;
    if (numbered === undefined ? !await this.#matches(from!) : number < numbered || this.#begun.has(command)) return false;
    this.#begun.add(command);
    const until = to.kind === 'line' ? to.line : to.kind === 'more' ? number + to.lines : to.kind === 'multiple' ? (to.lines === 0 ? number : (Math.floor(number / to.lines) + 1) * to.lines) : to;
    if (typeof until !== 'number' || until > number) this.#ranges.set(command, { until });
    return numbered === undefined || number === numbered || typeof until !== 'number' || number <= until;
  }

  async #matches(address: Address): Promise<boolean> {
    const { number } = this.input;
    switch (address.kind) {
      case 'line': return number === address.line;
      case 'step': return number >= address.first && (number - address.first) % address.step === 0;
      case 'last': return this.#atEnd();
      case 'pattern': return (await this.#matcher(address.pattern)).test(this.#space.text, this.setting.budget);
      default: return false;
    }
  }
}
