/** Levenshtein distance: single characters inserted, removed or replaced. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)));
    }
    row = next;
  }
  return row[b.length]!;
}

/** `did you mean X?` if one of `known` is at most two slips away from `word`, else the list of `known`. */
export function suggest(word: string, known: readonly string[]): string {
  if (known.length === 0) return 'there is none';
  const best = word.length > 64 ? undefined : known
    .map(name => ({ name, distance: distance(word.toLowerCase(), name.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance)[0];
  if (best && best.distance <= 2 && best.distance < word.length) return `did you mean ${best.name}?`;
  return `there ${known.length === 1 ? 'is' : 'are'} ${known.join(', ')}`;
}
