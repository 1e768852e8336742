import type { AwkEffect, AwkJob, AwkNeed } from './job';

/** Thrown where a run has to wait for something. */
export class Needed extends Error {
  constructor(readonly need: AwkNeed) {
    super(need.kind);
  }
}

/** Text that is read a record at a time. */
export class Source {
  #at = 0;

  constructor(private readonly text: string) {}

  /** @param separator RS @returns undefined at the end */
  record(separator: string, split: (source: string) => { find(text: string, from: number): readonly number[] | undefined }): string | undefined {
    const { text } = this;
    if (separator === '') while (text[this.#at] === '\n') this.#at++;
    if (this.#at >= text.length) return undefined;
    const found = separator === '' ? paragraphEnd(text, this.#at) : separator.length === 1 ? single(text, separator, this.#at) : split(separator).find(text, this.#at);
    const [end, next] = found ?? [text.length, text.length];
    const record = text.slice(this.#at, end);
    this.#at = next!;
    return found === undefined && separator === '' ? record.replace(/\n$/, '') : record;
  }
}

function single(text: string, separator: string, from: number): readonly number[] | undefined {
  const at = text.indexOf(separator, from);
  return at < 0 ? undefined : [at, at + 1];
}

function paragraphEnd(text: string, from: number): readonly number[] | undefined {
  const at = text.indexOf('\n\n', from);
  return at < 0 ? undefined : [at, at + /^\n+/.exec(text.slice(at))![0].length];
}

/** All that a run reads and writes but for its main input. */
export class Streams {
  readonly effects: AwkEffect[] = [];
  readonly #sources = new Map<string, Source>();
  readonly #outputs = new Map<string, { readonly how: '>' | '|'; text: string; append: boolean }>();
  /** what this run has written to files */
  readonly #written = new Map<string, string>();
  #answered = 0;

  constructor(private readonly job: AwkJob) {}

  stdout(text: string): void {
    this.#say('stdout', text);
  }

  #say(kind: 'stdout' | 'stderr', text: string): void {
    const last = this.effects.at(-1);
    if (last?.kind === kind) this.effects[this.effects.length - 1] = { kind, text: last.text + text };
    else this.effects.push({ kind, text });
  }

  print(text: string, how: '>' | '>>' | '|', to: string): void {
    if (how !== '|' && (to === '/dev/stdout' || to === '-')) return this.#say('stdout', text);
    if (how !== '|' && to === '/dev/stderr') return this.#say('stderr', text);
    const key = `${how === '|' ? '|' : '>'}${to}`;
    const known = this.#outputs.get(key);
    if (known) known.text += text;
    else this.#outputs.set(key, { how: how === '|' ? '|' : '>', text, append: how === '>>' });
  }

  /** The file's text. @returns undefined where there is none */
  file(name: string): string | undefined {
    for (const [key, output] of this.#outputs) if (key === `>${name}`) this.#write(name, output);
    const written = this.#written.get(name);
    if (written !== undefined) return written;
    if (name === '-' || name === '/dev/stdin') return this.job.stdin;
    const known = this.job.files[name];
    if (!known) throw new Needed({ kind: 'file', name });
    return 'text' in known ? known.text : undefined;
  }

  problemOf(name: string): string {
    const known = this.job.files[name];
    return known && 'problem' in known ? known.problem : 'No such file or directory';
  }

  source(kind: 'file' | 'command', name: string): Source | undefined {
    const key = `${kind} ${name}`;
    const known = this.#sources.get(key);
    if (known) return known;
    const text = kind === 'file' ? this.file(name) : this.command(name, true).text;
    if (text === undefined) return undefined;
    const source = new Source(text);
    this.#sources.set(key, source);
    return source;
  }

  command(command: string, reads: boolean): { readonly text: string; readonly code: number } {
    const answer = this.job.answers[this.#answered];
    if (!answer) throw new Needed({ kind: 'command', command, reads });
    this.#answered++;
    return answer;
  }

  /** close(): 0, or -1 where nothing of that name is open */
  close(name: string): number {
    let found = false;
    for (const key of [`file ${name}`, `command ${name}`]) found = this.#sources.delete(key) || found;
    for (const key of [`>${name}`, `|${name}`]) {
      const output = this.#outputs.get(key);
      if (!output) continue;
      found = true;
      this.#outputs.delete(key);
      this.#finish(name, output);
    }
    return found ? 0 : -1;
  }

  closeAll(): void {
    for (const [key, output] of this.#outputs) this.#finish(key.slice(1), output);
    this.#outputs.clear();
  }

  /** Before commands see what has been written so far. */
  flush(): void {
    for (const [key, output] of this.#outputs) if (output.how === '>' && output.text !== '') this.#write(key.slice(1), output);
  }

  #finish(name: string, output: { readonly how: '>' | '|'; text: string; append: boolean }): void {
    if (output.how === '|') this.effects.push({ kind: 'pipe', command: name, text: output.text });
    else this.#write(name, output);
  }

  #write(name: string, output: { text: string; append: boolean }): void {
    const { text, append } = output;
    if (text === '' && append) return;
    this.effects.push({ kind: 'file', name, text, append });
    const before = append ? this.#written.get(name) ?? this.#knownText(name) : '';
    this.#written.set(name, before + text);
    output.text = '';
    output.append = true;
  }

  #knownText(name: string): string {
    const known = this.job.files[name];
    return known && 'text' in known ? known.text : '';
  }
}
