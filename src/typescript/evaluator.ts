import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { inspect } from 'node:util';
import { runInThisContext } from 'node:vm';
import type { CellOutcome, CellOutput, Completeness, Completion, MimeBundle } from '../jupyter/session';
import type { LanguageHost } from '../jupyter/language';
import { INTERRUPTED } from '../jupyter/interrupted';
import type { Converter, Diagnostic } from 'tslab/dist/converter';
import { CHECK, instrument, lineOf } from './instrument';
import type { Compiler, Instrumented } from './instrument';
import { LabClient } from './lab-api';

/** A cell that was stopped. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

export interface EvaluatorOptions {
  readonly lab: LanguageHost;
  /** where the cell that runs now shows things */
  readonly output: CellOutput;
  /** a module, without its extension, that declares the types of `api.ts` */
  readonly api: string;
  /** whether the cell has to stop: asked in each round of its loops */
  stopped(): boolean;
}

/** Cells of TypeScript. They are compiled and checked by tslab; what they declare is there for the next one. */
export class Evaluator {
  readonly #converter: Converter;
  readonly #compiler: Compiler;
  readonly #client: LabClient;
  readonly #exports: Record<string, unknown>;
  readonly #require: NodeJS.Require;
  /** the code of each cell, by the file name that it runs under */
  readonly #codes = new Map<string, string>();
  /** what variables were when the shell last got them */
  readonly #shared = new Map<string, unknown>();
  readonly #own: ReadonlySet<string>;
  #declared: string;
  #interrupt: (error: Error) => void = () => undefined;

