/** Where a cursor stands in shell text. Offsets count UTF-16 code units. */
export interface Place {
  /** the words of this simple command before the cursor's own, without quotes; reserved words and assignments are left out */
  readonly words: readonly string[];
  /** what of the cursor's word stands before it, without quotes */
  readonly typed: string;
  /** where that begins: behind an opening quote */
  readonly start: number;
  /** the quote that is open there */
  readonly quote: '' | '"' | "'";
  /** the word is the file of a redirection */
  readonly redirected: boolean;
  /** the name, as far as it's typed, of a variable that ends at the cursor: `$NA`, `${NA` */
  readonly variable?: { readonly typed: string; readonly start: number };
  /** a comment: nothing here means anything */
  readonly comment: boolean;
}

/** Words behind which another command begins. */
const RESERVED = new Set(['if', 'then', 'elif', 'else', 'while', 'until', 'do', '!', '{', 'time']);
const ASSIGNMENT = /^[A-Za-z_]\w*\+?=/;
const OPERATOR = /^(?:\|\||&&|\|&|;;|[;|&\n])/;
const REDIRECTION = /^(?:\d*(?:<<<|>>|>&|<&|>\||<>|<|>)|&>>?)/;

/** What is open around a command: the end that closes it, and the command that it stands in. */
interface Frame {
  readonly closer: ')' | '`' | '';
  words: string[];
  typed: string;
  start: number;
  begun: boolean;
  quote: '' | '"' | "'";
  redirected: boolean;
}

const frame = (closer: Frame['closer'], start: number): Frame => ({ closer, words: [], typed: '', start, begun: false, quote: '', redirected: false });

/** Reads shell text up to its end, where the cursor is; whatever it holds, there is an answer. */
class Scanner {
  #at = 0;
  #comment = false;
  readonly #stack: Frame[] = [frame('', 0)];

  constructor(private readonly text: string) {}

  scan(): Place {
    while (this.#at < this.text.length) this.#step();
    const { words, typed, start, begun, quote, redirected } = this.#top;
    const variable = quote === "'" ? null : /\$\{?([A-Za-z_]\w*)?$/.exec(this.text);
    return {
      words, typed, start: begun ? start : this.#at, quote, redirected, comment: this.#comment,
      ...(variable && { variable: { typed: variable[1] ?? '', start: this.text.length - (variable[1] ?? '').length } }),
    };
  }

  get #top(): Frame {
    return this.#stack.at(-1)!;
  }

  #step(): void {
    const top = this.#top;
    const char = this.text[this.#at]!;
    if (this.#comment) this.#skipComment(char);
    else if (top.quote === "'") this.#single(char);
    else if (char === '\\') this.#escape();
    else if (this.text.startsWith('$(', this.#at)) this.#open(')', 2);
    else if (char === '`') this.#backtick();
    else if (top.quote === '"') this.#double(char);
    else this.#plain(char);
  }

  #skipComment(char: string): void {
    if (char !== '\n') this.#at++;
    else {
      this.#comment = false;
      this.#end();
    }
  }

  #take(text: string, length: number): void {
    const top = this.#top;
    if (!top.begun) {
      top.begun = true;
      top.start = this.#at;
    }
    top.typed += text;
    this.#at += length;
  }

  #single(char: string): void {
    if (char === "'") this.#closeQuote();
    else this.#take(char, 1);
  }

  #double(char: string): void {
    if (char === '"') this.#closeQuote();
    else this.#take(char, 1);
  }

  #openQuote(quote: '"' | "'"): void {
    const top = this.#top;
    const first = !top.begun;
    this.#take('', 1);
    top.quote = quote;
    if (first) top.start = this.#at;
  }

  #closeQuote(): void {
    this.#top.quote = '';
    this.#at++;
  }

  #escape(): void {
    const next = this.text[this.#at + 1];
    if (next === '\n') this.#at += 2;
    else this.#take(next ?? '', next === undefined ? 1 : 2);
  }

  #open(closer: ')' | '`', length: number): void {
    if (length === 2) this.#take('$()', 0);
    else this.#take('', 0);
    this.#at += length;
    this.#stack.push(frame(closer, this.#at));
  }

  #backtick(): void {
    if (this.#top.closer === '`') this.#close();
    else this.#open('`', 1);
  }

  #close(): void {
    if (this.#stack.length > 1) this.#stack.pop();
    this.#at++;
  }

  #plain(char: string): void {
    const rest = this.text.slice(this.#at, this.#at + 12);
    const redirection = this.#top.begun && /^\D/.test(rest) === false ? null : REDIRECTION.exec(rest);
    const operator = OPERATOR.exec(rest);
    if (redirection) {
      this.#word();
      this.#at += redirection[0].length;
      if (this.text[this.#at] === '(') this.#open(')', 1);
      else this.#top.redirected = true;
    } else if (operator) {
      this.#at += operator[0].length - 1;
      this.#end();
    } else if (char === '"' || char === "'") this.#openQuote(char);
    else if (char === '(' && !this.#top.begun) this.#open(')', 1);
    else if (char === ')') this.#parenthesis();
    else if (char === ' ' || char === '\t') {
      this.#word();
      this.#at++;
    } else if (char === '#' && !this.#top.begun) this.#comment = true;
    else this.#take(char, 1);
  }

  /** Closes what is open; in `case` it ends a pattern. */
  #parenthesis(): void {
    if (this.#top.closer === ')') this.#close();
    else this.#end();
  }

  #word(): void {
    const top = this.#top;
    if (!top.begun) return;
    const isCommand = top.words.length === 0;
    if (!top.redirected && !(isCommand && (RESERVED.has(top.typed) || ASSIGNMENT.test(top.typed)))) top.words.push(top.typed);
    Object.assign(top, { typed: '', begun: false, redirected: false });
  }

  /** A new command begins behind the character that the cursor is on. */
  #end(): void {
    this.#at++;
    Object.assign(this.#top, frame(this.#top.closer, this.#at));
  }
}

/** Where the end of a shell text is. Never throws. */
export function placeAt(text: string): Place {
  return new Scanner(text).scan();
}
