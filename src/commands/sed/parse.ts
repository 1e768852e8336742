import { read, type Expression } from '../regex/compile';
import { RegexError } from '../regex/syntax';
import { ESCAPES, numbered, parseReplacement } from './replacement';
import { SedError, type Address, type Command, type Pattern, type Script, type Substitution } from './script';
import { Source, type Piece } from './source';

const FILES = 'rRwW';
const FAILED = 4;

/** Reads a script as GNU sed 4.9 does. @throws {SedError} in its words */
export function parseScript(pieces: readonly Piece[], extended: boolean): Script {
  const parser = new Parser(extended);
  for (const piece of pieces) parser.piece(piece);
  return parser.script();
}

class Parser {
  readonly #commands: Command[] = [];
  readonly #blocks: { readonly command: Command; readonly source: Source }[] = [];
  #source!: Source;
  #pending: Command | undefined;
  #quiet = false;
  #first = true;

  constructor(readonly extended: boolean) {}

  piece(piece: Piece): void {
    this.#source = new Source(piece);
    if (this.#pending) this.#text(this.#pending, this.#source.next());
    while (this.#command());
    this.#first = false;
  }

  script(): Script {
    const block = this.#blocks.at(-1);
    if (block) throw this.#source.error('unmatched `{\'', 0);
    const labels = new Map(this.#commands.map((command, i) => [command.name === ':' ? command.text : '', i] as const));
    for (const command of this.#commands) {
      if (!'btT'.includes(command.name)) continue;
      if (command.text === '') command.target = this.#commands.length;
      else if (labels.has(command.text)) command.target = labels.get(command.text)!;
      else throw new SedError(`can't find label for jump to \`${command.text}'`, FAILED);
    }
    return { commands: this.#commands, quiet: this.#quiet };
  }

  /** Takes the next command; whether there was one. */
  #command(): boolean {
    const source = this.#source;
    let char = source.next();
    while (char !== undefined && /[;\s]/.test(char)) char = source.next();
    if (char === undefined) return false;
    const from = this.#address(char);
    let to: Address | undefined;
    if (from) {
      if (from.kind === 'more' || from.kind === 'multiple') throw source.error('invalid usage of +N or ~N as first address');
      char = source.nonblank();
      if (char === ',') {
        to = this.#address(source.nonblank());
        if (!to) throw source.error("unexpected `,'");
        char = source.nonblank();
      }
      if (from.kind === 'line' && from.line === 0 && to?.kind !== 'pattern') {
        source.back(char);
        throw source.error('invalid usage of line address 0', source.at + (char === undefined ? 0 : 1));
      }
    }
    const negated = char === '!';
    if (negated) {
      char = source.nonblank();
      if (char === '!') throw source.error("multiple `!'s");
    }
    if (char === undefined || char === '\n' && from) throw source.error('missing command');
    this.#named(char, { name: char, from, to, negated, text: '' });
    return true;
  }

  #named(char: string, command: Command): void {
    const source = this.#source;
    if (char === '#') {
      if (command.from) throw source.error('comments don\'t accept any addresses');
      const comment = source.line();
      if (this.#first && this.#commands.length === 0 && comment === 'n' && source.piece.text.startsWith('#n')) this.#quiet = true;
    } else if (char === '{') {
      this.#blocks.push({ command, source });
      this.#commands.push(command);
    } else if (char === '}') {
      const block = this.#blocks.pop();
      if (!block) throw source.error("unexpected `}'");
      if (command.from) throw source.error('} doesn\'t want any addresses');
      block.command.target = this.#commands.length;
      this.#end();
    } else if (char === ':') {
      if (command.from) throw source.error(': doesn\'t want any addresses');
      command.text = this.#label();
      if (command.text === '') throw source.error('":" lacks a label');
      this.#commands.push(command);
    } else if ('aic'.includes(char)) {
      this.#commands.push(command);
      const next = source.nonblank();
      if (next === undefined) throw source.error('expected \\ after `a\', `c\' or `i\'');
      this.#text(command, next);
    } else if ('btT'.includes(char)) {
      command.text = this.#label();
      this.#commands.push(command);
      this.#end();
    } else if (FILES.includes(char)) this.#commands.push({ ...command, text: this.#file() });
    else if ('qQlL'.includes(char) && char !== 'L') {
      if (char !== 'l' && command.to) throw source.error('command only uses one address');
      const next = source.nonblank();
      const number = /^\d$/.test(next ?? '') ? source.integer(next!) : undefined;
      if (number === undefined) source.back(next);
      this.#end();
      this.#commands.push({ ...command, number });
    } else if (char === 's') this.#commands.push({ ...command, substitution: this.#substitution() });
    else if (char === 'y') this.#commands.push({ ...command, map: this.#translation() });
    else if ('=dDFgGhHnNpPxz'.includes(char)) {
      this.#end();
      this.#commands.push(command);
    } else if (char === 'v') {
      if (/^[5-9]|^4\.[1-9]\d/.test(this.#label())) throw source.error('expected newer version of sed');
    } else if (char === 'e') throw source.error("vethlab doesn't support the `e' command");
    else throw source.error(`unknown command: \`${char}'`);
  }

  #address(char: string | undefined): Address | undefined {
    const source = this.#source;
    if (char === '/' || char === '\\') {
      const delimiter = char === '/' ? char : source.next();
      const regex = delimiter === undefined ? undefined : this.#until(delimiter, true);
      if (regex === undefined) throw source.error('unterminated address regex');
      let [ignoreCase, multiline] = [false, false];
      for (;;) {
        const flag = source.nonblank();
        if (flag === 'I') ignoreCase = true;
        else if (flag === 'M') multiline = true;
        else {
          source.back(flag);
          return { kind: 'pattern', pattern: this.#pattern(regex, ignoreCase, multiline, false) };
        }
      }
    }
    if (char === '$') return { kind: 'last' };
    if (char === '+' || char === '~') {
      const next = source.nonblank();
      const lines = /^\d$/.test(next ?? '') ? source.integer(next!) : 0;
      if (!/^\d$/.test(next ?? '')) source.back(next);
      return { kind: char === '+' ? 'more' : 'multiple', lines };
    }
    if (char === undefined || !/^\d$/.test(char)) return undefined;
    const line = source.integer(char);
    const next = source.nonblank();
    if (next !== '~') {
      source.back(next);
      return { kind: 'line', line };
    }
    const digit = source.nonblank();
    const step = /^\d$/.test(digit ?? '') ? source.integer(digit!) : 0;
    if (!/^\d$/.test(digit ?? '')) source.back(digit);
    return step === 0 ? { kind: 'line', line } : { kind: 'step', first: line, step };
  }

  /** What stands before the delimiter; undefined where that's missing. */
  #until(delimiter: string, regex: boolean): string | undefined {
    const source = this.#source;
    let text = '';
    for (;;) {
      const char = source.next();
      if (char === undefined || (char === '\n' && regex)) {
        source.back(char);
        return undefined;
      }
      if (char === delimiter) return text;
      if (regex && char === '[') {
        const set = this.#set();
        if (set === undefined) return undefined;
        text += set;
      } else if (char === '\\') {
        const next = source.next();
        if (next === undefined) return undefined;
        if (next === delimiter) text += regex || next !== '&' ? next : '\\&';
        else if (next === 'n' && regex) text += '\n';
        else text += next === '\n' && regex ? next : `\\${next}`;
      } else text += char;
    }
  }

  /** A bracket expression, in which a delimiter is none. */
  #set(): string | undefined {
    const source = this.#source;
    let text = '[';
    if (source.peek() === '^') text += source.next()!;
    if (source.peek() === ']') text += source.next()!;
    for (let char = source.next(); char !== undefined && char !== '\n'; char = source.next()) {
      text += char;
      if (char === ']') return text;
      const kind = source.peek();
      if (char !== '[' || kind === undefined || !':.='.includes(kind)) continue;
      text += source.next()!;
      for (let inner = source.next(); inner !== undefined; inner = source.next()) {
        text += inner;
        if (inner === ']' && text.at(-2) === kind) break;
      }
    }
    return undefined;
  }

  #pattern(text: string, ignoreCase: boolean, multiline: boolean, captures: boolean, groups = 0): Pattern {
    if (text === '') {
      if (ignoreCase || multiline) throw this.#source.error('cannot specify modifiers on empty regexp');
      return null;
    }
    const expression: Expression = { patterns: [plainCodes(text)], syntax: this.extended ? 'extended' : 'basic', ignoreCase, multiline, captures, lax: !this.extended, escapes: ESCAPES };
    try {
      const [parsed] = read(expression);
      if (groups > parsed!.groups) throw this.#source.error(`invalid reference \\${groups} on \`s' command's RHS`);
    } catch (error) {
      if (!(error instanceof RegexError)) throw error;
      if (error.message.startsWith('character class syntax')) throw new SedError(error.message, FAILED);
      throw this.#source.error(error.message);
    }
    return expression;
  }

  #substitution(): Substitution {
    const source = this.#source;
    const delimiter = source.next();
    const regex = delimiter === undefined ? undefined : this.#until(delimiter, true);
    const right = regex === undefined ? undefined : this.#until(delimiter!, false);
    if (regex === undefined || right === undefined) throw source.error("unterminated `s' command");
    let [global, print, nth, ignoreCase, multiline] = [false, 0, 0, false, false];
    let file: string | undefined;
    for (;;) {
      const flag = source.next();
      if (flag === undefined || flag === '\n' || flag === ';') break;
      if (flag === '}' || flag === '#') {
        source.back(flag);
        if (flag === '}' && this.#blocks.length === 0) throw source.error("unexpected `}'", source.at + 1);
        break;
      }
      if (flag === ' ' || flag === '\t') continue;
      if (flag === 'i' || flag === 'I') ignoreCase = true;
      else if (flag === 'm' || flag === 'M') multiline = true;
      else if (flag === 'g') {
        if (global) throw source.error("multiple `g' options to `s' command");
        global = true;
      } else if (flag === 'p') {
        if (print > 0) throw source.error("multiple `p' options to `s' command");
        print = 1;
      } else if (/^\d$/.test(flag)) {
        if (nth > 0) throw source.error("multiple number options to `s' command");
        nth = source.integer(flag);
        if (nth === 0) throw source.error("number option to `s' command may not be zero");
      } else if (flag === 'w') {
        file = this.#file();
        break;
      } else if (flag === 'e') throw source.error("vethlab doesn't support the `e' option to `s'");
      else throw source.error("unknown option to `s'");
    }
    const replacement = parseReplacement(right);
    const groups = Math.max(0, ...replacement.map(part => ('group' in part ? part.group : 0)));
    return { pattern: this.#pattern(regex, ignoreCase, multiline, true, groups), replacement, global, print, nth: Math.max(1, nth), file };
  }

  #translation(): ReadonlyMap<string, string> {
    const source = this.#source;
    const delimiter = source.next();
    const from = delimiter === undefined ? undefined : this.#until(delimiter, false);
    const to = from === undefined ? undefined : this.#until(delimiter!, false);
    if (from === undefined || to === undefined) throw source.error("unterminated `y' command");
    const [left, right] = [[...unescaped(from)], [...unescaped(to)]];
    if (left.length !== right.length) throw source.error("strings for `y' command are different lengths");
    this.#end();
    return new Map(left.map((char, i) => [char, right[i]!] as const).reverse());
  }

  /** The text of a, i or c: from its first character on, to a line's end without a backslash. */
  #text(command: Command, first: string | undefined): void {
    const source = this.#source;
    this.#pending = undefined;
    let char = first;
    if (char === '\\' && command.text === '') {
      char = source.next();
      const blanks: string[] = [];
      while (char === ' ' || char === '\t') {
        blanks.push(char);
        char = source.next();
      }
      if (char === '\n') char = source.next();
      else {
        for (const _ of blanks) source.at--;
        if (blanks.length > 0) {
          source.back(char);
          char = source.next();
        }
      }
      if (char === undefined) {
        this.#pending = command;
        return;
      }
    }
    let text = '';
    for (; char !== undefined && char !== '\n'; char = source.next()) {
      if (char !== '\\') text += char;
      else {
        const next = source.next();
        if (next === undefined) break;
        text += ESCAPES[next] !== undefined && next !== 'n' ? ESCAPES[next] : next;
      }
    }
    command.text = `${text}\n`;
  }

  #label(): string {
    const source = this.#source;
    let text = '';
    let char = source.nonblank();
    for (; char !== undefined && !/[\s;}]/.test(char); char = source.next()) text += char;
    source.back(char);
    return text;
  }

  #file(): string {
    const source = this.#source;
    const first = source.nonblank();
    const name = first === undefined || first === '\n' ? '' : first + source.line();
    if (name === '') throw source.error('missing filename in r/R/w/W commands');
    return name;
  }

  /** Takes what ends a command. */
  #end(): void {
    const char = this.#source.nonblank();
    if (char === undefined || char === '\n' || char === ';') return;
    if (char === '}' && this.#blocks.length === 0) throw this.#source.error("unexpected `}'");
    if (char !== '}' && char !== '#') throw this.#source.error('extra characters after command');
    this.#source.back(char);
  }
}

/** An expression in which `\xHH` and the like are the characters that they stand for. */
function plainCodes(source: string): string {
  return source.replace(/\\([^])([0-9a-fA-F]{1,3}|[!-~])?/g, (all: string) => {
    const number = /^\\[xodc]/.test(all) ? numbered(all.slice(1)) : undefined;
    if (!number) return all;
    return (/[$*.[\\\]^]/.test(number.char) ? `\\${number.char}` : number.char) + all.slice(1 + number.length);
  });
}

function unescaped(text: string): string {
  return text.replace(/\\([^])/g, (_, letter: string) => ESCAPES[letter] ?? letter);
}
