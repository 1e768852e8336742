import type { Jq } from 'jq-wasm';
import type { Done } from '../filter/job';

/** How strings among the results are printed: as JSON, or as they are with that behind each. */
export type Raw = undefined | '\n' | '' | '\0';

/** A run of jq over input that is there as a whole. Plain data, so that another thread can do it. */
export interface JqJob {
  readonly kind: 'jq';
  /** options that jq itself takes care of, and their values */
  readonly flags: readonly string[];
  readonly query: string;
  readonly input: string;
  readonly raw: Raw;
  /** the file that the input is of; undefined: standard input, or several files */
  readonly file: string | undefined;
  readonly env: Readonly<Record<string, string>>;
}

/** What jq would take from its own process, by how a query asks for it. */
const FOREIGN: readonly (readonly [asked: RegExp, definition: string])[] = [
  [/\benv\b|\$ENV\b/, '$__env as $ENV | def env: $ENV; '],
  [/\binput_filename\b/, 'def input_filename: $__file; '],
];

let library: Promise<Jq> | undefined;

/** jq(1), version 1.8.2: jq itself, as WebAssembly. It is loaded when it's first used. */
export async function runJq({ flags, query, input, raw, file, env }: JqJob): Promise<Done> {
  library ??= import('jq-wasm').then(({ loadJq }) => loadJq());
  const jq = await library;
  const definitions = FOREIGN.filter(([asked]) => asked.test(query)).map(([, definition]) => definition).join('');
  const foreign = definitions === '' ? [] : ['--argjson', '__env', JSON.stringify(env), '--argjson', '__file', JSON.stringify(file ?? null)];
  let done: ReturnType<Jq['raw']>;
  try {
    done = jq.raw(input, definitions + query, [...flags, ...foreign]);
  } catch (error) {
    // Its memory is full or in disorder: the next run begins with a fresh one.
    library = undefined;
    return { stdout: new Uint8Array(0), stderr: `jq: error: ${error instanceof Error ? error.message : String(error)}: give it less input\n`, code: 5 };
  }
  // With -a strings are JSON all the same.
  const stdout = raw === undefined || flags.includes('-a') ? ended(done.stdout) : rawResults(done.stdout).map(result => result + raw).join('');
  return { stdout: new TextEncoder().encode(stdout), stderr: complaint(done.stderr, query, file ?? '<stdin>'), code: done.exitCode };
}

/** The library leaves out blanks around all that jq prints; JSON ends in one line's end. */
function ended(text: string): string {
  return text === '' ? '' : `${text}\n`;
}

/** Results that were printed as JSON: strings as they are, all else as it was printed. */
function rawResults(text: string): string[] {
  const results: string[] = [];
  const lines = text === '' ? [] : text.split('\n');
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at]!;
    const close = { '{': '}', '[': ']' }[line];
    // What lies within an object or array is indented.
    const end = close === undefined ? at : lines.indexOf(close, at);
    results.push(line.startsWith('"') ? JSON.parse(line) as string : lines.slice(at, end + 1).join('\n'));
    at = end;
  }
  return results;
}

/** Complaints with the line's end that the library leaves out; what `stderr` prints has none. */
function complaint(text: string, query: string, origin: string): string {
  const named = text.replaceAll('(at /dev/stdin:', `(at ${origin}:`);
  return /\bstderr\b/.test(query) ? named : ended(named);
}
