import { Lexer, type Token, type TokenKind } from './lexer';
import { AwkError, BUILTINS, type Expression, type Target } from './syntax';

const COMPARISONS: ReadonlySet<string> = new Set(['<', '<=', '==', '!=', '>', '>=']);
const ASSIGNMENTS: ReadonlySet<string> = new Set(['=', '+=', '-=', '*=', '/=', '%=', '^=']);
const SUM = ['+', '-'];
const PRODUCT = ['*', '/', '%'];

/** Reads expressions, by how tightly their operators bind. */
export class ExpressionParser {
  protected token: Token;
  /** functions that are called */
  protected readonly called = new Set<string>();
  readonly #lexer: Lexer;
  /** `>` is print's */
  #noGreater = false;

  constructor(text: string) {
    this.#lexer = new Lexer(text);
    this.token = this.#lexer.token(0);
  }

  protected list(): Expression[] {
    const list = [this.expression()];
    while (this.takes(',')) {
      this.skipLines();
      list.push(this.expression());
    }
    return list;
  }

  protected within<T>(noGreater: boolean, read: () => T): T {
    const before = this.#noGreater;
    this.#noGreater = noGreater;
    try {
      return read();
    } finally {
      this.#noGreater = before;
    }
  }

  protected free<T>(read: () => T): T {
    return this.within(false, read);
  }

  protected expression(): Expression {
    const left = this.#choice();
    const operator = this.token.text;
    if (this.token.kind !== 'symbol' || !ASSIGNMENTS.has(operator)) return left;
    if (left.kind !== 'name' && left.kind !== 'field' && left.kind !== 'element') this.wrong();
    this.advance();
    this.skipLines();
    return { kind: 'assign', target: left as Target, operator, value: this.expression() };
  }

