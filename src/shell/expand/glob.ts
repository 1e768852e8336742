import type { FileStatus } from '../../commands/files';
import { hasGlob, wholeMatcher, type PatternChar } from './pattern';

/** How globbing looks at files. */
export interface GlobFiles {
  stat(path: string): Promise<FileStatus | undefined>;
  list(path: string): Promise<string[]>;
}

/** Pathname expansion: the matching paths, sorted; none if nothing matches. @param cwd where relative patterns start */
export async function glob(pattern: readonly PatternChar[], cwd: string, files: GlobFiles, dotGlob = false): Promise<string[]> {
  const parts = splitAtSlashes(pattern);
  const absolute = pattern[0]?.char === '/';
  let paths = [absolute ? '/' : ''];
  for (const [i, part] of parts.entries()) {
    const last = i === parts.length - 1;
    const next: string[] = [];
    for (const base of paths) next.push(...await step(base, part, last, cwd, files, dotGlob));
    paths = next;
  }
  return paths.sort();
}

function splitAtSlashes(pattern: readonly PatternChar[]): PatternChar[][] {
  const parts: PatternChar[][] = [[]];
  for (const item of pattern) {
    if (item.char === '/') parts.push([]);
    else parts.at(-1)!.push(item);
  }
  return parts.filter((part, i) => part.length > 0 || i === parts.length - 1);
}

async function step(base: string, part: readonly PatternChar[], last: boolean, cwd: string, files: GlobFiles, dotGlob: boolean): Promise<string[]> {
  const absolute = base.startsWith('/') ? base : `${cwd}/${base}`;
  if (part.length === 0) return (await files.stat(absolute))?.type === 'directory' ? [base] : [];
  const literal = part.map(({ char }) => char).join('');
  let names = [literal];
  if (hasGlob(part)) {
    const fits = wholeMatcher(part, { path: true });
    const hidden = dotGlob || part[0]!.char === '.';
    try {
      names = (await files.list(absolute)).filter(name => (hidden || !name.startsWith('.')) && fits(name));
    } catch {
      return [];
    }
  }
  const found: string[] = [];
  for (const name of names) {
    const status = await files.stat(`${absolute}/${name}`);
    if (!status || (!last && status.type !== 'directory')) continue;
    found.push(last ? base + name : `${base}${name}/`);
  }
  return found;
}
