import { isKeyword, nameOf, NftError, type Location, type Token } from './lexer';

/** From the first to the last of some words on one line. */
export function span(from: Location, to: Location): Location {
  return from.line === to.line ? { line: from.line, start: from.start, end: to.end } : from;
}

/** Reads tokens one by one, and complains as bison's parser does. */
export class Cursor {
  #at = 0;

  constructor(readonly all: readonly Token[]) {}

  get next(): Token {
    return this.all[this.#at]!;
  }

  get following(): Token | undefined {
    return this.all[this.#at + 1];
  }

  /** The token read last. */
  get previous(): Token {
    return this.all[Math.max(0, this.#at - 1)]!;
  }

  advance(): Token {
    const token = this.next;
    if (token.kind !== 'eof') this.#at++;
    return token;
  }

  is(...texts: readonly string[]): boolean {
    const { kind, text } = this.next;
    return (kind === 'word' || kind === 'symbol') && texts.includes(text);
  }

  /** Reads the token if it is that one. */
  take(...texts: readonly string[]): Token | undefined {
    return this.is(...texts) ? this.advance() : undefined;
  }

  expect(text: string, expecting = text): Token {
    return this.take(text) ?? this.unexpected(expecting);
  }

  get atEnd(): boolean {
    return this.next.kind === 'newline' || this.next.kind === 'eof' || this.is(';', '}');
  }

  /** @throws {NftError} */
  unexpected(...expecting: readonly string[]): never {
    throw new NftError(`syntax error, unexpected ${nameOf(this.next)}${expecting.length > 0 ? `, expecting ${expecting.join(' or ')}` : ''}`, this.next.at);
  }

  /** A name, which no keyword may be. */
  name(...expecting: readonly string[]): Token {
    const { kind, text } = this.next;
    if (kind !== 'word' || isKeyword(text)) this.unexpected(...(expecting.length > 0 ? expecting : ['string']));
    return this.advance();
  }

  number(): Token {
    return this.next.kind === 'number' ? this.advance() : this.unexpected('number');
  }

  skipNewlines(): void {
    while (this.next.kind === 'newline') this.advance();
  }

  /** Whole lines and semicolons that mean nothing. */
  skipSeparators(): void {
    while (this.next.kind === 'newline' || this.is(';')) this.advance();
  }
}
