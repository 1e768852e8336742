import { drawingBundle, drawingHtml } from '../drawing';
import { toLatex } from '../emit/latex';
import { element, escape, indented } from '../html';
import { withFonts } from '../latex';
import { fenced } from '../markdown';
import type { MimeBundle, Picture } from '../mime';
import type { Scene } from '../scene';
import { tablePicture } from '../table';
import { captureTrace, type Capture } from './capture';
import { describeLadder } from './describe';
import { drawLadder } from './draw';
import { foldLadder } from './fold';
import { ladderText } from './ladder-text';
import { linesText } from './lines';
import { downloadLink } from './link';
import type { Trace } from './model';
import { MOST_OPENED, packetTable } from './table';
import { wordsOf, type Words } from './words';

export type { Capture } from './capture';
export { type Header, type Headers, readHeaders } from './decode';
export type { DropStep, FrameStep, Lifeline, NoteStep, PassStep, SeenPacket, Step, Trace, Verdict } from './model';

/** Packets as a ladder and as a table whose rows open, in every format; the text has tcpdump's lines in the place of the table. */
export function renderTrace(trace: Trace): MimeBundle {
  const { words, scene, text, table } = picture(trace);
  return { ...bundle(scene, text, table), 'text/plain': `${text}\n${linesText(trace.packets, words)}` };
}

/** What tcpdump captured, beside its text, which stands above it already: so `text/plain` is empty. */
export function renderCapture(capture: Capture): MimeBundle {
  const { scene, text, table } = picture(captureTrace(capture));
  const { 'text/html': html, ...rest } = bundle(scene, text, table);
  return { ...rest, 'text/plain': '', 'text/html': `${html}${downloadLink(capture)}` };
}

function picture(trace: Trace): { readonly words: readonly Words[]; readonly scene: Scene; readonly text: string; readonly table: Required<Picture> } {
  const words = wordsOf(trace.packets);
  const ladder = foldLadder(trace, words);
  const count = `${words.length} ${words.length === 1 ? 'packet' : 'packets'}`;
  return { words, scene: drawLadder(ladder, describeLadder(ladder)), text: ladderText(ladder), table: tablePicture(`${count}: a click on ${words.length > MOST_OPENED ? `one of the first ${MOST_OPENED}` : 'one'} opens its headers and octets`, packetTable(trace.packets, words)) };
}

function bundle(scene: Scene, text: string, table: Required<Picture>): MimeBundle & { readonly 'text/html': string } {
  const summary = element('summary', { style: 'cursor: pointer; font-size: 12px' }, escape(table.caption));
  return {
    ...drawingBundle({ scene, text }),
    'text/html': drawingHtml({ scene, text }) + indented(element('details', {}, summary + table.html)),
    'text/latex': withFonts(toLatex(scene) + table.latex),
    'text/markdown': `${fenced(text)}\n${table.markdown}`,
  };
}
