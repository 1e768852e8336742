/** What can stand at one place of a check line. */
export type Item =
  | { readonly kind: 'words'; readonly words: readonly string[] }
  | { readonly kind: 'slot'; readonly name: string }
  | { readonly kind: 'option'; readonly items: readonly Item[] };

/**
 * Reads a line of the grammar: words stand for themselves, `a|b` for either, `[...]` for what may be left out, and names in capitals for
 * what a line fills in.
 */
export function readSyntax(syntax: string): readonly Item[] {
  const stack: Item[][] = [[]];
  for (const [piece] of syntax.matchAll(/\[|\]|[^\s[\]]+/g)) {
    if (piece === '[') stack.push([]);
    else if (piece === ']') {
      const items = stack.pop()!;
      stack.at(-1)!.push({ kind: 'option', items });
    } else stack.at(-1)!.push(/^[A-Z]/.test(piece) ? { kind: 'slot', name: piece } : { kind: 'words', words: piece.split('|') });
  }
  return stack[0]!;
}

/** What fills a slot. */
export interface Slot {
  /** e.g. `an interface` */
  readonly what: string;
  readonly fits: (token: string) => boolean;
  /** Words that it can be, where there are few. */
  readonly values?: readonly string[];
  /** takes the rest of the line */
  readonly rest?: true;
}

export interface Match {
  readonly slots: ReadonlyMap<string, string>;
  readonly words: ReadonlySet<string>;
}

/** How far matching has come, and what could have gone on there. */
export class Progress {
  furthest = 0;
  readonly words = new Set<string>();
  readonly slots = new Set<Slot>();

  /** @param at index of the token that didn't fit */
  wanted(at: number, what: { readonly words?: readonly string[]; readonly slot?: Slot }): void {
    if (at < this.furthest) return;
    if (at > this.furthest) {
      this.furthest = at;
      this.words.clear();
      this.slots.clear();
    }
    for (const word of what.words ?? []) this.words.add(word);
    if (what.slot) this.slots.add(what.slot);
  }
}

/** Matches a whole line; undefined where it doesn't fit, and `progress` then knows how far it does. */
export function match(items: readonly Item[], tokens: readonly string[], slots: ReadonlyMap<string, Slot>, progress: Progress): Match | undefined {
  return matchFrom(items, 0, tokens, { slots: new Map(), words: new Set() }, slots, progress);
}

function matchFrom(items: readonly Item[], at: number, tokens: readonly string[], so: Match, slots: ReadonlyMap<string, Slot>, progress: Progress): Match | undefined {
  const [item, ...later] = items;
  const token = tokens[at];
  if (!item) {
    if (token === undefined) return so;
    progress.wanted(at, {});
    return undefined;
  }
  switch (item.kind) {
    case 'option':
      return matchFrom([...item.items, ...later], at, tokens, so, slots, progress) ?? matchFrom(later, at, tokens, so, slots, progress);
    case 'words':
      if (token !== undefined && item.words.includes(token)) return matchFrom(later, at + 1, tokens, { ...so, words: new Set([...so.words, token]) }, slots, progress);
      progress.wanted(at, { words: item.words });
      return undefined;
    case 'slot': {
      const slot = slots.get(item.name)!;
      const value = token === undefined ? undefined : slot.rest ? tokens.slice(at).join(' ') : token;
      if (value !== undefined && slot.fits(value)) {
        return matchFrom(later, slot.rest ? tokens.length : at + 1, tokens, { ...so, slots: new Map([...so.slots, [item.name, value]]) }, slots, progress);
      }
      progress.wanted(at, { slot });
      return undefined;
    }
  }
}
