import { KERNEL_INFO } from '../jupyter/info';
import type { Content } from '../jupyter/message';
import type { MimeBundle } from '../jupyter/session';

/** An output of a code cell (nbformat 4.5, schema `output`). */
export type Output =
  | { readonly output_type: 'stream'; readonly name: 'stdout' | 'stderr'; readonly text: string }
  | { readonly output_type: 'display_data'; readonly data: MimeBundle; readonly metadata: Content }
  | { readonly output_type: 'execute_result'; readonly data: MimeBundle; readonly metadata: Content; readonly execution_count: number }
  | { readonly output_type: 'error'; readonly ename: string; readonly evalue: string; readonly traceback: readonly string[] };

export interface MarkdownCell {
  readonly cell_type: 'markdown';
  readonly id: string;
  readonly metadata: Content;
  readonly source: string;
}

export interface CodeCell {
  readonly cell_type: 'code';
  readonly id: string;
  readonly metadata: Content;
  readonly source: string;
  readonly execution_count: number | null;
  readonly outputs: readonly Output[];
}

export type Cell = MarkdownCell | CodeCell;

/** A notebook as its file holds it. */
export interface Notebook {
  readonly cells: readonly Cell[];
  readonly metadata: Content;
  readonly nbformat: 4;
  readonly nbformat_minor: 5;
}

/** @param tags as nbconvert and the handouts read them */
export function markdownCell(id: string, source: string, ...tags: readonly string[]): MarkdownCell {
  return { cell_type: 'markdown', id, metadata: tagged(tags), source };
}

export function codeCell(id: string, source: string, ...tags: readonly string[]): CodeCell {
  return { cell_type: 'code', id, metadata: tagged(tags), source, execution_count: null, outputs: [] };
}

const tagged = (tags: readonly string[]): Content => (tags.length === 0 ? {} : { tags });

/** A notebook for this kernel. @param metadata besides the kernel's own */
export function notebookOf(cells: readonly Cell[], metadata: Content = {}): Notebook {
  const kernelspec = { display_name: 'vethlab (Linux network)', language: 'bash', name: 'vethlab' };
  return { cells, metadata: { kernelspec, language_info: KERNEL_INFO.language_info, ...metadata }, nbformat: 4, nbformat_minor: 5 };
}

/** The text of a notebook's file, as Jupyter writes it: sources and streams as lists of lines. */
export function formatNotebook(notebook: Notebook): string {
  const cells = notebook.cells.map((cell) => ({
    ...cell,
    source: lines(cell.source),
    ...(cell.cell_type === 'code' && { outputs: cell.outputs.map((output) => (output.output_type === 'stream' ? { ...output, text: lines(output.text) } : output)) }),
  }));
  return `${JSON.stringify({ ...notebook, cells }, null, 1)}\n`;
}

function lines(text: string): string[] {
  return text.split(/(?<=\n)/);
}
