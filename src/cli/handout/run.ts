import { basename, dirname, resolve } from 'node:path';
import { NotebookSession } from '../../jupyter/notebook-session';
import { executeNotebook, tagsOf, type Failed, type Notebook } from '../../notebook';
import { backendOf } from '../backends';
import { CliError, type Values } from '../command';
import { openStation } from '../station';
import { settingsOf } from '../settings';
import type { Converter } from './convert';
import { remotePictures, withFiles } from './files';
import { readNotebook } from './read';

/** ms between two lines that tell how far a run has come, where each line stays */
const EVERY = 5000;

/**
 * Runs a notebook where it lies, so that it finds its files: one of ours here, with progress on standard error; one of another kernel by nbconvert.
 * @param backend what --backend says
 * @throws {CliError} where a cell fails
 */
export async function runNotebook(path: string, backend: Values[string], converter: Converter): Promise<Notebook> {
  const notebook = readNotebook(path);
  const remote = remotePictures(notebook);
  if (remote.length > 0) process.stderr.write(`vethlab: ${path}: a handout loads nothing, so these pictures become links: ${remote.join(' ')} (save them beside the notebook to have them shown)\n`);
  const { name = 'vethlab' } = notebook.metadata.kernelspec ?? {};
  const folder = dirname(resolve(path));
  if (name !== 'vethlab') return withFiles(converter.execute(path, name), folder);
  const session = new NotebookSession(openStation, backendOf(backend), settingsOf(process.env));
  const back = process.cwd();
  process.chdir(folder);
  const told = progressOf(basename(path));
  try {
    return withFiles(await executeNotebook(notebook, session, { progress: told.progress, failed: (failed) => stopAt(failed, notebook, path) }, true), folder);
  } finally {
    told.end();
    process.chdir(back);
  }
}

/** @throws {CliError} unless the cell is meant to fail */
function stopAt({ cell, count, all, outcome }: Failed, { cells }: Notebook, path: string): void {
  const failed = cells[cell]!;
  if (tagsOf(failed).includes('raises-exception')) return;
  throw new CliError(`${path}: cell ${count} of ${all} failed, and nothing was written: ${outcome.ename}: ${outcome.evalue}\n${quoted(failed.source)}\nMend it, or tag the cell raises-exception if it is meant to fail.`);
}

/** Lines of a cell that a message quotes at most. */
const QUOTED = 5;

function quoted(source: string): string {
  const lines = source.split('\n');
  return [...lines.slice(0, QUOTED), ...(lines.length > QUOTED ? ['...'] : [])].map((line) => `    ${line}`).join('\n');
}

/** Tells of progress: at a terminal in one line that changes, else in a line every few seconds. */
function progressOf(name: string): { readonly progress: (cell: number, cells: number) => void; readonly end: () => void } {
  const { stderr } = process;
  let last = Date.now();
  return {
    progress: (cell, cells) => {
      const line = `${name}: cell ${cell} of ${cells}`;
      if (stderr.isTTY) stderr.write(`\r\x1b[K${line}`);
      else if (Date.now() - last >= EVERY) {
        last = Date.now();
        stderr.write(`${line}\n`);
      }
    },
    end: () => void (stderr.isTTY && stderr.write('\r\x1b[K')),
  };
}
