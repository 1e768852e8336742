/** iproute2's json_writer: JSON with its own blanks and line ends when pretty. */
export class JsonWriter {
  #depth = 0;
  #separate = false;

  constructor(private readonly write: (text: string) => void, private readonly pretty: boolean) {}

  name(key: string): void {
    this.#next();
    this.#endOfLine();
    this.#separate = false;
    this.write(`${quote(key)}:${this.pretty ? ' ' : ''}`);
  }

  value(value: string | number | bigint | boolean | null): void {
    this.#next();
    this.write(typeof value === 'string' ? quote(value) : String(value));
  }

  /** A value that is written as it is. */
  raw(text: string): void {
    this.#next();
    this.write(text);
  }

  startObject(): void {
    this.#begin('{');
  }

  endObject(): void {
    this.#end('}');
  }

  startArray(): void {
    this.#begin('[');
    if (this.pretty) this.write(' ');
  }

  endArray(): void {
    if (this.pretty && this.#separate) this.write(' ');
    this.#separate = false;
    this.#end(']');
  }

  #begin(bracket: string): void {
    this.#next();
    this.write(bracket);
    this.#depth++;
    this.#separate = false;
  }

  #end(bracket: string): void {
    this.#depth--;
    if (this.#separate) this.#endOfLine();
    this.write(bracket);
    this.#separate = true;
  }

  #next(): void {
    if (this.#separate) this.write(',');
    this.#separate = true;
  }

  #endOfLine(): void {
    if (this.pretty) this.write(`\n${'    '.repeat(this.#depth)}`);
  }
}

const ESCAPES: Readonly<Record<string, string>> = { '\t': '\\t', '\n': '\\n', '\r': '\\r', '\f': '\\f', '\b': '\\b', '\\': '\\\\', '"': '\\"' };

function quote(text: string): string {
  return `"${text.replace(/[\t\n\r\f\b\\"]/g, character => ESCAPES[character]!)}"`;
}