  constructor(private readonly options: EvaluatorOptions) {
    const tslab = require.resolve('tslab/dist/converter');
    const { createConverter } = require('tslab/dist/converter') as typeof import('tslab/dist/converter');
    this.#compiler = createRequire(tslab)('@tslab/typescript-for-tslab') as Compiler;
    this.#converter = createConverter({ isJS: false });
    this.#require = createRequire(join(process.cwd(), 'cell.js'));
    this.#client = new LabClient(options.lab, (data) => options.output.display(data));
    const { net, sh, display, shell } = this.#client;
    this.#exports = assignable({
      net, sh, display, shell, expect: (require('expect') as { expect: unknown }).expect,
      [CHECK]: () => {
        if (options.stopped()) throw new Interrupted('interrupted');
      },
    });
    this.#own = new Set(Object.keys(this.#exports));
    this.#declared = declarations(options.api);
  }

  async run(body: string): Promise<CellOutcome> {
    const instrumented = instrument(this.#compiler, body);
    const converted = this.#converter.convert(this.#declared, instrumented.text);
    if (converted.diagnostics.length > 0) return this.#refused(body, instrumented, converted.diagnostics);
    await this.#client.look();
    if (this.options.stopped()) return INTERRUPTED;
    const file = `cell-${this.#codes.size + 1}.ts`;
    try {
      const code = converted.output ?? '';
      this.#codes.set(file, code);
      // What a cell declared before it failed or was stopped is there, so the next one has to know of it.
      this.#declared = converted.declOutput ?? '';
      await this.#execute(code, file);
      this.#answer(converted.lastExpressionVar);
      await this.#share();
      return { status: 'ok' };
    } catch (error) {
      if (error instanceof Interrupted || (error as NodeJS.ErrnoException | null)?.code === 'ERR_SCRIPT_EXECUTION_INTERRUPTED') return INTERRUPTED;
      return this.#failed(error, file, body);
    }
  }

  /** Stops a cell that waits for something. */
  interrupt(): void {
    this.#interrupt(new Interrupted('interrupted'));
  }

  isComplete(body: string): Completeness {
    const { isCompleteCode } = require('tslab/dist/converter') as typeof import('tslab/dist/converter');
    const { completed, indent } = isCompleteCode(body);
    return completed ? { status: 'complete' } : { status: 'incomplete', indent: indent ?? '' };
  }

  complete(body: string, cursor: number): Completion {
    const { start, end, candidates, original } = this.#converter.complete(this.#declared, body, unit(body, cursor));
    const kinds = new Map((original?.entries ?? []).map(({ name, kind }) => [name, String(kind)]));
    const matches = candidates.filter((one) => !one.startsWith('__'));
    const range = { start: point(body, start), end: point(body, end) };
    return { matches, ...range, types: matches.map((text) => ({ text, type: kinds.get(text) ?? '', ...range })) };
  }

  inspect(body: string, cursor: number): MimeBundle | undefined {
    const info = this.#converter.inspect(this.#declared, body, unit(body, cursor)) as Partial<ReturnType<Converter['inspect']>> | undefined;
    if (!info?.displayParts) return undefined;
    const told = (parts: readonly { readonly text: string }[] | undefined): string => (parts ?? []).map(({ text }) => text).join('');
    const [signature, documentation] = [told(info.displayParts), told(info.documentation)];
    return {
      'text/plain': [signature, documentation].filter((text) => text !== '').join('\n\n'),
      'text/markdown': `\`\`\`typescript\n${signature}\n\`\`\`\n\n${documentation}`,
    };
  }

  async #execute(code: string, filename: string): Promise<void> {
    const stopped = new Promise<never>((_resolve, reject) => (this.#interrupt = reject));
    stopped.catch(() => undefined);
    const cell = runInThisContext(`(async function (exports, require) { ${code}\n})`, { filename }) as (exports: unknown, require: unknown) => Promise<void>;
    Object.assign(globalThis, { [START]: () => cell(this.#exports, this.#require) });
    // Up to its first await the cell runs within this call, and SIGINT ends even what no check is in.
    await Promise.race([runInThisContext(`globalThis.${START}()`, { breakOnSigint: true }) as Promise<void>, stopped]);
  }

  /** What the last line of a cell comes to is its answer. */
  #answer(variable: string | undefined): void {
    if (variable === undefined) return;
    const value = this.#exports[variable];
    delete this.#exports[variable];
    if (value !== undefined) this.options.output.result({ 'text/plain': inspect(value) });
  }

  /** Gives the shell those variables that hold something it can hold, where they have changed. */
  async #share(): Promise<void> {
    for (const [name, value] of Object.entries(this.#exports)) {
      if (this.#own.has(name) || !SHARED.includes(typeof value) || this.#shared.get(name) === value || !/^[A-Za-z_]\w*$/.test(name)) continue;
      this.#shared.set(name, value);
      this.#client.assign(name, String(value));
    }
    await this.#client.flush();
  }

  #refused(body: string, { original }: Instrumented, diagnostics: readonly Diagnostic[]): CellOutcome {
    const told = diagnostics.map(({ start, end, messageText, code, fileName }) => {
      if (fileName !== undefined) return `${fileName}:${start.line + 1}:${start.character + 1} - error TS${code}: ${messageText}`;
      const [from, to] = [original(start.offset), original(end.offset)];
      const [line, column] = [body.slice(0, from).split('\n').length, from - body.lastIndexOf('\n', from - 1)];
      const text = body.split('\n')[line - 1]!;
      return [`line ${line}:${column} - error TS${code}: ${messageText}`, `    ${text}`, `    ${' '.repeat(column - 1)}${'~'.repeat(Math.max(1, Math.min(to - from, text.length - column + 1)))}`].join('\n');
    });
    return { status: 'error', ename: 'TypeScriptError', evalue: told[0]!.split('\n')[0]!, traceback: told.flatMap((one) => one.split('\n')) };
  }

  #failed(error: unknown, file: string, body: string): CellOutcome {
    const isError = error instanceof Error || (typeof error === 'object' && error !== null && 'stack' in error && 'message' in error);
    const { name, message, stack } = isError ? (error as Error) : { name: 'Thrown', message: inspect(error), stack: '' };
    const frames = [...String(stack).matchAll(/^ +at (?:(.*?) \()?(cell-\d+\.ts):(\d+):(\d+)\)?$/gm)].flatMap(([, place, from, line, column]) => {
      const at = lineOf(this.#codes.get(from!) ?? '', Number(line), Number(column) - (line === '1' ? WRAPPER : 0));
      return at === undefined ? [] : [{ place: place === undefined ? '' : `${place.replace(/^(async )?Proxy\./, '$1')}, `, at, here: from === file }];
    });
    const first = frames.find(({ here }) => here);
    const told = frames.map(({ place, at, here }) => `    at ${place}line ${at}${here ? '' : ' of an earlier cell'}`);
    return {
      status: 'error', ename: name, evalue: message,
      traceback: [...`${name}: ${message}`.split('\n'), ...(first ? [`line ${first.at}: ${body.split('\n')[first.at - 1]!.trim()}`] : []), ...told],
    };
  }
}

const START = '__vethlab_start';

/** characters that stand ahead of a cell's code in its first line */
const WRAPPER = '(async function (exports, require) { '.length;

/** What a shell variable can hold. */
const SHARED = ['string', 'number', 'boolean', 'bigint'];

/** An object that takes what imports define as values that later cells can assign. */
function assignable(values: Record<string, unknown>): Record<string, unknown> {
  return new Proxy(values, {
    defineProperty: (target, name, { get, value }) => {
      if (name !== '__esModule') target[String(name)] = get ? (get as () => unknown)() : value;
      return true;
    },
  });
}

/** What is there ahead of the first cell. */
function declarations(api: string): string {
  const expect = dirname(require.resolve('expect/package.json'));
  return `/** The network after the last command: hosts, namespaces, links, addresses, routes, rules and neighbours. */
declare const net: import(${JSON.stringify(api)}).Net;
/** Runs commands in the present host's shell; each value is quoted. Resolves to their output and exit code. */
declare const sh: import(${JSON.stringify(api)}).Sh;
/** Shows HTML, SVG, Markdown, tables and the topology below the cell. */
declare const display: import(${JSON.stringify(api)}).Display;
/** The present host's shell variables. */
declare const shell: import(${JSON.stringify(api)}).ShellVariables;
/** Jest's own: \`expect(net.link('veth0').up).toBe(true)\`. */
declare const expect: typeof import(${JSON.stringify(expect)}).expect;
declare function ${CHECK}(): void;
`;
}

/** The UTF-16 offset of a place that is counted in code points, and the other way round. */
function unit(text: string, points: number): number {
  return [...text].slice(0, points).join('').length;
}

function point(text: string, units: number): number {
  return [...text.slice(0, units)].length;
}
