/** What getopt(3) found: an option with its argument, or one of its two complaints. */
export type Opt =
  | { readonly kind: 'option'; readonly letter: string; readonly argument: string }
  | { readonly kind: 'error'; readonly message: string };

export interface Parsed {
  /** in order; reading stops at nothing, errors are in their place */
  readonly options: readonly Opt[];
  readonly operands: readonly string[];
}

/**
 * getopt(3) of glibc: options and operands may mix, `--` ends the options.
 * @param spec the option letters; one that takes an argument has a colon
 * @param argv without the program's name
 */
export function getopt(spec: string, argv: readonly string[]): Parsed {
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
    for (let j = 1; j < word.length; j++) {
      const letter = word[j]!;
      const at = letter === ':' ? -1 : spec.indexOf(letter);
      if (at < 0) {
        options.push({ kind: 'error', message: `invalid option -- '${letter}'` });
      } else if (spec[at + 1] !== ':') {
        options.push({ kind: 'option', letter, argument: '' });
      } else {
        const argument = j + 1 < word.length ? word.slice(j + 1) : argv[++i];
        options.push(argument === undefined
          ? { kind: 'error', message: `option requires an argument -- '${letter}'` }
          : { kind: 'option', letter, argument });
        break;
      }
    }
  }
  return { options, operands };
}
