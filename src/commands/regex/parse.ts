import { bracket } from './bracket';
import { RegexError, WORD, CLASSES, STRAY_OCTETS, type Assertion, type Node } from './syntax';

/** How the tools differ in what they take. */
export interface Dialect {
  readonly extended: boolean;
  /** what an operator of repetition does that has nothing before it in an extended expression: it's let be, with a warning, or refused */
  readonly lax: boolean;
  /** what a backslash and a letter stand for, besides the operators */
  readonly escapes: Readonly<Record<string, string>>;
  readonly ignoreCase: boolean;
}

export interface Parsed {
  readonly node: Node;
  readonly groups: number;
  readonly warnings: readonly string[];
}

/** RE_DUP_MAX of glibc. */
const MOST_REPEATS = 32_767;

const ASSERTIONS: Readonly<Record<string, Assertion>> = { '<': 'wordBegin', '>': 'wordEnd', b: 'boundary', B: 'inside', '`': 'textBegin', "'": 'textEnd' };

const SETS: Readonly<Record<string, Node>> = {
  w: { kind: 'set', items: WORD, negated: false }, W: { kind: 'set', items: [...WORD, STRAY_OCTETS], negated: true },
  s: { kind: 'set', items: CLASSES.space!, negated: false }, S: { kind: 'set', items: [...CLASSES.space!, STRAY_OCTETS], negated: true },
};

/** Operators as a basic expression writes them, and as an extended one does. */
const BASIC: Readonly<Record<string, string>> = { '\\(': '(', '\\)': ')', '\\{': '{', '\\|': '|', '\\+': '+', '\\?': '?', '*': '*' };
const EXTENDED: Readonly<Record<string, string>> = { '(': '(', ')': ')', '{': '{', '|': '|', '+': '+', '?': '?', '*': '*' };

/** Reads a basic or extended expression as glibc does, GNU's extensions included. @throws {RegexError} in the tools' words */
export function parse(source: string, dialect: Dialect): Parsed {
  const parser = new Parser([...source], dialect);
  return { node: parser.whole(), groups: parser.groups, warnings: parser.warnings };
}

class Parser {
  groups = 0;
  readonly warnings: string[] = [];
  readonly #closed = new Set<number>();
  readonly #operators: Readonly<Record<string, string>>;
  #at = 0;
  #depth = 0;

  constructor(readonly text: readonly string[], readonly dialect: Dialect) {
    this.#operators = dialect.extended ? EXTENDED : BASIC;
  }

