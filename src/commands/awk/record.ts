import type { Patterns } from './patterns';
import { fromOutside, toNumber, toText, type Value } from './values';

/** A field's number is at most that, as in mawk. */
const MOST_FIELDS = 32_767;

/** $0 and its fields, which are made when they're asked for, as it is from them. */
export class Record {
  #text = '';
  #fields: Value[] | undefined = [];
  #stale = false;

  /** @param separators FS as it was when the record came, OFS and CONVFMT as they are */
  constructor(private readonly patterns: Patterns, private readonly separators: { fs(): string; ofs(): string; convfmt(): string }) {}

  #separator = ' ';

  set(text: string): void {
    this.#text = text;
    this.#fields = undefined;
    this.#stale = false;
    this.#separator = this.separators.fs();
  }

  get text(): string {
    if (this.#stale) {
      this.#text = this.#all().map(field => toText(field, this.separators.convfmt())).join(this.separators.ofs());
      this.#stale = false;
    }
    return this.#text;
  }

  get count(): number {
    return this.#all().length;
  }

  set count(wanted: number) {
    const fields = this.#all();
    const count = Math.max(0, Math.trunc(wanted));
    while (fields.length < count) fields.push('');
    fields.length = count;
    this.#stale = true;
  }

  get(index: number): Value {
    return index === 0 ? fromOutside(this.text) : this.#all()[index - 1] ?? '';
  }

  assign(index: number, value: Value): void {
    if (index === 0) return this.set(toText(value, this.separators.convfmt()));
    const fields = this.#all();
    while (fields.length < Math.min(index, MOST_FIELDS)) fields.push('');
    fields[index - 1] = value ?? '';
    this.#stale = true;
  }

  #all(): Value[] {
    return this.#fields ??= split(this.#text, this.#separator, this.patterns).map(fromOutside);
  }
}

/** The parts of a text between separators, as FS and split() have it. */
export function split(text: string, separator: string, patterns: Patterns): string[] {
  if (separator === ' ') return text.match(/[^ \t\n]+/g) ?? [];
  if (text === '') return [];
  if (separator === '') return [...text];
  const pattern = patterns.separator(separator);
  const parts: string[] = [];
  let from = 0;
  for (let at = 0; at <= text.length;) {
    const found = pattern.find(text, at);
    if (!found) break;
    const [begin, end] = found as [number, number];
    if (end === begin) {
      at = begin + 1;
      continue;
    }
    parts.push(text.slice(from, begin));
    from = at = end;
  }
  return [...parts, text.slice(from)];
}

export function fieldNumber(value: Value): number {
  return Math.trunc(toNumber(value));
}
