import { Shell } from '../shell/shell';
import { MagicError, findMagic } from './magics';
import { splitCell } from './segments';
import type { CellOutcome, CellOutput, Completeness, Completion, MimeBundle, Session } from './session';
import { completeAt, inspectAt } from './words';
import { INTERRUPTED, Workbench } from './workbench';
import type { WorkbenchOptions } from './workbench';

/** A text that ends where the body of a compound command begins. */
const BODY = /(^|[\s;])(do|then|else|\{|\()\s*$/;

const OK: CellOutcome = { status: 'ok' };

/** A notebook's session: cells of shell commands and magics, run against a lab's network. */
export class LabSession implements Session {
  readonly #workbench: Workbench;
  #interrupted = false;

  constructor(options: WorkbenchOptions) {
    this.#workbench = new Workbench(options);
  }

  async execute(code: string, output: CellOutput): Promise<CellOutcome> {
    this.#interrupted = false;
    const complete = (text: string): boolean => Shell.check(text).status !== 'incomplete';
    for (const segment of splitCell(code, complete)) {
      const outcome = segment.kind === 'shell' ? await this.#workbench.run(segment.text, output) : await this.#magic(segment.name, segment.argument, output);
      if (outcome.status === 'error') return outcome;
      if (this.#interrupted) return INTERRUPTED;
    }
    return OK;
  }

  interrupt(): void {
    this.#interrupted = true;
    this.#workbench.interrupt();
  }

  isComplete(code: string): Completeness {
    const { status } = Shell.check(code);
    return status === 'incomplete' ? { status, indent: BODY.test(code) ? '  ' : '' } : { status };
  }

  complete(code: string, cursor: number): Completion {
    return completeAt(code, cursor);
  }

  inspect(code: string, cursor: number): MimeBundle | undefined {
    return inspectAt(code, cursor);
  }

  close(): Promise<void> {
    return this.#workbench.close();
  }

  async #magic(name: string, argument: string, output: CellOutput): Promise<CellOutcome> {
    try {
      await findMagic(name).run(this.#workbench, argument, output);
      return OK;
    } catch (error) {
      if (!(error instanceof MagicError)) throw error;
      return { status: 'error', ename: 'MagicError', evalue: error.message, traceback: [error.message] };
    }
  }
}
