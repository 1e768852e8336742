import type { TypedLine } from '../shell/terminal';
import type { Cell } from './nbformat';

/** What stands before each of a cell's lines: a prompt, bash's `>` where a command goes on, or nothing. */
export function promptsOf(source: string, typed: readonly TypedLine[]): string[] {
  const prompts = source.split('\n').map(() => '');
  for (const { prompt, first, last } of typed) {
    prompts[first] = prompt;
    prompts.fill('>', first + 1, last + 1);
  }
  return prompts;
}

/** A cell that tells whoever reads it at which prompts its lines stood. */
export function withPrompts(cell: Cell, typed: readonly TypedLine[]): Cell {
  return { ...cell, metadata: { ...cell.metadata, vethlab: { ...cell.metadata.vethlab, prompts: promptsOf(cell.source, typed) } } };
}
