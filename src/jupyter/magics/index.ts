import { hostCell } from './cells';
import { checkCell } from './check';
import { MagicError, answer } from './magic';
import type { CellMagic, Magic } from './magic';
import { backend, host, lab, limit, reset, seed, why } from './network';
import { didYouMean } from '../suggest/nearest';
import { show } from './show';

export { MagicError } from './magic';
export type { CellMagic, Magic } from './magic';

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

/** Every magic for whole cells by its name, without the two signs. */
export const CELL_MAGICS: ReadonlyMap<string, CellMagic> = new Map(Object.entries({ host: hostCell, check: checkCell }));

/** ` Did you mean "%host"?`, or '' where no magic is near. */
function meant(typed: string): string {
  const sign = typed.startsWith('%%') ? '%%' : '%';
  const told = didYouMean(typed, [...(sign === '%' ? MAGICS : CELL_MAGICS).keys()].map((one) => `${sign}${one}`));
  return told && ` ${told}`;
}

/** @throws {MagicError} when there is none of that name */
export function findCellMagic(name: string): CellMagic {
  const magic = CELL_MAGICS.get(name);
  if (SHELLS.includes(name)) throw new MagicError(`there is no %%${name}: a cell is a shell script already, so leave this line out. %help says what there is`);
  if (!magic) throw new MagicError(`there is no %%${name}.${meant(`%%${name}`)} There are ${[...CELL_MAGICS.keys()].map((one) => `%%${one}`).join(', ')}; %help says what each does`);
  return magic;
}

/** @throws {MagicError} when there is none of that name, or it belongs on a cell's first line */
export function findMagic(name: string): Magic {
  const magic = MAGICS.get(name);
  if (name.startsWith('%')) throw new MagicError(`%${name} must be the first line of its cell`);
  if (!magic) throw new MagicError(`there is no %${name}.${meant(`%${name}`)} There are ${[...MAGICS.keys()].map((one) => `%${one}`).join(', ')}; %help says what each does`);
  return magic;
}

/** What other kernels run cells in, and a cell of this one is in already. */
const SHELLS = ['bash', 'sh', 'script', 'shell'];

function helpText(): string {
  const own = [...MAGICS].filter(([name, { usage }]) => usage.startsWith(`%${name}`)).map(([, magic]) => magic);
  const whole = [...CELL_MAGICS.values()];
  const width = Math.max(...[...own, ...whole].map(({ usage }) => usage.length)) + 2;
  const row = ({ usage, summary }: Pick<Magic, 'usage' | 'summary'>): string => `  ${usage.padEnd(width)}${summary}`;
  return ['A cell holds shell commands, or lines that start with %:', ...own.map(row), 'or all of it, from its first line on, is for:', ...whole.map(row)].join('\n');
}