  whole(): Node {
    const node = this.#choice();
    if (this.#at < this.text.length) throw new RegexError('Unmatched ) or \\)');
    return node;
  }

  #choice(): Node {
    const nodes = [this.#sequence()];
    while (this.#operator() === '|') {
      this.#skip();
      nodes.push(this.#sequence());
    }
    return nodes.length === 1 ? nodes[0]! : { kind: 'choice', nodes };
  }

  #sequence(): Node {
    const nodes: Node[] = [];
    while (this.#at < this.text.length) {
      const operator = this.#operator();
      if (operator === '|' || (operator === ')' && (this.#depth > 0 || !(this.dialect.extended && this.dialect.lax)))) break;
      const fresh = begins(nodes);
      const repeat = operator !== undefined && operator !== '(' && operator !== ')' && !(fresh && !this.dialect.extended) ? this.#repeat(operator, nodes) : undefined;
      if (repeat) nodes.push(repeat);
      else nodes.push(this.#atom(nodes.length === 0));
    }
    return nodes.length === 1 ? nodes[0]! : { kind: 'sequence', nodes };
  }

  /** Takes a repetition of the last node; undefined where the operator is none here. */
  #repeat(operator: string, nodes: Node[]): Node | undefined {
    const bounds = operator === '{' ? this.#interval() : ({ '*': [0, Infinity], '+': [1, Infinity], '?': [0, 1] } as const)[operator];
    if (!bounds) return undefined;
    const last = nodes.at(-1);
    if (begins(nodes)) {
      if (!this.dialect.lax) throw new RegexError('Invalid preceding regular expression');
      if (this.dialect.lax) this.warnings.push(`${operator === '{' ? '{...}' : operator} at start of expression`);
    }
    if (operator !== '{') this.#skip();
    nodes.pop();
    return { kind: 'repeat', node: last ?? { kind: 'sequence', nodes: [] }, min: bounds[0], max: bounds[1] };
  }

  #interval(): readonly [number, number] | undefined {
    const { extended, lax } = this.dialect;
    const rest = this.text.slice(this.#at + (extended ? 1 : 2)).join('');
    const match = /^(\d*)(,?)(\d*)(.?)(.?)/s.exec(rest)!;
    const [, low, comma, high, after, next] = match as unknown as [string, string, string, string, string, string];
    const closed = extended ? after === '}' : after === '\\' && next === '}';
    if (!closed || (low === '' && comma === '')) {
      if (extended && lax) return undefined;
      throw new RegexError(after === '' || (!extended && after === '\\' && next === '') ? 'Unmatched \\{' : 'Invalid content of \\{\\}');
    }
    const min = Number(low);
    const max = comma === '' ? min : high === '' ? Infinity : Number(high);
    if (max < min) throw new RegexError('Invalid content of \\{\\}');
    if (Math.max(min, max === Infinity ? 0 : max) > MOST_REPEATS) throw new RegexError('Regular expression too big');
    this.#at += (extended ? 2 : 4) + low.length + comma.length + high.length;
    return [min, max];
  }

  #atom(first: boolean): Node {
    const operator = this.#operator();
    const char = this.text[this.#at]!;
    if (operator === '(') return this.#group();
    if (char === '\\') return this.#escape();
    this.#at++;
    if (char === '.') return { kind: 'any' };
    if (char === '^' && (first || this.dialect.extended)) return { kind: 'assertion', what: 'lineBegin' };
    if (char === '$' && (this.dialect.extended || this.#ends())) return { kind: 'assertion', what: 'lineEnd' };
    if (char !== '[') return { kind: 'char', char };
    const { node, end } = bracket(this.text, this.#at, this.dialect.ignoreCase, this.dialect.escapes);
    this.#at = end;
    return node;
  }

  #group(): Node {
    this.#skip();
    const index = ++this.groups;
    this.#depth++;
    const node = this.#choice();
    if (this.#operator() !== ')') throw new RegexError('Unmatched ( or \\(');
    this.#skip();
    this.#depth--;
    this.#closed.add(index);
    return { kind: 'group', index, node };
  }

  #escape(): Node {
    const letter = this.text[this.#at + 1];
    if (letter === undefined) throw new RegexError('Trailing backslash');
    this.#at += 2;
    const what = ASSERTIONS[letter];
    if (what) return { kind: 'assertion', what };
    if (SETS[letter]) return SETS[letter];
    if (/[1-9]/.test(letter)) {
      const index = Number(letter);
      if (!this.#closed.has(index)) throw new RegexError('Invalid back reference');
      return { kind: 'reference', index };
    }
    return { kind: 'char', char: this.dialect.escapes[letter] ?? letter };
  }

  /** Whether nothing follows that a `$` of a basic expression would be literal before. */
  #ends(): boolean {
    const operator = this.#operator();
    return this.#at >= this.text.length || operator === '|' || (operator === ')' && this.#depth > 0);
  }

  #operator(): string | undefined {
    const char = this.text[this.#at];
    return char === undefined ? undefined : this.#operators[char === '\\' ? `\\${this.text[this.#at + 1]}` : char];
  }

  #skip(): void {
    this.#at += this.text[this.#at] === '\\' ? 2 : 1;
  }
}

/** Whether nothing has come yet that an operator could repeat. */
function begins(nodes: readonly Node[]): boolean {
  return nodes.every(node => node.kind === 'assertion');
}
