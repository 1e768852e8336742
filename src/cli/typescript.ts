import { serveTypeScript } from '../typescript/child';
import { CliError } from './command';
import type { Command } from './command';

/** What vethlab starts of itself for TypeScript cells. */
export const typescript: Command = {
  help: `usage: vethlab typescript

Runs TypeScript cells; vethlab itself calls this.
`,
  options: {},
  run: () => {
    if (!process.send) throw new CliError("'vethlab typescript' is called by vethlab itself", 2);
    return serveTypeScript();
  },
};
