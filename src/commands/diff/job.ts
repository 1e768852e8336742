import type { Done } from '../filter/job';
import { binaryOf, octetsOf } from '../octets';
import { compare, TooDifferent } from './compare';
import { normal, unified } from './format';

/** Two texts to compare, as plain data. */
export interface DiffJob {
  readonly kind: 'diff';
  readonly texts: readonly [Uint8Array, Uint8Array];
  /** what stands before the first difference, as binary text */
  readonly header: string;
  /** common lines around differences; undefined: the normal format */
  readonly context: number | undefined;
  /** of `i b w Z strip` (--strip-trailing-cr) those that were given */
  readonly ignoring: readonly string[];
}

/** What diff prints of two texts. */
export function differences({ texts, header, context, ignoring }: DiffJob): Done {
  const files = texts.map(text => binaryOf(text).match(/[^\n]*\n|[^\n]+$/g) ?? []) as unknown as readonly [string[], string[]];
  if (ignoring.includes('strip')) for (const file of files) file.forEach((line, at) => (file[at] = line.replace(/\r$/m, '')));
  const keyed = files.map(lines => (ignoring.length === 0 ? lines : lines.map(line => key(line, ignoring)))) as unknown as readonly [string[], string[]];
  try {
    const changes = compare(keyed, context ?? 0);
    if (changes.length === 0) return { stdout: new Uint8Array(0), stderr: '', code: 0 };
    return { stdout: octetsOf(header + (context === undefined ? normal(files, changes) : unified(files, changes, context))), stderr: '', code: 1 };
  } catch (error) {
    if (!(error instanceof TooDifferent)) throw error;
    return { stdout: new Uint8Array(0), stderr: "diff: vethlab doesn't support files that differ so much: compare parts of them, or use 'diff -q'\n", code: 2 };
  }
}

/** A line as it's compared. */
function key(line: string, ignoring: readonly string[]): string {
  const [text, end] = line.endsWith('\n') ? [line.slice(0, -1), '\n'] : [line, ''];
  let result = ignoring.includes('i') ? text.replace(/[A-Z]+/g, letters => letters.toLowerCase()) : text;
  if (ignoring.includes('w')) return result.replace(/[\t-\r ]+/g, '') + '\n';
  if (ignoring.includes('b')) return result.replace(/[\t-\r ]+$/, '').replace(/[\t-\r ]+/g, ' ') + '\n';
  if (ignoring.includes('Z')) result = result.replace(/[\t-\r ]+$/, '');
  return result + end;
}
