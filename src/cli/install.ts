import { execFileSync } from 'node:child_process';
import { join, resolve, sep } from 'node:path';
import { CliError } from './command';
import type { Command, Values } from './command';
import { userData } from './jupyter-paths';
import { removeKernelspec, writeKernelspec } from './kernelspec';
import { ENTRY } from './project';
import { removeTemplates, writeTemplates } from './templates';

const options = { user: { type: 'boolean' }, 'sys-prefix': { type: 'boolean' }, prefix: { type: 'string' } } as const;

const WHERE = `  --user         for this user, whatever Python (the default)
  --sys-prefix   into the Python (or venv, or conda environment) that 'python3' is
  --prefix DIR   into DIR/share/jupyter
`;

/** Tells Jupyter about the kernel, and nbconvert about the templates of handouts. */
export const install: Command = {
  help: `usage: vethlab install [--user | --sys-prefix | --prefix DIR]

Copies the kernelspec, and nbconvert's templates for handouts, to where Jupyter looks for them.

${WHERE}`,
  options,
  run: async (values, operands) => {
    const data = dataFolder(values, operands);
    const folder = writeKernelspec(data);
    writeTemplates(data);
    process.stdout.write(`The kernel vethlab is installed in ${folder}\n`);
    if (ENTRY.includes(`${sep}_npx${sep}`)) process.stderr.write("vethlab: it starts what lies in npx's cache, and stops to work when npm empties that: 'npm install -g vethlab' and 'vethlab install' make one that stays\n");
    return 0;
  },
};

/** Takes {@link install} back. */
export const uninstall: Command = {
  help: `usage: vethlab uninstall [--user | --sys-prefix | --prefix DIR]

Takes away what 'vethlab install' with the same option copied.

${WHERE}`,
  options,
  run: async (values, operands) => {
    const data = dataFolder(values, operands);
    const folder = removeKernelspec(data);
    const templates = removeTemplates(data);
    if (!folder && templates.length === 0) throw new CliError(`the kernel vethlab is not installed in ${data}: 'jupyter kernelspec list' shows where it is`);
    process.stdout.write(`The kernel vethlab is gone from ${folder ?? data}\n`);
    return 0;
  },
};

/** The Jupyter data directory that the options name. */
function dataFolder(values: Values, operands: readonly string[]): string {
  if (operands.length > 0) throw new CliError(`unexpected ${JSON.stringify(operands[0])}`, 2);
  if (['user', 'sys-prefix', 'prefix'].filter((option) => values[option]).length > 1) throw new CliError('choose one of --user, --sys-prefix and --prefix', 2);
  if (values.prefix === '') throw new CliError('--prefix wants a folder', 2);
  if (typeof values.prefix === 'string') return join(resolve(values.prefix), 'share', 'jupyter');
  return values['sys-prefix'] ? join(pythonPrefix(), 'share', 'jupyter') : userData();
}

function pythonPrefix(): string {
  for (const python of ['python3', 'python']) {
    try {
      return execFileSync(python, ['-c', 'import sys; print(sys.prefix)'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
    } catch {
      continue;
    }
  }
  throw new CliError('there is no python3 on the PATH: activate the environment that holds Jupyter, or use --prefix DIR');
}
