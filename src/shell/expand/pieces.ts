import { hasGlob, type PatternChar } from './pattern';

/**
 * A part of a word after expansion. `quoted` text is safe from splitting and globbing; `split` text comes from an unquoted
 * expansion, so white space in it ends a field; a `break` does too, always: between the elements of "$@".
 */
export type Piece =
  | { readonly kind: 'text'; readonly text: string; readonly quoted: boolean }
  | { readonly kind: 'split'; readonly text: string }
  | { readonly kind: 'break' }
  /** "$@" without elements: leaves no field where there is nothing else */
  | { readonly kind: 'nothing' };

/** A field before globbing. */
export type Field = readonly PatternChar[];

export function textPiece(text: string, quoted: boolean): Piece {
  return { kind: 'text', text, quoted };
}

/** The characters of pieces that aren't split, as a pattern. */
export function piecesToPattern(pieces: readonly Piece[]): PatternChar[] {
  return pieces.flatMap(piece => {
    if (piece.kind === 'break') return [{ char: ' ', quoted: true }];
    if (piece.kind === 'nothing') return [];
    return [...piece.text].map(char => ({ char, quoted: piece.kind === 'text' && piece.quoted }));
  });
}

/** The text of pieces that aren't split; elements of "$@" are joined with blanks. */
export function piecesToText(pieces: readonly Piece[]): string {
  return pieces.map(piece => (piece.kind === 'break' ? ' ' : piece.kind === 'nothing' ? '' : piece.text)).join('');
}

/** IFS where nobody has set it. */
export const DEFAULT_IFS = ' \t\n';

/** The fields of pieces without a character of a pattern, as {@link splitFields} would find them, but quickly: they may be long. Undefined where it can't tell. */
export function splitPlain(pieces: readonly Piece[], ifs: string): string[] | undefined {
  if (ifs !== DEFAULT_IFS || pieces.some(piece => 'text' in piece && !(piece.kind === 'text' && piece.quoted) && /[*?[\\+@!(]/.test(piece.text))) return undefined;
  const fields: string[] = [];
  let current: string | undefined;
  const finish = (): void => {
    if (current !== undefined) fields.push(current);
    current = undefined;
  };
  for (const piece of pieces) {
    if (piece.kind === 'break') {
      current ??= '';
      finish();
    } else if (piece.kind === 'text') {
      current = (current ?? '') + piece.text;
    } else if (piece.kind === 'split') {
      piece.text.split(/[ \t\n]+/).forEach((part, i) => {
        if (i > 0) finish();
        if (part !== '') current = (current ?? '') + part;
      });
    }
  }
  finish();
  return fields;
}

/** Word splitting (bash(1)). */
export function splitFields(pieces: readonly Piece[], ifs: string): Field[] {
  const fields: PatternChar[][] = [];
  let current: PatternChar[] | undefined;
  const white = new Set([...ifs].filter(char => ' \t\n'.includes(char)));
  const hard = new Set([...ifs].filter(char => !white.has(char)));
  const finish = (): void => {
    if (current) fields.push(current);
    current = undefined;
  };
  for (const piece of pieces) {
    if (piece.kind === 'nothing') continue;
    if (piece.kind === 'break') {
      fields.push(current ?? []);
      current = undefined;
    } else if (piece.kind === 'text') {
      current ??= [];
      for (const char of piece.text) current.push({ char, quoted: piece.quoted });
    } else {
      const chars = [...piece.text];
      for (let i = 0; i < chars.length; i++) {
        const char = chars[i]!;
        if (white.has(char)) {
          while (i + 1 < chars.length && white.has(chars[i + 1]!)) i++;
          if (i + 1 < chars.length && hard.has(chars[i + 1]!) && current) continue;
          finish();
        } else if (hard.has(char)) {
          current ??= [];
          finish();
          while (i + 1 < chars.length && white.has(chars[i + 1]!)) i++;
        } else {
          (current ??= []).push({ char, quoted: false });
        }
      }
    }
  }
  finish();
  return fields;
}

export function fieldText(field: Field): string {
  return field.map(({ char }) => char).join('');
}

export function needsGlob(field: Field): boolean {
  return hasGlob(field);
}
