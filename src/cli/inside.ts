import { createRealBackend } from '../backend/real/create';
import { CliError } from './command';
import type { Command } from './command';
import { runLines, type RunTask } from './lines';

/** What vethlab starts of itself within the sandbox. Its task comes over the channel that Node has between processes. */
export const inside: Command = {
  help: `usage: vethlab inside

The other half of the real backend; vethlab itself calls this.
`,
  options: {},
  run: async () => {
    if (!process.send) throw new CliError("'vethlab inside' is called by vethlab itself", 2);
    // whoever started it is gone
    process.once('disconnect', () => process.exit(1));
    const task = new Promise<RunTask>((resolve) => process.once('message', (message) => resolve(message as RunTask)));
    process.send('ready');
    const code = await runLines(await task, createRealBackend);
    process.exit(code);
  },
};
