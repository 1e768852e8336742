import { toLatex } from './emit/latex';
import { toPdf } from './emit/pdf';
import { toImage } from './emit/svg';
import { element, indented, terminalText } from './html';
import { fenced } from './markdown';
import type { MimeBundle, Picture } from './mime';
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
  return indented(toImage(scene) + element('details', {}, summary + terminalText(text)));
}

/** The picture for a display that begins with a terminal's text. */
export function drawingPicture(caption: string, { scene, text }: Drawing): Picture {
  return { caption, html: toImage(scene), latex: toLatex(scene), markdown: fenced(text) };
}
