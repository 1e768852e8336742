import type { Notebook, Output } from './nbformat';

/** A text that is no notebook of nbformat 4; the message says what it is, and what to do. */
export class NotebookError extends Error {
  override readonly name = 'NotebookError';
}

/** Reads the text of a notebook's file. @throws {NotebookError} for one that is none of nbformat 4 */
export function parseNotebook(text: string): Notebook {
  const notebook = parsed(text) as Notebook | null;
  if (notebook?.nbformat !== 4 || !Array.isArray(notebook.cells)) throw new NotebookError('it is no notebook of nbformat 4: open it in JupyterLab and save it there, which brings it up to date');
  const cells = notebook.cells.map((cell) => ({ ...cell, metadata: cell.metadata ?? {}, source: whole(cell.source), ...(cell.outputs && { outputs: cell.outputs.map(outputOf) }) }));
  return { ...notebook, cells, metadata: notebook.metadata ?? {} };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new NotebookError(`it is no notebook: ${(error as Error).message}`);
  }
}

function outputOf(output: Output): Output {
  if (output.output_type === 'stream') return { ...output, text: whole(output.text) };
  if (output.output_type === 'error') return output;
  return { ...output, data: Object.fromEntries(Object.entries(output.data).map(([type, data]) => [type, type.endsWith('json') ? data : whole(data)])) };
}

function whole<T>(value: T): T | string {
  return Array.isArray(value) && value.every((line) => typeof line === 'string') ? value.join('') : value;
}

/** The text of a notebook's file, as Jupyter writes it: sources and streams as lists of lines. */
export function formatNotebook(notebook: Notebook): string {
  const cells = notebook.cells.map((cell) => ({
    ...cell,
    source: lines(cell.source),
    ...(cell.outputs && { outputs: cell.outputs.map((output) => (output.output_type === 'stream' ? { ...output, text: lines(output.text) } : output)) }),
  }));
  return `${JSON.stringify({ ...notebook, cells }, null, 1)}\n`;
}

function lines(text: string): string[] {
  return text.split(/(?<=\n)/);
}
