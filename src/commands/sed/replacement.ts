import type { Match } from '../regex/compile';

/** A part of what a match is replaced with: text, a group by its number, or a change of case. */
export type Replacement = { readonly text: string } | { readonly group: number } | { readonly change: 'U' | 'L' | 'E' | 'u' | 'l' };

/** What a backslash and a letter stand for. */
export const ESCAPES: Readonly<Record<string, string>> = { a: '\x07', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' };

/** `\xHH`, `\oNNN`, `\dNNN` or `\cX` behind a backslash: the character, and how long it is. */
export function numbered(rest: string): { readonly char: string; readonly length: number } | undefined {
  const code = /^(?:x([0-9a-fA-F]{1,2})|o([0-7]{1,3})|d(\d{1,3}))/.exec(rest);
  if (code) return { char: String.fromCharCode((code[1] ? parseInt(code[1], 16) : code[2] ? parseInt(code[2], 8) : Number(code[3])) & 0xff), length: code[0].length };
  const control = /^c([!-~])/.exec(rest);
  return control ? { char: String.fromCharCode(control[1]!.toUpperCase().charCodeAt(0) ^ 0x40), length: 2 } : undefined;
}

/** Reads the right side of an s command. */
export function parseReplacement(source: string): Replacement[] {
  const parts: Replacement[] = [];
  let text = '';
  const push = (part: Replacement): void => {
    if (text !== '') parts.push({ text });
    text = '';
    parts.push(part);
  };
  for (let at = 0; at < source.length; at++) {
    const char = source[at]!;
    if (char === '&') push({ group: 0 });
    else if (char !== '\\' || at + 1 >= source.length) text += char;
    else {
      const letter = source[++at]!;
      const number = numbered(source.slice(at));
      if (/\d/.test(letter)) push({ group: Number(letter) });
      else if ('ULEul'.includes(letter)) push({ change: letter as 'U' });
      else if (number) {
        text += number.char;
        at += number.length - 1;
      } else text += ESCAPES[letter] ?? letter;
    }
  }
  if (text !== '') parts.push({ text });
  return parts;
}

/** What stands for a match. */
export function replaced(parts: readonly Replacement[], line: string, match: Match): string {
  let out = '';
  let mode = '';
  let once = '';
  for (const part of parts) {
    if ('change' in part) {
      if ('ul'.includes(part.change)) once = part.change;
      else [mode, once] = [part.change, ''];
      continue;
    }
    const text = 'text' in part ? part.text : (match[2 * part.group] ?? -1) < 0 ? '' : line.slice(match[2 * part.group], match[2 * part.group + 1]);
    if (text === '') continue;
    const whole = mode === 'U' ? text.toUpperCase() : mode === 'L' ? text.toLowerCase() : text;
    const first = String.fromCodePoint(whole.codePointAt(0)!);
    out += once === '' ? whole : (once === 'u' ? first.toUpperCase() : first.toLowerCase()) + whole.slice(first.length);
    once = '';
  }
  return out;
}
