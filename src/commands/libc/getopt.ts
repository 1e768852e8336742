/** What getopt_long(3) found: an option with its argument, or one of its complaints. */
export type Opt =
  | { readonly kind: 'option'; readonly letter: string; readonly argument: string }
  | { readonly kind: 'error'; readonly message: string };

export interface Parsed {
  /** in order; reading stops at nothing, errors are in their place */
  readonly options: readonly Opt[];
  readonly operands: readonly string[];
}

/** Long options in the program's order: what each is read as, a letter or a name, with a colon behind it where it takes an argument, two where it may. */
export type Longs = Readonly<Record<string, string>>;

/**
 * getopt_long(3) of glibc: options and operands may mix, `--` ends the options, long names may be cut short.
 * @param spec the option letters; one that takes an argument has a colon behind it, one that may has two
 * @param argv without the program's name
 * @param longs without it, as getopt(3) does
 */
export function getopt(spec: string, argv: readonly string[], longs?: Longs): Parsed {
  const options: Opt[] = [];
  const operands: string[] = [];
  for (let i = 0; i < argv.length; i++) {
    const word = argv[i]!;
    if (word === '--') {
      operands.push(...argv.slice(i + 1));
      break;
    }
    if (!word.startsWith('-') || word === '-') {
      operands.push(word);
      continue;
    }
    if (longs && word.startsWith('--')) {
      const { option, wantsNext } = longOption(word.slice(2), longs, argv[i + 1]);
      options.push(option);
      if (wantsNext) i++;
      continue;
    }
    for (let j = 1; j < word.length; j++) {
      const letter = word[j]!;
      const at = letter === ':' ? -1 : spec.indexOf(letter);
      if (at < 0) {
        options.push({ kind: 'error', message: `invalid option -- '${letter}'` });
      } else if (spec[at + 1] !== ':') {
        options.push({ kind: 'option', letter, argument: '' });
      } else {
        const attached = word.slice(j + 1);
        const argument = attached !== '' || spec[at + 2] === ':' ? attached : argv[++i];
        options.push(argument === undefined
          ? { kind: 'error', message: `option requires an argument -- '${letter}'` }
          : { kind: 'option', letter, argument });
        break;
      }
    }
  }
  return { options, operands };
}

/** @param word without its two dashes @param next the word behind it */
function longOption(word: string, longs: Longs, next: string | undefined): { readonly option: Opt; readonly wantsNext: boolean } {
  const failed = (message: string): { option: Opt; wantsNext: boolean } => ({ option: { kind: 'error', message }, wantsNext: false });
  const [, typed, value] = /^([^=]*)(?:=(.*))?$/s.exec(word)! as unknown as [string, string, string?];
  const candidates = Object.keys(longs).filter(name => name.startsWith(typed));
  const name = candidates.find(candidate => candidate === typed) ?? candidates[0];
  if (name === undefined) return failed(`unrecognized option '--${word}'`);
  if (name !== typed && candidates.some(candidate => longs[candidate] !== longs[name])) {
    return failed(`option '--${word}' is ambiguous; possibilities:${candidates.map(candidate => ` '--${candidate}'`).join('')}`);
  }
  const [letter, colons] = longs[name]!.split(/(?=:)/, 2) as [string, string?];
  const optional = longs[name]!.endsWith('::');
  if (colons === undefined && value !== undefined) return failed(`option '--${name}' doesn't allow an argument`);
  if (colons === undefined || optional || value !== undefined) return { option: { kind: 'option', letter, argument: value ?? '' }, wantsNext: false };
  return next === undefined ? failed(`option '--${name}' requires an argument`) : { option: { kind: 'option', letter, argument: next }, wantsNext: true };
}
