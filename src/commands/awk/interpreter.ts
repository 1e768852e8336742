import { call, type Functions } from './functions';
import type { Budget } from '../regex/budget';
import type { AwkJob } from './job';
import { inTableOrder } from './order';
import { Patterns } from './patterns';
import { Record, fieldNumber } from './record';
import { Source, Streams } from './streams';
import { AwkError, type AwkFunction, type AwkProgram, type Expression, type Statement, type Target } from './syntax';
import { FormatError, compare, fromOutside, isTrue, printf, toNumber, toText, type Value } from './values';

/** A variable: a value or an array. A function's parameter that nobody has set yet stands for the caller's variable, should it become an array. */
export interface Box {
  value: Value;
  array?: Map<string, Value>;
  readonly caller?: Box;
}

/** What ends more than a statement. */
class Leap extends Error {
  constructor(readonly what: 'next' | 'nextfile' | 'break' | 'continue' | 'return' | 'exit', readonly value?: Value) {
    super(what);
  }
}

/** A fault while the program runs, in mawk's words. */
export class RunTimeError extends Error {}

const DEEPEST = 1000;

/** Steps of a budget that a statement costs. */
const STATEMENT_COST = 100;

/** Runs a program, once, from its start. */
export class Interpreter {
  readonly patterns = new Patterns();
  readonly streams: Streams;
  /** for rand(), of a linear congruential generator: a run that begins again has the same numbers */
  readonly random = { seed: 0, next: 0 };
  readonly record: Record;
  readonly #globals = new Map<string, Box>();
  #locals: Map<string, Box> | undefined;
  #depth = 0;
  readonly #inRange: boolean[] = [];
  #operand = 1;
  #input: Source | undefined;
  #readSomething = false;

  constructor(private readonly program: AwkProgram, readonly job: AwkJob, private readonly budget: Budget) {
    this.streams = new Streams(job);
    this.record = new Record(this.patterns, { fs: () => this.text('FS'), ofs: () => this.text('OFS'), convfmt: () => this.convfmt });
    for (const [name, value] of Object.entries({ FS: ' ', OFS: ' ', ORS: '\n', RS: '\n', SUBSEP: '\x1c', CONVFMT: '%.6g', OFMT: '%.6g', NR: 0, FNR: 0, RSTART: 0, RLENGTH: -1, FILENAME: '' })) this.global(name).value = value;
    const argv = (this.global('ARGV').array = new Map<string, Value>([['0', 'awk']]));
    job.operands.forEach((operand, i) => argv.set(String(i + 1), fromOutside(operand)));
    this.global('ARGC').value = job.operands.length + 1;
    this.global('ENVIRON').array = new Map(Object.entries(job.env).map(([name, value]) => [name, fromOutside(value)]));
    for (const [name, value] of job.assignments) this.#assignOutside(name, value);
  }

