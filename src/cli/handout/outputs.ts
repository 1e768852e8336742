import type { Content } from '../../jupyter/message';
import type { CellOutput, MimeBundle } from '../../jupyter/session';
import type { TypedLine } from '../../shell/terminal';
import type { Output } from './notebook';

type Shown = Extract<Output, { output_type: 'display_data' | 'execute_result' }>;

/** What the cells of a notebook show, as nbformat has it; an update changes what an earlier cell has shown. */
export class Outputs {
  readonly #displays = new Map<string, { readonly outputs: Output[]; readonly index: number }[]>();

  /** Where a cell writes to. Nobody can be asked there. @param count the cell's number */
  cell(outputs: Output[], typed: TypedLine[], count: number): CellOutput {
    let clearing = false;
    const add = (output: Output): void => {
      if (clearing) outputs.length = 0;
      clearing = false;
      outputs.push(output);
    };
    return {
      stream: (name, text) => {
        const last = clearing ? undefined : outputs.at(-1);
        if (last?.output_type === 'stream' && last.name === name) outputs[outputs.length - 1] = { ...last, text: last.text + text };
        else add({ output_type: 'stream', name, text });
      },
      display: (data, metadata = {}, id) => {
        add(shown('display_data', data, metadata));
        if (id !== undefined) this.#displays.set(id, [...this.#displays.get(id) ?? [], { outputs, index: outputs.length - 1 }]);
      },
      update: (id, data, metadata = {}) => {
        for (const { outputs: those, index } of this.#displays.get(id) ?? []) those[index] = shown('display_data', data, metadata);
      },
      result: (data) => add({ ...shown('execute_result', data, {}), execution_count: count }),
      clear: (wait) => {
        if (wait) clearing = true;
        else outputs.length = 0;
      },
      typed: (line) => void typed.push(line),
    };
  }
}

function shown(output_type: Shown['output_type'], data: MimeBundle, metadata: Content): Shown {
  return { output_type, data, metadata };
}

/** What stands before each of a cell's lines: a prompt, bash's `>` where a command goes on, or nothing. */
export function promptsOf(source: string, typed: readonly TypedLine[]): string[] {
  const prompts = source.split('\n').map(() => '');
  for (const { prompt, first, last } of typed) {
    prompts[first] = prompt;
    prompts.fill('>', first + 1, last + 1);
  }
  return prompts;
}
