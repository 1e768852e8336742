#!/usr/bin/env node
import { VERSION } from '../jupyter/info';
import { CliError, runCommand } from './command';
import type { Command } from './command';

interface Entry {
  /** empty for what people don't call */
  readonly summary: string;
  /** Loads the command's code: only what is asked for is read. */
  load(): Command;
}

const COMMANDS: ReadonlyMap<string, Entry> = new Map(Object.entries<Entry>({
  lab: { summary: 'set up JupyterLab and open the labs', load: () => (require('./lab') as typeof import('./lab')).lab },
  setup: { summary: 'the same without opening', load: () => (require('./lab') as typeof import('./lab')).setup },
  run: { summary: 'run a file of commands against a network', load: () => (require('./run') as typeof import('./run')).run },
  compare: { summary: 'run a file of commands here and on this machine\'s kernel, and show where they differ', load: () => (require('./compare') as typeof import('./compare')).compare },
  handout: { summary: 'execute notebooks and write them as handouts', load: () => (require('./handout/handout') as typeof import('./handout/handout')).handout },
  import: { summary: 'make a notebook of a lab in Markdown, and say where its listings are out of date', load: () => (require('./import') as typeof import('./import')).importLab },
  install: { summary: 'tell Jupyter about the kernel', load: () => (require('./install') as typeof import('./install')).install },
  uninstall: { summary: 'take that back', load: () => (require('./install') as typeof import('./install')).uninstall },
  doctor: { summary: 'say what this machine can do, and how to mend the rest', load: () => (require('./doctor') as typeof import('./doctor')).doctor },
  kernel: { summary: 'serve a notebook; Jupyter calls this', load: () => (require('./kernel') as typeof import('./kernel')).kernel },
  typescript: { summary: '', load: () => (require('./typescript') as typeof import('./typescript')).typescript },
  thread: { summary: '', load: () => (require('./thread') as typeof import('./thread')).thread },
  inside: { summary: '', load: () => (require('./inside') as typeof import('./inside')).inside },
}));

/** Those that people call. */
const TOLD = [...COMMANDS].filter(([, { summary }]) => summary !== '');

const HELP = `vethlab ${VERSION}: learn Linux networking in notebooks, on a simulated network

usage: vethlab COMMAND [ARGUMENT...]

${TOLD.map(([name, { summary }]) => `  ${name.padEnd(10)} ${summary}\n`).join('')}
'vethlab COMMAND --help' says more. 'vethlab --version' prints the version.
`;

async function main([name, ...args]: readonly string[]): Promise<number> {
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    (name === undefined ? process.stderr : process.stdout).write(HELP);
    return name === undefined ? 2 : 0;
  }
  if (name === '--version' || name === '-V') {
    process.stdout.write(`vethlab ${VERSION}\n`);
    return 0;
  }
  const entry = COMMANDS.get(name);
  try {
    if (!entry) throw new CliError(`there is no command ${JSON.stringify(name)}: it is one of ${TOLD.map(([known]) => known).join(', ')}`, 2);
    return await runCommand(entry.load(), args);
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    const hint = entry && error.code === 2 ? `\nTry 'vethlab ${name} --help'.` : '';
    process.stderr.write(`vethlab: ${error.message}${hint}\n`);
    return error.code;
  }
}

/** Exit code for a fault of ours (EX_SOFTWARE of sysexits.h). */
const FAULT = 70;

function fault(what: string): void {
  process.stderr.write(`vethlab: this is a fault of vethlab: ${what}\n`);
  process.exitCode = FAULT;
}

/** What a shell shows for a program that SIGPIPE ended, as it ends others when `head` has seen enough. */
const BROKEN_PIPE = 141;

for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(BROKEN_PIPE);
    throw error;
  });
}

const stuck = (): void => fault('it waits for something that can no longer happen');
process.once('beforeExit', stuck);
main(process.argv.slice(2))
  .then((code) => {
    process.exitCode = code;
  }, (error: unknown) => fault(error instanceof Error ? String(error.stack) : String(error)))
  .finally(() => process.off('beforeExit', stuck));
