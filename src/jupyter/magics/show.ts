import { drawingBundle, drawingOfTopology, placeNames, renderInterfaces } from '../../render';
import type { CellOutput } from '../session';
import type { Workbench } from '../workbench';
import { MagicError, answer } from './magic';
import type { Magic } from './magic';

interface Picture {
  readonly summary: string;
  /** @param names what follows WHAT */
  show(workbench: Workbench, output: CellOutput, names: readonly string[]): Promise<void>;
}

const PICTURES: ReadonlyMap<string, Picture> = new Map(Object.entries<Picture>({
  topology: {
    summary: 'hosts, namespaces, interfaces and cables as they are now, or those that are named; what is new since the last picture is outlined',
    show: async (workbench, output, names) => {
      const [now, before] = await workbench.picture();
      const known = placeNames(now);
      const unknown = names.find(name => !known.includes(name));
      if (unknown !== undefined) throw new MagicError(`there is no host or namespace ${JSON.stringify(unknown)} to draw; there are ${known.join(', ')}`);
      output.display(drawingBundle(drawingOfTopology(now, before, names)));
    },
  },
  interfaces: {
    summary: 'one row an interface, of all hosts and namespaces; what changed since they were last shown is marked',
    show: async (workbench, output) => {
      const { backend, seen } = await workbench.desk();
      output.display(renderInterfaces(await backend.snapshot(), workbench.config.changes ? seen : undefined));
    },
  },
}));

const HELP = [...PICTURES].map(([name, { summary }]) => `%show ${name.padEnd(10)} ${summary}`).join('\n');

export const show: Magic = {
  usage: '%show [WHAT [NAME...]]',
  summary: 'draws the network; without WHAT it says what there is to see',
  words: [...PICTURES.keys()],
  run: async (workbench, argument, output) => {
    if (argument === '') return answer(output, HELP);
    const [what = '', ...names] = argument.split(/\s+/);
    const picture = PICTURES.get(what);
    if (!picture) throw new MagicError(`%show can't show ${JSON.stringify(what)}. There is:\n${HELP}`);
    await picture.show(workbench, output, names);
  },
};
