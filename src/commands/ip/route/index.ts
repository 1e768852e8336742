import type { Shape } from '../../shape';
import { routeUsage } from '../help/route';
import { commandTable, subcommand, usageCommand } from '../subcommands';
import { words } from '../matches';
import { getRoute, questionGrammar } from './get';
import { flushRoutes, listRoutes, selectionGrammar } from './list';
import { modifyRoute, routeGrammar } from './modify';

/** Behind `nexthop`, which parseNexthops reads. */
const nexthopShape: Shape = {
  keywords: [
    { words: words('via'), takes: [{ kind: 'ADDRESS' }] }, { words: words('dev'), takes: [{ kind: 'DEVICE' }] }, { words: words('weight'), takes: [{ kind: 'NUMBER' }] },
    { words: words('onlink nexthop'), takes: [] },
  ],
};

const shape: Shape = { ...routeGrammar, rest: () => nexthopShape };

/** `ip route`. */
export const routeObject = commandTable('route', [
  subcommand('add*', (ip, args) => modifyRoute(ip, args, { create: true, excl: true }), shape),
  subcommand('change* chg', (ip, args) => modifyRoute(ip, args, { replace: true }), shape),
  subcommand('replace*', (ip, args) => modifyRoute(ip, args, { create: true, replace: true }), shape),
  subcommand('prepend*', (ip, args) => modifyRoute(ip, args, { create: true }), shape),
  subcommand('append*', (ip, args) => modifyRoute(ip, args, { create: true, append: true }), shape),
  subcommand('test*', (ip, args) => modifyRoute(ip, args, { excl: true }), shape),
  subcommand('delete*', (ip, args) => modifyRoute(ip, args, undefined), shape),
  subcommand('list* show* lst*', listRoutes, selectionGrammar),
  subcommand('get*', getRoute, questionGrammar),
  subcommand('flush*', flushRoutes, selectionGrammar),
  subcommand('save*', ip => ip.unsupported('ip route save')),
  subcommand('restore*', ip => ip.unsupported('ip route restore')),
  subcommand('showdump*', ip => ip.unsupported('ip route showdump')),
  subcommand('help*', usageCommand(routeUsage)),
], listRoutes);
