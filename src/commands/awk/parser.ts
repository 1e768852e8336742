import { ExpressionParser } from './expressions';
import { AwkError, type AwkFunction, type AwkProgram, type Expression, type Redirection, type Rule, type Statement } from './syntax';

/** Reads a program. @throws {AwkError} in mawk's words */
export function parseProgram(text: string): AwkProgram {
  return new Parser(text).program();
}

class Parser extends ExpressionParser {
  readonly #functions = new Map<string, AwkFunction>();

  program(): AwkProgram {
    const begin: Statement[] = [];
    const end: Statement[] = [];
    const rules: Rule[] = [];
    for (this.skipEnds(); this.token.kind !== 'end'; this.skipEnds()) {
      if (this.takes('BEGIN')) begin.push(...this.#action());
      else if (this.takes('END')) end.push(...this.#action());
      else if (this.takes('function') || this.takes('func')) this.#function();
      else rules.push(this.#rule());
    }
    for (const name of this.called) if (!this.#functions.has(name)) throw new AwkError(`line ${this.token.line + 1}: function ${name} never defined`);
    return { begin, end, rules, functions: this.#functions };
  }

  #rule(): Rule {
    if (this.is('{')) return { action: this.#block() };
    const pattern = this.expression();
    const until = this.takes(',') ? (this.skipLines(), this.expression()) : undefined;
    const action = this.is('{') ? this.#block() : undefined;
    if (!action && !['newline', 'end'].includes(this.token.kind) && !this.is(';') && !this.is('}')) this.wrong();
    return { pattern, ...(until && { until }), ...(action && { action }) };
  }

  #action(): readonly Statement[] {
    if (!this.is('{')) this.wrong();
    return this.#block();
  }

  #function(): void {
    const name = this.token.text;
    if (this.token.kind !== 'name' && this.token.kind !== 'function') this.wrong();
    this.advance();
    this.expect('(');
    const params: string[] = [];
    while (!this.is(')')) {
      if (this.token.kind !== 'name') this.wrong();
      params.push(this.token.text);
      this.advance();
      if (!this.is(')')) this.expect(',');
      this.skipLines();
    }
    this.expect(')');
    this.skipLines();
    this.#functions.set(name, { params, body: this.#block() });
  }

  #block(): Statement[] {
    this.expect('{');
    const statements: Statement[] = [];
    for (this.skipEnds(); !this.is('}'); this.skipEnds()) {
      if (this.token.kind === 'end') throw new AwkError(`line ${this.token.line + 1}: missing } near end of file`);
      statements.push(...this.#statement());
    }
    this.expect('}');
    return statements;
  }

  /** A statement as a loop or condition has it. */
  #body(): readonly Statement[] {
    this.skipLines();
    if (this.takes(';')) return [];
    return this.#statement();
  }

  #statement(): Statement[] {
    if (this.is('{')) return this.#block();
    if (this.takes('if')) return [this.#if()];
    if (this.takes('while')) {
      const test = this.#condition();
      return [{ kind: 'while', test, body: this.#body() }];
    }
    if (this.takes('do')) return [this.#do()];
    if (this.takes('for')) return [this.#for()];
    const statement = this.#simple();
    this.#endStatement();
    return [statement];
  }

  #endStatement(): void {
    if (this.takes(';')) return;
    if (this.token.kind === 'newline') this.advance();
    else if (this.is(')')) throw new AwkError(`line ${this.token.line}: extra ')'`);
    else if (!this.is('}') && this.token.kind !== 'end') this.wrong();
  }

  #condition(): Expression {
    this.expect('(');
    const test = this.free(() => this.expression());
    this.expect(')');
    return test;
  }

  #if(): Statement {
    const test = this.#condition();
    const yes = this.#body();
    const before = this.token;
    this.skipEnds();
    if (this.takes('else')) return { kind: 'if', test, yes, no: this.#body() };
    this.token = before;
    return { kind: 'if', test, yes, no: [] };
  }

  #do(): Statement {
    const body = this.#body();
    this.skipEnds();
    if (!this.takes('while')) this.wrong();
    const test = this.#condition();
    this.#endStatement();
    return { kind: 'do', test, body };
  }

  #for(): Statement {
    this.expect('(');
    const start = this.token;
    if (start.kind === 'name') {
      this.advance();
      if (this.takes('in') && this.token.kind === 'name') {
        const array = this.token.text;
        this.advance();
        if (this.takes(')')) return { kind: 'each', name: start.text, array, body: this.#body() };
      }
      this.token = start;
    }
    const first = this.is(';') ? undefined : this.#simple();
    this.expect(';');
    this.skipLines();
    const test = this.is(';') ? undefined : this.expression();
    this.expect(';');
    this.skipLines();
    const step = this.is(')') ? undefined : this.#simple();
    this.expect(')');
    return { kind: 'for', ...(first && { first }), ...(test && { test }), ...(step && { step }), body: this.#body() };
  }

  #simple(): Statement {
    const { kind, text } = this.token;
    if (kind === 'keyword') {
      switch (text) {
        case 'print': case 'printf': return this.#print(text);
        case 'next': case 'nextfile': case 'break': case 'continue':
          this.advance();
          return { kind: text };
        case 'exit': case 'return': {
          this.advance();
          const value = this.atEnd() ? undefined : this.expression();
          return { kind: text, ...(value && { value }) };
        }
        case 'delete': return this.#delete();
      }
    }
    return { kind: 'expression', value: this.expression() };
  }

  #delete(): Statement {
    this.advance();
    const name = this.token.text;
    if (this.token.kind !== 'name') this.wrong();
    this.advance();
    return this.is('[') ? { kind: 'delete', name, key: this.key() } : { kind: 'delete', name };
  }

  #print(kind: 'print' | 'printf'): Statement {
    this.advance();
    const args = this.#printed();
    let output: Redirection | undefined;
    for (const how of ['>', '>>', '|'] as const) {
      if (!this.takes(how)) continue;
      output = { how, to: this.concatenation(true) };
      break;
    }
    if (kind === 'printf' && args.length === 0) throw new AwkError(`line ${this.token.line}: no arguments in call to printf`);
    return { kind, args, ...(output && { output }) };
  }

  #printed(): readonly Expression[] {
    if (this.atEnd() || this.is('>') || this.is('>>') || this.is('|')) return [];
    const start = this.token;
    if (this.takes('(')) {
      const list = this.free(() => this.list());
      if (this.takes(')') && (this.atEnd() || this.is('>') || this.is('>>') || this.is('|'))) return list;
      this.token = start;
    }
    return this.within(true, () => this.list());
  }
}
