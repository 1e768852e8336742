import { Shell } from '../shell/shell';
import { completeAt } from './complete';
import { indentAfter } from './indent';
import { inspectAt } from './inspect';
import type { CellLanguage } from './language';
import { MagicError, findCellMagic, findMagic, wordsOf } from './magics';
import { splitCell } from './segments';
import type { Segment } from './segments';
import type { CellOutcome, CellOutput, Completeness, Completion, Evaluation, MimeBundle } from './session';
import type { Handover, Station } from './station';
import { INTERRUPTED } from './interrupted';
import { Workbench } from './workbench';
import type { Settings } from './settings';
import type { WorkbenchOptions } from './workbench';

const OK: CellOutcome = { status: 'ok' };

/** Cells of shell commands and magics, run against a lab's network on one backend. */
export class LabSession implements Station {
  readonly #workbench: Workbench;
  #interrupted = false;

  constructor(options: WorkbenchOptions | Workbench) {
    this.#workbench = options instanceof Workbench ? options : new Workbench(options);
  }

  async execute(code: string, output: CellOutput): Promise<CellOutcome | Handover> {
    this.#interrupted = false;
    const end = this.#workbench.beginCell();
    try {
      const outcome = await this.#runAll(code, output);
      // Whoever interrupts wants the prompt back at once: the next cell tells it.
      if (outcome.status !== 'handover' && !this.#interrupted) await this.#workbench.tellChanges(output);
      return outcome;
    } finally {
      end();
    }
  }

  interrupt(): void {
    this.#interrupted = true;
    this.#workbench.interrupt();
  }

  async isComplete(code: string): Promise<Completeness> {
    const other = this.#otherLanguage(code);
    if (other) return other.language.isComplete(other.body);
    const { status, message } = Shell.check(code);
    return status === 'incomplete' ? { status, indent: indentAfter(code, message) } : { status };
  }

  async complete(code: string, cursor: number): Promise<Completion> {
    const other = this.#otherLanguage(code, cursor);
    if (other) return other.language.complete(other.body, cursor);
    return completeAt(code, cursor, { live: () => this.#workbench.live(), labs: () => this.#workbench.labs(), words: (magic) => wordsOf(magic, this.#workbench) });
  }

  async inspect(code: string, cursor: number, detail = 0): Promise<MimeBundle | undefined> {
    const other = this.#otherLanguage(code, cursor);
    if (other) return other.language.inspect(other.body, cursor);
    return inspectAt(code, cursor, detail, () => this.#workbench.live());
  }

  evaluate(expression: string): Promise<Evaluation> {
    return this.#workbench.evaluate(expression);
  }

  async subshell(): Promise<LabSession> {
    return new LabSession(this.#workbench.beside());
  }

  async settings(): Promise<Settings> {
    return this.#workbench.settings;
  }

  close(): Promise<void> {
    return this.#workbench.close();
  }

  /**
   * The language of a cell that isn't the shell's, and the cell with blanks for its first line, so that places stay what they are;
   * undefined for the shell's, and where the cursor is in that first line.
   */
  #otherLanguage(code: string, cursor = Infinity): { readonly language: CellLanguage; readonly body: string } | undefined {
    const [line, checked, name = checked] = /^\s*%%(?:check[^\n]*["'\d][ \t]+(ts)|(\w+))[ \t]*\n/.exec(code) ?? [];
    if (line === undefined || cursor < line.length || !this.#workbench.languages.names.includes(name!)) return undefined;
    return { language: this.#workbench.languages.get(name!), body: line.replace(/[^\n]/g, ' ') + code.slice(line.length) };
  }

  async #runAll(code: string, output: CellOutput): Promise<CellOutcome | Handover> {
    const complete = (text: string): boolean => Shell.check(text).status !== 'incomplete';
    for (const segment of splitCell(code, complete)) {
      const outcome = await this.#run(segment, output);
      if (outcome.status !== 'ok') return outcome;
      if (this.#interrupted) return INTERRUPTED;
    }
    return OK;
  }

  async #run(segment: Segment, output: CellOutput): Promise<CellOutcome | Handover> {
    if (segment.kind === 'shell') return this.#workbench.run(segment.text, output);
    const { name, argument } = segment;
    try {
      if (segment.kind === 'cell') return await findCellMagic(name).run(this.#workbench, argument, segment.body, output);
      const wanted = await findMagic(name).run(this.#workbench, argument, output);
      return typeof wanted === 'string' ? { status: 'handover', backend: wanted, rest: segment.rest } : wanted ?? OK;
    } catch (error) {
      if (!(error instanceof MagicError)) throw error;
      return { status: 'error', ename: 'MagicError', evalue: error.message, traceback: [error.message] };
    }
  }
}