  #choice(): Expression {
    const test = this.#or();
    if (!this.takes('?')) return test;
    this.skipLines();
    const yes = this.expression();
    this.skipLines();
    this.expect(':');
    this.skipLines();
    return { kind: 'choice', test, yes, no: this.expression() };
  }

  #or(): Expression {
    let left = this.#and();
    while (this.takes('||')) {
      this.skipLines();
      left = { kind: 'or', left, right: this.#and() };
    }
    return left;
  }

  #and(): Expression {
    let left = this.#in();
    while (this.takes('&&')) {
      this.skipLines();
      left = { kind: 'and', left, right: this.#in() };
    }
    return left;
  }

  #in(): Expression {
    let left = this.#match();
    while (this.takes('in')) left = { kind: 'in', key: [left], name: this.#name() };
    return left;
  }

  #match(): Expression {
    let left = this.#comparison();
    while (this.is('~') || this.is('!~')) {
      const negated = this.is('!~');
      this.advance();
      left = { kind: 'match', negated, left, right: this.#comparison() };
    }
    return left;
  }

  #comparison(): Expression {
    const left = this.concatenation();
    const operator = this.token.text;
    if (this.token.kind !== 'symbol' || !COMPARISONS.has(operator) || (operator === '>' && this.#noGreater)) return left;
    this.advance();
    return { kind: 'binary', operator, left, right: this.concatenation() };
  }

  /** @param plain without `|` behind it, which is print's */
  protected concatenation(plain = false): Expression {
    let left = this.#operators(SUM, () => this.#operators(PRODUCT, () => this.#unary()));
    for (;;) {
      if (!plain && this.is('|') && this.#peek().text === 'getline') {
        this.advance();
        this.advance();
        left = { kind: 'getline', command: left, ...this.#lvalue() };
      } else if (this.#startsOperand()) left = { kind: 'binary', operator: ' ', left, right: this.#operators(SUM, () => this.#operators(PRODUCT, () => this.#unary())) };
      else return left;
    }
  }

  #startsOperand(): boolean {
    const { kind, text } = this.token;
    if (kind === 'symbol') return ['$', '!', '(', '-', '+', '++', '--'].includes(text) && !((text === '-' || text === '+'));
    return ['number', 'string', 'name', 'function', 'builtin'].includes(kind);
  }

  #operators(operators: readonly string[], operand: () => Expression): Expression {
    let left = operand();
    while (this.token.kind === 'symbol' && operators.includes(this.token.text)) {
      const operator = this.token.text;
      this.advance();
      left = { kind: 'binary', operator, left, right: operand() };
    }
    return left;
  }

  #unary(): Expression {
    for (const operator of ['!', '-', '+'] as const) if (this.takes(operator)) return { kind: 'unary', operator, operand: this.#unary() };
    return this.#power();
  }

  #power(): Expression {
    const base = this.#postfix();
    if (!this.takes('^')) return base;
    // -1 ^ 2 is -(1 ^ 2), and 2 ^ -1 is taken
    const exponent = this.is('-') || this.is('+') || this.is('!') ? this.#unary() : this.#power();
    return { kind: 'binary', operator: '^', left: base, right: exponent };
  }

  #postfix(): Expression {
    const operand = this.#primary();
    if (operand.kind !== 'name' && operand.kind !== 'field' && operand.kind !== 'element') return operand;
    if (this.takes('++')) return { kind: 'step', target: operand, by: 1, before: false };
    if (this.takes('--')) return { kind: 'step', target: operand, by: -1, before: false };
    return operand;
  }

  #primary(): Expression {
    const { kind, text, at, line } = this.token;
    switch (kind) {
      case 'number':
        this.advance();
        return { kind: 'number', value: Number(text) };
      case 'string':
        this.advance();
        return { kind: 'string', value: text };
      case 'builtin': return this.#builtin();
      case 'function': {
        this.advance();
        this.called.add(text);
        return { kind: 'call', name: text, args: this.#arguments() };
      }
      case 'name':
        this.advance();
        return this.is('[') ? { kind: 'element', name: text, key: this.key() } : { kind: 'name', name: text };
      case 'keyword':
        if (text !== 'getline') return this.wrong();
        this.advance();
        return this.#getline();
      case 'symbol':
        if (text === '/' || text === '/=') {
          const { source, next } = this.#lexer.regex(at);
          this.token = this.#lexer.token(next);
          return { kind: 'regex', source };
        }
        this.advance();
        if (text === '$') return { kind: 'field', index: this.is('++') || this.is('--') || this.is('-') || this.is('+') || this.is('!') ? this.#unary() : this.#primary() };
        if (text === '++' || text === '--') {
          const target = this.#primary();
          if (target.kind !== 'name' && target.kind !== 'field' && target.kind !== 'element') this.wrong();
          return { kind: 'step', target: target as Target, by: text === '++' ? 1 : -1, before: true };
        }
        if (text === '(') return this.#grouping();
    }
    throw new AwkError(`line ${line}: syntax error at or near ${kind === 'end' ? 'end of file' : kind === 'newline' ? 'end of line' : text}`);
  }

  #grouping(): Expression {
    const list = this.free(() => this.list());
    this.expect(')');
    if (list.length === 1) return { kind: 'group', inner: list[0]! };
    if (!this.takes('in')) this.wrong();
    return { kind: 'in', key: list, name: this.#name() };
  }

  #getline(): Expression {
    const target = this.#lvalue();
    if (!this.takes('<')) return { kind: 'getline', ...target };
    return { kind: 'getline', ...target, file: this.#postfix() };
  }

  #lvalue(): { readonly target?: Target } {
    if (!(this.token.kind === 'name' || this.is('$'))) return {};
    return { target: this.#primary() as Target };
  }

  #builtin(): Expression {
    const { text: name, line } = this.token;
    this.advance();
    const args = this.is('(') ? this.#arguments() : [];
    const [least, most] = BUILTINS.get(name)!;
    if (args.length < least || args.length > most) throw new AwkError(`line ${line}: wrong number of arguments in call to ${name}`);
    return { kind: 'builtin', name, args };
  }

  #arguments(): readonly Expression[] {
    this.expect('(');
    this.skipLines();
    const args = this.is(')') ? [] : this.free(() => this.list());
    this.skipLines();
    this.expect(')');
    return args;
  }

  protected key(): readonly Expression[] {
    this.expect('[');
    const key = this.free(() => this.list());
    this.expect(']');
    return key;
  }

  #name(): string {
    const { kind, text } = this.token;
    if (kind !== 'name') this.wrong();
    this.advance();
    return text;
  }

  protected atEnd(): boolean {
    return ['newline', 'end'].includes(this.token.kind) || this.is(';') || this.is('}');
  }

  #peek(): Token {
    return this.#lexer.token(this.token.next);
  }

  protected advance(): void {
    this.token = this.#lexer.token(this.token.next);
  }

  protected is(text: string): boolean {
    const kinds: readonly TokenKind[] = ['symbol', 'keyword'];
    return kinds.includes(this.token.kind) && this.token.text === text;
  }

  protected takes(text: string): boolean {
    if (!this.is(text)) return false;
    this.advance();
    return true;
  }

  protected expect(text: string): void {
    if (!this.takes(text)) this.wrong();
  }

  protected skipLines(): void {
    while (this.token.kind === 'newline') this.advance();
  }

  protected skipEnds(): void {
    while (this.token.kind === 'newline' || this.is(';')) this.advance();
  }

  protected wrong(): never {
    const { kind, text, line } = this.token;
    throw new AwkError(`line ${line}: syntax error at or near ${kind === 'end' ? 'end of file' : kind === 'newline' ? 'end of line' : text}`);
  }
}
