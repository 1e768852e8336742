/** Text from outside that looks like a number, and so is one, too. */
export class NumericText {
  constructor(readonly text: string, readonly number: number) {}
}

/** undefined: a variable that nobody has set, both '' and 0. Texts are binary text: a UTF-16 unit an octet. */
export type Value = number | string | NumericText | undefined;

const MAX_INTEGER = 2_147_483_647;
const NUMBER = /^[ \t\n\v\f\r]*([-+]?(?:0[xX][0-9a-fA-F]+|(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?|[iI][nN][fF](?:[iI][nN][iI][tT][yY])?|[nN][aA][nN]))/;

function parsed(text: string): number {
  const [, sign = '', digits = ''] = /^([-+]?)(.*)$/s.exec(text)!;
  const size = /^i/i.test(digits) ? Infinity : /^n/i.test(digits) ? NaN : Number(digits);
  return sign === '-' ? -size : size;
}

/** strtod(3). */
export function toNumber(value: Value): number {
  if (typeof value === 'number') return value;
  if (value === undefined) return 0;
  if (value instanceof NumericText) return value.number;
  const found = NUMBER.exec(value);
  return found ? parsed(found[1]!) : 0;
}

/** @param format how a number that is no integer becomes text: CONVFMT or OFMT */
export function toText(value: Value, format: string): string {
  if (typeof value === 'string') return value;
  if (value === undefined) return '';
  if (value instanceof NumericText) return value.text;
  if (Number.isInteger(value) && Math.abs(value) <= MAX_INTEGER) return String(value === 0 ? 0 : value);
  return printf(format, [value], format);
}

/** What came from outside: a number where it looks like one. */
export function fromOutside(text: string): Value {
  const found = NUMBER.exec(text);
  return found && /^[ \t\n\v\f\r]*$/.test(text.slice(found[0].length)) ? new NumericText(text, parsed(found[1]!)) : text;
}

export function isTrue(value: Value): boolean {
  if (value instanceof NumericText) return value.number !== 0;
  return typeof value === 'string' ? value !== '' : toNumber(value) !== 0;
}

/** Numbers by size, all else as text: less than 0, 0 or more. NaN is below all, as a subtraction can't tell. */
export function compare(a: Value, b: Value, format: string): number {
  if (typeof a !== 'string' && typeof b !== 'string') {
    const [x, y] = [toNumber(a), toNumber(b)];
    return x < y ? -1 : x === y ? 0 : 1;
  }
  const [x, y] = [toText(a, format), toText(b, format)];
  return x < y ? -1 : x === y ? 0 : 1;
}

/** A format that can't be filled. */
export class FormatError extends Error {
  /** @param made what could be made until then */
  constructor(message: string, readonly made: string) {
    super(message);
  }
}

const CONVERSION = /%%|%([-+ #0]*)(\*|\d+)?(?:\.(\*|\d+)?)?(?:hh|h|ll|l|L|q|j|z|t)?([diouxXeEfFgGcs])|[^%]+|%/g;

/** sprintf. @throws {FormatError} */
export function printf(format: string, args: readonly Value[], convfmt: string): string {
  let out = '';
  let [used, conversions] = [0, 0];
  const next = (): Value => {
    if (used >= args.length) throw new FormatError('not enough arguments passed to', out);
    return args[used++];
  };
  for (const match of format.matchAll(CONVERSION)) {
    const [whole, given = '', width, digits, letter] = match;
    if (whole === '%%') out += '%';
    else if (whole === '%') throw new FormatError(`improper conversion(number ${conversions + 1}) in`, '');
    else if (letter === undefined) out += whole;
    else {
      conversions++;
      let flags = given;
      let columns = Number(width === '*' ? Math.trunc(toNumber(next())) : width ?? 0);
      if (columns < 0) [flags, columns] = [`${flags}-`, -columns];
      const precision = !whole.includes('.') ? undefined : digits === '*' ? Math.trunc(toNumber(next())) : Number(digits ?? 0);
      out += padded(converted(letter, next(), flags, precision, convfmt), letter, flags, columns, precision);
    }
  }
  return out;
}

function padded(text: string, letter: string, flags: string, columns: number, precision: number | undefined): string {
  if (flags.includes('-')) return text.padEnd(columns);
  const zeros = flags.includes('0') && !'cs'.includes(letter) && !('diouxX'.includes(letter) && precision !== undefined) && /\d/.test(text);
  if (!zeros) return text.padStart(columns);
  const sign = /^[-+ ]?(?:0[xX])?/.exec(text)![0];
  return sign + text.slice(sign.length).padStart(columns - sign.length, '0');
}

function converted(letter: string, value: Value, flags: string, precision: number | undefined, convfmt: string): string {
  if (letter === 's') return toText(value, convfmt).slice(0, precision);
  if (letter === 'c') return typeof value === 'string' ? value[0] ?? '\0' : String.fromCharCode(Math.trunc(toNumber(value)) & 0xff);
  const number = toNumber(value);
  const signed = (text: string): string => (text.startsWith('-') ? text : flags.includes('+') ? `+${text}` : flags.includes(' ') ? ` ${text}` : text);
  if (!Number.isFinite(number)) {
    const text = Number.isNaN(number) ? '-nan' : number < 0 ? '-inf' : signed('inf');
    if (!'diouxX'.includes(letter)) return /[EFG]/.test(letter) ? text.toUpperCase() : text;
  }
  if ('di'.includes(letter)) return signed(BigInt(Math.max(-MAX_INTEGER - 1, Math.min(MAX_INTEGER, Math.trunc(number) || 0))).toString().replace(/\d+/, found => found.padStart(precision ?? 0, '0')));
  if ('ouxX'.includes(letter)) {
    const size = BigInt.asUintN(64, whole(number));
    const text = size.toString(letter === 'o' ? 8 : letter === 'u' ? 10 : 16).padStart(precision ?? 0, '0');
    const prefix = flags.includes('#') && size !== 0n ? { o: '0', u: '', x: '0x', X: '0X' }[letter]! : '';
    return letter === 'X' ? prefix + text.toUpperCase() : prefix + text;
  }
  const text = signed(real(letter.toLowerCase(), number, precision ?? 6, flags.includes('#')));
  return /[EFG]/.test(letter) ? text.toUpperCase() : text;
}

function whole(number: number): bigint {
  if (Number.isNaN(number) || number <= -(2 ** 63)) return -(2n ** 63n);
  return number >= 2 ** 63 ? 2n ** 63n - 1n : BigInt(Math.trunc(number));
}

function real(letter: string, number: number, precision: number, alternate: boolean): string {
  const digits = Math.min(precision, 100);
  const exponential = (count: number): string => number.toExponential(count).replace(/e([+-])(\d)$/, 'e$10$2');
  const negative = Object.is(number, -0) ? '-' : '';
  if (letter === 'f') return negative + (Math.abs(number) >= 1e21 ? BigInt(number).toString() + (digits > 0 ? `.${'0'.repeat(digits)}` : '') : number.toFixed(digits));
  if (letter === 'e') return negative + exponential(digits);
  const significant = Math.max(digits, 1);
  const exponent = number === 0 ? 0 : Number(/e(.*)$/.exec(number.toExponential(significant - 1))![1]);
  const text = exponent < -4 || exponent >= significant ? exponential(significant - 1) : number.toFixed(significant - 1 - exponent);
  return negative + (alternate || !text.includes('.') ? text : text.replace(/\.?0+(?=e|$)/, ''));
}
