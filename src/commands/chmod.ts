import { fileName, parseOptions, quote, quoteName, reasonOf, unsupported, usageError } from './coreutils';
import { joined, pathOf, statusOf } from './entries';
import { modeLetters, parseMode, type ModeChange } from './mode';
import type { Process, Program } from './program';

const LONGS = { changes: 'c', recursive: 'R', 'no-preserve-root': 'no-root', 'preserve-root': 'root', quiet: 'f', reference: 'reference:', silent: 'f', verbose: 'v' };

/** The umask that programs run with. */
const UMASK = 0o022;

/** A mode that begins with a dash looks like options. */
const DASHED = /^-[-rwxXstugoa,+=0-7]+$/;

interface Manner {
  readonly change: ModeChange;
  /** the mode stood where options do, so that what the umask holds back is told */
  readonly dashed: boolean;
  readonly options: ReadonlySet<string>;
}

/** chmod(1) of coreutils 9.1. */
export const chmod: Program = async (process, argv) => {
  const end = argv.indexOf('--');
  const dashed = argv.slice(1, end < 0 ? undefined : end).filter(word => DASHED.test(word) && !word.startsWith('--'));
  const parsed = await parseOptions(process, argv.filter(word => !dashed.includes(word)), 'chmod', 'Rcfv', LONGS);
  if (typeof parsed === 'number') return parsed;
  const options = new Set(parsed.options.map(({ letter }) => letter));
  if (options.has('reference')) return unsupported(process, 'chmod', '--reference');
  const [text, ...names] = dashed.length > 0 ? [dashed.join(','), ...parsed.operands] : parsed.operands;
  if (names.length === 0) {
    return usageError(process, 'chmod', dashed.length > 0 || text === undefined ? 'missing operand' : `missing operand after ${quote(text)}`);
  }
  const change = parseMode(text!);
  if (!change) return usageError(process, 'chmod', `invalid mode: ${quote(text!)}`);
  let code = 0;
  for (const name of names) if (!await apply(process, name, { change, dashed: dashed.length > 0, options })) code = 1;
  return code;
};

async function apply(process: Process, name: string, manner: Manner): Promise<boolean> {
  const { change, options } = manner;
  const status = statusOf(process, name);
  if (typeof status === 'string') {
    if (!options.has('f')) await process.stderr.write(`chmod: cannot access ${quoteName(name)}: ${status}\n`);
    if (options.has('v')) await process.stdout.write(`${quoteName(name)} could not be accessed\n`);
    return false;
  }
  const directory = status.type === 'directory';
  const mode = change(status.mode, directory, UMASK);
  const told = (bits: number): string => `${bits.toString(8).padStart(4, '0')} (${modeLetters(bits)})`;
  let well = true;
  try {
    process.files.changeMode(pathOf(process, name), mode);
    if (options.has('v') && mode === status.mode) await process.stdout.write(`mode of ${quoteName(name)} retained as ${told(mode)}\n`);
    else if (mode !== status.mode && (options.has('v') || options.has('c'))) await process.stdout.write(`mode of ${quoteName(name)} changed from ${told(status.mode)} to ${told(mode)}\n`);
    const plain = change(status.mode, directory, 0);
    if (manner.dashed && mode !== plain) {
      await process.stderr.write(`chmod: ${fileName(name)}: new permissions are ${modeLetters(mode)}, not ${modeLetters(plain)}\n`);
      well = false;
    }
  } catch (error) {
    if (!options.has('f')) await process.stderr.write(`chmod: changing permissions of ${quoteName(name)}: ${reasonOf(error)}\n`);
    return false;
  }
  if (directory && options.has('R')) for (const child of process.files.list(pathOf(process, name))) well = await apply(process, joined(name, child), manner) && well;
  return well;
}
