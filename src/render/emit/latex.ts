import { escapeLatex, withFonts } from '../latex';
import { hundredth, type Point, type Segment, tenth } from '../path';
import type { Scene, TextShape } from '../scene';
import { textWidth } from '../text';
import { type Canvas, canvasOf, outlineOf, type Paint, type Primitive } from './primitives';
import { slicesOf } from './slices';

/** A CSS px is 1/96 inch, a TeX bp is 1/72. */
const BP = 0.75;

/**
 * Local to the picture. Each text is narrowed where the document's font would need more room than was reckoned for it. `\vlb` scales the
 * whole down to the line and to the page.
 */
const PRELUDE = String.raw`\def\vlp#1 #2;{\pgfpointxy{#1}{#2}}%
\def\vlm#1 #2;{\pgfpathmoveto{\vlp#1 #2;}}%
\def\vll#1 #2;{\pgfpathlineto{\vlp#1 #2;}}%
\def\vlc#1 #2 #3 #4 #5 #6;{\pgfpathcurveto{\vlp#1 #2;}{\vlp#3 #4;}{\vlp#5 #6;}}%
\def\vlt#1#2 #3;#4#5#6{\pgftext[#1base,at={\vlp#2 #3;}]{\setbox2\hbox{#5#6}\ifdim\wd2>#4bp\resizebox{#4bp}{\height}{\box2}\else\box2\fi}}%
\def\vlf#1{\fontsize{#1bp}{#1bp}\selectfont}%
\def\vlb{\ifdim\wd0>\linewidth\setbox0\hbox{\resizebox{\linewidth}{!}{\box0}}\fi\ifdim\ht0>.92\textheight\setbox0\hbox{\resizebox{!}{.92\textheight}{\box0}}\fi\box0 }%
`;

/** Where the document's preamble lacks pgf. */
const WITHOUT_PGF = String.raw`\fbox{This picture needs \textbackslash usepackage\{pgf\} in the preamble.}`;

/**
 * The drawing for a LaTeX document whose preamble loads pgf, as nbconvert's does by way of tcolorbox: pgf's basic layer alone, no TikZ.
 * It is no wider than the line, and goes on on the next page where it is higher than one; text is live text in the document's own typewriter and sans serif fonts.
 */
export function toLatex(scene: Scene): string {
  const { primitives } = canvasOf(scene);
  const colours = [...new Set(primitives.flatMap(coloursOf))].sort().map(colour => `\\definecolor{${nameOf(colour)}}{HTML}{${colour.slice(1).toUpperCase()}}%\n`).join('');
  const slices = slicesOf(scene);
  const pictures = slices.map(slice => `\\setbox0\\hbox{${picture(canvasOf(scene, slice), slices.length > 1)}}\\vlb\n`);
  return withFonts(`\\par\\noindent\\begingroup\\parskip=0pt\\ifdefined\\pgfpicture\n${colours}${PRELUDE}${pictures.join('\\par\\nointerlineskip\\noindent\n')}\\else${WITHOUT_PGF}\\fi\\endgroup\\par\n`);
}

function picture({ width, height, top, primitives }: Canvas, clipped: boolean): string {
  const frame = `\\pgfpathrectangle{\\vlp0 ${top};}{\\vlp${width} ${height};}\\pgfusepath{use as bounding box${clipped ? ',clip' : ''}}\n`;
  const vectors = `\\pgfsetxvec{\\pgfpoint{${BP}bp}{0bp}}\\pgfsetyvec{\\pgfpoint{0bp}{-${BP}bp}}\n`;
  return `\\begin{pgfpicture}${vectors}${frame}${primitives.map(draw).join('\n')}\n\\end{pgfpicture}`;
}

function coloursOf(primitive: Primitive): string[] {
  if (primitive.kind === 'text') return [primitive.text.colour];
  return [primitive.paint.fill, primitive.paint.stroke].filter(colour => colour !== undefined);
}

function nameOf(colour: string): string {
  return `vl${colour.slice(1)}`;
}

function draw(primitive: Primitive): string {
  if (primitive.kind === 'text') return text(primitive.text);
  return `{${settings(primitive.paint)}${outlineOf(primitive).map(segment).join('')}\\pgfusepath{${usage(primitive.paint)}}}`;
}

function settings({ fill, stroke, width = 1, dash }: Paint): string {
  const filled = fill === undefined ? '' : `\\pgfsetfillcolor{${nameOf(fill)}}`;
  if (stroke === undefined) return filled;
  const dashes = `\\pgfsetdash{${(dash ?? []).map(length => `{${length * BP}bp}`).join('')}}{0bp}`;
  return `${filled}\\pgfsetstrokecolor{${nameOf(stroke)}}\\pgfsetlinewidth{${hundredth(width * BP)}bp}${dashes}`;
}

function usage({ fill, stroke }: Paint): string {
  return [...(fill === undefined ? [] : ['fill']), ...(stroke === undefined ? [] : ['stroke'])].join(',');
}

const at = ({ x, y }: Point): string => `${tenth(x)} ${tenth(y)}`;

function segment(one: Segment): string {
  switch (one.op) {
    case 'M': return `\\vlm${at(one.to)};`;
    case 'L': return `\\vll${at(one.to)};`;
    case 'C': return `\\vlc${at(one.first)} ${at(one.second)} ${at(one.to)};`;
    case 'Z': return '\\pgfpathclose ';
  }
}

const ANCHORS: Readonly<Record<TextShape['anchor'], string>> = { start: 'left,', middle: '', end: 'right,' };

function text({ text: words, font, colour, x, y, anchor }: TextShape): string {
  if (words === '') return '';
  const style = `\\vlf{${hundredth(font.size * BP)}}${font.family === 'mono' ? '\\ttfamily' : '\\sffamily'}${font.bold ? '\\bfseries' : '\\mdseries'}`;
  const room = hundredth(textWidth(words, font) * BP);
  return `\\vlt{${ANCHORS[anchor]}}${at({ x, y })};{${room}}{${style}\\color{${nameOf(colour)}}}{${escapeLatex(words).replaceAll(' ', '\\ ')}}`;
}
