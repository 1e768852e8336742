import { octetText, withOctets } from './octets';
import type { Program } from './program';

const ESCAPES: Readonly<Record<string, string>> = { a: '\x07', b: '\b', e: '\x1b', E: '\x1b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v', '\\': '\\' };
const ESCAPE = /\\(?:0([0-7]{0,3})|x([0-9a-fA-F]{1,2})|u([0-9a-fA-F]{1,4})|U([0-9a-fA-F]{1,8})|c|([abeEfnrtv\\]))/g;

/** What echo(1) prints for its arguments: -n, -e and -E as bash has them. */
export function echoText(args: readonly string[]): string {
  let newline = true;
  let escapes = false;
  let first = 0;
  for (; first < args.length && /^-[neE]+$/.test(args[first]!); first++) {
    for (const letter of args[first]!.slice(1)) {
      if (letter === 'n') newline = false;
      else escapes = letter === 'e';
    }
  }
  const text = args.slice(first).join(' ');
  if (!escapes) return newline ? `${text}\n` : text;
  const { text: expanded, ended } = expandEscapes(text);
  return newline && !ended ? `${expanded}\n` : expanded;
}

/** Replaces backslash escapes as `echo -e` does; `\c` ends the output. Octets stand in the text as {@link octetText} has them. */
export function expandEscapes(text: string): { readonly text: string; readonly ended: boolean } {
  const parts: string[] = [];
  let at = 0;
  for (const match of text.matchAll(ESCAPE)) {
    parts.push(text.slice(at, match.index));
    at = match.index + match[0].length;
    const [whole, octal, hex, short, long, letter] = match;
    if (whole === '\\c') return { text: parts.join(''), ended: true };
    if (octal !== undefined) parts.push(octetText(parseInt(octal || '0', 8) & 0xff));
    else if (letter !== undefined) parts.push(ESCAPES[letter]!);
    else if (hex !== undefined) parts.push(octetText(parseInt(hex, 16)));
    else parts.push(String.fromCodePoint(parseInt(short ?? long!, 16)));
  }
  return { text: parts.join('') + text.slice(at), ended: false };
}

/** echo(1) */
export const echo: Program = async (process, argv) => {
  await process.stdout.write(withOctets(echoText(argv.slice(1))));
  return 0;
};
