/** How far two names are apart, as nft counts it (string_distance of misspell.c, with its habit of comparing the letters after those at hand). */
function distance(a: string, b: string): number {
  const width = b.length;
  const cells: number[] = new Array<number>((a.length + 1) * (width + 1)).fill(0);
  for (let i = 0; i <= a.length; i++) cells[i * width] = i;
  for (let j = 0; j <= width; j++) cells[j] = j;
  const at = (i: number, j: number): number => cells[i * width + j]!;
  for (let i = 1; i <= a.length; i++) {
    for (let j = 1; j <= width; j++) {
      const cost = (a[i] ?? '') === (b[j] ?? '') ? 0 : 1;
      let best = Math.min(at(i - 1, j) + 1, at(i, j - 1) + 1, at(i - 1, j - 1) + cost);
      if (i > 1 && j > 1 && (a[i] ?? '') === b[j - 1] && a[i - 1] === (b[j] ?? '')) best = Math.min(best, at(i - 2, j - 2) + cost);
      cells[i * width + j] = best;
    }
  }
  return at(a.length, width);
}

/** The candidate whose name is nearest to a misspelt one, if any is near enough (string_misspell_update). */
export function closest<T>(candidates: readonly T[], nameOf: (candidate: T) => string, name: string): T | undefined {
  let best: { readonly candidate: T; readonly distance: number } | undefined;
  for (const candidate of candidates) {
    const known = nameOf(candidate);
    const [longer, shorter] = [Math.max(known.length, name.length), Math.min(known.length, name.length)];
    if (longer <= 1) continue;
    const threshold = longer - shorter <= 1 ? Math.max(Math.ceil(longer / 3), 1) : Math.ceil((longer + 2) / 3);
    const apart = distance(known, name);
    if (apart <= threshold && apart < (best?.distance ?? Infinity)) best = { candidate, distance: apart };
  }
  return best?.candidate;
}
