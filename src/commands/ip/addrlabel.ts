import type { Ip } from './context';
import { addrlabelUsage } from './help/addrlabel';
import { commandTable, subcommand, usageCommand } from './subcommands';

/** The kernel's own policy table (net/ipv6/addrlabel.c, RFC 6724 section 2.1), longest prefixes first. */
const LABELS: readonly (readonly [address: string, length: number, label: number])[] = [
  ['::1', 128, 0], ['::', 96, 3], ['::ffff:0.0.0.0', 96, 4], ['2001::', 32, 6], ['2001:10::', 28, 7], ['3ffe::', 16, 12], ['2002::', 16, 2],
  ['fec0::', 10, 11], ['fc00::', 7, 5], ['::', 0, 1],
];

function listLabels(ip: Ip, args: readonly string[]): number {
  if (args.length > 0) ip.fail('"ip addrlabel show" does not take any arguments.');
  const { print } = ip;
  print.begin();
  for (const [address, length, label] of LABELS) {
    print.openObject();
    print.text('prefix ');
    print.any('address', '%s', address, 'inet6');
    print.any('prefixlen', '/%u ', length);
    print.any('label', 'label %u ', label);
    print.text('\n');
    print.closeObject();
  }
  print.end();
  return 0;
}

/** `ip addrlabel`: the labels are the kernel's, for good. */
export const addrlabelObject = commandTable('addrlabel', [
  subcommand('list* lst* show*', listLabels),
  subcommand('add*', ip => ip.unsupported('ip addrlabel add')),
  subcommand('delete*', ip => ip.unsupported('ip addrlabel delete')),
  subcommand('flush*', ip => ip.unsupported('ip addrlabel flush')),
  subcommand('help*', usageCommand(addrlabelUsage)),
], listLabels);
