import type { Shape } from '../shape';
import type { Ip } from './context';
import { matchesAny, words, type Word } from './matches';
import type { Command } from './objects';

/** A command of an object. */
export interface Subcommand {
  readonly words: readonly Word[];
  readonly run: Command;
  readonly shape?: Shape;
}

/** A row of an object's table; for the notation see {@link words}. `shape`: what follows it, where `run` doesn't say so itself. */
export function subcommand(notation: string, run: Command, shape: Shape | undefined = run.shape): Subcommand {
  return { words: words(notation), run, ...(shape && { shape }) };
}

/** The command that shows a help text. */
export function usageCommand(text: string): Command {
  return (ip: Ip) => ip.usage(text);
}

/**
 * An object's commands, in iproute2's order, which decides what an abbreviation means.
 * @param object as the sentence about an unknown command has it: `link` for `try "ip link help"`
 * @param otherwise what runs if no command is given
 * @param program what the sentence calls the program
 */
export function commandTable(object: string, rows: readonly Subcommand[], otherwise: Command, program = 'ip'): Command {
  const table = (ip: Ip, args: readonly string[]): ReturnType<Command> => {
    const [word, ...rest] = args;
    if (word === undefined) return otherwise(ip, []);
    const row = rows.find(candidate => matchesAny(word, candidate.words));
    if (!row) return ip.quit(`Command "${word}" is unknown, try "${program} ${object} help".`);
    return row.run(ip, rest);
  };
  return Object.assign(table, { shape: { verbs: rows } });
}
