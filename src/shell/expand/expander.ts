import { parse, type Assignment, type ParsedScript, type Word, type WordPart } from 'unbash';
import { resolvePath } from '../../commands/path';
import { isName, type Variables } from '../variables';
import { evaluate, type ArithmeticScope } from './arithmetic';
import { expandBraces, TooManyElements } from './brace';
import { glob, type GlobFiles } from './glob';
import { expandParameter } from './parameter';
import type { PatternChar } from './pattern';
import { DEFAULT_IFS, fieldText, needsGlob, piecesToPattern, piecesToText, splitFields, splitPlain, textPiece, type Piece } from './pieces';

/** An expansion that fails, as `${x?}` or an unset variable under `set -u`; its message is bash's without the shell's name. */
export class ExpansionError extends Error {}

/** What expansion needs of a shell. */
export interface ExpansionContext {
  readonly variables: Variables;
  readonly files: GlobFiles;
  readonly cwd: string;
  /** Positional parameters; [0] is $0. */
  readonly positional: readonly string[];
  /** `$?`, `$$`, `$!`, `$-` */
  special(name: string): string | undefined;
  option(name: string): boolean;
  homeOf(user: string): string | undefined;
  /** Standard output of a command substitution. */
  substitute(script: ParsedScript): Promise<string>;
  /** Writes a message that doesn't end the command. */
  warn(message: string): Promise<void>;
  /** The path of a pipe to or from a process substitution. */
  processSubstitution(operator: '<' | '>', script: ParsedScript): Promise<string>;
}

/** Expands words (bash(1), Expansion). */
export class Expander {
  constructor(readonly context: ExpansionContext) {}

