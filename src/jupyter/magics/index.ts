import { MagicError, answer } from './magic';
import type { Magic } from './magic';
import { backend, host, lab, limit, reset, seed, why } from './network';
import { show } from './show';

export { MagicError } from './magic';
export type { Magic } from './magic';

const help: Magic = {
  usage: '%help',
  summary: 'lists what cells understand besides shell commands',
  run: async (_workbench, _argument, output) => answer(output, helpText()),
};

const clear: Magic = {
  usage: '%clear',
  summary: "takes away the cell's output so far",
  run: async (_workbench, _argument, output) => output.clear(),
};

/** Every magic by its name. */
export const MAGICS: ReadonlyMap<string, Magic> = new Map(Object.entries({ lab, host, backend, show, why, limit, seed, reset, clear, help, lsmagic: help }));

/** @throws {MagicError} when there is none of that name */
export function findMagic(name: string): Magic {
  const magic = MAGICS.get(name);
  if (name.startsWith('%')) throw new MagicError(`there is no %${name}: a cell is a shell script already, so leave this line out. %help says what there is`);
  if (!magic) throw new MagicError(`there is no %${name}. There are ${[...MAGICS.keys()].map((one) => `%${one}`).join(', ')}; %help says what each does`);
  return magic;
}

function helpText(): string {
  const own = [...MAGICS].filter(([name, { usage }]) => usage.startsWith(`%${name}`)).map(([, magic]) => magic);
  const width = Math.max(...own.map(({ usage }) => usage.length)) + 2;
  return ['A cell holds shell commands, or lines that start with %:', ...own.map(({ usage, summary }) => `  ${usage.padEnd(width)}${summary}`)].join('\n');
}
