import { cellsOf } from '../workbench/journal';
import type { Past } from '../workbench/journal';
import type { CellOutcome, CellOutput } from '../session';
import type { Workbench } from '../workbench';
import { MagicError, answer, wholeNumber } from './magic';
import type { Magic } from './magic';

const NAME = /^[\w.-]{1,64}$/;

const HOW = [
  'The simulated network is built anew, and what the cells before did is done again, unseen. As all chance comes from the seed and time is',
  "virtual, everything is as it was: interfaces, counters, neighbours, clock, jobs, shell variables, the next MAC address. A real kernel can't do that.",
  'What %%ts cells have declared stays. What a subshell did comes back too, unless it ran while another cell did: then this says so, and changes nothing.',
];

export const checkpoint: Magic = {
  usage: '%checkpoint [NAME]',
  summary: 'keeps the way back to how everything is now, for %restore; without NAME it is numbered',
  details: ['What is kept lasts as long as the kernel and its backend.'],
  words: async ({ rewind }) => [...rewind.checkpoints.keys()],
  run: async (workbench, argument, output) => {
    const name = argument === '' ? String(firstFree(workbench.rewind.checkpoints)) : argument;
    if (!NAME.test(name)) throw new MagicError(`%checkpoint NAME: a name is made of letters, digits, dots and dashes, not ${JSON.stringify(name)}`);
    const past = await workbench.rewind.checkpoint(name);
    answer(output, `checkpoint ${name}: ${cells(cellsOf(past))}, ${await labTime(workbench)}`);
  },
};

export const restore: Magic = {
  usage: '%restore [NAME]',
  summary: 'goes back to how everything was at %checkpoint NAME; without NAME to the last one',
  details: HOW,
  words: async ({ rewind }) => [...rewind.checkpoints.keys()],
  run: async (workbench, argument, output) => {
    const { checkpoints } = workbench.rewind;
    const name = argument === '' ? [...checkpoints.keys()].at(-1) : argument;
    const past = checkpoints.get(name ?? '');
    if (!past && workbench.kind === 'simulated') {
      throw new MagicError(checkpoints.size === 0 ? 'there is no checkpoint yet: %checkpoint makes one' : `there is no checkpoint ${JSON.stringify(name)}: it is one of ${[...checkpoints.keys()].join(', ')}`);
    }
    return goBack(workbench, past ?? { settings: {}, entries: [] }, output, `back at checkpoint ${name}`);
  },
};

export const undo: Magic = {
  usage: '%undo [N]',
  summary: 'goes back to before the last N cells that did something, 1 without N',
  details: ['What this cell itself did above is undone too. Cells of subshells count as those of the notebook.', ...HOW],
  run: async (workbench, argument, output) => {
    const count = argument === '' ? 1 : wholeNumber(argument, '%undo N', 1_000_000);
    if (count === 0) throw new MagicError('%undo N: N is at least 1');
    return goBack(workbench, await workbench.rewind.undone(count), output, `${cells(count)} undone`);
  },
};

async function goBack(workbench: Workbench, past: Past, output: CellOutput, done: string): Promise<CellOutcome> {
  const outcome = await workbench.rewind.restore(past, output);
  if (outcome.status === 'ok') answer(output, `${done}: ${cells(cellsOf(past))}, ${await labTime(workbench)}`);
  return outcome;
}

function cells(count: number): string {
  return `${count} ${count === 1 ? 'cell' : 'cells'}`;
}

async function labTime(workbench: Workbench): Promise<string> {
  return `${(await workbench.now() / 1e9).toFixed(3)} s of lab time`;
}

function firstFree(checkpoints: ReadonlyMap<string, Past>): number {
  let number = 1;
  while (checkpoints.has(String(number))) number++;
  return number;
}
