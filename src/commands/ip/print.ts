import { sprintf, type Printable } from './format';
import { JsonWriter } from './json';

/** What `-c` colours (lib/color.c): names of things, not of hues. */
export type Color = 'ifname' | 'mac' | 'inet' | 'inet6' | 'up' | 'down';

const LIGHT: Readonly<Record<Color, string>> = { ifname: '\x1b[36m', mac: '\x1b[33m', inet: '\x1b[35m', inet6: '\x1b[34m', up: '\x1b[32m', down: '\x1b[31m' };
const DARK: Readonly<Record<Color, string>> = { ifname: '\x1b[1;36m', mac: '\x1b[1;33m', inet: '\x1b[1;35m', inet6: '\x1b[1;34m', up: '\x1b[1;32m', down: '\x1b[1;31m' };
const CLEAR = '\x1b[0m';

/** How output is dressed. */
export interface Style {
  readonly json: boolean;
  readonly pretty: boolean;
  /** lines of one record joined by backslashes */
  readonly oneline: boolean;
  readonly color: 'none' | 'light' | 'dark';
}

/** `COLORFGBG` ends in the background's number: 0 to 6 and 8 are dark. */
export function background(env: Readonly<Record<string, string>>): 'light' | 'dark' {
  return /;[0-68]$/.test(env.COLORFGBG ?? '') ? 'dark' : 'light';
}

/**
 * iproute2's json_print: one description of a record, printed as text or, between {@link begin} and {@link end} with -j, as JSON.
 * Formats are printf(3)'s with one conversion at most.
 */
export class Printer {
  #json: JsonWriter | undefined;

  constructor(private readonly write: (text: string) => void, private readonly style: Style) {}

  /** Whether JSON is being written. */
  get isJson(): boolean {
    return this.#json !== undefined;
  }

  /** The end of a line inside a record. */
  get lineEnd(): string {
    return this.style.oneline ? '\\' : '\n';
  }

  /** Opens the outermost JSON array, if -j. With `plain` there is none. */
  begin(plain = false): void {
    if (!this.style.json) return;
    this.#json = new JsonWriter(this.write, this.style.pretty);
    if (!plain) this.#json.startArray();
  }

  end(plain = false): void {
    if (!this.#json) return;
    if (!plain) this.#json.endArray();
    this.#json = undefined;
    this.write('\n');
  }

  /** A value in both dresses; without a key, an array element. */
  any(key: string | null, format: string, value: Printable, color?: Color): void {
    if (this.#json) this.field(key, value);
    else this.text(format, value, color);
  }

  /** In text only. */
  text(format: string, value?: Printable, color?: Color): void {
    if (this.#json) return;
    const text = sprintf(format, value);
    this.write(color && this.style.color !== 'none' ? (this.style.color === 'dark' ? DARK : LIGHT)[color] + text + CLEAR : text);
  }

  /** In JSON only. */
  field(key: string | null, value: Printable | null): void {
    if (!this.#json) return;
    if (key !== null) this.#json.name(key);
    this.#json.value(value);
  }

  /** In JSON only, a value that is written as it is. */
  raw(key: string, text: string): void {
    this.#json?.name(key);
    this.#json?.raw(text);
  }

  /** `text` in text; `"key":true` in JSON. */
  flag(key: string, text: string): void {
    if (this.#json) this.field(key, true);
    else this.text(text);
  }

  /** on or off in text, a truth value in JSON. */
  onOff(key: string, format: string, value: boolean): void {
    if (this.#json) this.field(key, value);
    else this.text(format, value ? 'on' : 'off');
  }

  /** Hexadecimal with 0x in both dresses. */
  hex(key: string | null, format: string, value: number | bigint): void {
    if (this.#json) this.field(key, sprintf('%#x', value));
    else this.text(format, value);
  }

  nl(): void {
    this.text('%s', this.lineEnd);
  }

  openObject(key?: string): void {
    if (key !== undefined) this.#json?.name(key);
    this.#json?.startObject();
  }

  closeObject(): void {
    this.#json?.endObject();
  }

  /** @param text what text output has in its place, as `<` */
  openArray(key: string | null, text = ''): void {
    if (this.#json && key !== null) this.#json.name(key);
    if (this.#json) this.#json.startArray();
    else this.text('%s', text);
  }

  closeArray(text = ''): void {
    if (this.#json) this.#json.endArray();
    else this.text('%s', text);
  }
}
