/** How many letters have to be changed, added, left out or swapped with their neighbour to make one word of another. */
export function distance(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? rows[i - 2]![j - 2]! + 1 : Infinity;
      row.push(Math.min(rows[i - 1]![j]! + 1, row[j - 1]! + 1, rows[i - 1]![j - 1]! + (same ? 0 : 1), swapped));
    }
    rows.push(row);
  }
  return rows[a.length]![b.length]!;
}

const MOST = 3;

/** A longer word is no slip of the finger. */
const LONGEST = 64;

/** The words that someone who typed `wrong` may have meant, at most three that are equally near. */
export function nearest(wrong: string, candidates: Iterable<string>): readonly string[] {
  if (wrong.length < 2 || wrong.length > LONGEST) return [];
  let best = wrong.length < 6 ? 1 : 2;
  let found: string[] = [];
  for (const candidate of new Set(candidates)) {
    if (candidate === wrong || Math.abs(candidate.length - wrong.length) > best) continue;
    const away = distance(wrong, candidate);
    if (away > best) continue;
    if (away < best) found = [];
    best = away;
    found.push(candidate);
  }
  return found.slice(0, MOST);
}

/** `Did you mean "link"?`, or '' where nothing is near. */
export function didYouMean(wrong: string, candidates: Iterable<string>): string {
  const quoted = nearest(wrong, candidates).map(word => `"${word}"`);
  return quoted.length === 0 ? '' : `Did you mean ${quoted.length > 1 ? `${quoted.slice(0, -1).join(', ')} or ` : ''}${quoted.at(-1)}?`;
}
