import { AF_INET, AF_INET6, AF_UNSPEC, NETCONFA_IFINDEX, type NetconfMessage } from '../../stack';
import { Args } from './args';
import type { Ip } from './context';
import { netconfUsage } from './help/netconf';
import { familyName } from './inet';
import { words } from './matches';
import { commandTable, subcommand, usageCommand } from './subcommands';

const RP_FILTERS = ['off', 'strict', 'loose'] as const;
const GENERAL: Readonly<Record<number, string>> = { [NETCONFA_IFINDEX.ALL]: 'all', [NETCONFA_IFINDEX.DEFAULT]: 'default' };

interface Style {
  readonly deleted?: boolean;
  /** a device's name */
  nameOf(index: number): string;
}

/** print_netconf. */
export function printNetconf({ print }: Ip, netconf: NetconfMessage, { deleted, nameOf }: Style): void {
  const onOff = (key: string, value: boolean | undefined): void => {
    if (value !== undefined) print.onOff(key, `${key} %s `, value);
  };
  print.openObject();
  if (deleted) print.flag('deleted', 'Deleted ');
  print.any('family', '%s ', familyName(netconf.family));
  print.any('interface', '%s ', GENERAL[netconf.index] ?? nameOf(netconf.index), 'ifname');
  onOff('forwarding', netconf.forwarding);
  if (netconf.rpFilter !== undefined) {
    const name = RP_FILTERS[netconf.rpFilter];
    print.any('rp_filter', name === undefined ? 'rp_filter %u ' : 'rp_filter %s ', name ?? netconf.rpFilter);
  }
  onOff('mc_forwarding', netconf.mcForwarding);
  onOff('proxy_neigh', netconf.proxyNeigh);
  onOff('ignore_routes_with_linkdown', netconf.ignoreRoutesWithLinkdown);
  print.closeObject();
  print.text('\n');
}

/** One device of one family is asked for by itself, and its answer isn't JSON even with -j. */
function show(ip: Ip, argv: readonly string[]): number {
  let index = 0;
  for (const args = new Args(argv); args.word !== undefined; args.advance()) {
    if (args.word !== 'dev') continue;
    const name = args.next();
    index = ip.deviceIndex(name);
    if (index === 0) ip.fail(`Device "${name}" does not exist.`);
  }
  const families = [AF_INET, AF_INET6] as const;
  const family = families.find(known => known === ip.family);
  const single = index !== 0 && ip.family !== AF_UNSPEC;
  if (!single) ip.print.begin();
  for (const netconf of ip.dump('RTM_GETNETCONF', family === undefined ? {} : { family })) {
    if (index === 0 || netconf.index === index) printNetconf(ip, netconf, { nameOf: known => ip.deviceName(known) });
  }
  if (!single) ip.print.end();
  return 0;
}

/** `ip netconf`. */
export const netconfObject = commandTable('netconf', [
  subcommand('show* lst* list*', show, { keywords: [{ words: words('dev'), takes: [{ kind: 'DEVICE' }] }] }),
  subcommand('help*', usageCommand(netconfUsage)),
], show);
