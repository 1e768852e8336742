import { CLASSES, RegexError, STRAY_OCTETS, type Node, type SetItem } from './syntax';

const UNMATCHED = 'Unmatched [, [^, [:, [., or [=';
const LAST_ASCII = 0x7f;

/**
 * A bracket expression: its node, and where it ends in the text.
 * @param at behind the `[`
 * @param escapes what a backslash and a letter stand for; a backslash is itself otherwise
 */
export function bracket(text: readonly string[], at: number, ignoreCase: boolean, escapes: Readonly<Record<string, string>>): { readonly node: Node; readonly end: number } {
  const begin = at;
  const negated = text[at] === '^';
  if (negated) at++;
  const items: SetItem[] = [];
  const first = at;
  for (;;) {
    if (at >= text.length) throw new RegexError(UNMATCHED);
    if (text[at] === ']' && at > first) break;
    const item = element(text, at, escapes);
    at = item.end;
    if ('items' in item) {
      items.push(...(ignoreCase && item.cased ? CLASSES.alpha! : item.items));
      continue;
    }
    if (text[at] !== '-' || text[at + 1] === ']' || at + 1 >= text.length) {
      items.push([item.code, item.code]);
      continue;
    }
    const to = element(text, at + 1, escapes);
    if ('items' in to) throw new RegexError('Invalid range end');
    if (item.code > LAST_ASCII || to.code > LAST_ASCII) throw new RegexError('Invalid collation character');
    if (to.code < item.code) throw new RegexError('Invalid range end');
    items.push([item.code, to.code]);
    at = to.end;
  }
  if (text[begin] === ':' && at > begin + 1 && text[at - 1] === ':') throw new RegexError('character class syntax is [[:space:]], not [:space:]');
  return { node: { kind: 'set', items: negated ? [...items, STRAY_OCTETS] : items, negated }, end: at + 1 };
}

type Element = { readonly end: number } & ({ readonly code: number } | { readonly items: readonly SetItem[]; readonly cased: boolean });

/** A character, `[:class:]`, `[=c=]` or `[.c.]`. */
function element(text: readonly string[], at: number, escapes: Readonly<Record<string, string>>): Element {
  const kind = text[at + 1];
  if (text[at] === '[' && (kind === ':' || kind === '=' || kind === '.')) {
    let end = at + 2;
    while (end < text.length && !(text[end] === kind && text[end + 1] === ']')) end++;
    if (end >= text.length) throw new RegexError(UNMATCHED);
    const name = text.slice(at + 2, end).join('');
    if (kind !== ':') {
      if ([...name].length !== 1) throw new RegexError('Invalid collation character');
      return { code: name.codePointAt(0)!, end: end + 2 };
    }
    const items = CLASSES[name];
    if (!items) throw new RegexError('Invalid character class name');
    return { items, cased: name === 'upper' || name === 'lower', end: end + 2 };
  }
  const escape = text[at] === '\\' && kind !== undefined ? escapes[kind] : undefined;
  if (escape !== undefined) return { code: escape.codePointAt(0)!, end: at + 2 };
  return { code: text[at]!.codePointAt(0)!, end: at + 1 };
}
