/** Bits of the significand. */
const PRECISION = 64;
/** Exponents of what is too large, and of what is as good as 0. */
const OVERFLOW = 16_384;
const UNDERFLOW = -16_446;

/**
 * A `long double` of x86-64: the 80 bits of IEEE 754's extended format, in which coreutils count. It is
 * `significand` * 2^`exponent`, where the significand has 64 bits or is 0.
 */
export interface Extended {
  readonly negative: boolean;
  readonly significand: bigint;
  readonly exponent: number;
}

/** The nearest to `significand` * 2^`exponent`, ties to even; `rest`: the true value is a little more. */
function nearest(negative: boolean, significand: bigint, exponent: number, rest = false): Extended {
  const excess = significand === 0n ? 0 : significand.toString(2).length - PRECISION;
  if (excess <= 0) return { negative, significand: significand << BigInt(-excess), exponent: exponent + excess };
  const shift = BigInt(excess);
  const kept = significand >> shift;
  const cut = significand - (kept << shift);
  const half = 1n << (shift - 1n);
  const up = cut > half || (cut === half && (rest || (kept & 1n) === 1n));
  // All ones round up to one bit more.
  return up ? nearest(negative, kept + 1n, exponent + excess) : { negative, significand: kept, exponent: exponent + excess };
}

/** The nearest to `digits` / 10^`places`, or undefined where it has no finite one. */
export function extended(negative: boolean, digits: bigint, places: number): Extended | undefined {
  const magnitude = String(digits).length - places;
  if (digits === 0n || magnitude * Math.log2(10) < UNDERFLOW) return { negative, significand: 0n, exponent: 0 };
  if ((magnitude - 1) * Math.log2(10) > OVERFLOW) return undefined;
  if (places <= 0) return nearest(negative, digits * 10n ** BigInt(-places), 0);
  const divisor = 10n ** BigInt(places);
  // More bits than are kept, whatever the divisor takes away.
  const shift = PRECISION + 2 + divisor.toString(2).length;
  const dividend = digits << BigInt(shift);
  return nearest(negative, dividend / divisor, -shift, dividend % divisor !== 0n);
}

/** `base` + `times` * `step`, each operation rounded. */
export function advance(base: Extended, times: number, step: Extended): Extended {
  const product = nearest(step.negative, step.significand * BigInt(times), step.exponent);
  if (product.significand === 0n) return base;
  if (base.significand === 0n) return product;
  const exponent = Math.min(base.exponent, product.exponent);
  const sum = units(base, exponent) + units(product, exponent);
  return nearest(sum < 0n, sum < 0n ? -sum : sum, exponent);
}

/** Negative where `a` is less than `b`, 0 where they are equal. */
export function compare(a: Extended, b: Extended): number {
  const exponent = Math.min(a.exponent, b.exponent);
  const difference = units(a, exponent) - units(b, exponent);
  return difference < 0n ? -1 : Number(difference > 0n);
}

/** As printf's `%.*Lf` writes it: `places` digits after the point, ties to even. */
export function fixed({ negative, significand, exponent }: Extended, places: number): string {
  const scaled = significand * 10n ** BigInt(places);
  const shift = BigInt(Math.max(0, -exponent));
  const whole = (exponent > 0 ? scaled << BigInt(exponent) : scaled >> shift);
  const cut = (exponent > 0 ? 0n : scaled - (whole << shift)) * 2n;
  const half = 1n << shift;
  const digits = String(cut > half || (cut === half && (whole & 1n) === 1n) ? whole + 1n : whole).padStart(places + 1, '0');
  const sign = negative ? '-' : '';
  return places === 0 ? sign + digits : `${sign}${digits.slice(0, -places)}.${digits.slice(-places)}`;
}

function units({ negative, significand, exponent }: Extended, of: number): bigint {
  const value = significand << BigInt(exponent - of);
  return negative ? -value : value;
}
