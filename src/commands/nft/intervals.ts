import type { SetElement } from '../../stack/netfilter';

type Key = SetElement['key'];

/** First and last number that a key stands for; undefined for names. */
function bounds(key: Key): readonly [bigint, bigint] | undefined {
  switch (key.kind) {
    case 'value': return typeof key.value === 'string' ? undefined : [BigInt(key.value), BigInt(key.value)];
    case 'range': return [BigInt(key.from), BigInt(key.to)];
    case 'prefix': {
      const bits = typeof key.address === 'bigint' ? 128 : 32;
      const first = BigInt(key.address);
      return [first, first + (1n << BigInt(bits - key.length)) - 1n];
    }
    case 'wildcard': return undefined;
  }
}

/** A name as the number that nft sorts it by: its octets, the first the lowest. */
function nameNumber(key: Key): bigint {
  const text = key.kind === 'wildcard' ? key.beginning : key.kind === 'value' ? String(key.value) : '';
  return [...text].reduceRight((sum, letter) => (sum << 8n) | BigInt(letter.charCodeAt(0)), 0n);
}

/** Elements in nft's order, without those that another one holds. */
export function merge(elements: readonly SetElement[]): SetElement[] {
  const placed = elements.map(element => ({ element, at: bounds(element.key) ?? ([nameNumber(element.key), nameNumber(element.key)] as const) }));
  placed.sort((a, b) => (a.at[0] < b.at[0] ? -1 : a.at[0] > b.at[0] ? 1 : a.at[1] > b.at[1] ? -1 : a.at[1] < b.at[1] ? 1 : 0));
  const kept: typeof placed = [];
  for (const entry of placed) {
    const last = kept.at(-1);
    if (!last || entry.at[1] > last.at[1]) kept.push(entry);
  }
  return kept.map(({ element }) => element);
}

/** Whether two keys stand for the same. */
export function sameKey(a: Key, b: Key): boolean {
  const [x, y] = [bounds(a), bounds(b)];
  if (x && y) return x[0] === y[0] && x[1] === y[1];
  return JSON.stringify(a) === JSON.stringify(b);
}

/** Whether a key stands for more than one value. */
export function isInterval({ kind }: Key): boolean {
  return kind !== 'value';
}
