import { AF_INET, AF_INET6, SysError, type LinkMessage } from '../../../stack';
import type { TunnelCommand, TunnelParms } from '../../../stack/tunnels';
import type { Shape } from '../../shape';
import { Args } from '../args';
import type { Ip } from '../context';
import { tunnelCommandUsage } from '../help/tunnel';
import type { Command } from '../objects';
import { matchesAny, words } from '../matches';
import { usageCommand } from '../subcommands';
import { fallbackOf, NO_PARMS, parmsShape, readParms } from './arguments';
import { tunnelIoctl } from './ioctl';
import { printTunnel, printTunnelStats } from './print';

/** ARPHRD_TUNNEL, SIT and IPGRE: the links that are tunnels over IPv4. */
const TUNNEL_TYPES: readonly number[] = [768, 776, 778];
/** Modes that make `ip tunnel` one of IPv6 (tunnel_mode_is_ipv6). */
const IPV6_MODES: readonly string[] = ['ipv6/ipv6', 'ip6ip6', 'vti6', 'ip/ipv6', 'ipv4/ipv6', 'ipip6', 'ip4ip6', 'ip6gre', 'gre/ipv6', 'any/ipv6', 'any'];

const addOrChange = (command: TunnelCommand) => (ip: Ip, argv: readonly string[]): number => {
  const parms = readParms(ip, new Args(argv), command);
  if (parms.ttl && !parms.df) ip.fail('ttl != 0 and nopmtudisc are incompatible');
  const fallback = fallbackOf(parms) ?? ip.fail('cannot determine tunnel mode (ipip, gre, vti or sit)');
  tunnelIoctl(ip, command, command === 'SIOCCHGTUNNEL' && parms.name ? parms.name : fallback, parms);
  return 0;
};

function remove(ip: Ip, argv: readonly string[]): number {
  const parms = readParms(ip, new Args(argv), 'SIOCDELTUNNEL');
  tunnelIoctl(ip, 'SIOCDELTUNNEL', parms.name || fallbackOf(parms) || '', parms);
  return 0;
}

function show(ip: Ip, argv: readonly string[]): number {
  const wanted = readParms(ip, new Args(argv), 'SIOCGETTUNNEL');
  const fallback = fallbackOf(wanted);
  if (fallback === undefined) return list(ip, wanted);
  printTunnel(ip, tunnelIoctl(ip, 'SIOCGETTUNNEL', wanted.name || fallback, wanted));
  ip.out('\n');
  return 0;
}

function list(ip: Ip, wanted: TunnelParms): number {
  ip.print.begin();
  const links = ip.dump('RTM_GETLINK');
  ip.remember(links);
  for (const link of links) if (TUNNEL_TYPES.includes(link.type) && (!wanted.name || wanted.name === link.ifname)) printLink(ip, link, wanted);
  ip.print.end();
  return 0;
}

/** Prints a tunnel of a list, if it is as asked for. One that doesn't answer is passed over. */
function printLink(ip: Ip, { ifname, stats }: LinkMessage, wanted: TunnelParms): void {
  const parms = parmsOf(ip, ifname);
  if (!parms) return;
  for (const key of ['link', 'remote', 'local', 'ikey'] as const) if (wanted[key] && wanted[key] !== parms[key]) return;
  printTunnel(ip, parms);
  if (ip.options.stats > 0) printTunnelStats(ip, stats);
  ip.out('\n');
}

function parmsOf(ip: Ip, ifname: string): TunnelParms | undefined {
  try {
    return ip.netns.tunnels.ioctl('SIOCGETTUNNEL', ifname, NO_PARMS);
  } catch (error) {
    if (error instanceof SysError) return undefined;
    throw error;
  }
}

const COMMANDS = ([
  ['add*', addOrChange('SIOCADDTUNNEL')], ['change*', addOrChange('SIOCCHGTUNNEL')], ['delete*', remove], ['show* lst* list*', show],
  ['prl*', ip => ip.unsupported('ip tunnel prl')], ['6rd*', ip => ip.unsupported('ip tunnel 6rd')], ['help*', usageCommand(tunnelCommandUsage)],
] as readonly (readonly [string, Command])[]).map(([notation, run]) => ({ words: words(notation), run }));

/** For completion. */
export const tunnelShape: Shape = { verbs: COMMANDS.map(({ words: names }) => ({ words: names, shape: parmsShape })) };

/** `ip tunnel`: tunnels over IPv4, by ioctl(2). */
export const tunnelObject: Command = (ip, argv) => {
  const mode = argv.indexOf('mode');
  const isIpv6 = ip.family === AF_INET6 || (mode >= 0 && IPV6_MODES.includes(argv[mode + 1] ?? ''));
  if (isIpv6) ip.unsupported('ip tunnel over IPv6');
  if (ip.family !== 0 && ip.family !== AF_INET) ip.quit(`Unsupported protocol family: ${ip.family}`);
  const [word, ...rest] = argv;
  if (word === undefined) return show(ip, []);
  const row = COMMANDS.find(candidate => matchesAny(word, candidate.words));
  return row ? row.run(ip, rest) : ip.quit(`Command "${word}" is unknown, try "ip tunnel help"`);
};
