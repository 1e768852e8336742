import type { Opt } from './getopt';

/** Long options by name: the letter or name that each stands for; `:` after one that takes an argument, `::` after one that may. */
export type LongOptions = Readonly<Record<string, string>>;

/**
 * getopt_long(3) of glibc: options and operands may mix, `--` ends the options, long names may be shortened.
 * @param spec the option letters; one that takes an argument has a colon, one that may has two
 * @param argv without the program's name
 */
export function getoptLong(spec: string, long: LongOptions, argv: readonly string[]): { readonly options: readonly Opt[]; readonly operands: readonly string[] } {
  const options: Opt[] = [];
  const operands: string[] = [];
  const complain = (message: string): void => void options.push({ kind: 'error', message });
  for (let i = 0; i < argv.length; i++) {
    const word = argv[i]!;
    if (word === '--') {
      operands.push(...argv.slice(i + 1));
      break;
    }
    if (!word.startsWith('-') || word === '-') operands.push(word);
    else if (word.startsWith('--')) {
      const [, name, value] = /^--([^=]*)(?:=(.*))?$/s.exec(word) as unknown as [string, string, string?];
      const found = longOption(long, name);
      if (found.length !== 1) {
        complain(found.length === 0 ? `unrecognized option '${word}'` : `option '${word}' is ambiguous; possibilities: ${found.map(one => `'--${one}'`).join(' ')}`);
        continue;
      }
      const [letter, mode] = /^([^:]*)(:*)$/.exec(long[found[0]!]!)!.slice(1) as [string, string];
      const argument = value ?? (mode === ':' ? argv[++i] : '');
      if (mode === '' && value !== undefined) complain(`option '--${found[0]}' doesn't allow an argument`);
      else if (argument === undefined) complain(`option '--${found[0]}' requires an argument`);
      else options.push({ kind: 'option', letter, argument });
    } else {
      for (let j = 1; j < word.length; j++) {
        const letter = word[j]!;
        const at = letter === ':' ? -1 : spec.indexOf(letter);
        if (at < 0 || spec[at + 1] !== ':') {
          if (at < 0) complain(`invalid option -- '${letter}'`);
          else options.push({ kind: 'option', letter, argument: '' });
          continue;
        }
        const rest = word.slice(j + 1);
        const argument = rest !== '' || spec[at + 2] === ':' ? rest : argv[++i];
        if (argument === undefined) complain(`option requires an argument -- '${letter}'`);
        else options.push({ kind: 'option', letter, argument });
        break;
      }
    }
  }
  return { options, operands };
}

/** The names that one may stand for: none is unknown, more than one ambiguous. Those that mean the same don't count twice. */
function longOption(long: LongOptions, name: string): string[] {
  if (long[name] !== undefined) return [name];
  const found = Object.keys(long).filter(one => one.startsWith(name));
  return new Set(found.map(one => long[one])).size === 1 ? found.slice(0, 1) : found;
}
