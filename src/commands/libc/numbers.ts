/** What strtol(3) reads at the beginning of a text. */
export interface Scanned {
  readonly value: bigint;
  /** what it left unread */
  readonly rest: string;
  readonly overflow: boolean;
}

const LONG_MAX = (1n << 63n) - 1n;
const ULONG_MAX = (1n << 64n) - 1n;

const DIGITS: Readonly<Record<number, RegExp>> = {
  10: /^\s*([+-]?)([0-9]+)/,
  16: /^\s*([+-]?)(?:0[xX](?=[0-9a-fA-F]))?([0-9a-fA-F]+)/,
};

function scan(text: string, base: 10 | 16): { readonly negative: boolean; readonly digits: bigint; readonly rest: string } | undefined {
  const match = DIGITS[base]!.exec(text);
  if (!match) return undefined;
  return { negative: match[1] === '-', digits: BigInt(base === 16 ? `0x${match[2]!}` : match[2]!), rest: text.slice(match[0].length) };
}

/** strtol(3) for a 64-bit long; undefined where there is no number. */
export function strtol(text: string, base: 10 | 16 = 10): Scanned | undefined {
  const found = scan(text, base);
  if (!found) return undefined;
  const value = found.negative ? -found.digits : found.digits;
  const overflow = value > LONG_MAX || value < -LONG_MAX - 1n;
  return { value: overflow ? (found.negative ? -LONG_MAX - 1n : LONG_MAX) : value, rest: found.rest, overflow };
}

/** strtoul(3) for a 64-bit long: a minus sign wraps around. */
export function strtoul(text: string, base: 10 | 16 = 10): Scanned | undefined {
  const found = scan(text, base);
  if (!found) return undefined;
  const overflow = found.digits > ULONG_MAX;
  return { value: overflow ? ULONG_MAX : BigInt.asUintN(64, found.negative ? -found.digits : found.digits), rest: found.rest, overflow };
}

/** strtod(3) for plain decimals, `inf` and `nan`: the value (0 where there is no number) and what is left unread. */
export function strtod(text: string): { readonly value: number; readonly rest: string } {
  const match = /^\s*([+-]?(?:[0-9]+\.?[0-9]*(?:[eE][+-]?[0-9]+)?|\.[0-9]+(?:[eE][+-]?[0-9]+)?|inf(?:inity)?|nan))/i.exec(text);
  if (!match) return { value: 0, rest: text };
  const word = match[1]!.toLowerCase();
  const value = word.includes('inf') ? (word.startsWith('-') ? -Infinity : Infinity) : Number(word);
  return { value, rest: text.slice(match[0].length) };
}