  /** Everything: braces, parameters, splitting, pathnames. Used for a command's arguments. */
  async fields(word: Word): Promise<string[]> {
    if (!word.parts) {
      if (word.text.startsWith('~')) return [this.#tilde(word.value)];
      const assigned = /^([A-Za-z_]\w*=)(~.*)$/s.exec(word.text);
      return [assigned ? assigned[1]! + this.#tilde(assigned[2]!) : word.value];
    }
    if (word.parts.some(part => part.type === 'BraceExpansion')) {
      const out: string[] = [];
      let sources: readonly string[];
      try {
        sources = expandBraces(word.text);
      } catch (error) {
        if (!(error instanceof TooManyElements)) throw error;
        await this.context.warn(error.message);
        return this.#unbraced(word);
      }
      for (const source of sources) for (const field of await this.#unbraced(reparse(source))) out.push(field);
      return out;
    }
    return this.#unbraced(word);
  }

  /** Without splitting and globbing: assignments, redirections, `case` words, here-strings. */
  async single(word: Word): Promise<string> {
    return piecesToText(await this.pieces(word));
  }

  /** The value of an assignment, where a tilde also counts behind a colon. */
  async assigned(word: Word): Promise<string> {
    const pieces = await this.pieces(word);
    return pieces.map(piece => {
      if (piece.kind !== 'text' || piece.quoted || !/[:]~/.test(piece.text)) return piecesToText([piece]);
      return piece.text.replace(/(?<=:)~[^:/]*/g, prefix => this.#tilde(prefix));
    }).join('');
  }

  /** For `case`, `[[ ==` and `${x#…}`: quoted characters stand for themselves. */
  async pattern(word: Word): Promise<PatternChar[]> {
    return piecesToPattern(await this.pieces(word));
  }

  /** The body of a here-document. */
  async document(parts: readonly WordPart[] | undefined, text: string): Promise<string> {
    return parts ? piecesToText(await this.parts(parts, true)) : text;
  }

  /** Text as if in double quotes, such as an arithmetic expression. */
  async doubleQuoted(text: string): Promise<string> {
    if (!/[$`\\]/.test(text)) return text;
    const mark = 'vethlab_end_of_text';
    const redirect = parse(`:<<${mark}\n${text}\n${mark}\n`).commands[0]?.command;
    const document = redirect?.type === 'Command' ? redirect.redirects[0] : undefined;
    if (document?.type !== 'HereDoc') return text;
    return (await this.document(document.body.parts, document.body.text)).replace(/\n$/, '');
  }

  /** @throws {ArithmeticError} */
  async arithmetic(text: string): Promise<bigint> {
    return evaluate((await this.doubleQuoted(text)).replaceAll('"', ''), this.arithmeticScope());
  }

  arithmeticScope(): ArithmeticScope {
    const { variables } = this.context;
    const key = (name: string, index: string): string | number =>
      (variables.find(name)?.kind === 'associative' ? index.replace(/^["']|["']$/g, '') : Number(evaluate(index, scope)));
    const scope: ArithmeticScope = {
      get: (name, index) => {
        const value = index === undefined ? variables.get(name) : variables.getElement(name, key(name, index));
        if (value === undefined && this.context.option('nounset')) throw new ExpansionError(`${name}: unbound variable`);
        return value;
      },
      set: (name, index, value) => (index === undefined ? variables.set(name, value) : variables.setElement(name, key(name, index), value)),
    };
    return scope;
  }

  /** The key of `name[index]`. */
  async index(name: string, word: Word): Promise<string | number> {
    if (this.context.variables.find(name)?.kind === 'associative') return this.single(word);
    return Number(await this.arithmetic(word.text));
  }

  async pieces(word: Word): Promise<Piece[]> {
    if (!word.parts) return this.#literal(word.value, word.text, true);
    return this.parts(word.parts, false);
  }

  async parts(parts: readonly WordPart[], quoted: boolean): Promise<Piece[]> {
    const pieces: Piece[] = [];
    // a tilde-prefix goes up to a slash, and nothing in it is quoted or expanded
    for (const [i, part] of parts.entries()) pieces.push(...await this.#part(part, quoted, i === 0 && (parts.length === 1 || part.text.includes('/'))));
    return pieces;
  }

  async #unbraced(word: Word): Promise<string[]> {
    const pieces = await this.pieces(word);
    const ifs = this.context.variables.get('IFS') ?? DEFAULT_IFS;
    const plain = splitPlain(pieces, ifs);
    if (plain) return plain;
    const fields = splitFields(pieces, ifs);
    const out: string[] = [];
    for (const field of fields) {
      if (!this.context.option('noglob') && needsGlob(field)) {
        const found = await glob(field, this.context.cwd, this.context.files, this.context.option('dotglob'));
        if (found.length > 0 || this.context.option('nullglob')) {
          out.push(...found);
          continue;
        }
      }
      out.push(fieldText(field));
    }
    return out;
  }

  async #part(part: WordPart, quoted: boolean, tilde: boolean): Promise<Piece[]> {
    switch (part.type) {
      case 'Literal':
        return quoted ? [textPiece(part.value, true)] : this.#literal(part.value, part.text, tilde);
      case 'Glob':
        if (part.kind !== 'bracket') return [textPiece(part.text, quoted)];
        return [textPiece('[', quoted), ...(await this.parts(part.parts, quoted)).map(asPattern), textPiece(']', quoted)];
      case 'ExtendedGlob':
      case 'BraceExpansion':
        return [textPiece(part.text, quoted)];
      case 'SingleQuoted':
      case 'AnsiCQuoted':
        return [textPiece(part.value, true)];
      case 'DoubleQuoted':
      case 'LocaleString': {
        const inner = await this.parts(part.parts, true);
        const empty = inner.every(piece => piece.kind === 'text' && piece.text === '');
        return empty ? [textPiece('', true)] : inner;
      }
      case 'SimpleExpansion':
        return expandParameter(this, { parameter: part.text.slice(1), prefix: undefined, index: undefined, operation: undefined, text: part.text }, quoted);
      case 'ParameterExpansion':
        return expandParameter(this, part, quoted);
      case 'CommandExpansion': {
        const output = part.script ? (await this.context.substitute(part.script)).replace(/\n+$/, '').replaceAll('\0', '') : '';
        return [quoted ? textPiece(output, true) : { kind: 'split', text: output }];
      }
      case 'ArithmeticExpansion': {
        const source = part.text.startsWith('$[') ? part.text.slice(2, -1) : part.text.slice(3, -2);
        const value = String(await this.arithmetic(source));
        return [quoted ? textPiece(value, true) : { kind: 'split', text: value }];
      }
      case 'ProcessSubstitution':
        return [textPiece(part.script ? await this.context.processSubstitution(part.operator, part.script) : '', true)];
    }
  }

  #literal(value: string, source: string, tilde: boolean): Piece[] {
    if (tilde && source.startsWith('~')) return [textPiece(this.#tilde(value), true)];
    if (source === value) return [textPiece(value, false)];
    // an escaped character must not act as a pattern, whereas those beside it do
    const pieces = [...source.matchAll(/\\(\n|[^])|[^\\]+|\\$/g)].filter(([, escaped]) => escaped !== '\n').map(([text, escaped]) => textPiece(escaped ?? text, escaped !== undefined));
    return piecesToText(pieces) === value ? pieces : [textPiece(value, true)];
  }

  #tilde(text: string): string {
    const prefix = /^~[^/]*/.exec(text)![0];
    const user = prefix.slice(1);
    const { variables } = this.context;
    const home = user === '' ? variables.get('HOME') : user === '+' ? variables.get('PWD') : user === '-' ? variables.get('OLDPWD') : this.context.homeOf(user);
    return home === undefined ? text : home + text.slice(prefix.length);
  }

  resolve(path: string): string {
    return resolvePath(this.context.cwd, path);
  }
}

/** What an expansion in a bracket expression gives isn't split. */
function asPattern(piece: Piece): Piece {
  return piece.kind === 'split' ? textPiece(piece.text, false) : piece;
}

/** A word from source text that was made by brace expansion. */
function reparse(source: string): Word {
  const command = parse(`: ${source}`).commands[0]?.command;
  const word = command?.type === 'Command' ? command.args[0] : undefined;
  return word?.type === 'Word' ? word : { type: 'Word', text: source, value: source, pos: 0, end: source.length };
}

/** An array assignment's element `[key]=value`; undefined for a plain one. */
export function elementAssignment(word: Word): Assignment | undefined {
  if (!word.text.startsWith('[')) return undefined;
  const command = parse(`x${word.text}`).commands[0]?.command;
  const assignment = command?.type === 'Command' ? command.prefix[0] : undefined;
  return assignment?.type === 'Assignment' && isName(assignment.name) && assignment.index ? assignment : undefined;
}
