import { withOctets } from '../octets';

/** What sed writes to: its output or a file. */
export class Output {
  text = '';
  #missing = false;

  /** @param end of its lines @param into where it goes to by another name */
  constructor(readonly end: string, readonly into?: Output) {}

  /** A line; its end is left out where it had none in the input, and made up for when more follows. */
  line(text: string, end: string): void {
    this.finish();
    this.#write(text + end);
    this.#missing = end === '';
  }

  add(text: string): void {
    if (text === '') return;
    this.finish();
    this.#write(text);
  }

  /** Makes up for an end that a line hadn't. */
  finish(): void {
    if (this.#missing) this.#write(this.end);
    this.#missing = false;
  }

  #write(text: string): void {
    if (this.into) this.into.text += text;
    else this.text += text;
  }

  /** What has come since it was last asked. */
  take(): Uint8Array {
    const written = withOctets(this.text);
    this.text = '';
    return typeof written === 'string' ? new TextEncoder().encode(written) : written;
  }
}

/** A pattern space as the l command shows it. @param width of its lines; 0: without end */
export function unambiguous(text: string, width: number): string {
  const names: Readonly<Record<number, string>> = { 7: '\\a', 8: '\\b', 12: '\\f', 10: '\\n', 13: '\\r', 9: '\\t', 11: '\\v', 92: '\\\\' };
  const written = withOctets(text);
  let [out, column] = ['', 0];
  for (const octet of typeof written === 'string' ? new TextEncoder().encode(written) : written) {
    const shown = names[octet] ?? (octet < 0x20 || octet > 0x7e ? `\\${octet.toString(8).padStart(3, '0')}` : String.fromCharCode(octet));
    if (width > 0 && column + shown.length > width - 1) {
      out += '\\\n';
      column = 0;
    }
    out += shown;
    column += shown.length;
  }
  return `${out}$`;
}