  /** @returns the exit code @throws {AwkError | RunTimeError | Needed} */
  run(): number {
    const { begin, rules, end } = this.program;
    let code = 0;
    const during = (work: () => void): boolean => {
      try {
        work();
        return true;
      } catch (error) {
        if (!(error instanceof Leap) || error.what !== 'exit') throw error;
        if (error.value !== undefined) code = Math.trunc(toNumber(error.value)) & 0xff;
        return false;
      }
    };
    const goesOn = during(() => this.#body(begin));
    if (goesOn && rules.length + end.length > 0) during(() => this.#main());
    during(() => this.#body(end));
    this.streams.closeAll();
    return code;
  }

  #main(): void {
    for (let record = this.nextRecord(); record !== undefined; record = this.nextRecord()) {
      this.record.set(record);
      try {
        this.program.rules.forEach((rule, i) => {
          if (!this.#applies(rule, i)) return;
          if (rule.action) this.#body(rule.action);
          else this.streams.stdout(this.record.text + this.text('ORS'));
        });
      } catch (error) {
        if (!(error instanceof Leap) || (error.what !== 'next' && error.what !== 'nextfile')) throw error;
        if (error.what === 'nextfile') this.#input = undefined;
      }
    }
  }

  #applies({ pattern, until }: AwkProgram['rules'][number], i: number): boolean {
    if (!pattern) return true;
    if (!until) return isTrue(this.value(pattern));
    const inside = this.#inRange[i] || isTrue(this.value(pattern));
    this.#inRange[i] = inside && !isTrue(this.value(until));
    return inside;
  }

  /** The main input's next record; NR and FNR count it. */
  nextRecord(): string | undefined {
    for (;;) {
      this.#input ??= this.#nextInput();
      const record = this.#input?.record(this.text('RS'), source => this.patterns.get(source));
      if (record !== undefined) {
        for (const name of ['NR', 'FNR']) this.global(name).value = toNumber(this.global(name).value) + 1;
        return record;
      }
      if (!this.#input) return undefined;
      this.#input = undefined;
    }
  }

  #nextInput(): Source | undefined {
    while (this.#operand < toNumber(this.global('ARGC').value)) {
      const operand = toText(this.global('ARGV').array?.get(String(this.#operand++)), this.convfmt);
      if (operand === '') continue;
      const [, name, value] = /^([A-Za-z_]\w*)=(.*)$/s.exec(operand) ?? [];
      if (name !== undefined) {
        this.#assignOutside(name, value!);
        continue;
      }
      this.#readSomething = true;
      this.global('FILENAME').value = operand;
      this.global('FNR').value = 0;
      const text = this.streams.file(operand);
      if (text === undefined) throw new RunTimeError(`cannot open ${operand} (${this.streams.problemOf(operand)})`);
      return new Source(text);
    }
    if (this.#readSomething) return undefined;
    this.#readSomething = true;
    return new Source(this.job.stdin);
  }

  #assignOutside(name: string, value: string): void {
    this.assign({ kind: 'name', name }, fromOutside(value.replace(/\\(\n|[0-7]{1,3}|[^])/g, (whole, what: string) => ({ n: '\n', t: '\t', '\\': '\\', '"': '"', r: '\r', '/': '/' }[what] ?? (/^[0-7]/.test(what) ? String.fromCharCode(parseInt(what, 8)) : whole)))));
  }

  global(name: string): Box {
    let box = this.#globals.get(name);
    if (!box) this.#globals.set(name, (box = { value: undefined }));
    return box;
  }

  #box(name: string): Box {
    return this.#locals?.get(name) ?? this.global(name);
  }

  /** @returns undefined for what is no array, or not yet one */
  arrayIfAny(name: string): Map<string, Value> | undefined {
    return this.#box(name).array;
  }

  array(name: string): Map<string, Value> {
    const box = this.#box(name);
    if (box.array) return box.array;
    if (box.value !== undefined) throw new RunTimeError(`line 1: illegal reference to variable ${name}`);
    const array = box.caller?.array ?? new Map<string, Value>();
    for (let one: Box | undefined = box; one; one = one.caller) one.array = array;
    return array;
  }

  get convfmt(): string {
    return toText(this.global('CONVFMT').value, '%.6g');
  }

  text(name: string): string {
    return toText(this.global(name).value, this.convfmt);
  }

  textOf(expression: Expression): string {
    return toText(this.value(expression), this.convfmt);
  }

  keyOf(key: readonly Expression[]): string {
    return key.map(part => this.textOf(part)).join(this.text('SUBSEP'));
  }

  #body(statements: readonly Statement[]): void {
    for (const statement of statements) this.#execute(statement);
  }

  /** @returns whether the loop goes on */
  #loopBody(statements: readonly Statement[]): boolean {
    this.budget.charge(STATEMENT_COST);
    try {
      this.#body(statements);
    } catch (error) {
      if (!(error instanceof Leap) || (error.what !== 'break' && error.what !== 'continue')) throw error;
      return error.what === 'continue';
    }
    return true;
  }

  #execute(statement: Statement): void {
    this.budget.charge(STATEMENT_COST);
    switch (statement.kind) {
      case 'expression': return void this.value(statement.value);
      case 'print': case 'printf': return this.#print(statement);
      case 'if': return this.#body(isTrue(this.value(statement.test)) ? statement.yes : statement.no);
      case 'while':
        while (isTrue(this.value(statement.test))) if (!this.#loopBody(statement.body)) return;
        return;
      case 'do':
        do if (!this.#loopBody(statement.body)) return; while (isTrue(this.value(statement.test)));
        return;
      case 'for':
        if (statement.first) this.#execute(statement.first);
        while (!statement.test || isTrue(this.value(statement.test))) {
          if (!this.#loopBody(statement.body)) return;
          if (statement.step) this.#execute(statement.step);
        }
        return;
      case 'each':
        for (const key of inTableOrder(this.array(statement.array).keys())) {
          this.assign({ kind: 'name', name: statement.name }, fromOutside(key));
          if (!this.#loopBody(statement.body)) return;
        }
        return;
      case 'delete':
        if (statement.key) this.array(statement.name).delete(this.keyOf(statement.key));
        else this.array(statement.name).clear();
        return;
      case 'next': case 'nextfile': case 'break': case 'continue': throw new Leap(statement.kind);
      case 'exit': case 'return': {
        const value = statement.value && this.value(statement.value);
        throw new Leap(statement.kind, value);
      }
    }
  }

  #print({ kind, args, output }: Extract<Statement, { readonly kind: 'print' | 'printf' }>): void {
    const ofmt = this.text('OFMT');
    const text = kind === 'printf' ? this.format(args.map(arg => this.value(arg)))
      : (args.length === 0 ? this.record.text : args.map(arg => toText(this.value(arg), ofmt)).join(this.text('OFS'))) + this.text('ORS');
    if (output) this.streams.print(text, output.how, this.textOf(output.to));
    else this.streams.stdout(text);
  }

  /** @throws {RunTimeError} */
  format([format, ...args]: readonly Value[], name = 'printf'): string {
    const text = toText(format, this.convfmt);
    try {
      return printf(text, args, this.convfmt);
    } catch (error) {
      if (!(error instanceof FormatError)) throw error;
      if (name === 'printf') this.streams.stdout(error.made);
      const place = ['FNR', 'NR'].map(one => `${one}=${this.text(one)}`).join(' ');
      throw new RunTimeError(`run time error: ${error.message} ${name}("${text}")\n\tFILENAME="${this.text('FILENAME')}" ${place}`);
    }
  }

  assign(target: Target, value: Value): void {
    if (target.kind === 'field') {
      this.record.assign(fieldNumber(this.value(target.index)), value);
    } else if (target.kind === 'element') this.array(target.name).set(this.keyOf(target.key), value);
    else if (target.name === 'NF') this.record.count = toNumber(value);
    else {
      const box = this.#box(target.name);
      if (box.array) throw new RunTimeError(`line 1: illegal reference to array ${target.name}`);
      box.value = value;
    }
  }

  value(expression: Expression): Value {
    switch (expression.kind) {
      case 'number': case 'string': return expression.value;
      case 'regex': return Number(this.patterns.get(expression.source).test(this.record.text));
      case 'name': {
        if (expression.name === 'NF') return this.record.count;
        const box = this.#box(expression.name);
        if (box.array) throw new RunTimeError(`line 1: illegal reference to array ${expression.name}`);
        return box.value;
      }
      case 'field': return this.#field(this.value(expression.index));
      case 'element': {
        const array = this.array(expression.name);
        const key = this.keyOf(expression.key);
        // to ask for an element is to make it
        if (!array.has(key)) array.set(key, undefined);
        return array.get(key);
      }
      case 'group': return this.value(expression.inner);
      case 'unary': {
        const operand = this.value(expression.operand);
        return expression.operator === '!' ? Number(!isTrue(operand)) : expression.operator === '-' ? -toNumber(operand) : toNumber(operand);
      }
      case 'binary': return this.#binary(expression.operator, this.value(expression.left), this.value(expression.right));
      case 'and': return Number(isTrue(this.value(expression.left)) && isTrue(this.value(expression.right)));
      case 'or': return Number(isTrue(this.value(expression.left)) || isTrue(this.value(expression.right)));
      case 'match': return Number(this.patternOf(expression.right).test(this.textOf(expression.left)) !== expression.negated);
      case 'in': return Number(this.array(expression.name).has(this.keyOf(expression.key)));
      case 'choice': return this.value(isTrue(this.value(expression.test)) ? expression.yes : expression.no);
      case 'assign': {
        const right = this.value(expression.value);
        const value = expression.operator === '=' ? right : this.#binary(expression.operator.slice(0, -1), this.value(expression.target), right);
        this.assign(expression.target, value);
        return value;
      }
      case 'step': {
        const before = toNumber(this.value(expression.target));
        this.assign(expression.target, before + expression.by);
        return expression.before ? before + expression.by : before;
      }
      case 'call': return this.#call(expression.name, expression.args);
      case 'builtin': return call(expression.name as keyof Functions, expression.args, this);
      case 'getline': return this.#getline(expression);
    }
  }

  #field(index: Value): Value {
    const number = fieldNumber(index);
    if (number < 0) throw new RunTimeError(`run time error: negative field index $${number}\n\tFILENAME="${this.text('FILENAME')}" FNR=${this.text('FNR')} NR=${this.text('NR')}`);
    return this.record.get(number);
  }

  /** An expression as a pattern: what stands between slashes, or a text. */
  patternOf(expression: Expression): ReturnType<Patterns['get']> {
    return this.patterns.get(expression.kind === 'regex' ? expression.source : this.textOf(expression));
  }

  #binary(operator: string, left: Value, right: Value): Value {
    switch (operator) {
      case ' ': return toText(left, this.convfmt) + toText(right, this.convfmt);
      case '+': return toNumber(left) + toNumber(right);
      case '-': return toNumber(left) - toNumber(right);
      case '*': return toNumber(left) * toNumber(right);
      case '/': return toNumber(left) / toNumber(right);
      case '%': return toNumber(left) % toNumber(right);
      case '^': return toNumber(left) ** toNumber(right);
    }
    const order = compare(left, right, this.convfmt);
    return Number({ '<': order < 0, '<=': order <= 0, '==': order === 0, '!=': order !== 0, '>': order > 0, '>=': order >= 0 }[operator]);
  }

  #call(name: string, args: readonly Expression[]): Value {
    const { params, body }: AwkFunction = this.program.functions.get(name)!;
    if (args.length > params.length) throw new AwkError(`too many arguments in call to ${name}`);
    if (this.#depth >= DEEPEST) throw new RunTimeError(`run time error: function ${name} calls itself too deeply`);
    const locals = new Map(params.map((param, i) => [param, this.#argument(args[i])]));
    const outer = this.#locals;
    this.#locals = locals;
    this.#depth++;
    try {
      this.#body(body);
      return undefined;
    } catch (error) {
      if (!(error instanceof Leap) || error.what !== 'return') throw error;
      return error.value;
    } finally {
      this.#locals = outer;
      this.#depth--;
    }
  }

  #argument(expression: Expression | undefined): Box {
    if (!expression) return { value: undefined };
    if (expression.kind !== 'name' || expression.name === 'NF') return { value: this.value(expression) };
    const caller = this.#box(expression.name);
    return caller.array ? caller : caller.value === undefined ? { value: undefined, caller } : { value: caller.value };
  }

  /** 1, 0 at the end, -1 where there is nothing to read. */
  #getline({ target, file, command }: Extract<Expression, { readonly kind: 'getline' }>): number {
    const main = !file && !command;
    let record: string | undefined;
    if (main) record = this.nextRecord();
    else {
      const source = this.streams.source(file ? 'file' : 'command', this.textOf(file ?? command!));
      if (!source) return -1;
      record = source.record(this.text('RS'), one => this.patterns.get(one));
      if (record !== undefined && command) this.global('NR').value = toNumber(this.global('NR').value) + 1;
    }
    if (record === undefined) return 0;
    if (target) this.assign(target, fromOutside(record));
    else this.record.set(record);
    return 1;
  }
}
