import { Args } from './args';
import type { Ip } from './context';
import { duplicateArgument, wrongArgument } from './errors';
import { matches, matchesAny, words, type Word } from './matches';

/** A kind of argument: what it stands for, and how its text is read. */
export interface Argument<T> {
  /** as help texts call it: DEVICE, PREFIX, MTU */
  readonly kind: string;
  /** the only values, where they are few */
  readonly choices?: readonly string[];
  /** undefined: wrong; the keyword says so */
  parse(text: string, ip: Ip): T | undefined;
}

/** A row of a grammar's table. What it sets is in S, the command's own state. */
export interface Keyword<S> {
  readonly words: readonly Word[];
  /** what follows the keyword, for completion */
  readonly takes: readonly Pick<Argument<unknown>, 'kind' | 'choices'>[];
  /** whether parsing stops after it, leaving the rest of the line to someone else */
  readonly last?: boolean;
  /** Reads the keyword's arguments; the cursor stands on the keyword and is left on its last argument. */
  take(args: Args, state: S, ip: Ip): void;
}

/** The word that is no keyword: a device or an address, with or without its own keyword before it. */
export interface Positional<S> {
  /** e.g. `dev`; undefined: it has none */
  readonly lead?: string;
  readonly kind: string;
  /** the only values, where they are few */
  readonly choices?: readonly string[];
  /** where `help` is recognised: before the lead is skipped, only if there is no lead, after it, or nowhere */
  readonly help: 'before' | 'without-lead' | 'after' | 'never';
  take(text: string, state: S, ip: Ip): void;
}

/** The arguments of one command. */
export interface Grammar<S> {
  readonly keywords: readonly Keyword<S>[];
  readonly positional?: Positional<S>;
  /** shown for `help` */
  readonly usage: string;
}

/** A keyword without an argument. */
export function flag<S>(notation: string, set: (state: S, ip: Ip, word: string) => void): Keyword<S> {
  return { words: words(notation), takes: [], take: (args, state, ip) => set(state, ip, args.word!) };
}

interface OptionRow<S, T> {
  /** what `Error: argument "..." is wrong:` goes on with; a final line end makes the blank line that iproute2 prints */
  readonly wrong?: string;
  /** the name in `Error: duplicate ...`, if the keyword may stand once only */
  readonly once?: string;
  /** iproute2 looks for a duplicate before it takes the value, and so shows the keyword instead */
  readonly onceShowsKeyword?: boolean;
  readonly last?: boolean;
  set(state: S, value: T, ip: Ip, text: string): void;
}

/** A keyword with one argument. */
export function option<S extends object, T>(notation: string, argument: Argument<T>, row: OptionRow<S, T>): Keyword<S> {
  const seen = new WeakSet<S>();
  const once = (state: S, shown: string): void => {
    if (row.once === undefined) return;
    if (seen.has(state)) throw duplicateArgument(row.once, shown);
    seen.add(state);
  };
  return {
    words: words(notation),
    takes: [argument],
    last: row.last,
    take(args, state, ip) {
      const keyword = args.word!;
      if (row.onceShowsKeyword) once(state, keyword);
      const text = args.next();
      if (!row.onceShowsKeyword) once(state, text);
      const value = argument.parse(text, ip);
      if (value === undefined) throw wrongArgument(text, row.wrong ?? `Invalid "${keyword}" value\n`);
      row.set(state, value, ip, text);
    },
  };
}

/** A keyword that reads its arguments in a way of its own. */
export function special<S>(notation: string, takes: Keyword<S>['takes'], take: Keyword<S>['take'], last = false): Keyword<S> {
  return { words: words(notation), takes, take, last };
}

/** Reads a command line by its grammar, in table order as iproute2 does. Returns the words that it left. */
export function parse<S>(grammar: Grammar<S>, args: Args, state: S, ip: Ip): readonly string[] {
  for (; args.word !== undefined; args.advance()) {
    const keyword = grammar.keywords.find(row => matchesAny(args.word!, row.words));
    if (keyword) {
      keyword.take(args, state, ip);
      if (keyword.last) {
        args.advance();
        break;
      }
    } else takePositional(grammar, args, state, ip);
  }
  return args.rest;
}

function takePositional<S>(grammar: Grammar<S>, args: Args, state: S, ip: Ip): void {
  const row = grammar.positional;
  const isLead = row?.lead !== undefined && args.word === row.lead;
  if ((!row || row.help === 'before' || (row.help === 'without-lead' && !isLead)) && matches(args.word!, 'help')) ip.usage(grammar.usage);
  if (isLead) args.next();
  if (row?.help === 'after' && matches(args.word!, 'help')) ip.usage(grammar.usage);
  if (!row) ip.usage(grammar.usage);
  row.take(args.word!, state, ip);
}
