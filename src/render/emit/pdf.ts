import { hundredth, type Point, type Segment } from '../path';
import type { Scene, TextShape } from '../scene';
import { textWidth } from '../text';
import { PDF_FONTS, type Run, runsOf } from './pdf-text';
import { canvasOf, outlineOf, type Paint, type Primitive } from './primitives';

/** A CSS px is 1/96 inch, PDF's unit is 1/72. */
const UNIT = 0.75;

/**
 * The drawing as a PDF file of one page of its size: vectors, and text in fonts that every viewer has. ASCII throughout; the same scene
 * gives the same bytes.
 */
export function toPdf(scene: Scene): string {
  const { width, height, primitives } = canvasOf(scene);
  const content = `${UNIT} 0 0 -${UNIT} 0 ${hundredth(height * UNIT)} cm\n${primitives.map(draw).join('\n')}\n`;
  const fonts = Object.entries(PDF_FONTS).map(([name, base], i) => {
    const encoding = base === 'Symbol' || base === 'ZapfDingbats' ? '' : ' /Encoding /WinAnsiEncoding';
    return { use: `/${name} ${FIRST_FONT + i} 0 R`, object: `<< /Type /Font /Subtype /Type1 /BaseFont /${base}${encoding} >>` };
  });
  return file([
    '<< /Type /Catalog /Pages 2 0 R /Lang (en) /ViewerPreferences << /DisplayDocTitle true >> >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 ${hundredth(width * UNIT)} ${hundredth(height * UNIT)}] /Contents 4 0 R /Resources << /Font << ${fonts.map(({ use }) => use).join(' ')} >> >> >>`,
    `<< /Length ${content.length} >>\nstream\n${content}endstream`,
    `<< /Title <${utf16(scene.description)}> >>`,
    ...fonts.map(({ object }) => object),
  ]);
}

/** Number of the object that says what the file is about. */
const INFO = 5;
const FIRST_FONT = INFO + 1;

/** Objects, numbered from 1, with the table that says at which octet each begins (ISO 32000-1, 7.5). */
function file(objects: readonly string[]): string {
  let text = '%PDF-1.4\n';
  const offsets = objects.map((object, i) => {
    const offset = text.length;
    text += `${i + 1} 0 obj\n${object}\nendobj\n`;
    return offset;
  });
  const table = offsets.map(offset => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  const size = objects.length + 1;
  return `${text}xref\n0 ${size}\n0000000000 65535 f \n${table}trailer\n<< /Size ${size} /Root 1 0 R /Info ${INFO} 0 R >>\nstartxref\n${text.length}\n%%EOF\n`;
}

function hex(code: number, digits: number): string {
  return code.toString(16).padStart(digits, '0');
}

function utf16(text: string): string {
  return `feff${Array.from({ length: text.length }, (_, i) => hex(text.charCodeAt(i), 4)).join('')}`;
}

function draw(primitive: Primitive): string {
  if (primitive.kind === 'text') return text(primitive.text);
  const { paint } = primitive;
  return `q ${settings(paint)}${outlineOf(primitive).map(segment).join(' ')} ${paint.fill === undefined ? 'S' : paint.stroke === undefined ? 'f' : 'B'} Q`;
}

function settings({ fill, stroke, width = 1, dash }: Paint): string {
  const filled = fill === undefined ? '' : `${colour(fill)} rg `;
  if (stroke === undefined) return filled;
  return `${filled}${colour(stroke)} RG ${width} w ${dash ? `[${dash.join(' ')}] 0 d ` : ''}`;
}

/** `#rrggbb` as three numbers from 0 to 1. */
function colour(web: string): string {
  return [1, 3, 5].map(i => String(Math.round(parseInt(web.slice(i, i + 2), 16) / 0.255) / 1000)).join(' ');
}

const at = ({ x, y }: Point): string => `${hundredth(x)} ${hundredth(y)}`;

function segment(one: Segment): string {
  switch (one.op) {
    case 'M': return `${at(one.to)} m`;
    case 'L': return `${at(one.to)} l`;
    case 'C': return `${at(one.first)} ${at(one.second)} ${at(one.to)} c`;
    case 'Z': return 'h';
  }
}

function text(shape: TextShape): string {
  const runs = runsOf(shape.text, shape.font);
  const { size } = shape.font;
  const natural = runs.reduce((sum, run) => sum + run.width, 0) * size / 1000;
  if (natural === 0) return '';
  // Never wider than the room that was reckoned for it.
  const squeeze = Math.min(1, textWidth(shape.text, shape.font) / natural);
  const left = shape.x - natural * squeeze * (shape.anchor === 'start' ? 0 : shape.anchor === 'end' ? 1 : 0.5);
  const shown = (run: Run): string => `/${run.font} ${size} Tf <${run.codes.map(code => hex(code, 2)).join('')}> Tj`;
  return `BT ${colour(shape.colour)} rg ${squeeze < 1 ? `${hundredth(squeeze * 100)} Tz ` : '100 Tz '}1 0 0 -1 ${at({ x: left, y: shape.y })} Tm ${runs.map(shown).join(' ')} ET`;
}
