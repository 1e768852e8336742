import { createRealBackend, realWith } from '../backend/real/create';
import { findLinkKinds } from '../backend/real/kinds';
import { onlyLooks } from '../jupyter/harmless';
import { LabSession } from '../jupyter/lab-session';
import type { Settings } from '../jupyter/settings';
import { serveStation } from '../transport/remote';
import { CliError } from './command';
import type { Command } from './command';
import { labNames } from './labfile';
import { runLines, type RunTask } from './lines';
import { LANGUAGES } from './self';

/** What the other half can be asked for; plain data. */
export type Task = RunTask | { readonly kind: 'station'; readonly settings: Settings } | { readonly kind: 'examine' };

/** What it tells of the kernel, for {@link Task} `examine`. */
export interface Examined {
  /** link kinds that `ip link add` can make, and those that it can't */
  readonly kinds: Readonly<Record<string, boolean>>;
}

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
    const asked = new Promise<Task>((resolve) => process.once('message', (message) => resolve(message as Task)));
    process.send('ready');
    const code = await carryOut(await asked);
    // what a background job still holds open must not keep the process, but all that was printed has to be out
    await Promise.all([process.stdout, process.stderr].map((stream) => new Promise((resolve) => stream.write('', resolve))));
    process.exit(code);
  },
};

async function carryOut(task: Task): Promise<number> {
  switch (task.kind) {
    case 'run':
      return runLines(task, createRealBackend);
    case 'station':
      return serve(task.settings);
    case 'examine': {
      const examined: Examined = { kinds: await findLinkKinds() };
      await new Promise((resolve) => process.send!(examined, resolve));
      return 0;
    }
  }
}

/** Serves until the process is ended from outside. */
function serve(settings: Settings): Promise<never> {
  const peer = {
    send: (message: unknown) => void process.send!(message),
    onMessage: (listener: (message: unknown) => void) => void process.on('message', listener),
    close: () => process.exit(0),
  };
  serveStation(peer, (loadLab) => new LabSession({ loadLab, labs: labNames, settings, backend: { kind: 'real', create: realWith(onlyLooks) }, languages: LANGUAGES }));
  return new Promise(() => undefined);
}
