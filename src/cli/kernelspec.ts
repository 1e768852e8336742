import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CliError } from './command';
import { ENTRY, PROJECT } from './project';

const SOURCE = join(PROJECT, 'kernel', 'kernelspec');

/** Where the kernelspec lies below a Jupyter data directory. */
function place(data: string): string {
  return join(data, 'kernels', 'vethlab');
}

/**
 * Copies the kernelspec into a Jupyter data directory (`share/jupyter`), with this Node and this bundle in its command.
 * @returns the folder written
 * @throws {CliError} where there is no bundle, or the folder can't be written
 */
export function writeKernelspec(data: string): string {
  if (!existsSync(ENTRY)) throw new CliError(`${ENTRY} is missing: run 'npm run build' first`);
  const folder = place(data);
  try {
    mkdirSync(folder, { recursive: true });
    for (const file of readdirSync(SOURCE)) cpSync(join(SOURCE, file), join(folder, file));
    const spec = JSON.parse(readFileSync(join(SOURCE, 'kernel.json'), 'utf8')) as { argv: string[] };
    const fill: Readonly<Record<string, string>> = { '{node}': process.execPath, '{vethlab}': ENTRY };
    writeFileSync(join(folder, 'kernel.json'), `${JSON.stringify({ ...spec, argv: spec.argv.map((word) => fill[word] ?? word) }, null, 2)}\n`);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code) throw new CliError(`cannot write the kernelspec: ${(error as Error).message}; choose a folder of yours with --prefix DIR`);
    throw error;
  }
  return folder;
}

/** Takes the kernelspec away again. @returns the folder, undefined where there was none */
export function removeKernelspec(data: string): string | undefined {
  const folder = place(data);
  if (!existsSync(folder)) return undefined;
  rmSync(folder, { recursive: true });
  return folder;
}
