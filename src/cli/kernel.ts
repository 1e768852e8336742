import { simulatedWith } from '../backend';
import { LabSession } from '../jupyter/lab-session';
import { readConnection } from '../transport/connection';
import type { Connection } from '../transport/connection';
import { ignoreTerminal, watchParent } from '../transport/lifetime';
import { serve } from '../transport/serve';
import { releaseOf } from './backends';
import { CliError } from './command';
import type { Command } from './command';
import { loadLab } from './labfile';

/** Serves a notebook. */
export const kernel: Command = {
  help: `usage: vethlab kernel CONNECTION_FILE

Serves the notebook whose connection file Jupyter wrote. VETHLAB_LAB names the lab to start with,
VETHLAB_KERNEL the kernel that its hosts run (6.1 or 6.18).
`,
  options: {},
  run: async (_values, [file, ...rest]) => {
    if (file === undefined || rest.length > 0) throw new CliError('which connection file?', 2);
    const log = (line: string): void => void process.stderr.write(`vethlab: ${line}\n`);
    const create = simulatedWith(releaseOf(undefined));
    const session = new LabSession({ create, loadLab: async (name) => loadLab(name), lab: process.env.VETHLAB_LAB || undefined });
    ignoreTerminal();
    watchParent(() => process.exit(0));
    const served = await serve(connect(file), async () => session, log);
    await served.ended;
    served.close();
    // What a cell left behind must not keep the process: after a moment for the last messages it ends.
    setTimeout(() => process.exit(0), GRACE_MS);
    return 0;
  },
};

/** ms that ZeroMQ has to hand over the last messages. */
const GRACE_MS = 100;

function connect(file: string): Connection {
  try {
    return readConnection(file);
  } catch (error) {
    throw new CliError((error as Error).message);
  }
}
