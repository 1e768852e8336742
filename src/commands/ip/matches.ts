/** iproute2's abbreviation rule (lib/utils.c matches()): a non-empty beginning of the word. */
export function matches(abbreviation: string, word: string): boolean {
  return abbreviation !== '' && word.startsWith(abbreviation);
}

/** A keyword; one that is `abbreviable` may be shortened to any beginning. */
export interface Word {
  readonly text: string;
  readonly abbreviable: boolean;
}

/** Reads the notation of the tables: `broadcast* brd` is a word that may be shortened, or `brd` in full. */
export function words(notation: string): Word[] {
  return notation.split(' ').map(word => word.endsWith('*')
    ? { text: word.slice(0, -1), abbreviable: true }
    : { text: word, abbreviable: false });
}

export function matchesAny(text: string, candidates: readonly Word[]): boolean {
  return candidates.some(word => word.abbreviable ? matches(text, word.text) : text === word.text);
}
