import { spawn } from 'node:child_process';
import { CliError } from './command';
import type { Command } from './command';
import { labFolder } from './lab-folder';
import { setUp, venvProgram } from './python';

/** Sets up JupyterLab and opens it on the labs; what `npm start` calls. */
export const lab: Command = {
  help: `usage: vethlab lab [FOLDER] [--no-browser] [--port N]

Makes a Python environment with JupyterLab and the kernel in it, and opens the labs: in FOLDER, into which it copies those
that aren't there yet (default: vethlab-labs here; in a working copy of vethlab, its own notebooks).

  --no-browser   only print the address
  --port N       listen there instead of 8888
`,
  options: { 'no-browser': { type: 'boolean' }, port: { type: 'string' } },
  run: async (values, operands) => {
    if (operands.length > 1) throw new CliError(`unexpected ${JSON.stringify(operands[1])}`, 2);
    if (values.port !== undefined && !/^\d{1,5}$/.test(String(values.port))) throw new CliError(`--port wants a number, not ${JSON.stringify(values.port)}`, 2);
    const folder = labFolder(operands[0]);
    setUp();
    const args = [`--ServerApp.root_dir=${folder}`, ...HIDDEN.map((name) => `--ContentsManager.hide_globs=${name}`)];
    if (values['no-browser']) args.push('--no-browser');
    if (values.port !== undefined) args.push(`--port=${values.port}`);
    // Jupyter refuses to run as root unless told so; in a container there is nobody else.
    if (process.getuid?.() === 0) args.push('--allow-root');
    return runJupyterLab(args);
  },
};

/** Sets up what {@link lab} opens. */
export const setup: Command = {
  help: `usage: vethlab setup [--requirements FILE]

Makes a Python environment with JupyterLab and the kernel in it.

  --requirements FILE   with the Python packages that FILE names, too
`,
  options: { requirements: { type: 'string' } },
  run: async ({ requirements }, operands) => {
    if (operands.length > 0) throw new CliError(`unexpected ${JSON.stringify(operands[0])}`, 2);
    setUp(requirements as string | undefined);
    return 0;
  },
};

/** What JupyterLab's list of files leaves out: what is no lab. */
const HIDDEN = ['node_modules', '__pycache__', '.*'];

/** Runs until JupyterLab ends; signals go to it, so that it can ask and tidy up. */
function runJupyterLab(args: readonly string[]): Promise<number> {
  const server = spawn(venvProgram('jupyter'), ['lab', ...args], { stdio: 'inherit' });
  // The terminal sends Ctrl-C to both; JupyterLab asks whether it is meant.
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => server.kill('SIGTERM'));
  return new Promise((resolve, reject) => {
    server.on('error', reject);
    server.on('exit', (code, signal) => resolve(code ?? (signal === 'SIGTERM' ? 143 : 1)));
  });
}
