import type { Ip } from './context';
import { mrouteUsage } from './help/mroute';
import { tcpMetricsUsage } from './help/tcp-metrics';
import { commandTable, subcommand, usageCommand } from './subcommands';

/** Shows a table that nothing in the simulation fills: no TCP connections, no multicast routing daemon. */
const showNothing = (object: string) => (ip: Ip, args: readonly string[]): number => {
  if (args.length > 0) ip.unsupported(`a selector of ip ${object}`);
  ip.print.begin();
  ip.print.end();
  return 0;
};

/** `ip tcp_metrics`. */
export const tcpMetricsObject = commandTable('tcp_metrics', [
  subcommand('list* show* lst*', showNothing('tcp_metrics')),
  subcommand('delete*', ip => ip.unsupported('ip tcp_metrics delete')),
  subcommand('flush*', showNothing('tcp_metrics')),
  subcommand('help*', usageCommand(tcpMetricsUsage)),
], showNothing('tcp_metrics'));

/** `ip mroute`. */
export const mrouteObject = commandTable('mroute', [
  subcommand('list* show* lst*', showNothing('mroute')),
  subcommand('help*', usageCommand(mrouteUsage)),
], showNothing('mroute'));
