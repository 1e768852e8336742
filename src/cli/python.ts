import { spawnSync, type SpawnSyncOptions, type SpawnSyncReturns } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { CliError } from './command';
import { userData } from './jupyter-paths';
import { writeKernelspec, writeTslabKernelspec } from './kernelspec';
import { PROJECT, WORKING_COPY } from './project';
import { writeTemplates } from './templates';

const VENV = WORKING_COPY ? join(PROJECT, '.venv') : join(userData(), 'vethlab', 'python');
const BIN = join(VENV, process.platform === 'win32' ? 'Scripts' : 'bin');
const REQUIREMENTS = join(PROJECT, 'requirements.txt');
/** Holds the requirements that the venv was filled from. */
const STAMP = join(VENV, 'requirements.installed');

/** Path of a program in vethlab's own Python environment. */
export function venvProgram(name: string): string {
  return join(BIN, process.platform === 'win32' ? `${name}.exe` : name);
}

/**
 * Makes vethlab's Python environment, with the pinned JupyterLab and the kernelspecs in it. Quick when there is nothing to do.
 * @param more another file of packages, as pip reads it
 * @throws {CliError} when Python is missing or too old, or packages can't be had
 */
export function setUp(more?: string): void {
  const files = more === undefined ? [REQUIREMENTS] : [REQUIREMENTS, resolve(more)];
  const wanted = files.map(readRequirements);
  const installed = existsSync(STAMP) ? readFileSync(STAMP, 'utf8') : '';
  if (!wanted.every((packages) => installed.includes(packages))) {
    if (!existsSync(venvProgram('pip'))) createVenv();
    process.stdout.write(`Installing JupyterLab into ${VENV}, which takes a minute the first time ...\n`);
    const pip = spawnSync(venvProgram('python'), ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...files.flatMap((file) => ['-r', file])], { stdio: ['ignore', 'inherit', 'inherit'] });
    if (pip.status !== 0) throw new CliError(`pip could not install what ${files.join(' and ')} name (see above); with the network back, run the same command again`);
    writeFileSync(STAMP, wanted.join(''));
  }
  const data = join(VENV, 'share', 'jupyter');
  writeKernelspec(data);
  writeTslabKernelspec(data);
  writeTemplates(data);
  const settings = join(data, 'lab', 'settings');
  mkdirSync(settings, { recursive: true });
  writeFileSync(join(settings, 'overrides.json'), `${JSON.stringify(OVERRIDES, null, 2)}\n`);
}

/** JupyterLab's settings where they differ from its own: no question about news over the lab's first page, and no look for updates of a pinned version. */
const OVERRIDES = { '@jupyterlab/apputils-extension:notification': { fetchNews: 'false', checkForUpdates: false } };

function readRequirements(file: string): string {
  if (!existsSync(file)) throw new CliError(`there is no file ${file}: it should name Python packages, one a line`);
  return readFileSync(file, 'utf8');
}

function createVenv(): void {
  const python = process.platform === 'win32' ? 'python' : 'python3';
  const version = spawnSync(python, ['-c', 'import sys; print(*sys.version_info[:2])'], { encoding: 'utf8' });
  if (version.error || version.status !== 0) throw new CliError('there is no python3: install Python 3.10 or newer (Debian: apt install python3 python3-venv)');
  const [major, minor] = version.stdout.trim().split(' ').map(Number) as [number, number];
  if (major < 3 || (major === 3 && minor < 10)) throw new CliError(`python3 is ${major}.${minor}: JupyterLab needs 3.10 or newer`);
  process.stdout.write(`Creating a Python environment in ${VENV} ...\n`);
  mkdirSync(VENV, { recursive: true });
  let venv = makeVenv(python);
  if (venv.status !== 0 && installVenvModule()) venv = makeVenv(python);
  if (venv.status !== 0) throw new CliError(`python3 -m venv failed: ${`${venv.stdout}${venv.stderr}`.trim()}\nOn Debian: apt install python3-venv, then run the same command again`);
}

function makeVenv(python: string): SpawnSyncReturns<string> {
  return spawnSync(python, ['-m', 'venv', VENV], { encoding: 'utf8' });
}

/** Debian keeps venv out of its Python: root can have it at once. Returns whether it's there now. */
function installVenvModule(): boolean {
  if (process.getuid?.() !== 0 || spawnSync('apt-get', ['--version']).status !== 0) return false;
  process.stdout.write("This Python has no venv: installing Debian's python3-venv ...\n");
  const quiet = { stdio: ['ignore', 'ignore', 'inherit'], env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } } satisfies SpawnSyncOptions;
  return spawnSync('apt-get', ['update', '-qq'], quiet).status === 0
    && spawnSync('apt-get', ['install', '-qq', '-y', '--no-install-recommends', 'python3-venv'], quiet).status === 0;
}

/** The `jupyter` to use: vethlab's own, else the PATH's. @throws {CliError} when there is none */
export function findJupyter(): string {
  const own = venvProgram('jupyter');
  if (existsSync(own)) return own;
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    const path = join(folder, process.platform === 'win32' ? 'jupyter.exe' : 'jupyter');
    if (existsSync(path)) return path;
  }
  throw new CliError("there is no jupyter: run 'vethlab setup', or install nbconvert and put it on the PATH");
}
