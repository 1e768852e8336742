import { readFileSync } from 'node:fs';
import type { Output } from '../../notebook/nbformat';
import { CliError } from '../command';

/** nbformat 4's cells and outputs, as far as handouts look at them. */
export interface Cell {
  readonly cell_type: 'code' | 'markdown' | 'raw';
  readonly metadata: CellMetadata;
  readonly source: string;
  readonly outputs?: readonly Output[];
  readonly execution_count?: number | null;
  readonly [field: string]: unknown;
}

export interface CellMetadata {
  readonly tags?: readonly string[];
  readonly nbgrader?: { readonly solution?: boolean; readonly grade?: boolean; readonly task?: boolean; readonly points?: number };
  readonly slideshow?: { readonly slide_type?: string };
  /** `prompts`: what stands before each line, '' for nothing */
  readonly vethlab?: { readonly prompts?: readonly string[] };
  readonly [field: string]: unknown;
}

/** What a notebook says of itself as a handout. */
export interface About {
  readonly course?: string;
  readonly lab?: string | number;
  readonly title?: string;
  readonly edition?: string;
  readonly [field: string]: unknown;
}

export interface Notebook {
  readonly cells: readonly Cell[];
  readonly metadata: { readonly kernelspec?: { readonly name?: string; readonly display_name?: string }; readonly vethlab?: About; readonly [field: string]: unknown };
  readonly [field: string]: unknown;
}

export const tagsOf = ({ metadata }: Cell): readonly string[] => metadata.tags ?? [];

/** nbformat lets a text be a list of its lines. */
function whole<T>(value: T): T | string {
  return Array.isArray(value) && value.every((line) => typeof line === 'string') ? value.join('') : value;
}

function outputOf(output: Output): Output {
  if (output.output_type === 'stream') return { ...output, text: whole(output.text) };
  if (output.output_type === 'error') return output;
  return { ...output, data: Object.fromEntries(Object.entries(output.data).map(([type, data]) => [type, type.endsWith('json') ? data : whole(data)])) };
}

/** Reads a notebook; texts are strings afterwards. @throws {CliError} for a file that there isn't or that is none of nbformat 4 */
export function readNotebook(path: string): Notebook {
  let notebook: Notebook & { readonly nbformat?: unknown };
  try {
    notebook = JSON.parse(readFileSync(path, 'utf8')) as typeof notebook;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw new CliError(`there is no notebook ${path}`);
    throw new CliError(`cannot read the notebook ${path}: ${(error as Error).message}`);
  }
  if (notebook?.nbformat !== 4 || !Array.isArray(notebook.cells)) throw new CliError(`${path} is no notebook of nbformat 4: open it in JupyterLab and save it there, which brings it up to date`);
  const cells = notebook.cells.map((cell) => ({ ...cell, metadata: cell.metadata ?? {}, source: whole(cell.source), ...(cell.outputs && { outputs: cell.outputs.map(outputOf) }) }));
  return { ...notebook, cells, metadata: notebook.metadata ?? {} };
}
