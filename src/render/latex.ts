import { printable } from './html';

const MARKS: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}', '{': '\\{', '}': '\\}', '$': '\\$', '&': '\\&', '#': '\\#', '%': '\\%', '_': '\\_', '^': '\\textasciicircum{}', '~': '\\textasciitilde{}',
  // Behind the end of a table's row these two would be taken for its arguments.
  '[': '{[}', '*': '{*}',
  // TeX would join two of them to a dash, or bend them to quotation marks.
  '-': '{-}', '\'': '\\textquotesingle{}', '`': '\\textasciigrave{}', '"': '\\textquotedbl{}',
};

/** What TeX's own fonts don't have: anything but Latin letters, and marks that are common in text. */
const OTHER = /[^\0-\u024f\u2013\u2014\u2018-\u201e\u2022\u2026\u2190-\u2193]/gu;

/**
 * `\vethlabother{x}` takes a character from a font that has nearly all of them, if the machine has it, else from that for mathematics;
 * `\vethlabcell{x}` makes it as wide as a letter of a terminal.
 */
const FONTS = `\\ifdefined\\vethlabother\\else
\\newcommand{\\vethlabother}[1]{\\ensuremath{#1}}
\\ifdefined\\IfFontExistsTF\\IfFontExistsTF{DejaVu Sans Mono}{\\newfontfamily\\vethlabfont{DejaVu Sans Mono}[Scale=0.87]\\renewcommand{\\vethlabother}[1]{{\\vethlabfont #1}}}{}\\fi
\\newcommand{\\vethlabcell}[1]{\\makebox[\\fontcharwd\\font\`0]{\\vethlabother{#1}}}
\\fi
`;

/** Text as it may stand anywhere in a LaTeX document but in a verbatim block, on one line. It has to go through {@link withFonts}. */
export function escapeLatex(text: string): string {
  return printable(text).replace(/[\t\n]/g, ' ').replace(/[\\{}$&#%_^~[\]*'`"-]/g, mark => MARKS[mark] ?? mark).replace(OTHER, '\\vethlabother{$&}');
}

/** LaTeX, preceded by the fonts that it needs besides TeX's own. */
export function withFonts(latex: string): string {
  return latex.includes('\\vethlab') ? FONTS + latex : latex;
}

/** Characters on a line of a page. */
const PAGE = 80;

const VERBATIM: Readonly<Record<string, string>> = { '\\': '\\textbackslash{}', '{': '\\{', '}': '\\}' };

/** What a terminal shows, as nbconvert's LaTeX template shows a stream; long lines wrap at blanks. It has to go through {@link withFonts}. */
export function terminalLatex(text: string): string {
  const lines = printable(text).replace(/\n*$/, '').split('\n').flatMap(line => wrap(expanded(line)));
  const content = lines.join('\n').replace(/[\\{}]/g, mark => VERBATIM[mark]!).replace(OTHER, '\\vethlabcell{$&}');
  return `\\begin{Verbatim}[commandchars=\\\\\\{\\}]\n${content}\n\\end{Verbatim}\n`;
}

/** With blanks up to the next tab stop for each tab. */
function expanded(line: string): string {
  return line.split('\t').reduce((text, part) => `${text}${' '.repeat(8 - text.length % 8)}${part}`);
}

function wrap(line: string): string[] {
  const lines: string[] = [];
  let rest = [...line];
  while (rest.length > PAGE) {
    const blank = rest.lastIndexOf(' ', PAGE - 1);
    // not within the blanks that a line begins with
    const end = rest.slice(0, Math.max(0, blank)).some(character => character !== ' ') ? blank + 1 : PAGE;
    lines.push(rest.slice(0, end).join(''));
    rest = rest.slice(end);
  }
  return [...lines, rest.join('')];
}
