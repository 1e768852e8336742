import { ALL, octetsIn, type Element } from './sets';

/** What tr does to each octet: what it becomes, -1 for nothing; and which of the results are written once where they follow themselves. */
export interface Translation {
  readonly becomes: Int16Array;
  readonly squeezed: ReadonlySet<number>;
}

/** Which of -c, -d, -s, -t were given. */
export interface Manner {
  readonly complement: boolean;
  readonly deletes: boolean;
  readonly squeezes: boolean;
  readonly truncates: boolean;
}

const isFill = (element: Element): boolean => element.kind === 'repeat' && element.times === 0;
const isCase = (element: Element | undefined): boolean => element?.kind === 'class' && (element.name === 'upper' || element.name === 'lower');

/** Puts sets to use, or says what forbids it, in the words of coreutils 9.1. */
export function translation(set1: readonly Element[], set2: readonly Element[] | undefined, manner: Manner): Translation | string {
  if (set1.some(isFill)) return 'the [c*] repeat construct may not appear in string1';
  const listed = octetsIn(set1);
  const among = new Set(listed);
  const from = manner.complement ? ALL.filter(octet => !among.has(octet)) : listed;
  const becomes = Int16Array.from(ALL);
  if (set2 && set2.filter(isFill).length > 1) return 'only one [c*] repeat construct may appear in string2';
  if (set2 && !manner.deletes) {
    const to = targets(set1, set2, from.length, manner);
    if (typeof to === 'string') return to;
    from.slice(0, to.length).forEach((octet, i) => (becomes[octet] = to[i]!));
    return { becomes, squeezed: new Set(manner.squeezes ? to : []) };
  }
  if (set2?.some(isFill)) return 'the [c*] construct may appear in string2 only when translating';
  if (manner.deletes) for (const octet of from) becomes[octet] = -1;
  return { becomes, squeezed: new Set(!manner.squeezes ? [] : set2 ? octetsIn(set2) : from) };
}

/** What the octets of the first set become, one by one. */
function targets(set1: readonly Element[], set2: readonly Element[], length: number, { complement, truncates }: Manner): number[] | string {
  if (set2.some(({ kind }) => kind === 'equivalence')) return '[=c=] expressions may not appear in string2 when translating';
  if (set2.some(element => element.kind === 'class' && !isCase(element))) return "when translating, the only character classes that may appear in\nstring2 are 'upper' and 'lower'";
  const fill = Math.max(0, length - octetsIn(set2).length);
  const to = octetsIn(set2, fill);
  if (!complement && misaligned(set1, set2, fill)) return 'misaligned [:upper:] and/or [:lower:] construct';
  if (length > to.length && !truncates) {
    if (to.length === 0) return 'when not truncating set1, string2 must be non-empty';
    if (set2.at(-1)!.kind === 'class') return 'when translating with string1 longer than string2,\nthe latter string must not end with a character class';
    while (to.length < length) to.push(to.at(-1)!);
  }
  const toOne = to.length === length && to.every(octet => octet === to[0]);
  if (complement && set1.some(({ kind }) => kind === 'class') && !toOne) return 'when translating with complemented character classes,\nstring2 must map all characters in the domain to one';
  return to;
}

/** Whether a class of the second set has none across from it in the first. */
function misaligned(set1: readonly Element[], set2: readonly Element[], fill: number): boolean {
  const starts = new Map<number, Element>();
  let at = 0;
  for (const element of set1) {
    starts.set(at, element);
    at += octetsIn([element]).length;
  }
  const end = at;
  at = 0;
  for (const element of set2) {
    if (isCase(element) && at <= end && !isCase(starts.get(at))) return true;
    at += octetsIn([element], fill).length;
  }
  return false;
}
