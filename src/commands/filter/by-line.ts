/** Arguments with which a filter treats each line by itself: options alone, those with a value behind them, and how many operands come before files. */
interface ByLine {
  readonly flags: RegExp;
  readonly valued?: RegExp;
  readonly operands: number;
  /** whether an operand, or the value of `-e`, is of that kind; default: any is */
  readonly fits?: RegExp;
}

const FILTERS: ReadonlyMap<string, ByLine> = new Map([
  ['rev', { flags: /^(?!)/, operands: 0 }],
]);

/** Whether a filter with these arguments reads standard input, and what it prints of a line depends on no other one: then it needn't see all of them at once. */
export function worksByLine(name: string, args: readonly string[]): boolean {
  const known = FILTERS.get(name);
  if (!known) return false;
  const { flags, valued, fits } = known;
  let { operands } = known;
  const texts: string[] = [];
  for (let at = 0; at < args.length; at++) {
    const arg = args[at]!;
    if (valued?.test(arg)) {
      if (arg.endsWith('e')) operands = 0;
      const value = args[++at] ?? '';
      if (arg.endsWith('e')) texts.push(value);
    } else if (flags.test(arg)) continue;
    else if (/^-./.test(arg) || operands-- <= 0) return false;
    else texts.push(arg);
  }
  return fits === undefined || texts.every(text => fits.test(text));
}
