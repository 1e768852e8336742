import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { NotebookSession } from '../jupyter/notebook-session';
import { executeNotebook, formatNotebook, judgeListings, MarkdownLabError, readMarkdownLab, type Failed, type MarkdownLab, type Notebook, type Verdict } from '../notebook';
import { CliError } from './command';
import type { Command } from './command';
import { labNames, loadLab } from './labfile';
import { openStation } from './station';

/** ms between two words about how far it is */
const PROGRESS_MS = 2000;

/** Makes a notebook of a lab that is written in Markdown. */
export const importLab: Command = {
  help: `usage: vethlab import LAB.md [--output FILE] [--force] [--lab NAME|FILE] [--no-run]

Makes a notebook of an instructor's lab in Markdown, runs it on the simulated network, and lists every listing in the text
that differs from what Linux prints today; what Linux itself doesn't repeat (random MAC addresses, times, ids) counts as equal.

What becomes what:
  \`student@beachhead:~$\` \`ip link\`   a cell that runs the command; so does a fenced block whose lines have prompts, or a fence of bash
  a fenced block behind a command    what the command should print: compared, and left to the cell's own output
  > Why?   and   Q1: ...  A1: ...    a question with space for an answer, and its solution
  numbered steps                     numbers that count on below each heading
  front matter                       title: the notebook's, a "Lab 2:" before it the lab's number; course: for the head of handouts;
                                     lab: the network to start from

  --output FILE    the notebook (default: LAB.ipynb beside LAB.md)
  --force          even where there is such a file
  --lab NAME|FILE  the network to start from (default: front matter, else the lab named like the first prompt's host, else one host)
  --no-run         write it without outputs, and compare nothing

Exits with 0 if every cell ran, with 1 if one failed.
`,
  options: { output: { type: 'string' }, force: { type: 'boolean' }, lab: { type: 'string' }, 'no-run': { type: 'boolean' } },
  run: async (values, [file, ...rest]) => {
    if (file === undefined) throw new CliError('which lab?', 2);
    if (rest.length > 0) throw new CliError(`unexpected ${JSON.stringify(rest[0])}`, 2);
    const target = typeof values.output === 'string' ? values.output : `${file.replace(/\.(md|markdown)$/i, '')}.ipynb`;
    const made = read(file, typeof values.lab === 'string' ? values.lab : undefined);
    if (existsSync(target) && !values.force) throw new CliError(`${target} is there already: --force writes over it, --output FILE writes elsewhere`);
    if (values['no-run']) {
      write(target, made.notebook);
      process.stdout.write(`${target}: ${countCells(made.notebook)}\n`);
      return 0;
    }
    const { notebook, failed } = await execute(made.notebook);
    write(target, notebook);
    const verdicts = judgeListings(made.listings, notebook);
    process.stdout.write(`${failures(failed, notebook)}${report(file, verdicts)}${target}: ${countCells(notebook)}\n`);
    return failed.length === 0 ? 0 : 1;
  },
};

function read(file: string, lab: string | undefined): MarkdownLab {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new CliError(`cannot read ${file}: ${(error as Error).message}`);
  }
  try {
    return readMarkdownLab(text, { names: labNames(), hosts: (name) => loadLab(name).hosts.map((host) => host.name) }, lab);
  } catch (error) {
    if (error instanceof MarkdownLabError) throw new CliError(`${file}: ${error.message}`);
    throw error;
  }
}

function write(file: string, notebook: Notebook): void {
  try {
    writeFileSync(file, formatNotebook(notebook));
  } catch (error) {
    throw new CliError(`cannot write ${file}: ${(error as Error).message}; --output FILE writes elsewhere`);
  }
}

async function execute(notebook: Notebook): Promise<{ readonly notebook: Notebook; readonly failed: readonly Failed[] }> {
  const session = new NotebookSession(openStation, 'simulated', {});
  const failed: Failed[] = [];
  let told = Date.now();
  const progress = (count: number, all: number): void => {
    if (Date.now() - told < PROGRESS_MS) return;
    told = Date.now();
    process.stderr.write(`vethlab: cell ${count} of ${all}\n`);
  };
  return { notebook: await executeNotebook(notebook, session, { progress, failed: (failure) => failed.push(failure) }), failed };
}

function countCells({ cells }: Notebook): string {
  return `${cells.length} cells, ${cells.filter(({ cell_type }) => cell_type === 'code').length} of them commands`;
}

function failures(failed: readonly Failed[], { cells }: Notebook): string {
  return failed.map(({ cell, outcome }) => `cell ${cell + 1} failed: ${cells[cell]!.source}\n    ${outcome.ename}: ${outcome.evalue}\n\n`).join('');
}

function report(file: string, verdicts: readonly Verdict[]): string {
  const differing = verdicts.filter(({ kind }) => kind === 'differs');
  const guesses = verdicts.filter(({ listing }) => listing.guessed)
    .map(({ listing }) => `line ${listing.line}: no command stands before this listing; its step speaks of ${JSON.stringify(listing.command)}, so the notebook runs that\n\n`);
  const count = (wanted: Verdict['kind']): number => verdicts.filter(({ kind }) => kind === wanted).length;
  const summary = `Of ${verdicts.length} listings in ${file}, ${count('same')} are as Linux prints them today, ${count('blanks')} but for blanks, and ${differing.length} differ.\n`;
  return `${guesses.join('')}${differing.map(({ told }) => `${told}\n`).join('')}${summary}`;
}
