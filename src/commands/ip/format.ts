/** A value that a printf conversion takes. */
export type Printable = string | number | bigint | boolean;

const CONVERSION = /%(#?)(-?)(0?)([0-9]*)(\.[0-9]+)?(?:ll|l|hh|h)?([sduxg%])/g;

/** printf(3) with at most one value, as iproute2's output formats use it: %s %d %u %x with flags `-`, `0`, `#` and a width. */
export function sprintf(format: string, value: Printable = ''): string {
  return format.replace(CONVERSION, (_, sharp: string, left: string, zero: string, width: string, precision: string | undefined, conversion: string) => {
    if (conversion === '%') return '%';
    let text = typeof value === 'string' ? value : conversion === 'x' ? value.toString(16) : String(value);
    if (sharp && text !== '0') text = `0x${text}`;
    if (precision !== undefined && conversion !== 's') text = text.padStart(Number(precision.slice(1)), '0');
    if (left) return text.padEnd(Number(width));
    return zero ? text.padStart(Number(width), '0') : text.padStart(Number(width));
  });
}
