import type { Notebook, Output } from '../../notebook';

/** A picture in an output's HTML. */
const IMAGE = /<img src="data:image\/svg\+xml;base64,([A-Za-z0-9+/=]+)"(?: alt="([^"]*)")?/g;

/** Takes pictures out of outputs' HTML, so that Markdown finds them as images of their own, which nbconvert writes to files. */
export function withPictures(notebook: Notebook): Notebook {
  return { ...notebook, cells: notebook.cells.map((cell) => (cell.outputs ? { ...cell, outputs: cell.outputs.flatMap(withPicture) } : cell)) };
}

/** The same output with its picture; a picture in several images takes an output for each. */
function withPicture(output: Output): Output[] {
  if (output.output_type === 'stream' || output.output_type === 'error') return [output];
  const images = [...String(output.data['text/html'] ?? '').matchAll(IMAGE)];
  if (images.length === 0) return [output];
  const { 'application/pdf': _print, ...data } = output.data;
  return images.map(([, picture, alt], i): Output => {
    const image = { 'image/svg+xml': Buffer.from(picture!, 'base64').toString() };
    if (i === 0) return { ...output, data: { ...data, ...image }, metadata: { ...output.metadata, alt: unescaped(alt ?? '') } };
    return { output_type: 'display_data', data: image, metadata: { alt: `the same, part ${i + 1}` } };
  });
}

const ENTITIES: Readonly<Record<string, string>> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': '\'' };

function unescaped(text: string): string {
  return text.replace(/&(amp|lt|gt|quot|#39);/g, (entity) => ENTITIES[entity]!);
}
