import { bracketSource, type PatternChar } from './bracket';

/** What a pattern is made of: one character, any number of them, or a group of alternatives (bash(1), extglob). */
export type PatternNode =
  | { readonly kind: 'one' | 'many'; readonly fits: (char: string) => boolean }
  | { readonly kind: 'group'; readonly sort: string; readonly alternatives: readonly (readonly PatternNode[])[] };

/** Whether a group begins there: `+(` and the like. */
export function isGroup(pattern: readonly PatternChar[], at: number): boolean {
  const [first, second] = [pattern[at], pattern[at + 1]];
  return first !== undefined && !first.quoted && '?*+@!'.includes(first.char) && second?.char === '(' && !second.quoted;
}

/** A pattern, read. @param path `*` and `?` stop at a slash */
export function readPattern(pattern: readonly PatternChar[], ignoreCase: boolean, path: boolean): readonly PatternNode[] {
  const any = (char: string): boolean => !path || char !== '/';
  const same = (wanted: string) => (char: string): boolean => char === wanted || (ignoreCase && char.toLowerCase() === wanted.toLowerCase());
  const read = (from: number, to: number): PatternNode[] => {
    const nodes: PatternNode[] = [];
    for (let at = from; at < to; at++) {
      const { char, quoted } = pattern[at]!;
      const group = isGroup(pattern, at) ? partsOf(pattern, at + 2, to) : undefined;
      const bracket = !quoted && char === '[' ? bracketSource(pattern, at) : undefined;
      if (group) {
        nodes.push({ kind: 'group', sort: char, alternatives: group.map(([start, end]) => read(start, end)) });
        at = group.at(-1)![1];
      } else if (bracket && bracket.end <= to) {
        const regex = new RegExp(`^${bracket.source}$`, ignoreCase ? 'iu' : 'u');
        nodes.push({ kind: 'one', fits: one => regex.test(one) });
        at = bracket.end - 1;
      } else if (!quoted && (char === '*' || char === '?')) nodes.push({ kind: char === '*' ? 'many' : 'one', fits: any });
      else if (!quoted && char === '\\' && at + 1 < to) nodes.push({ kind: 'one', fits: same(pattern[++at]!.char) });
      else nodes.push({ kind: 'one', fits: same(char) });
    }
    return nodes;
  };
  return read(0, pattern.length);
}

/** From where to where the alternatives of a group reach; undefined where it isn't closed, and so is none. */
function partsOf(pattern: readonly PatternChar[], from: number, to: number): [start: number, end: number][] | undefined {
  const parts: [number, number][] = [];
  let start = from;
  for (let at = from, depth = 0; at < to; at++) {
    const { char, quoted } = pattern[at]!;
    if (quoted) continue;
    if (char === '(') depth++;
    else if (char === ')' && depth > 0) depth--;
    else if (depth === 0 && (char === '|' || char === ')')) {
      parts.push([start, at]);
      start = at + 1;
      if (char === ')') return parts;
    }
  }
  return undefined;
}

/** Where a match can end that begins at one of `starts`. It takes a power of the text's length, however the groups are nested, and never more. */
export function reach(nodes: readonly PatternNode[], text: readonly string[], starts: ReadonlySet<number>): ReadonlySet<number> {
  return nodes.reduce((from, node) => (from.size === 0 ? from : step(node, text, from)), starts);
}

function step(node: PatternNode, text: readonly string[], starts: ReadonlySet<number>): ReadonlySet<number> {
  const ends = new Set<number>();
  switch (node.kind) {
    case 'one':
      for (const at of starts) if (at < text.length && node.fits(text[at]!)) ends.add(at + 1);
      return ends;
    case 'many':
      for (const start of starts) {
        for (let at = start; !ends.has(at); at++) {
          ends.add(at);
          if (at >= text.length || !node.fits(text[at]!)) break;
        }
      }
      return ends;
    case 'group': {
      const once = (from: ReadonlySet<number>): Set<number> => new Set(node.alternatives.flatMap(alternative => [...reach(alternative, text, from)]));
      if (node.sort === '!') {
        for (const start of starts) {
          const taken = once(new Set([start]));
          for (let at = start; at <= text.length; at++) if (!taken.has(at)) ends.add(at);
        }
        return ends;
      }
      if ('?*'.includes(node.sort)) for (const start of starts) ends.add(start);
      for (let fresh = [...once(starts)]; fresh.length > 0; ) {
        const unseen = new Set(fresh.filter(at => !ends.has(at)));
        for (const at of unseen) ends.add(at);
        fresh = '*+'.includes(node.sort) && unseen.size > 0 ? [...once(unseen)] : [];
      }
      return ends;
    }
  }
}
