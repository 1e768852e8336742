import { inspect } from 'node:util';
import type { LanguageHost, Ran, Seen } from '../jupyter/language';
import { tablePicture } from '../render/table';
import { quoteIfNeeded } from '../shell/quote';
import type { Display, LabApi, Net, ShellResult, ShellVariables } from './api';
import { netOf } from './views';

/** The lab as its users have it in TypeScript, on top of a connection to it. */
export class LabClient implements LabApi {
  readonly net: Net;
  readonly shell: ShellVariables;
  readonly display: Display;
  /** assigned here, and not yet in the shell */
  readonly #assigned = new Map<string, string>();
  #seen: Seen | undefined;
  #last: Promise<unknown> = Promise.resolve();

  /** @param show takes what is displayed, MIME type to content */
  constructor(private readonly lab: LanguageHost, show: (data: Readonly<Record<string, unknown>>) => void) {
    this.net = netOf({ snapshot: () => this.#state.snapshot, host: () => this.#state.host, refresh: () => this.look() });
    this.shell = this.#variables();
    this.display = displayOn(show, () => lab.picture());
  }

  /** Runs a command; those of one client run one after the other. */
  readonly sh = (text: TemplateStringsArray, ...values: readonly unknown[]): Promise<ShellResult> => {
    const command = String.raw({ raw: text.map((piece) => piece) }, ...values.map(quote));
    const ran = this.#last.then(async () => {
      await this.flush();
      const result = resultOf(await this.lab.sh(command));
      await this.look();
      return result;
    });
    this.#last = ran.catch(() => undefined);
    return ran;
  };

  /** Reads the lab's state again. */
  async look(): Promise<void> {
    this.#seen = await this.lab.look();
  }

  /** Has a variable assigned at the next {@link flush}. */
  assign(name: string, value: string): void {
    if (!/^[A-Za-z_]\w*$/.test(name)) throw new TypeError(`${JSON.stringify(name)} is no name for a shell variable`);
    this.#assigned.set(name, value);
  }

  /** Gives the shell what was assigned. */
  async flush(): Promise<void> {
    if (this.#assigned.size === 0) return;
    const variables = Object.fromEntries(this.#assigned);
    this.#assigned.clear();
    await this.lab.assign(variables);
    this.#seen &&= { ...this.#seen, variables: { ...this.#seen.variables, ...variables } };
  }

  get #state(): Seen {
    if (!this.#seen) throw new Error('the lab has not been read yet: await net.refresh() first');
    return this.#seen;
  }

  #variables(): ShellVariables {
    const read = (name: string): string | undefined => this.#assigned.get(name) ?? (Object.hasOwn(this.#state.variables, name) ? this.#state.variables[name] : undefined);
    return new Proxy<ShellVariables>({}, {
      get: (_target, name) => (typeof name === 'string' ? read(name) : undefined),
      set: (_target, name, value) => (this.assign(String(name), String(value)), true),
      has: (_target, name) => typeof name === 'string' && read(name) !== undefined,
      ownKeys: () => [...new Set([...Object.keys(this.#state.variables), ...this.#assigned.keys()])].sort(),
      getOwnPropertyDescriptor: (_target, name) => ({ value: read(String(name)), enumerable: true, configurable: true, writable: true }),
    });
  }
}

/** One word of a command, or as many as an array has elements. */
function quote(value: unknown): string {
  if (Array.isArray(value)) return value.map(quote).join(' ');
  return value === '' ? "''" : quoteIfNeeded(String(value));
}

function resultOf({ stdout, stderr, status }: Ran): ShellResult {
  const hidden = { json: () => JSON.parse(stdout) as unknown, toString: () => stdout.replace(/\n$/, '') };
  return Object.defineProperties({ stdout, stderr, status } as ShellResult, Object.fromEntries(Object.entries(hidden).map(([name, value]) => [name, { value }])));
}

function displayOn(show: (data: Readonly<Record<string, unknown>>) => void, picture: () => Promise<Readonly<Record<string, unknown>>>): Display {
  return {
    html: (source) => show({ 'text/html': source, 'text/plain': source }),
    // Where a notebook isn't trusted, a bare SVG isn't shown.
    svg: (source) => show({ 'text/html': `<img alt="picture" src="data:image/svg+xml;base64,${Buffer.from(source).toString('base64')}">`, 'text/plain': source }),
    markdown: (source) => show({ 'text/markdown': source, 'text/plain': source }),
    text: (text) => show({ 'text/plain': text }),
    table: (rows, columns) => show(tableOf(rows, columns)),
    topology: async () => show(await picture()),
    raw: show,
  };
}

function tableOf(rows: readonly object[], columns?: readonly string[]): Readonly<Record<string, string>> {
  const heads = columns ?? [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const texts = rows.map((row) => heads.map((head) => cell((row as Record<string, unknown>)[head])));
  const widths = heads.map((head, column) => Math.max(head.length, ...texts.map((row) => row[column]!.length)));
  const line = (words: readonly string[]): string => words.map((word, column) => word.padEnd(widths[column]!)).join('  ').trimEnd();
  const { html, latex, markdown } = tablePicture('', { columns: heads.map((head) => ({ head, title: head })), sections: [{ rows: texts.map((row) => ({ cells: row.map((text) => [[{ text }]]) })) }] });
  return { 'text/plain': [heads, ...texts].map(line).join('\n'), 'text/html': html, 'text/latex': latex, 'text/markdown': markdown };
}

function cell(value: unknown): string {
  if (value === undefined || value === null) return '';
  if (Array.isArray(value)) return value.map(cell).join(', ');
  if (typeof value !== 'object') return String(value);
  return 'cidr' in value ? String(value.cidr) : inspect(value, { breakLength: Infinity });
}
