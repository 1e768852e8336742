import type { Picture } from '../mime';
import { tableHtml } from './html';
import { tableLatex } from './latex';
import { tableMarkdown } from './markdown';
import { type Table, limited } from './model';

export { tableText } from './text';

/** Rows that a table shows at most; the text has them all. */
const MOST_ROWS = 100;

/** A table in all formats that stand beside the terminal's text. */
export function tablePicture(caption: string, whole: Table): Required<Picture> {
  const table = limited(whole, MOST_ROWS);
  return { caption, html: tableHtml(table), latex: tableLatex(table), markdown: tableMarkdown(table) };
}
