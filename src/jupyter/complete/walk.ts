import { PROGRAM_SHAPES } from '../../commands/shapes';
import type { ProgramShape, Shape, ShapeRow, ShapeWord, Value } from '../../commands/shape';

/** What a word of a command line is. */
export interface Role {
  readonly role: 'program' | 'option' | 'verb' | 'keyword' | 'lead' | 'value';
  /** the words that lead here, in full: `ip link add`; without the keyword itself */
  readonly path: string;
  /** the word in full; of a value, the keyword that it belongs to, '' for none */
  readonly name: string;
  /** words that say the same */
  readonly names?: readonly string[];
  readonly value?: Value;
}

/** What may come next. */
export interface Expected {
  readonly verbs: readonly (readonly ShapeWord[])[];
  readonly rows: readonly ShapeRow[];
  readonly options: readonly ShapeRow[];
  readonly values: readonly Value[];
  /** a whole command line begins here */
  readonly command: boolean;
  /** the word that may stand before the value */
  readonly lead?: string;
}

/** A command line read by its grammar, as far as it goes. */
export interface Walk {
  readonly roles: readonly Role[];
  readonly expected: Expected;
  readonly path: string;
  /** the namespace in which the words take effect, where they say one */
  readonly netns?: string;
}

const NOTHING: Expected = { verbs: [], rows: [], options: [], values: [], command: false };

const fits = (text: string, { text: word, abbreviable }: ShapeWord): boolean => (abbreviable ? text !== '' && word.startsWith(text) : text === word);
const find = <T extends { readonly words: readonly ShapeWord[] }>(rows: readonly T[], text: string): T | undefined => rows.find(({ words }) => words.some(word => fits(text, word)));
const nameOf = (row: { readonly words: readonly ShapeWord[] }, text: string): string => row.words.find(word => fits(text, word))?.text ?? text;

const namesOf = ({ words }: { readonly words: readonly ShapeWord[] }): readonly string[] => words.map(({ text }) => text);

/** Programs that run another one, by where its name stands: the number of operands before it, and options that take a value. */
const WRAPPERS: Readonly<Record<string, { readonly operands: number; readonly valued: RegExp }>> = {
  sudo: { operands: 0, valued: /^(-[ugphrtCDRT]|--(user|group|prompt|chdir))$/ }, timeout: { operands: 1, valued: /^-[sk]$/ }, nohup: { operands: 0, valued: /^$/ }, nice: { operands: 0, valued: /^-n$/ },
  stdbuf: { operands: 0, valued: /^-[ioe]$/ }, setsid: { operands: 0, valued: /^$/ }, env: { operands: 0, valued: /^-u$/ }, xargs: { operands: 0, valued: /^-[nIdLP]$/ }, watch: { operands: 0, valued: /^-n$/ },
  command: { operands: 0, valued: /^$/ }, builtin: { operands: 0, valued: /^$/ }, exec: { operands: 0, valued: /^$/ }, eval: { operands: 0, valued: /^$/ }, which: { operands: 0, valued: /^$/ }, type: { operands: 0, valued: /^$/ },
};

class Walker {
  readonly #roles: Role[] = [];
  #at = 0;
  #netns: string | undefined;

  constructor(private readonly words: readonly string[]) {}

