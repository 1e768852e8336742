import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { CliError } from './command';
import type { Command } from './command';
import { PROJECT } from './project';
import { setUp, venvProgram } from './python';

/** Sets up JupyterLab and opens it on the labs; what `npm start` calls. */
export const lab: Command = {
  help: `usage: vethlab lab [--no-browser] [--port N]

Makes a Python environment in .venv with JupyterLab and the kernel in it, and opens the labs.

  --no-browser   only print the address
  --port N       listen there instead of 8888
`,
  options: { 'no-browser': { type: 'boolean' }, port: { type: 'string' } },
  run: async (values, operands) => {
    if (operands.length > 0) throw new CliError(`unexpected ${JSON.stringify(operands[0])}`, 2);
    if (values.port !== undefined && !/^\d{1,5}$/.test(String(values.port))) throw new CliError(`--port wants a number, not ${JSON.stringify(values.port)}`, 2);
    setUp();
    const args = [`--ServerApp.root_dir=${join(PROJECT, 'notebooks')}`];
    if (values['no-browser']) args.push('--no-browser');
    if (values.port !== undefined) args.push(`--port=${values.port}`);
    // Jupyter refuses to run as root unless told so; in a container there is nobody else.
    if (process.getuid?.() === 0) args.push('--allow-root');
    return runJupyterLab(args);
  },
};

/** Sets up what {@link lab} opens. */
export const setup: Command = {
  help: `usage: vethlab setup

Makes a Python environment in .venv with JupyterLab and the kernel in it.
`,
  options: {},
  run: async (_values, operands) => {
    if (operands.length > 0) throw new CliError(`unexpected ${JSON.stringify(operands[0])}`, 2);
    setUp();
    return 0;
  },
};

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
