import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { CliError } from './command';
import type { Command } from './command';
import { writeKernelspec } from './kernelspec';
import { findJupyter } from './python';

/** Handout formats and nbconvert's names for them. */
const FORMATS: ReadonlyMap<string, string> = new Map([['html', 'html']]);

/** Executes notebooks through nbconvert and writes handouts. */
export const handout: Command = {
  help: `usage: vethlab handout NOTEBOOK... [--to html] [--output-dir DIR]

Runs each notebook from top to bottom in a fresh network and writes it, with its outputs, as a handout.

  --to FORMAT        ${[...FORMATS.keys()].join(', ')} (the default)
  --output-dir DIR   where to, instead of handouts/
`,
  options: { to: { type: 'string', default: 'html' }, 'output-dir': { type: 'string', default: 'handouts' } },
  run: async (values, notebooks) => {
    if (notebooks.length === 0) throw new CliError('which notebook?', 2);
    const format = FORMATS.get(String(values.to));
    if (!format) throw new CliError(`--to ${JSON.stringify(values.to)} is not supported: it is ${[...FORMATS.keys()].join(', ')}`, 2);
    const missing = notebooks.find((notebook) => !existsSync(notebook));
    if (missing !== undefined) throw new CliError(`there is no notebook ${missing}`);
    return convert(notebooks, format, resolve(String(values['output-dir'])));
  },
};

function convert(notebooks: readonly string[], format: string, folder: string): number {
  const jupyter = findJupyter();
  // A data directory of our own: it doesn't matter whether and where the kernel is installed.
  const data = mkdtempSync(join(tmpdir(), 'vethlab-'));
  try {
    writeKernelspec(data);
    const JUPYTER_PATH = [data, process.env.JUPYTER_PATH].filter(Boolean).join(delimiter);
    const { status, error } = spawnSync(jupyter, ['nbconvert', '--execute', '--to', format, '--output-dir', folder, ...notebooks], {
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, JUPYTER_PATH },
    });
    if (error) throw new CliError(`cannot run ${jupyter}: ${error.message}`);
    if (status !== 0) throw new CliError(`nbconvert gave up (see above); if it is missing, run 'vethlab setup'`);
    return 0;
  } finally {
    rmSync(data, { recursive: true, force: true });
  }
}
