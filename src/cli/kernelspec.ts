import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { isAbsolute, join } from 'node:path';
import { CliError } from './command';
import { ENTRY, PROJECT } from './project';

const SOURCE = join(PROJECT, 'kernel', 'kernelspec');

/** A `kernel.json`, as far as it is read here. */
interface Kernelspec {
  readonly argv: readonly string[];
}

/** Where a kernelspec lies below a Jupyter data directory. */
function place(data: string, name = 'vethlab'): string {
  return join(data, 'kernels', name);
}

/**
 * Copies the kernelspec into a Jupyter data directory (`share/jupyter`), with this Node and this bundle in its command: by absolute paths, for VS Code knows
 * no `{resource_dir}`, and so that the folder itself can be moved to another data directory.
 * @returns the folder written
 * @throws {CliError} where there is no bundle, or the folder can't be written
 */
export function writeKernelspec(data: string): string {
  if (!existsSync(ENTRY)) throw new CliError(`${ENTRY} is missing: run 'npm run build' first`);
  const folder = place(data);
  onDisk('write', () => {
    mkdirSync(folder, { recursive: true });
    for (const file of readdirSync(SOURCE)) cpSync(join(SOURCE, file), join(folder, file));
    const spec = JSON.parse(readFileSync(join(SOURCE, 'kernel.json'), 'utf8')) as Kernelspec;
    const fill: Readonly<Record<string, string>> = { '{node}': process.execPath, '{vethlab}': ENTRY };
    writeSpec(folder, { ...spec, argv: spec.argv.map((word) => fill[word] ?? word) });
  });
  return folder;
}

/** Takes the kernelspec away again. @returns the folder, undefined where there was none. @throws {CliError} where it can't be removed */
export function removeKernelspec(data: string): string | undefined {
  const folder = place(data);
  if (!existsSync(folder)) return undefined;
  onDisk('remove', () => rmSync(folder, { recursive: true }));
  return folder;
}

/** Writes a kernelspec for the tslab that vethlab brings along, which notebooks in TypeScript need. */
export function writeTslabKernelspec(data: string): void {
  const tslab = createRequire(ENTRY).resolve('tslab/bin/tslab');
  onDisk('write', () => {
    mkdirSync(place(data, 'tslab'), { recursive: true });
    const argv = [process.execPath, tslab, 'kernel', '--config-path', '{connection_file}'];
    writeSpec(place(data, 'tslab'), { argv, display_name: 'TypeScript', language: 'typescript' });
  });
}

/** What keeps a kernelspec from starting this vethlab, and the mend. @param argv its command */
export function findKernelspecProblem(argv: readonly string[]): string | undefined {
  const gone = argv.find((word) => isAbsolute(word) && !existsSync(word));
  if (gone !== undefined) return `its kernelspec starts ${gone}, which is gone: vethlab install, with the option that it was installed with`;
  return argv.includes(ENTRY) ? undefined : `its kernelspec starts another vethlab (${argv[1]}): vethlab install, to start this one`;
}

function writeSpec(folder: string, spec: Kernelspec & Readonly<Record<string, unknown>>): void {
  writeFileSync(join(folder, 'kernel.json'), `${JSON.stringify(spec, null, 2)}\n`);
}

/** Does something with files. @throws {CliError} where the machine doesn't let it */
function onDisk(what: 'write' | 'remove', act: () => void): void {
  try {
    act();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    throw new CliError(`cannot ${what} the kernelspec: ${message}; ${what === 'write' ? 'choose a folder of yours with --prefix DIR' : 'ask who owns it'}`);
  }
}
