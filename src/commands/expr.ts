import { usageError } from './coreutils';
import { Budget } from './regex/budget';
import { compile, prepare } from './regex/compile';
import { RegexError } from './regex/syntax';
import type { Program } from './program';

const FAULT = 2;

class ExprError extends Error {}

const INTEGER = /^-?\d+$/;
const isNull = (text: string): boolean => /^(-?0+)?$/.test(text);

/** Binary operators, the loosest first. */
const LEVELS: readonly (readonly string[])[] = [['|'], ['&'], ['<', '<=', '=', '==', '!=', '>=', '>'], ['+', '-'], ['*', '/', '%'], [':']];

/** Functions by word, with how many arguments they have. */
const FUNCTIONS: Readonly<Record<string, readonly [count: number, compute: (...args: string[]) => string]>> = {
  match: [2, matched],
  substr: [3, (text, position, length) => {
    const [from, count] = [position, length].map(word => (INTEGER.test(word!) ? Number(word) : 0)) as [number, number];
    return from > 0 && count > 0 ? [...text!].slice(from - 1, from - 1 + count).join('') : '';
  }],
  index: [2, (text, chars) => String([...text!].findIndex(char => chars!.includes(char)) + 1)],
  length: [1, text => String([...text!].length)],
};

/** expr(1) of coreutils 9.1. */
export const expr: Program = async (process, argv) => {
  const words = argv.slice(argv[1] === '--' ? 2 : 1);
  if (words.length === 0) return usageError(process, 'expr', 'missing operand', FAULT);
  await process.outside(prepare({ patterns: ['a.'], syntax: 'basic', ignoreCase: false }));
  try {
    const value = new Reader(words).value();
    await process.stdout.write(`${value}\n`);
    return isNull(value) ? 1 : 0;
  } catch (error) {
    if (!(error instanceof ExprError || error instanceof RegexError)) throw error;
    // glibc's word for a set without its end
    await process.stderr.write(`expr: ${error.message.startsWith('Unmatched [') ? 'Invalid regular expression' : error.message}\n`);
    return FAULT;
  }
};

class Reader {
  #at = 0;

  constructor(private readonly words: readonly string[]) {}

  value(): string {
    const value = this.#level(0);
    if (this.#at < this.words.length) throw new ExprError(`syntax error: unexpected argument ‘${this.words[this.#at]}’`);
    return value;
  }

  #level(level: number): string {
    if (level === LEVELS.length) return this.#operand();
    let left = this.#level(level + 1);
    for (let operator = this.words[this.#at]; operator !== undefined && LEVELS[level]!.includes(operator); operator = this.words[this.#at]) {
      this.#at++;
      left = combined(operator, left, this.#level(level + 1));
    }
    return left;
  }

  #operand(): string {
    const word = this.#next();
    if (word === '+') return this.#next();
    if (word === '(') {
      const value = this.#level(0);
      const close = this.words[this.#at++];
      if (close === undefined) throw new ExprError(`syntax error: expecting ')' after ‘${this.words.at(-1)}’`);
      if (close !== ')') throw new ExprError(`syntax error: expecting ')' instead of ‘${close}’`);
      return value;
    }
    if (word === ')') throw new ExprError("syntax error: unexpected ')'");
    const known = Object.hasOwn(FUNCTIONS, word) ? FUNCTIONS[word] : undefined;
    if (!known) return word;
    return known[1](...Array.from({ length: known[0] }, () => this.#level(LEVELS.length)));
  }

  #next(): string {
    const word = this.words[this.#at++];
    if (word === undefined) throw new ExprError(`syntax error: missing argument after ‘${this.words.at(-1)}’`);
    return word;
  }
}

function combined(operator: string, left: string, right: string): string {
  switch (operator) {
    case '|': return isNull(left) ? (isNull(right) ? '0' : right) : left;
    case '&': return isNull(left) || isNull(right) ? '0' : left;
    case ':': return matched(left, right);
    case '+': case '-': case '*': case '/': case '%': return calculated(operator, left, right);
  }
  const [x, y] = INTEGER.test(left) && INTEGER.test(right) ? [BigInt(left), BigInt(right)] : [left, right];
  return String(Number({ '<': x < y, '<=': x <= y, '=': x === y, '==': x === y, '!=': x !== y, '>=': x >= y, '>': x > y }[operator]));
}

function calculated(operator: string, left: string, right: string): string {
  if (!INTEGER.test(left) || !INTEGER.test(right)) throw new ExprError('non-integer argument');
  const [x, y] = [BigInt(left), BigInt(right)];
  if (y === 0n && (operator === '/' || operator === '%')) throw new ExprError('division by zero');
  return String({ '+': () => x + y, '-': () => x - y, '*': () => x * y, '/': () => x / y, '%': () => x % y }[operator]!());
}

/** The match at the text's begin: its first group, or how many characters it has. */
function matched(text: string, pattern: string): string {
  const grouped = /\\\(/.test(pattern);
  const found = compile({ patterns: [pattern.startsWith('^') ? pattern : `^${pattern}`], syntax: 'basic', ignoreCase: false, captures: true }).find(text, 0, new Budget(Infinity));
  if (!found) return grouped ? '' : '0';
  return grouped ? text.slice(Math.max(0, found[2]!), Math.max(0, found[3]!)) : String([...text.slice(found[0], found[1])].length);
}
