/** An arithmetic expression that bash can't evaluate; its message is bash's, from the expression on. */
export class ArithmeticError extends Error {}

/** How an expression reads and writes variables. */
export interface ArithmeticScope {
  get(name: string, index: string | undefined): string | undefined;
  set(name: string, index: string | undefined, value: string): void;
}

type Token = { readonly text: string; readonly at: number; readonly kind: 'number' | 'name' | 'operator' };

const OPERATOR = /^(?:<<=|>>=|\*\*|<<|>>|<=|>=|==|!=|&&|\|\||\+\+|--|[-+*/%&|^]=|[-+*/%&|^!~<>=?:,()[\]])/;

/** Binary operators by how tightly they bind; `**` binds to the right. */
const BINARY: readonly (readonly string[])[] = [['||'], ['&&'], ['|'], ['^'], ['&'], ['==', '!='], ['<', '<=', '>', '>='], ['<<', '>>'], ['+', '-'], ['*', '/', '%'], ['**']];
const ASSIGNMENT = new Set(['=', '+=', '-=', '*=', '/=', '%=', '<<=', '>>=', '&=', '^=', '|=']);
const MAX_DEPTH = 1024;

/** Evaluates an expression in 64-bit integers, as bash's `$(( ))`. @throws {ArithmeticError} */
export function evaluate(text: string, scope: ArithmeticScope, depth = 0): bigint {
  if (depth > MAX_DEPTH) throw new ArithmeticError(`${text}: expression recursion level exceeded (error token is "${text}")`);
  return new Evaluation(text, scope, depth).whole();
}

interface Place {
  readonly name: string;
  readonly index: string | undefined;
}

class Evaluation {
  readonly #tokens: Token[];
  #at = 0;
  /** inside the branch that isn't taken: nothing is assigned or divided */
  #skipping = 0;

  constructor(readonly text: string, readonly scope: ArithmeticScope, readonly depth: number) {
    this.#tokens = this.#tokenize();
  }

  whole(): bigint {
    if (this.#tokens.length === 0) return 0n;
    const value = this.#comma();
    if (this.#peek()) this.#fail('syntax error in expression');
    return value;
  }

  #tokenize(): Token[] {
    const tokens: Token[] = [];
    let at = 0;
    while (at < this.text.length) {
      const rest = this.text.slice(at);
      const space = /^\s+/.exec(rest);
      if (space) {
        at += space[0].length;
        continue;
      }
      const number = /^[0-9][0-9a-zA-Z_@#]*/.exec(rest);
      const name = number ? null : /^[A-Za-z_][A-Za-z0-9_]*/.exec(rest);
      const operator = number || name ? null : OPERATOR.exec(rest);
      const match = number ?? name ?? operator;
      if (!match) throw new ArithmeticError(`${this.text}: syntax error: operand expected (error token is "${rest}")`);
      tokens.push({ text: match[0], at, kind: number ? 'number' : name ? 'name' : 'operator' });
      at += match[0].length;
    }
    return tokens;
  }

  #peek(): string | undefined {
    return this.#tokens[this.#at]?.text;
  }

  #take(text: string): boolean {
    if (this.#peek() !== text) return false;
    this.#at++;
    return true;
  }

  #fail(what: string, at = this.#at): never {
    const token = this.#tokens[at] ?? this.#tokens.at(-1);
    throw new ArithmeticError(`${this.text}: ${what} (error token is "${token ? this.text.slice(token.at) : ''}")`);
  }

  #comma(): bigint {
    let value = this.#assignment();
    while (this.#take(',')) value = this.#assignment();
    return value;
  }

