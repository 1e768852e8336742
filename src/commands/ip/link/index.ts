import type { Shape } from '../../shape';
import { linkFilterShape } from '../address/filter';
import { showLinks } from '../address/show';
import type { Ip } from '../context';
import { linkUsage } from '../help/link';
import { linkKindUsage } from '../help/link-kinds';
import { words } from '../matches';
import { commandTable, subcommand } from '../subcommands';
import { KINDS } from './kinds';
import { addLink, deleteLink, setLink } from './modify';
import { linkProperty, propertyGrammar } from './property';
import { linkGrammar } from './request';
import { showAfstats, showXstats } from './xstats';

function help(ip: Ip, [kind]: readonly string[]): number {
  const usage = kind === undefined ? undefined : linkKindUsage[kind];
  if (usage === undefined) return ip.usage(linkUsage);
  ip.out(usage);
  return 0;
}

/** `type KIND`, whose own words follow it. */
const shape: Shape = { ...linkGrammar, rest: kind => KINDS.get(kind ?? '')?.shape };

/** `ip link`. */
export const linkObject = commandTable('link', [
  subcommand('add*', (ip, args) => addLink(ip, args, { create: true, excl: true }), shape),
  subcommand('set* change*', setLink, shape),
  subcommand('replace*', (ip, args) => addLink(ip, args, { create: true, replace: true }), shape),
  subcommand('delete*', deleteLink, shape),
  subcommand('show* lst* list*', showLinks, linkFilterShape()),
  subcommand('xstats*', showXstats),
  subcommand('afstats*', showAfstats, { keywords: [], positional: { lead: 'dev', kind: 'DEVICE' } }),
  subcommand('property*', linkProperty, { verbs: [{ words: words('add* delete*'), shape: propertyGrammar }] }),
  subcommand('help*', help, { operands: [{ kind: 'LINK-TYPE' }] }),
], showLinks);
