import { AwkError, BUILTINS } from './syntax';

export type TokenKind = 'number' | 'string' | 'name' | 'function' | 'builtin' | 'keyword' | 'symbol' | 'newline' | 'end';

export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
  /** from 1 */
  readonly line: number;
  /** where it begins, and where the next may */
  readonly at: number;
  readonly next: number;
}

const KEYWORDS: ReadonlySet<string> = new Set(['BEGIN', 'END', 'function', 'func', 'if', 'else', 'while', 'for', 'do', 'break', 'continue', 'next', 'nextfile', 'exit', 'return', 'delete', 'in', 'getline', 'print', 'printf']);
const SYMBOLS = ['&&', '||', '==', '<=', '>=', '!=', '!~', '++', '--', '+=', '-=', '*=', '/=', '%=', '^=', '>>', '{', '}', '(', ')', '[', ']', ';', ',', '+', '-', '*', '/', '%', '^', '!', '>', '<', '|', '?', ':', '~', '$', '='];
const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '\\': '\\', '"': '"', '/': '/', a: '\x07', b: '\b', f: '\f', v: '\v' };

/** A string's text, its escapes read; those that mean nothing stay as they are. */
export function unescaped(text: string): string {
  return text.replace(/\\(\n|[0-7]{1,3}|[^])/g, (whole, what: string) => {
    if (what === '\n') return '';
    if (/^[0-7]/.test(what)) return String.fromCharCode(parseInt(what, 8) & 0xff);
    return ESCAPES[what] ?? whole;
  });
}

/** The words of a program, one at a time: whether `/` divides or begins an expression only the reader knows. */
export class Lexer {
  constructor(private readonly text: string) {}

  #lineAt(at: number): number {
    return this.text.slice(0, at).split('\n').length;
  }

  token(from: number): Token {
    const at = from + /^(?:[ \t\r]|\\\r?\n|#[^\n]*)*/.exec(this.text.slice(from))![0].length;
    const line = this.#lineAt(at);
    const made = (kind: TokenKind, text: string): Token => ({ kind, text, line, at, next: at + text.length });
    const rest = this.text.slice(at);
    if (rest === '') return { kind: 'end', text: '', line, at, next: at };
    if (rest[0] === '\n') return made('newline', '\n');
    const number = /^(?:0[xX][0-9a-fA-F]+|(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)/.exec(rest);
    if (number) return made('number', number[0]);
    if (rest[0] === '"') return this.#string(rest, line, at);
    const name = /^[A-Za-z_]\w*/.exec(rest)?.[0];
    if (name !== undefined) return made(KEYWORDS.has(name) ? 'keyword' : BUILTINS.has(name) ? 'builtin' : rest[name.length] === '(' ? 'function' : 'name', name);
    const symbol = SYMBOLS.find(one => rest.startsWith(one));
    if (symbol === undefined) throw new AwkError(`line ${line}: unexpected character '${rest[0]}'`);
    return made('symbol', symbol);
  }

  #string(rest: string, line: number, at: number): Token {
    const found = /^"((?:[^"\\\n]|\\[^])*)"/.exec(rest);
    if (!found) throw new AwkError(`line ${line}: runaway string constant ${rest.split('\n')[0]!.slice(0, 10)} ...`);
    return { kind: 'string', text: unescaped(found[1]!), line, at, next: at + found[0].length };
  }

  /** The expression that begins with a slash there. */
  regex(at: number): { readonly source: string; readonly next: number } {
    const found = /^\/((?:[^/\\[\n]|\\[^\n]|\[\^?\]?(?:\[:\w+:\]|\\[^\n]|[^\]\\\n])*\]|\[)*)\//.exec(this.text.slice(at));
    if (!found) throw new AwkError(`line ${this.#lineAt(at)}: runaway regular expression ${this.text.slice(at).split('\n')[0]!.slice(0, 10)} ...`);
    return { source: found[1]!.replaceAll('\\/', '/'), next: at + found[0].length };
  }
}
