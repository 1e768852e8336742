import { renderTopology } from '../../render';
import type { CellOutput } from '../session';
import type { Workbench } from '../workbench';
import { MagicError, answer } from './magic';
import type { Magic } from './magic';

interface Picture {
  readonly summary: string;
  show(workbench: Workbench, output: CellOutput): Promise<void>;
}

const PICTURES: ReadonlyMap<string, Picture> = new Map(Object.entries<Picture>({
  topology: {
    summary: 'hosts, namespaces, interfaces and cables as they are now; what is new since the last picture is outlined',
    show: async (workbench, output) => {
      const { html, text } = await renderTopology(...await workbench.picture());
      output.display({ 'text/html': html, 'text/plain': text });
    },
  },
}));

const HELP = [...PICTURES].map(([name, { summary }]) => `%show ${name.padEnd(10)} ${summary}`).join('\n');

export const show: Magic = {
  usage: '%show [WHAT]',
  summary: 'draws the network; without WHAT it says what there is to see',
  words: [...PICTURES.keys()],
  run: async (workbench, argument, output) => {
    if (argument === '') return answer(output, HELP);
    const picture = PICTURES.get(argument);
    if (!picture) throw new MagicError(`%show can't show ${JSON.stringify(argument)}. There is:\n${HELP}`);
    await picture.show(workbench, output);
  },
};
