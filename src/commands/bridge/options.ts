import { AF_INET, AF_INET6 } from '../../stack';
import type { Args } from '../ip/args';
import type { Ip } from '../ip/context';
import { wrongArgument } from '../ip/errors';
import { Quit } from '../ip/failure';
import { words, type Word } from '../ip/matches';
import { readOptions } from '../ip/options';
import { bridgeUsage } from './help';

interface OptionRow {
  readonly words: readonly Word[];
  /** what follows it, for completion */
  readonly takes?: string;
  set(ip: Ip, args: Args): void;
}

const row = (notation: string, set: OptionRow['set'], takes?: string): OptionRow => ({ words: words(notation), set, ...(takes !== undefined && { takes }) });

/** The word after an option; without one the help text is shown. */
function valueOrUsage(ip: Ip, args: Args): string {
  args.advance();
  return args.word ?? ip.usage(bridgeUsage);
}

const FAMILIES: Readonly<Record<string, number>> = { inet: AF_INET, inet6: AF_INET6 };

/** In bridge.c's order, which decides what an abbreviation means. */
export const OPTIONS: readonly OptionRow[] = [
  row('-help*', ip => ip.usage(bridgeUsage)),
  row('-Version*', ip => {
    ip.out('bridge utility, 6.1.0\n');
    throw new Quit('', 0);
  }),
  row('-stats* -statistics*', ip => { ip.options.stats++; }),
  row('-details*', ip => { ip.options.details++; }),
  row('-oneline*', ip => { ip.options.oneline = true; }),
  row('-timestamp*', ip => { ip.options.timestamp = 'long'; }),
  row('-family*', (ip, args) => {
    const name = valueOrUsage(ip, args);
    if (name === 'help') ip.usage(bridgeUsage);
    const family = FAMILIES[name];
    if (family === undefined) throw wrongArgument(name, 'invalid protocol family');
    ip.options.family = family;
  }, 'FAMILY'),
  row('-4', ip => { ip.options.family = AF_INET; }),
  row('-6', ip => { ip.options.family = AF_INET6; }),
  row('-netns*', (ip, args) => ip.enter(ip.openNetns(args.next())), 'NETNS'),
];

/** In bridge.c's order, after `-color`, which takes `-c` too. */
export const LATER_OPTIONS: readonly OptionRow[] = [
  row('-compressvlans*', ip => { ip.options.compressVlans = true; }),
  row('-force*', ip => { ip.options.force = true; }),
  row('-json*', ip => { ip.options.json = true; }),
  row('-pretty*', ip => { ip.options.pretty = true; }),
  row('-batch*', (ip, args) => { ip.options.batch = valueOrUsage(ip, args); }, 'FILE'),
];

/** Reads bridge's options. @throws {Quit} */
export function parseOptions(args: Args, ip: Ip): void {
  readOptions(args, ip.options, { early: OPTIONS, later: LATER_OPTIONS, help: 'bridge help' }, found => found.set(ip, args));
}
