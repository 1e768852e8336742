import { escapeLatex } from '../latex';
import { COLOUR } from '../theme';
import { type Cell, type Column, type Line, type Section, type Span, type Table } from './model';

/** Type sizes, the larger first, and how many letters of a terminal's type fit on a line of nbconvert's LaTeX page in each. */
const SIZES = [{ name: 'footnotesize', letters: 98 }, { name: 'scriptsize', letters: 109 }] as const;
type Size = (typeof SIZES)[number];

/** Words that are longer may break at their punctuation. In letters. */
const LONGEST_WORD = 28;

/** Room between two columns, in letters. */
const GAP = 1.6;

/** Rows that stay together: what is in a box can't break across pages. */
const ROWS_A_BOX = 30;

/** A table for nbconvert's LaTeX template, with nothing that this doesn't load. Never wider than the line: cells wrap, then the type shrinks. */
export function tableLatex(table: Table): string {
  const { columns, sections, notes = [] } = table;
  const { size, widths } = measure(table);
  const boxes = sections.flatMap(section => boxesOf(section).map(part => box(columns, part, size, widths)));
  const below = notes.map(note => `\\noindent{\\footnotesize\\sffamily ${lineLatex(note, Infinity)}}\\par\n`);
  return [...boxes, ...below].join('');
}

function boxesOf({ heading, rows }: Section): Section[] {
  const parts: Section[] = [];
  for (let i = 0; i < rows.length; i += ROWS_A_BOX) parts.push({ ...(heading && { heading }), rows: rows.slice(i, i + ROWS_A_BOX) });
  return parts;
}

function box(columns: readonly Column[], { heading, rows }: Section, size: Size, widths: readonly number[]): string {
  const preamble = widths.map(width => `>{\\raggedright\\arraybackslash}p{${width}\\vethlabletter}`).join('');
  const lines = [
    ...(heading ? [`\\multicolumn{${columns.length}}{@{}l@{}}{${lineLatex(heading, Infinity)}}`] : []),
    columns.map(({ head }) => `\\textbf{${escapeLatex(head)}}`).join(' & '),
    ...rows.map(({ cells }) => cells.map((cell, i) => cell.map(one => lineLatex(one, widths[i]!)).join('\\newline ')).join(' & ')),
  ];
  const rule = '\\\\\\hline\n';
  return `\\par\\smallskip\\noindent{\\${size.name}\\sffamily\\ifdefined\\vethlabletter\\else\\newdimen\\vethlabletter\\fi
\\settowidth{\\vethlabletter}{\\texttt{0}}\\setlength{\\tabcolsep}{${GAP / 2}\\vethlabletter}\\setlength{\\arrayrulewidth}{.3pt}\\renewcommand{\\arraystretch}{1.15}\\color[HTML]{${hex(COLOUR.ink)}}%
\\setbox0=\\hbox{\\begin{tabular}{@{}${preamble}@{}}
${lines.join(rule)}${rule}\\end{tabular}}%
\\ifdim\\wd0>\\linewidth\\resizebox{\\linewidth}{!}{\\box0}\\else\\box0\\fi\\par}
`;
}

/** The type size, and each column's width in letters. */
function measure({ columns, sections }: Table): { readonly size: Size; readonly widths: readonly number[] } {
  const heads = columns.map(({ head }) => widthOf({ text: head, bold: true }));
  const lines = columns.map((_, i) => sections.flatMap(({ rows }) => rows.flatMap(({ cells }): Cell => cells[i]!)));
  const natural = lines.map((all, i) => Math.max(heads[i]!, ...all.map(line => sum(line.map(widthOf)))));
  const least = lines.map((all, i) => Math.max(heads[i]!, ...all.flatMap(wordWidths).map(width => Math.min(LONGEST_WORD, width))));
  const room = (size: Size): number => size.letters - GAP * (columns.length - 1);
  const size = SIZES.find(one => sum(least) <= room(one)) ?? SIZES.at(-1)!;
  const wish = sum(natural) - sum(least);
  const share = wish === 0 ? 0 : Math.min(1, Math.max(0, room(size) - sum(least)) / wish);
  return { size, widths: columns.map((_, i) => Math.round((least[i]! + share * (natural[i]! - least[i]!)) * 10) / 10) };
}

/** About how wide it is, in letters of a terminal's type: capitals of other type are wider. */
function widthOf({ text, mono, bold, tone }: Span): number {
  const letters = [...text].length + (mono ? 0 : 0.4 * (text.match(/[A-Z●◐○]/g) ?? []).length);
  return letters * (bold && !mono ? 1.1 : 1) * (tone ? 0.9 : 1) + (tone === 'news' ? 2 : 0);
}

/** Widths of what stands between blanks; a word can go on from one span to the next. */
function wordWidths(line: Line): number[] {
  const widths = [0];
  for (const span of line) {
    for (const [i, text] of span.text.split(' ').entries()) {
      if (i > 0) widths.push(0);
      widths[widths.length - 1]! += widthOf({ ...span, text });
    }
  }
  return widths;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

/** A line's spans as inline markup. @param width of the column in letters; words that are longer may break */
export function lineLatex(spans: Line, width: number): string {
  return spans.map(span => spanLatex(span, width)).join('');
}

function spanLatex(span: Span, width: number): string {
  const { text, mono, bold, tone, colour } = span;
  let latex = text.split(' ').map(word => widthOf({ ...span, text: word }) > width ? breakable(word) : escapeLatex(word)).join(' ');
  if (mono) latex = `\\texttt{${latex}}`;
  if (bold) latex = `\\textbf{${latex}}`;
  if (tone === 'news') latex = `{\\setlength{\\fboxsep}{1pt}\\fbox{\\scriptsize ${latex}}}`;
  const shade = colour ?? (tone === 'soft' ? COLOUR.soft : tone === 'news' ? COLOUR.accent : undefined);
  // \textcolor skips blanks before its text
  return shade === undefined ? latex : `\\textcolor[HTML]{${hex(shade)}}{${text.startsWith(' ') ? '{}' : ''}${latex}}`;
}

function hex(colour: string): string {
  return colour.slice(1).toUpperCase();
}

function breakable(word: string): string {
  return word.split(/(?<=[:.,/@_-])/).map(escapeLatex).join('\\allowbreak{}');
}
