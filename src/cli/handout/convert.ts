import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, delimiter, join, resolve } from 'node:path';
import type { About, Notebook } from '../../notebook';
import { CliError } from '../command';
import { writeKernelspec } from '../kernelspec';
import { writeTemplates } from '../templates';
import { printPage } from './browser';
import { editionOf, type Edition } from './edition';
import type { Format } from './formats';
import { readNotebook } from './read';

/** How a handout should be. */
export interface Wanted {
  readonly edition: Edition;
  readonly about: About;
  readonly outputs: boolean;
}

/** Lines of nbconvert's that a message quotes at most: LaTeX says much. */
const QUOTED = 12;

/** nbconvert, with our kernel and templates wherever these are installed. */
export class Converter {
  readonly #data: string;

  /** @param scratch a folder for what is in between */
  constructor(private readonly jupyter: string, private readonly scratch: string, private readonly folder: string) {
    this.#data = join(scratch, 'jupyter');
    writeKernelspec(this.#data);
    writeTemplates(this.#data);
  }

  /** Has a notebook's own kernel run it. @throws {CliError} where that fails */
  execute(path: string, kernel: string): Notebook {
    this.#nbconvert(['--execute', '--to', 'notebook', '--output', 'executed', '--output-dir', this.scratch, resolve(path)], `${path}: its kernel, ${kernel}, did not run it to the end`);
    return readNotebook(join(this.scratch, 'executed.ipynb'));
  }

  /** Writes a handout. @returns its path @throws {CliError} where that fails */
  write(notebook: Notebook, path: string, format: Format, { edition, about, outputs }: Wanted): string {
    const name = `${basename(path, '.ipynb')}${edition === 'instructor' ? '-instructor' : ''}`;
    const edited = editionOf(notebook, edition, about, outputs);
    const source = join(this.scratch, `${name}.ipynb`);
    writeFileSync(source, JSON.stringify(format.prepare?.(edited) ?? edited));
    mkdirSync(this.folder, { recursive: true });
    const target = join(this.folder, `${name}${format.ending}`);
    this.#nbconvert(['--to', format.to, '--template', format.template, '--output-dir', format.printed ? this.scratch : this.folder, source], `nbconvert could not write ${target}`);
    if (format.printed) printPage(join(this.scratch, `${name}.html`), target, join(this.scratch, 'browser'));
    return target;
  }

  #nbconvert(args: readonly string[], failure: string): void {
    const JUPYTER_PATH = [this.#data, process.env.JUPYTER_PATH].filter(Boolean).join(delimiter);
    const { status, stderr, error } = spawnSync(this.jupyter, ['nbconvert', ...args], { stdio: ['ignore', 'ignore', 'pipe'], encoding: 'utf8', maxBuffer: 1 << 28, env: { ...process.env, JUPYTER_PATH } });
    if (error) throw new CliError(`cannot run ${this.jupyter}: ${error.message}`);
    if (status !== 0) throw new CliError(`${failure}: ${stderr.trim().split('\n').slice(-QUOTED).join('\n')}\nIf nbconvert is missing, run 'vethlab setup'.`);
  }
}
