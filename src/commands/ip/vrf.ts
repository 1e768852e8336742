import { strerror, type LinkMessage } from '../../stack';
import type { Value } from '../shape';
import type { Ip } from './context';
import { wrongArgument } from './errors';
import { execute } from './execute';
import { vrfUsage } from './help/vrf';
import { unsigned } from './numbers';
import type { Command } from './objects';
import { commandTable, subcommand, usageCommand } from './subcommands';

/** A link that is a VRF with a table. */
function tableOf(link: LinkMessage | undefined): number {
  const table = link?.kind === 'vrf' ? link.data?.table : undefined;
  return typeof table === 'number' ? table : 0;
}

const show: Command = (ip, words) => {
  const [name] = words;
  if (words.length > 1) ip.usage(vrfUsage);
  if (name !== undefined) {
    const table = tableOf(ip.link({ ifname: name }));
    if (table === 0) ip.fail('Invalid VRF', 255);
    ip.out(`${name} ${table}\n`);
    return 0;
  }
  const vrfs = ip.dump('RTM_GETLINK').filter(link => tableOf(link) !== 0);
  const { print } = ip;
  print.begin();
  print.text('%-16s', 'Name');
  print.text('  %5s\n', 'Table');
  print.text('-----------------------\n');
  for (const link of vrfs) {
    print.openObject();
    print.any('name', '%-16s', link.ifname);
    print.any('table', ' %5u', tableOf(link));
    print.text('\n');
    print.closeObject();
  }
  if (vrfs.length === 0) print.text('No VRF has been configured\n');
  print.end();
  return 0;
};

const identify: Command = (ip, words) => {
  const [word, extra] = words;
  if (extra !== undefined) throw wrongArgument(extra, 'Extra arguments specified\n');
  const pid = word === undefined ? ip.process.pid : unsigned(word);
  if (pid === undefined) throw wrongArgument(word!, 'Invalid pid\n');
  const own = pid === ip.process.pid ? ip.process : ip.process.processes.list().find(process => process.pid === pid);
  if (!own && !(pid === 1)) ip.fail(`Failed to lookup vrf association: ${strerror('ENOENT')}`);
  if (own?.vrf) ip.out(`${own.vrf.name}\n`);
  return 0;
};

const pids: Command = (ip, words) => {
  const [name] = words;
  if (name === undefined || words.length > 1) return ip.fail('Invalid arguments');
  if (tableOf(ip.link({ ifname: name })) === 0) ip.fail('Invalid VRF name');
  for (const { pid, argv, vrf, netns } of ip.process.processes.list()) {
    if (vrf?.name === name && netns === ip.netns) ip.out(`${String(pid).padStart(5)}  ${argv[0]}\n`);
  }
  return 0;
};

/** `ip vrf exec NAME COMMAND ...`: sockets that the command makes are bound to the VRF. */
const exec: Command = (ip: Ip, [name, ...argv]) => {
  if (name === undefined) return ip.fail('No VRF name specified');
  if (argv.length === 0) return ip.fail('No command specified');
  if (name === 'default') return execute(ip, argv, { vrf: null });
  const link = ip.link({ ifname: name });
  if (tableOf(link) === 0) ip.fail('Invalid VRF name', 255);
  return execute(ip, argv, { vrf: { name, ifindex: link!.index } });
};

const VRF: Value = { kind: 'VRF' };

/** `ip vrf` (ip/ipvrf.c). */
export const vrfObject = commandTable('vrf', [
  subcommand('identify*', identify, { operands: [{ kind: 'PID' }] }),
  subcommand('pids*', pids, { operands: [VRF] }),
  subcommand('exec*', exec, { operands: [VRF, { kind: 'COMMAND' }] }),
  subcommand('show* lst* list*', show, { operands: [VRF] }),
  subcommand('help*', usageCommand(vrfUsage)),
], show);
