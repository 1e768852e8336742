import { KERNEL_INFO } from '../jupyter/info';
import type { Content } from '../jupyter/message';
import type { MimeBundle } from '../jupyter/session';

/** An output of a code cell (nbformat 4.5, schema `output`). */
export type Output =
  | { readonly output_type: 'stream'; readonly name: 'stdout' | 'stderr'; readonly text: string }
  | { readonly output_type: 'display_data'; readonly data: MimeBundle; readonly metadata: Content }
  | { readonly output_type: 'execute_result'; readonly data: MimeBundle; readonly metadata: Content; readonly execution_count: number }
  | { readonly output_type: 'error'; readonly ename: string; readonly evalue: string; readonly traceback: readonly string[] };

/** What front ends, nbgrader and vethlab keep with a cell. */
export interface CellMetadata {
  readonly tags?: readonly string[];
  readonly nbgrader?: { readonly solution?: boolean; readonly grade?: boolean; readonly task?: boolean; readonly points?: number };
  readonly slideshow?: { readonly slide_type?: string };
  /** `prompts`: what stands before each line, '' for nothing */
  readonly vethlab?: { readonly prompts?: readonly string[] };
  readonly [field: string]: unknown;
}

/** Files in a Markdown cell: their names to their contents, in base64, by MIME type. */
export type Attachments = Readonly<Record<string, Readonly<Record<string, string>>>>;

export interface Cell {
  readonly cell_type: 'code' | 'markdown' | 'raw';
  /** from nbformat 4.5 on */
  readonly id?: string;
  readonly metadata: CellMetadata;
  readonly source: string;
  readonly attachments?: Attachments;
  /** of a code cell, like its outputs */
  readonly execution_count?: number | null;
  readonly outputs?: readonly Output[];
}

/** What a notebook says of itself as a lab. */
export interface About {
  readonly course?: string;
  readonly lab?: string | number;
  readonly title?: string;
  readonly edition?: string;
  readonly [field: string]: unknown;
}

export interface NotebookMetadata {
  readonly kernelspec?: { readonly name?: string; readonly display_name?: string };
  readonly vethlab?: About;
  readonly [field: string]: unknown;
}

/** A notebook as its file holds it, but for texts: a file may have them as lists of lines. */
export interface Notebook {
  readonly cells: readonly Cell[];
  readonly metadata: NotebookMetadata;
  readonly nbformat: 4;
  readonly nbformat_minor: number;
}

export const tagsOf = ({ metadata }: Cell): readonly string[] => metadata.tags ?? [];

/** Whether there is something in it to run; an empty one counts for nothing in Jupyter either. */
export const isRun = ({ cell_type, source }: Cell): boolean => cell_type === 'code' && source.trim() !== '';

/** @param tags as nbconvert and the handouts read them */
export function markdownCell(id: string, source: string, ...tags: readonly string[]): Cell {
  return { cell_type: 'markdown', id, metadata: tagged(tags), source };
}

export function codeCell(id: string, source: string, ...tags: readonly string[]): Cell {
  return { cell_type: 'code', id, metadata: tagged(tags), source, execution_count: null, outputs: [] };
}

const tagged = (tags: readonly string[]): CellMetadata => (tags.length === 0 ? {} : { tags });

/** A notebook for this kernel. @param metadata besides the kernel's own */
export function notebookOf(cells: readonly Cell[], metadata: NotebookMetadata = {}): Notebook {
  const kernelspec = { display_name: 'vethlab (Linux network)', language: 'bash', name: 'vethlab' };
  return { cells, metadata: { kernelspec, language_info: KERNEL_INFO.language_info, ...metadata }, nbformat: 4, nbformat_minor: 5 };
}
