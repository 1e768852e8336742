import { toLatex } from './emit/latex';
import { toPdf } from './emit/pdf';
import { toImage } from './emit/svg';
import { element, terminalText } from './html';
import type { MimeBundle } from './mime';
import type { Scene } from './scene';

/** A picture, and the same drawn in characters, as lines that each end in a newline. */
export interface Drawing {
  readonly scene: Scene;
  readonly text: string;
}

/** A picture in each format that something asks for. Never `image/svg+xml`: LaTeX exports would need a converter for it. */
export function drawingBundle(drawing: Drawing): MimeBundle {
  return {
    'text/plain': drawing.text,
    'text/html': drawingHtml(drawing),
    'text/latex': toLatex(drawing.scene),
    'text/markdown': fenced(drawing.text),
    'application/pdf': btoa(toPdf(drawing.scene)),
  };
}

/** The picture as an image, and below it, folded, the same in characters. */
export function drawingHtml({ scene, text }: Drawing): string {
  const summary = element('summary', { style: 'cursor: pointer; font-size: 12px' }, 'the same as text');
  return element('div', { style: 'padding: 0 0 0 6px' }, toImage(scene) + element('details', {}, summary + terminalText(text)));
}

/** Text to the letter in Markdown, whatever it holds. */
export function fenced(text: string): string {
  const longest = [...text.matchAll(/`+/g)].reduce((most, [ticks]) => Math.max(most, ticks.length), 2);
  const fence = '`'.repeat(longest + 1);
  return `${fence}text\n${text}${text.endsWith('\n') || text === '' ? '' : '\n'}${fence}\n`;
}
