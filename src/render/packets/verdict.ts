import type { Verdict } from './model';

/** Characters of a line of words; what comes after is wrapped. */
const WIDTH = 74;

/** Why a packet ended, in lines: plain words first, then the setting that decided and Linux's own term. */
export function verdictLines({ because, decidedBy, term }: Verdict, again: boolean): { readonly text: string; readonly strong: boolean }[] {
  if (again) return [{ text: 'dropped, same reason', strong: true }];
  return [...wrapped(`dropped: ${because}`, WIDTH).map(text => ({ text, strong: true })), ...(decidedBy === undefined ? [] : [{ text: decidedBy, strong: false }]), { text: term, strong: false }];
}

/** Lines of at most `width` characters, broken at blanks. */
export function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
