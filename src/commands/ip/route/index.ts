import { routeUsage } from '../help/route';
import { commandTable, subcommand, usageCommand } from '../subcommands';
import { getRoute } from './get';
import { flushRoutes, listRoutes } from './list';
import { modifyRoute } from './modify';

/** `ip route`. */
export const routeObject = commandTable('route', [
  subcommand('add*', (ip, args) => modifyRoute(ip, args, { create: true, excl: true })),
  subcommand('change* chg', (ip, args) => modifyRoute(ip, args, { replace: true })),
  subcommand('replace*', (ip, args) => modifyRoute(ip, args, { create: true, replace: true })),
  subcommand('prepend*', (ip, args) => modifyRoute(ip, args, { create: true })),
  subcommand('append*', (ip, args) => modifyRoute(ip, args, { create: true, append: true })),
  subcommand('test*', (ip, args) => modifyRoute(ip, args, { excl: true })),
  subcommand('delete*', (ip, args) => modifyRoute(ip, args, undefined)),
  subcommand('list* show* lst*', listRoutes),
  subcommand('get*', getRoute),
  subcommand('flush*', flushRoutes),
  subcommand('save*', ip => ip.unsupported('ip route save')),
  subcommand('restore*', ip => ip.unsupported('ip route restore')),
  subcommand('showdump*', ip => ip.unsupported('ip route showdump')),
  subcommand('help*', usageCommand(routeUsage)),
], listRoutes);
