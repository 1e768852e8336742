import { NotebookSession } from '../jupyter/notebook-session';
import type { OpenStation } from '../jupyter/notebook-session';
import { readConnection } from '../transport/connection';
import type { Connection } from '../transport/connection';
import { ignoreTerminal, watchParent } from '../transport/lifetime';
import { serve } from '../transport/serve';
import { backendOf } from './backends';
import { CliError } from './command';
import type { Command } from './command';
import { HistoryFile, historyFile } from './history';
import { settingsOf } from './settings';

/** Serves a notebook. */
export const kernel: Command = {
  help: `usage: vethlab kernel CONNECTION_FILE [--backend simulated|real]

Serves the notebook whose connection file Jupyter wrote. VETHLAB_LAB names the lab to start with, VETHLAB_STUDENT (or JUPYTERHUB_USER) whose notebook it is, VETHLAB_BACKEND the backend
where --backend doesn't, and VETHLAB_KERNEL the kernel that simulated hosts run (6.1 or 6.18). VETHLAB_HISTORY is the file that
keeps the history of cells (default: vethlab/history.jsonl in Jupyter's data directory).
`,
  options: { backend: { type: 'string' } },
  run: async (values, [file, ...rest]) => {
    if (file === undefined || rest.length > 0) throw new CliError('which connection file?', 2);
    const log = (line: string): void => void process.stderr.write(`vethlab: ${line}\n`);
    const session = new NotebookSession(openStation, backendOf(values.backend), settingsOf(process.env));
    ignoreTerminal();
    watchParent(() => process.exit(0));
    const served = await serve(connect(file), async () => session, log, { history: new HistoryFile(historyFile(), log) }).catch(refuse);
    await served.ended;
    served.close();
    // What a cell left behind must not keep the process: after a moment for the last messages it ends.
    setTimeout(() => process.exit(0), GRACE_MS);
    return 0;
  },
};

/** Loads the network's code with the first cell: who starts a kernel waits for its kernel_info alone. */
const openStation: OpenStation = (kind, settings) => (require('./station') as typeof import('./station')).openStation(kind, settings);

/** ms that ZeroMQ has to hand over the last messages. */
const GRACE_MS = 100;

function connect(file: string): Connection {
  try {
    return readConnection(file);
  } catch (error) {
    return refuse(error as Error);
  }
}

/** What a connection file asks for can't be had. */
function refuse({ message }: Error): never {
  throw new CliError(message);
}
