import { showLinks } from '../address/show';
import type { Ip } from '../context';
import { linkUsage } from '../help/link';
import { linkKindUsage } from '../help/link-kinds';
import { commandTable, subcommand } from '../subcommands';
import { addLink, deleteLink, setLink } from './modify';
import { linkProperty } from './property';
import { showAfstats, showXstats } from './xstats';

function help(ip: Ip, [kind]: readonly string[]): number {
  const usage = kind === undefined ? undefined : linkKindUsage[kind];
  if (usage === undefined) return ip.usage(linkUsage);
  ip.out(usage);
  return 0;
}

/** `ip link`. */
export const linkObject = commandTable('link', [
  subcommand('add*', (ip, args) => addLink(ip, args, { create: true, excl: true })),
  subcommand('set* change*', setLink),
  subcommand('replace*', (ip, args) => addLink(ip, args, { create: true, replace: true })),
  subcommand('delete*', deleteLink),
  subcommand('show* lst* list*', showLinks),
  subcommand('xstats*', showXstats),
  subcommand('afstats*', showAfstats),
  subcommand('property*', linkProperty),
  subcommand('help*', help),
], showLinks);
