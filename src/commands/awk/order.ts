/** mawk's tables begin with that many lists, and get twice as many where these are too long on average. */
const LISTS = 64;
const LONGEST_LISTS = 12;

/** The keys of an array as `for (k in a)` of mawk 1.3.4 goes through them: by list, the last that came first. */
export function inTableOrder(keys: Iterable<string>): string[] {
  const all = [...keys];
  let lists = LISTS;
  while (all.length > lists * LONGEST_LISTS) lists *= 2;
  return all.map((key, i) => ({ key, list: hash(key) % lists, i })).sort((a, b) => a.list - b.list || b.i - a.i).map(({ key }) => key);
}

/** FNV-1a (http://www.isthe.com/chongo/tech/comp/fnv/), with 32 bits. */
function hash(text: string): number {
  let value = 2_166_136_261;
  for (let at = 0; at < text.length; at++) value = Math.imul(value ^ text.charCodeAt(at), 16_777_619) >>> 0;
  return value;
}
