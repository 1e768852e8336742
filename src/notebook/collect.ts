import type { CellOutcome, CellOutput, MimeBundle } from '../jupyter/session';
import { shown } from '../jupyter/shown';
import type { Content } from '../jupyter/message';
import type { TypedLine } from '../shell/terminal';
import type { Output } from './nbformat';

/** What displays a notebook shows by their ids, so that a later cell can change one. */
export type Displays = Map<string, { readonly outputs: Output[]; readonly index: number }>;

/** Keeps what a cell shows, as the notebook's file holds it. */
export class Collector implements CellOutput {
  #outputs: Output[] = [];
  #clearing = false;
  /** the cell's lines, and the prompts at which they stood */
  readonly lines: TypedLine[] = [];

  /** @param count the cell's execution count */
  constructor(private readonly count: number, private readonly displays: Displays = new Map()) {}

  stream(name: 'stdout' | 'stderr', written: string): void {
    const last = this.#now().at(-1);
    const before = last?.output_type === 'stream' && last.name === name ? last : undefined;
    let text = shown(written);
    // a backspace may be for what was written before; there is nothing else that it could take back
    if (text.includes('\b')) text = shown((before?.text ?? '') + text).replaceAll('\b', '');
    else if (before) text = before.text + text;
    if (before) this.#outputs.splice(-1, 1, { ...before, text });
    else if (text !== '') this.#outputs.push({ output_type: 'stream', name, text });
  }

  display(data: MimeBundle, metadata: Content = {}, id?: string): void {
    this.#now().push({ output_type: 'display_data', data, metadata });
    if (id !== undefined) this.displays.set(id, { outputs: this.#outputs, index: this.#outputs.length - 1 });
  }

  update(id: string, data: MimeBundle, metadata: Content = {}): void {
    const display = this.displays.get(id);
    if (display) display.outputs[display.index] = { output_type: 'display_data', data, metadata };
  }

  result(data: MimeBundle): void {
    this.#now().push({ output_type: 'execute_result', data, metadata: {}, execution_count: this.count });
  }

  clear(wait = false): void {
    if (wait) this.#clearing = true;
    else this.#outputs.length = 0;
  }

  typed(line: TypedLine): void {
    this.lines.push(line);
  }

  /** All that the cell has shown, its failure last. */
  shown(outcome: CellOutcome): readonly Output[] {
    const outputs = this.#now();
    if (outcome.status === 'error') outputs.push({ output_type: 'error', ename: outcome.ename, evalue: outcome.evalue, traceback: outcome.traceback });
    return outputs;
  }

  #now(): Output[] {
    if (this.#clearing) this.#outputs.length = 0;
    this.#clearing = false;
    return this.#outputs;
  }
}

/** A cell's outputs as a terminal would have shown them. */
export function terminalText(outputs: readonly Output[]): string {
  return outputs.map((output) => {
    if (output.output_type === 'stream') return output.text;
    return output.output_type === 'error' ? '' : String(output.data['text/plain'] ?? '');
  }).join('');
}
