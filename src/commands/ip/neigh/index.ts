import { neighUsage } from '../help/neigh';
import { commandTable, subcommand, usageCommand } from '../subcommands';
import { deleteNeighbour, getNeighbour, newNeighbour } from './modify';
import { flushNeighbours, showNeighbours } from './show';

/** `ip neighbour`. */
export const neighObject = commandTable('neigh', [
  subcommand('add*', (ip, args) => newNeighbour(ip, args, { create: true, excl: true })),
  subcommand('change* chg', (ip, args) => newNeighbour(ip, args, { replace: true })),
  subcommand('replace*', (ip, args) => newNeighbour(ip, args, { create: true, replace: true })),
  subcommand('delete*', deleteNeighbour),
  subcommand('get*', getNeighbour),
  subcommand('show* lst* list*', showNeighbours),
  subcommand('flush*', flushNeighbours),
  subcommand('help*', usageCommand(neighUsage)),
], showNeighbours);