  walk(): Walk {
    let path = '';
    let expected: Expected = { ...NOTHING, command: true };
    while (expected.command && this.#at < this.words.length) [path, expected] = this.#program();
    return { roles: this.#roles, expected, path, ...(this.#netns !== undefined && { netns: this.#netns }) };
  }

  get #word(): string | undefined {
    return this.words[this.#at];
  }

  #push(role: Role): void {
    this.#roles.push(role);
    this.#at++;
  }

  #program(): [string, Expected] {
    const program = this.#word!;
    this.#push({ role: 'program', path: '', name: program });
    const wrapper = Object.hasOwn(WRAPPERS, program) ? WRAPPERS[program] : undefined;
    if (wrapper) return [program, this.#wrapped(program, wrapper)];
    const known = PROGRAM_SHAPES.get(program.replace(/^.*\//s, ''));
    if (!known) {
      while (this.#word !== undefined) this.#push({ role: 'value', path: program, name: '' });
      return [program, { ...NOTHING, values: [{ kind: 'FILE' }] }];
    }
    const path = program.replace(/^.*\//s, '');
    return known.mixed ? this.#getopt(known, path) : this.#iproute(known, path);
  }

  #wrapped(program: string, { operands, valued }: { readonly operands: number; readonly valued: RegExp }): Expected {
    let left = operands;
    while (this.#word !== undefined) {
      const isOption = /^-./.test(this.#word) || (['sudo', 'env'].includes(program) && /^\w+=/.test(this.#word));
      if (!isOption && left === 0) break;
      const takes = isOption && valued.test(this.#word);
      if (!isOption) left--;
      this.#push({ role: isOption ? 'option' : 'value', path: program, name: isOption ? this.#word : '' });
      if (takes && this.#word === undefined) return { ...NOTHING, values: [{ kind: 'VALUE' }] };
      if (takes) this.#push({ role: 'value', path: program, name: '' });
    }
    return left > 0 ? { ...NOTHING, values: [{ kind: 'SECONDS' }] } : { ...NOTHING, command: true };
  }

  /** An option with its values; undefined when the line goes on behind it. */
  #option(options: readonly ShapeRow[], path: string): Expected | undefined {
    const word = this.#word!;
    const plain = word.startsWith('--') && !options.some(({ words }) => words[0]!.text.startsWith('--')) ? word.slice(1) : word;
    const row = find(options, plain) ?? (/^-[^-]./.test(plain) ? options.find(({ words, takes }) => takes.length > 0 && words[0]!.text === `-${plain.at(-1)!}`) : undefined);
    this.#push({ role: 'option', path, name: row && find([row], plain) ? nameOf(row, plain) : plain, ...(row && { names: namesOf(row) }) });
    for (const value of row?.takes ?? []) {
      if (this.#word === undefined) return { ...NOTHING, values: [value] };
      if (value.kind === 'NETNS') this.#netns = this.#word;
      this.#push({ role: 'value', path, name: row!.words[0]!.text, value });
    }
    return undefined;
  }

  #getopt({ options, shape }: ProgramShape, path: string): [string, Expected] {
    const operands = shape.operands ?? [];
    for (let count = 0; this.#word !== undefined; ) {
      if (/^-./.test(this.#word)) {
        const pending = this.#option(options, path);
        if (pending) return [path, pending];
      } else this.#push({ role: 'value', path, name: '', value: operands[Math.min(count++, operands.length - 1)]! });
    }
    return [path, { ...NOTHING, options, values: operands.slice(-1) }];
  }

  #iproute({ options, shape }: ProgramShape, path: string): [string, Expected] {
    while (/^-./.test(this.#word ?? '')) {
      const pending = this.#option(options, path);
      if (pending) return [path, pending];
    }
    const [where, expected] = this.#shape(shape, path);
    return [where, where === path ? { ...expected, options } : expected];
  }

  #shape(shape: Shape, path: string): [string, Expected] {
    if (shape.verbs) return this.#verb(shape.verbs, path);
    if (shape.operands) return this.#operands(shape, path);
    return this.#keywords(shape, path);
  }

  #verb(verbs: NonNullable<Shape['verbs']>, path: string): [string, Expected] {
    const word = this.#word;
    if (word === undefined) return [path, { ...NOTHING, verbs: verbs.map(({ words }) => words) }];
    const row = find(verbs, word);
    const name = row ? nameOf(row, word) : word;
    this.#push({ role: 'verb', path, name, ...(row && { names: namesOf(row) }) });
    if (row?.shape) return this.#shape(row.shape, `${path} ${name}`);
    while (this.#word !== undefined) this.#push({ role: 'value', path, name: '' });
    return [`${path} ${name}`, NOTHING];
  }

  #operands({ operands = [] }: Shape, path: string): [string, Expected] {
    for (const value of operands) {
      if (value.kind === 'COMMAND') return [path, { ...NOTHING, command: true }];
      if (this.#word === undefined) return [path, { ...NOTHING, values: [value] }];
      if (value.kind === 'NETNS') this.#netns = this.#word;
      this.#push({ role: 'value', path, name: '', value });
    }
    while (this.#word !== undefined) this.#push({ role: 'value', path, name: '' });
    return [path, NOTHING];
  }

  #keywords(shape: Shape, path: string): [string, Expected] {
    const { keywords = [], positional } = shape;
    const used = new Set<ShapeRow>();
    while (this.#word !== undefined) {
      const word = this.#word;
      const row = find(keywords, word);
      if (row) {
        const name = nameOf(row, word);
        if (row.takes.length > 0) used.add(row);
        this.#push({ role: 'keyword', path, name, ...(row.takes.length > 0 && { names: namesOf(row) }) });
        for (const value of row.takes) {
          if (this.#word === undefined) return [path, { ...NOTHING, values: [value] }];
          this.#push({ role: 'value', path, name, names: namesOf(row), value });
        }
        const rest = row.last ? shape.rest?.(row.takes.length > 0 ? this.words[this.#at - 1] : undefined) : undefined;
        if (rest) return this.#shape(rest, row.takes.length > 0 ? `${path} ${name} ${this.words[this.#at - 1]}` : `${path} ${name}`);
        if (row.last) return [path, this.#leftover(path)];
        continue;
      }
      if (positional?.lead === word) {
        this.#push({ role: 'lead', path, name: word });
        if (this.#word === undefined) return [path, { ...NOTHING, values: [positional] }];
      }
      this.#push({ role: 'value', path, name: positional?.lead ?? '', ...(positional && { value: positional }) });
    }
    return [path, { ...NOTHING, rows: keywords.filter(row => !used.has(row)), values: positional ? [positional] : [], ...(positional?.lead !== undefined && { lead: positional.lead }) }];
  }

  #leftover(path: string): Expected {
    while (this.#word !== undefined) this.#push({ role: 'value', path, name: '' });
    return NOTHING;
  }
}

/** Reads a command's words by the grammars that parse them. Never throws. */
export function walk(words: readonly string[]): Walk {
  return new Walker(words).walk();
}
