/** A value that a printf conversion takes. */
export type Printable = string | number | bigint | boolean;

const CONVERSION = /%(#?)(-?)(0?)([0-9]*)(?:ll|l|hh|h)?([sduxg%])/g;

type Format = (value: Printable) => string;

/** Formats are few and used for every line, so each is read once. */
const compiled = new Map<string, Format>();

/** printf(3) with at most one value, as iproute2's output formats use it: %s %d %u %x with flags `-`, `0`, `#` and a width. */
export function sprintf(format: string, value: Printable = ''): string {
  let print = compiled.get(format);
  if (!print) compiled.set(format, print = compile(format));
  return print(value);
}

function compile(format: string): Format {
  const conversions = [...format.matchAll(CONVERSION)].filter(match => match[5] !== '%');
  const literal = (text: string): string => text.replaceAll('%%', '%');
  const [match] = conversions;
  if (!match) return () => literal(format);
  const before = literal(format.slice(0, match.index));
  const after = literal(format.slice(match.index + match[0].length));
  const convert = conversion(match);
  return value => before + convert(value) + after;
}

function conversion([, sharp, left, zero, digits, letter]: RegExpExecArray | RegExpMatchArray): Format {
  const width = Number(digits);
  const text: Format = letter !== 'x' ? String : value => {
    const hex = typeof value === 'string' ? value : value.toString(16);
    return sharp && hex !== '0' ? `0x${hex}` : hex;
  };
  if (width === 0) return text;
  if (left) return value => text(value).padEnd(width);
  return value => text(value).padStart(width, zero ? '0' : ' ');
}
