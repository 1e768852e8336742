import { neighUsage } from '../help/neigh';
import { commandTable, subcommand, usageCommand } from '../subcommands';
import { deleteNeighbour, getNeighbour, neighbourGetGrammar, neighbourGrammar, newNeighbour } from './modify';
import { flushNeighbours, neighbourFilterGrammar, showNeighbours } from './show';

/** `ip neighbour`. */
export const neighObject = commandTable('neigh', [
  subcommand('add*', (ip, args) => newNeighbour(ip, args, { create: true, excl: true }), neighbourGrammar),
  subcommand('change* chg', (ip, args) => newNeighbour(ip, args, { replace: true }), neighbourGrammar),
  subcommand('replace*', (ip, args) => newNeighbour(ip, args, { create: true, replace: true }), neighbourGrammar),
  subcommand('delete*', deleteNeighbour, neighbourGrammar),
  subcommand('get*', getNeighbour, neighbourGetGrammar),
  subcommand('show* lst* list*', showNeighbours, neighbourFilterGrammar),
  subcommand('flush*', flushNeighbours, neighbourFilterGrammar),
  subcommand('help*', usageCommand(neighUsage)),
], showNeighbours);
