import type { Font } from '../text';

/** A piece of text in one of PDF's own fonts. */
export interface Run {
  readonly font: PdfFont;
  readonly codes: readonly number[];
  /** in thousandths of the font's size */
  readonly width: number;
}

/** Fonts that every viewer has (ISO 32000-1, 9.6.2.2), by the names that a page's resources give them. */
export const PDF_FONTS = { F0: 'Helvetica', F1: 'Helvetica-Bold', F2: 'Courier', F3: 'Courier-Bold', F4: 'Symbol', F5: 'ZapfDingbats' } as const;
export type PdfFont = keyof typeof PDF_FONTS;

/** Advance widths of ' ' to '~', from Adobe's font metrics. */
const HELVETICA = [
  278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556,
  1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556,
  333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
];
const HELVETICA_BOLD = [
  278, 333, 474, 556, 556, 889, 722, 238, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 333, 333, 584, 584, 584, 611,
  975, 722, 722, 722, 722, 667, 611, 778, 722, 278, 556, 722, 611, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 333, 278, 333, 584, 556,
  333, 556, 611, 556, 611, 556, 333, 611, 611, 278, 278, 556, 278, 889, 611, 611, 611, 611, 389, 556, 333, 611, 556, 778, 556, 556, 500, 389, 280, 389, 584,
];
const COURIER = 600;
/** Most of Latin 1's letters are narrower than this. */
const OTHER = 722;

/** What WinAnsiEncoding has beyond Latin 1: code and width in Helvetica. */
const WINDOWS: Readonly<Record<string, readonly [number, number]>> = {
  '€': [0x80, 556], '…': [0x85, 1000], '‘': [0x91, 222], '’': [0x92, 222], '“': [0x93, 333], '”': [0x94, 333], '•': [0x95, 350], '–': [0x96, 556], '—': [0x97, 1000], '·': [0xb7, 278], '×': [0xd7, 584],
};

/** What only the two symbol fonts have: font, code and width. */
const SYMBOLS: Readonly<Record<string, readonly [PdfFont, number, number]>> = {
  '→': ['F4', 0xae, 987], '←': ['F4', 0xac, 987], '↔': ['F4', 0xab, 1042], '≤': ['F4', 0xa3, 549], '≥': ['F4', 0xb3, 549], '≠': ['F4', 0xb9, 549],
  '✓': ['F5', 0x33, 755], '✕': ['F5', 0x35, 760], '●': ['F5', 0x6c, 791], '○': ['F5', 0x6d, 873],
};

/** A text in runs of one font each. A character that none of the fonts has becomes a question mark. */
export function runsOf(text: string, font: Font): Run[] {
  const own: PdfFont = font.family === 'mono' ? (font.bold ? 'F3' : 'F2') : font.bold ? 'F1' : 'F0';
  const runs: { font: PdfFont; codes: number[]; width: number }[] = [];
  for (const character of text) {
    const [name, code, width] = glyph(character, own);
    const last = runs.at(-1);
    if (last?.font === name) {
      last.codes.push(code);
      last.width += width;
    } else {
      runs.push({ font: name, codes: [code], width });
    }
  }
  return runs;
}

function glyph(character: string, own: PdfFont): readonly [PdfFont, number, number] {
  const symbol = SYMBOLS[character];
  if (symbol) return symbol;
  const fixed = own === 'F2' || own === 'F3';
  const windows = WINDOWS[character];
  if (windows) return [own, windows[0], fixed ? COURIER : windows[1]];
  const code = character.codePointAt(0)!;
  if (code >= 0xa0 && code <= 0xff) return [own, code, fixed ? COURIER : OTHER];
  if (code < 0x20 || code > 0x7e) return glyph('?', own);
  return [own, code, fixed ? COURIER : (own === 'F1' ? HELVETICA_BOLD : HELVETICA)[code - 0x20]!];
}