  #assignment(): bigint {
    const start = this.#at;
    const place = this.#place();
    const operator = this.#peek();
    if (!place || operator === undefined || !ASSIGNMENT.has(operator)) {
      this.#at = start;
      if (operator !== undefined && ASSIGNMENT.has(operator)) this.#fail('attempted assignment to non-variable');
      return this.#conditional();
    }
    this.#at++;
    const right = this.#assignment();
    const value = operator === '=' ? right : this.#binary(operator.slice(0, -1), this.#read(place), right);
    return this.#store(place, value);
  }

  #conditional(): bigint {
    const test = this.#level(0);
    if (!this.#take('?')) {
      if (this.#peek() !== undefined && ASSIGNMENT.has(this.#peek()!)) this.#fail('attempted assignment to non-variable');
      return test;
    }
    const yes = this.#when(test !== 0n, () => this.#assignment());
    if (!this.#take(':')) this.#fail("`:' expected for conditional expression");
    const no = this.#when(test === 0n, () => this.#assignment());
    return test !== 0n ? yes : no;
  }

  #when(taken: boolean, parse: () => bigint): bigint {
    if (!taken) this.#skipping++;
    try {
      return parse();
    } finally {
      if (!taken) this.#skipping--;
    }
  }

  #level(level: number): bigint {
    const operators = BINARY[level];
    if (!operators) return this.#unary();
    let left = this.#level(level + 1);
    for (;;) {
      const operator = this.#peek();
      if (operator === undefined || !operators.includes(operator)) return left;
      this.#at++;
      if (operator === '&&') left = BigInt(Number(this.#when(left !== 0n, () => this.#level(level + 1)) !== 0n && left !== 0n));
      else if (operator === '||') left = BigInt(Number(this.#when(left === 0n, () => this.#level(level + 1)) !== 0n || left !== 0n));
      else left = this.#binary(operator, left, this.#level(operator === '**' ? level : level + 1));
    }
  }

  #binary(operator: string, a: bigint, b: bigint): bigint {
    const zero = b === 0n && (operator === '/' || operator === '%');
    if (zero && this.#skipping > 0) return 0n;
    if (zero) this.#fail('division by 0', this.#at - 1);
    if (operator === '**' && b < 0n) this.#fail('exponent less than 0', this.#at - 1);
    return BigInt.asIntN(64, OPERATIONS[operator]!(a, b));
  }

  #unary(): bigint {
    const operator = this.#peek();
    if (operator === '++' || operator === '--') {
      this.#at++;
      const place = this.#place();
      if (!place) return this.#unary();
      return this.#store(place, BigInt.asIntN(64, this.#read(place) + (operator === '++' ? 1n : -1n)));
    }
    const apply = operator === undefined || this.#tokens[this.#at]!.kind !== 'operator' ? undefined : UNARY[operator];
    if (!apply) return this.#postfix();
    this.#at++;
    return BigInt.asIntN(64, apply(this.#unary()));
  }

  #postfix(): bigint {
    const place = this.#place();
    if (place) {
      const value = this.#read(place);
      for (const [operator, step] of [['++', 1n], ['--', -1n]] as const) {
        if (this.#take(operator)) this.#store(place, BigInt.asIntN(64, value + step));
      }
      return value;
    }
    if (this.#take('(')) {
      const value = this.#comma();
      if (!this.#take(')')) this.#fail("missing `)'");
      return value;
    }
    const token = this.#tokens[this.#at];
    if (token?.kind !== 'number') this.#fail('syntax error: operand expected');
    this.#at++;
    return this.#number(token!.text);
  }

  #place(): Place | undefined {
    const token = this.#tokens[this.#at];
    if (token?.kind !== 'name') return undefined;
    this.#at++;
    if (this.#peek() !== '[') return { name: token.text, index: undefined };
    const open = this.#tokens[this.#at]!.at;
    let nesting = 0;
    do {
      if (this.#peek() === '[') nesting++;
      else if (this.#peek() === ']') nesting--;
      else if (this.#peek() === undefined) this.#fail('bad array subscript', this.#at - 1);
      this.#at++;
    } while (nesting > 0);
    return { name: token.text, index: this.text.slice(open + 1, this.#tokens[this.#at - 1]!.at) };
  }

  #read(place: Place): bigint {
    if (this.#skipping > 0) return 0n;
    const text = this.scope.get(place.name, place.index)?.trim() ?? '';
    if (text === '') return 0n;
    return /^[0-9]+$/.test(text) && !/^0./.test(text) ? BigInt.asIntN(64, BigInt(text)) : evaluate(text, this.scope, this.depth + 1);
  }

  #store(place: Place, value: bigint): bigint {
    if (this.#skipping === 0) this.scope.set(place.name, place.index, String(value));
    return value;
  }

  #number(text: string): bigint {
    const based = /^([0-9]+)#([0-9a-zA-Z_@]+)$/.exec(text);
    const [base, digits] = based ? [Number(based[1]), based[2]!] : /^0[xX]/.test(text) ? [16, text.slice(2)] : text.startsWith('0') ? [8, text.slice(1)] : [10, text];
    if (base < 2 || base > 64) this.#fail('invalid arithmetic base', this.#at - 1);
    let value = 0n;
    for (const digit of digits) {
      const worth = digitValue(digit, base);
      if (worth === undefined) this.#fail('value too great for base', this.#at - 1);
      value = value * BigInt(base) + BigInt(worth!);
    }
    return BigInt.asIntN(64, value);
  }
}

function digitValue(digit: string, base: number): number | undefined {
  const order = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ@_';
  const value = order.indexOf(base <= 36 ? digit.toLowerCase() : digit);
  return value >= 0 && value < base ? value : undefined;
}

const truth = (holds: boolean): bigint => (holds ? 1n : 0n);

const OPERATIONS: Readonly<Record<string, (a: bigint, b: bigint) => bigint>> = {
  '|': (a, b) => a | b, '^': (a, b) => a ^ b, '&': (a, b) => a & b,
  '==': (a, b) => truth(a === b), '!=': (a, b) => truth(a !== b),
  '<': (a, b) => truth(a < b), '<=': (a, b) => truth(a <= b), '>': (a, b) => truth(a > b), '>=': (a, b) => truth(a >= b),
  '<<': (a, b) => a << (b & 63n), '>>': (a, b) => a >> (b & 63n),
  '+': (a, b) => a + b, '-': (a, b) => a - b, '*': (a, b) => a * b, '/': (a, b) => a / b, '%': (a, b) => a % b, '**': (a, b) => power(a, b),
};

const UNARY: Readonly<Record<string, (a: bigint) => bigint>> = { '!': a => truth(a === 0n), '~': a => ~a, '-': a => -a, '+': a => a };

/** By squaring, wrapping at 64 bits. */
function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  let square = base;
  for (let left = exponent; left > 0n; left >>= 1n) {
    if (left & 1n) result = BigInt.asIntN(64, result * square);
    square = BigInt.asIntN(64, square * square);
  }
  return result;
}
