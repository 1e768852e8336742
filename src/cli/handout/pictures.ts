import type { Notebook, Output } from '../../notebook';

/** A picture in an output's HTML. */
const IMAGE = /<img src="data:image\/svg\+xml;base64,([A-Za-z0-9+/=]+)"(?: alt="([^"]*)")?/;

/** Takes pictures out of outputs' HTML, so that Markdown finds them as images of their own, which nbconvert writes to files. */
export function withPictures(notebook: Notebook): Notebook {
  return { ...notebook, cells: notebook.cells.map((cell) => (cell.outputs ? { ...cell, outputs: cell.outputs.map(withPicture) } : cell)) };
}

function withPicture(output: Output): Output {
  if (output.output_type === 'stream' || output.output_type === 'error') return output;
  const [, picture, alt] = IMAGE.exec(String(output.data['text/html'] ?? '')) ?? [];
  if (picture === undefined) return output;
  const { 'application/pdf': _print, ...data } = output.data;
  return { ...output, data: { ...data, 'image/svg+xml': Buffer.from(picture, 'base64').toString() }, metadata: { ...output.metadata, alt: unescaped(alt ?? '') } };
}

const ENTITIES: Readonly<Record<string, string>> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': '\'' };

function unescaped(text: string): string {
  return text.replace(/&(amp|lt|gt|quot|#39);/g, (entity) => ENTITIES[entity]!);
}
