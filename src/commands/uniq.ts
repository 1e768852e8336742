import { fileName, quote, reasonOf, unsupported, usageError } from './coreutils';
import { linesOf, openInput, Printer, TooLong, tooLong } from './lines';
import type { Program } from './program';

/** uniq(1) of coreutils 9.1: -c, -d, -u, -i, and an input file. */
export const uniq: Program = async (process, argv) => {
  const given = new Set<string>();
  const names: string[] = [];
  for (const arg of argv.slice(1)) {
    const letters = LONG[arg] ?? (/^-[^-]/.test(arg) ? arg.slice(1) : undefined);
    if (letters === undefined && /^-./.test(arg)) return usageError(process, 'uniq', `unrecognized option '${arg}'`);
    if (letters === undefined) names.push(arg);
    for (const letter of letters ?? '') {
      if ('Dfswz'.includes(letter)) return unsupported(process, 'uniq', `-${letter}`);
      if (!'cdui'.includes(letter)) return usageError(process, 'uniq', `invalid option -- '${letter}'`);
      given.add(letter);
    }
  }
  if (names.length > 2) return usageError(process, 'uniq', `extra operand ${quote(names[2]!)}`);
  if (names.length > 1) return unsupported(process, 'uniq', 'an output file');
  const key = (line: string): string => (given.has('i') ? line.replace(/[A-Z]+/g, letters => letters.toLowerCase()) : line);
  const wanted = (count: number): boolean => (!given.has('d') || count > 1) && (!given.has('u') || count === 1);
  const printer = new Printer(process.stdout);
  let [last, count] = ['', 0];
  const finish = (): void => {
    if (count > 0 && wanted(count)) printer.print(`${given.has('c') ? `${String(count).padStart(7)} ` : ''}${last}\n`);
  };
  try {
    for await (const { lines } of linesOf(openInput(process, names[0] ?? '-'))) {
      for (const line of lines) {
        if (count > 0 && key(last) === key(line)) {
          count++;
          continue;
        }
        finish();
        [last, count] = [line, 1];
      }
      await printer.ready();
    }
  } catch (error) {
    await process.stderr.write(`uniq: ${error instanceof TooLong ? tooLong('uniq') : `${fileName(names[0]!)}: ${reasonOf(error)}`}\n`);
    return 1;
  }
  finish();
  await printer.flush();
  return 0;
};

const LONG: Readonly<Record<string, string>> = { '--count': 'c', '--repeated': 'd', '--unique': 'u', '--ignore-case': 'i' };
