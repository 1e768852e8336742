const DIGITS = { 8: /^[0-7]+/, 10: /^[0-9]+/, 16: /^[0-9a-f]+/i } as const;
const ULONG_MAX = (1n << 64n) - 1n;

/** What strtoul(3) reads off the front of a text. */
export interface Scanned {
  /** unsigned 64 bits; a minus sign wraps around */
  readonly value: bigint;
  /** more than 64 bits, or a wrapped minus */
  readonly overflow: boolean;
  readonly negative: boolean;
  readonly rest: string;
}

/** strtoul(3) on a 64-bit machine; base 0 takes 0x and a leading 0 as C does. Undefined if there are no digits. */
export function strtoul(text: string, base: 0 | 10 | 16): Scanned | undefined {
  const [, sign, body] = /^[ \t\n\v\f\r]*([+-]?)(.*)$/s.exec(text)!;
  let digits = body!;
  let radix: 8 | 10 | 16 = base || 10;
  if (base !== 10 && /^0x[0-9a-f]/i.test(digits)) {
    radix = 16;
    digits = digits.slice(2);
  } else if (base === 0 && digits.startsWith('0')) radix = 8;
  const run = DIGITS[radix].exec(digits)?.[0];
  if (run === undefined) return undefined;
  const prefix = { 8: '0o', 10: '', 16: '0x' }[radix];
  const magnitude = BigInt(prefix + run);
  const overflow = magnitude > ULONG_MAX;
  const negative = sign === '-';
  const value = overflow ? ULONG_MAX : negative ? BigInt.asUintN(64, -magnitude) : magnitude;
  return { value, overflow, negative, rest: digits.slice(run.length) };
}

/** A whole text as an unsigned number up to `max` (get_u8, get_u16, get_u32, get_unsigned); undefined if it isn't one. */
export function unsigned(text: string, max = 0xffffffff): number | undefined {
  if (/^(0|[1-9][0-9]{0,8})$/.test(text)) return Number(text) <= max ? Number(text) : undefined;
  const scanned = strtoul(text, 0);
  if (!scanned || scanned.rest !== '' || scanned.overflow || scanned.value > BigInt(max)) return undefined;
  return Number(scanned.value);
}

/** get_u64. */
export function unsigned64(text: string): bigint | undefined {
  const scanned = strtoul(text, 0);
  return scanned && scanned.rest === '' && !scanned.overflow ? scanned.value : undefined;
}

/** get_integer, get_s32: a whole text as a signed 32-bit number. */
export function integer(text: string): number | undefined {
  const scanned = strtoul(text, 0);
  if (!scanned || scanned.rest !== '' || scanned.overflow) return undefined;
  const value = BigInt.asIntN(64, scanned.value);
  if (!scanned.negative && scanned.value > 0x7fffffffn) return undefined;
  return value >= -0x80000000n && value <= 0x7fffffffn ? Number(value) : undefined;
}

/** atoi(3). */
export function atoi(text: string): number {
  const scanned = strtoul(text, 10);
  return scanned ? Number(BigInt.asIntN(32, scanned.value)) : 0;
}
