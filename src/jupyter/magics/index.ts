import { captureCell, hostCell, netnsCell, tsCell } from './cells';
import { checkCell } from './check';
import { checkpoint, restore, undo } from './checkpoints';
import { config } from './config';
import { MagicError, answer } from './magic';
import type { CellMagic, Magic } from './magic';
import { backend, host, lab, limit, netns, reset, seed, why } from './network';
import { didYouMean } from '../suggest/nearest';
import { show } from './show';
import { trace, traceCell } from './trace';

export { MagicError, wordsOf } from './magic';
export type { CellMagic, Magic } from './magic';

const help: Magic = {
  usage: '%help [NAME|COMMAND]',
  summary: "lists what cells understand besides shell commands; with NAME it says more about one, with COMMAND about the command's last word",
  details: ['%help %why', '%help ip link set mtu'],
  words: async () => names(),
  run: async (workbench, argument, output) => {
    if (argument === '') return answer(output, helpText());
    const found = helpOn(argument);
    if (found !== undefined) return answer(output, found);
    const data = await workbench.explain(argument);
    if (!data) throw new MagicError(`%help knows nothing of ${JSON.stringify(argument)}: it knows ${names().join(', ')}; commands have a help of their own, e.g. \`ip link help\``);
    // who can be asked can turn pages
    if (output.input && output.payload) output.payload({ source: 'page', data, start: 0 });
    else output.result(data);
  },
};

const lsmagic: Magic = {
  usage: '%lsmagic',
  summary: 'names them all',
  run: async (_workbench, argument, output) => {
    if (argument !== '') throw new MagicError('%lsmagic takes no argument');
    answer(output, `${lineNames().join('  ')}\n${cellNames().join('  ')}`);
  },
};

const clear: Magic = {
  usage: '%clear [wait]',
  summary: "takes away the cell's output so far",
  words: ['wait'],
  run: async (_workbench, argument, output) => {
    if (argument !== '' && argument !== 'wait') throw new MagicError("%clear takes no argument, or 'wait': what is shown next takes the place of what is there");
    output.clear(argument === 'wait');
  },
};

/** Every magic by its name. */
export const MAGICS: ReadonlyMap<string, Magic> = new Map(Object.entries({ lab, host, netns, backend, show, why, trace, checkpoint, restore, undo, reset, seed, limit, config, clear, help, lsmagic }));

/** Every magic for whole cells by its name, without the two signs. */
export const CELL_MAGICS: ReadonlyMap<string, CellMagic> = new Map(Object.entries({ host: hostCell, netns: netnsCell, ts: tsCell, check: checkCell, trace: traceCell, capture: captureCell }));

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
  if (!magic) throw new MagicError(`there is no %%${name}.${meant(`%%${name}`)} There are ${cellNames().join(', ')}; %help says what each does`);
  return magic;
}

/** @throws {MagicError} when there is none of that name, or it belongs on a cell's first line */
export function findMagic(name: string): Magic {
  const magic = MAGICS.get(name);
  if (name.startsWith('%')) throw new MagicError(`%${name} must be the first line of its cell`);
  if (!magic) throw new MagicError(`there is no %${name}.${meant(`%${name}`)} There are ${lineNames().join(', ')}; %help says what each does`);
  return magic;
}

function lineNames(): string[] {
  return [...MAGICS.keys()].map((name) => `%${name}`);
}

function cellNames(): string[] {
  return [...CELL_MAGICS.keys()].map((name) => `%%${name}`);
}

function names(): string[] {
  return [...lineNames(), ...cellNames()];
}

/** What other kernels run cells in, and a cell of this one is in already. */
const SHELLS = ['bash', 'sh', 'script', 'shell'];

function helpText(): string {
  const own = [...MAGICS.values()];
  const whole = [...CELL_MAGICS.values()];
  const width = Math.max(...[...own, ...whole].map(({ usage }) => usage.length)) + 2;
  const row = ({ usage, summary }: Pick<Magic, 'usage' | 'summary'>): string => `  ${usage.padEnd(width)}${summary}`;
  return ['A cell holds shell commands, or lines that start with %:', ...own.map(row), 'or all of it, from its first line on, is for:', ...whole.map(row)].join('\n');
}

/** What there is to say of a magic; undefined where there is none of that name. */
function helpOn(argument: string): string | undefined {
  const name = argument.replace(/^%{1,2}/, '');
  const found = [...(argument.startsWith('%%') ? [] : [MAGICS.get(name)]), CELL_MAGICS.get(name)].filter((one) => one !== undefined);
  if (found.length === 0) return undefined;
  return found.map(({ usage, summary, details = [] }) => [usage, `  ${summary}`, ...details.map((line) => `  ${line}`)].join('\n')).join('\n\n');
}
