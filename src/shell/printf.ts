import { expandEscapes } from '../commands/echo';
import { octetText } from '../commands/octets';
import { strftime } from '../commands/strftime';
import { backslashQuote } from './quote';

const CONVERSION = /%(?:%|\(([^)]*)\)T|([-+ #0']*)(\*|\d+)?(?:\.(\*|\d+)?)?(?:hh|h|ll|l|j|z|t|L)?([a-zA-Z]))|\\(?:([0-7]{1,3})|x([0-9a-fA-F]{1,2})|.)|[^%\\]+|[%\\]/gs;

/** What printf(1) and the builtin print: the format is used again while arguments are left. `problems` lack the command's name. */
export function printfText(format: string, args: readonly string[], nowSeconds = 0): { readonly text: string; readonly problems: readonly string[] } {
  const problems: string[] = [];
  let text = '';
  // how many arguments are used up: now, and when the format began
  let [used, before] = [0, 0];
  do {
    before = used;
    for (const match of format.matchAll(CONVERSION)) {
      const [whole, time, flags = '', width, precision, letter] = match;
      const next = (): string | undefined => args[used++];
      if (whole === '%%') text += '%';
      else if (whole.startsWith('\\') && whole.length > 1) {
        if (whole === '\\c') return { text, problems };
        text += unescape(whole);
      } else if (time !== undefined) text += pad(strftime(time, timeArgument(next(), nowSeconds)), flags, width);
      else if (letter === undefined) text += whole;
      else {
        const columns = width === '*' ? next() ?? '0' : width;
        const digits = whole.includes('.') ? Number(precision === '*' ? next() ?? 0 : precision ?? 0) : undefined;
        const value = convert(letter, next, flags, digits, problems);
        if (value === undefined) {
          problems.push(`\`${letter}': invalid format character`);
          return { text, problems };
        }
        if ('stop' in value) return { text: text + value.text, problems };
        text += pad(value.text, digits !== undefined && 'diouxX'.includes(letter) ? flags.replace('0', '') : 'sbqc'.includes(letter) ? flags.replace('0', '') : flags, columns);
      }
    }
  } while (used < args.length && used > before);
  return { text, problems };
}

function unescape(escape: string): string {
  const octal = /^\\([0-7]{1,3})$/.exec(escape);
  if (octal) return octetText(parseInt(octal[1]!, 8) & 0xff);
  if (escape === '\\"' || escape === "\\'") return escape[1]!;
  return expandEscapes(escape).text;
}

function pad(text: string, flags: string, width: string | undefined): string {
  const columns = Number(width ?? 0);
  if (flags.includes('-') || columns < 0) return text.padEnd(Math.abs(columns));
  if (!flags.includes('0')) return text.padStart(columns);
  const sign = /^[-+ ]?(0[xX])?/.exec(text)![0];
  return sign + text.slice(sign.length).padStart(columns - sign.length, '0');
}

type Converted = { readonly text: string; readonly stop?: true };

function convert(letter: string, next: () => string | undefined, flags: string, digits: number | undefined, problems: string[]): Converted | undefined {
  const signed = (text: string): string => (text.startsWith('-') ? text : flags.includes('+') ? `+${text}` : flags.includes(' ') ? ` ${text}` : text);
  const long = (text: string): string => (digits === undefined ? text : text.replace(/\d+/, found => found.padStart(digits, '0')));
  switch (letter) {
    case 's': return { text: (next() ?? '').slice(0, digits) };
    case 'b': {
      const { text, ended } = expandEscapes((next() ?? '').replace(/\\([1-7][0-7]{0,2})/g, '\\0$1'));
      return ended ? { text, stop: true } : { text };
    }
    case 'q': return { text: backslashQuote(next() ?? '') };
    case 'c': return { text: [...next() ?? ''][0] ?? '' };
    case 'd': case 'i': return { text: long(signed(String(integer(next(), problems)))) };
    case 'u': return { text: long(String(BigInt.asUintN(64, integer(next(), problems)))) };
    case 'o': return { text: long((flags.includes('#') ? '0' : '') + BigInt.asUintN(64, integer(next(), problems)).toString(8)) };
    case 'x': case 'X': {
      const value = BigInt.asUintN(64, integer(next(), problems));
      const text = (flags.includes('#') && value !== 0n ? '0x' : '') + value.toString(16).padStart(digits ?? 0, '0');
      return { text: letter === 'X' ? text.toUpperCase() : text };
    }
    case 'f': case 'F': return { text: signed(real(next(), problems).toFixed(digits ?? 6)) };
    case 'e': case 'E': {
      const text = real(next(), problems).toExponential(digits ?? 6).replace(/e([+-])(\d)$/, 'e$10$2');
      return { text: signed(letter === 'E' ? text.toUpperCase() : text) };
    }
    case 'g': case 'G': {
      const value = real(next(), problems);
      const places = digits === 0 ? 1 : digits ?? 6;
      const exponent = value === 0 ? 0 : Math.floor(Math.log10(Math.abs(value)));
      const text = exponent < -4 || exponent >= places
        ? value.toExponential(places - 1).replace(/\.?0+(?=e)/, '').replace(/e([+-])(\d)$/, 'e$10$2')
        : value.toFixed(Math.max(0, places - 1 - exponent)).replace(/(\.\d*?)0+$/, '$1').replace(/\.$/, '');
      return { text: signed(text) };
    }
    default: return undefined;
  }
}

function integer(text: string | undefined, problems: string[]): bigint {
  if (text === undefined || text === '') return 0n;
  if (/^["']/.test(text)) return BigInt(text.codePointAt(1) ?? 0);
  const match = /^\s*([-+]?)(0[xX][0-9a-fA-F]+|0[0-7]*|[1-9]\d*)/.exec(text);
  if (!match || match[0].length !== text.length) problems.push(`${text}: invalid number`);
  if (!match) return 0n;
  const digits = match[2]!;
  const value = BigInt(/^0[0-7]+$/.test(digits) ? `0o${digits.slice(1)}` : digits);
  return match[1] === '-' ? -value : value;
}

function real(text: string | undefined, problems: string[]): number {
  if (text === undefined || text === '') return 0;
  const value = Number(text);
  if (Number.isNaN(value)) problems.push(`${text}: invalid number`);
  return Number.isNaN(value) ? parseFloat(text) || 0 : value;
}

function timeArgument(text: string | undefined, nowSeconds: number): number {
  return text === undefined || text === '-1' || text === '-2' ? nowSeconds : Number(text);
}
