import type { Change } from './compare';

/** Lines as diff prints them, with a mark before each; a last one without its end is told. */
function marked(mark: string, lines: readonly string[]): string {
  return lines.map(line => mark + (line.endsWith('\n') ? line : `${line}\n\\ No newline at end of file\n`)).join('');
}

/** A change in the normal format: `1,3c1,3`. */
export function normal(files: readonly [readonly string[], readonly string[]], changes: readonly Change[]): string {
  const range = (start: number, count: number): string => (count > 1 ? `${start + 1},${start + count}` : String(count === 0 ? start : start + 1));
  return changes.map(({ at: [x, y], removed, added }) => {
    const letter = removed === 0 ? 'a' : added === 0 ? 'd' : 'c';
    return `${range(x, removed)}${letter}${range(y, added)}\n${marked('< ', files[0].slice(x, x + removed))}${letter === 'c' ? '---\n' : ''}${marked('> ', files[1].slice(y, y + added))}`;
  }).join('');
}

/** Changes in the unified format, with so many common lines around them. */
export function unified([a, b]: readonly [readonly string[], readonly string[]], changes: readonly Change[], context: number): string {
  const hunks: Change[][] = [];
  for (const change of changes) {
    const last = hunks.at(-1)?.at(-1);
    if (last && change.at[0] - last.at[0] - last.removed <= 2 * context) hunks.at(-1)!.push(change);
    else hunks.push([change]);
  }
  const range = (start: number, count: number): string => (count === 1 ? String(start + 1) : `${count === 0 ? start : start + 1},${count}`);
  return hunks.map(hunk => {
    const [first, last] = [hunk[0]!, hunk.at(-1)!];
    const before = Math.min(context, first.at[0]);
    const [x, y] = [first.at[0] - before, first.at[1] - before];
    const end = Math.min(a.length, last.at[0] + last.removed + context);
    const lengths = [end - x, last.at[1] + last.added + (end - last.at[0] - last.removed) - y] as const;
    let place = x;
    const body = hunk.map(({ at, removed, added }) => {
      const text = marked(' ', a.slice(place, at[0])) + marked('-', a.slice(at[0], at[0] + removed)) + marked('+', b.slice(at[1], at[1] + added));
      place = at[0] + removed;
      return text;
    }).join('');
    return `@@ -${range(x, lengths[0])} +${range(y, lengths[1])} @@\n${body}${marked(' ', a.slice(place, end))}`;
  }).join('');
}
