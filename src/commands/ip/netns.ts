import { strerror, SysError, type Netns } from '../../stack';
import type { Value } from '../shape';
import { Args } from './args';
import type { Ip } from './context';
import { duplicateArgument, wrongArgument } from './errors';
import { netnsUsage } from './help/netns';
import { words } from './matches';
import { integer } from './numbers';
import { netnsExec } from './netns-exec';
import { netnsMonitor } from './netns-monitor';
import { netnsNames } from './netns-names';
import { commandTable, subcommand, usageCommand } from './subcommands';
import type { Command } from './objects';

const RUN_DIR = '/run/netns';

function nsidOf(ip: Ip, netns: Netns): number | undefined {
  return ip.netns.rtnetlink.getNsid({ type: 'RTM_GETNSID', netns });
}

const list: Command = ip => {
  ip.print.begin();
  for (const name of netnsNames(ip)) {
    ip.print.openObject();
    ip.print.any('name', '%s', name);
    const id = nsidOf(ip, ip.process.host.namedNetns.get(name)!);
    if (id !== undefined && id >= 0) ip.print.any('id', ' (id: %d)', id);
    ip.print.text('\n');
    ip.print.closeObject();
  }
  ip.print.end();
  return 0;
};

/** Prints an id of this namespace or, with `current`, this namespace's id for what another one knows by `nsid`; -1: none. */
function printNsid(ip: Ip, nsid: number, current?: number): void {
  ip.print.openObject();
  if (nsid < 0) ip.print.text('nsid unassigned ');
  else ip.print.any('nsid', 'nsid %d ', nsid);
  if (current !== undefined) {
    if (current < 0) ip.print.text('current-nsid unassigned ');
    else ip.print.any('current-nsid', 'current-nsid %d ', current);
  }
  const name = ip.netnsNameOf(current ?? nsid);
  if (name !== undefined) ip.print.any('name', '(iproute2 netns name: %s)', name);
  ip.print.text('\n');
  ip.print.closeObject();
}

const listId: Command = (ip, words) => {
  const wanted: { 'nsid'?: number; 'target-nsid'?: number } = {};
  for (const args = new Args(words); args.word !== undefined; args.advance()) {
    const { word } = args;
    if (word !== 'nsid' && word !== 'target-nsid') return ip.usage(netnsUsage);
    if (wanted[word] !== undefined) throw duplicateArgument(word, word);
    const text = args.next();
    const value = integer(text);
    if (value === undefined) throw wrongArgument(text, `"${word}" value is invalid`);
    if (value < 0) throw wrongArgument(args.following ?? '(null)', `"${word}" value should be >= 0`);
    wanted[word] = value;
  }
  const known = ip.dump('RTM_GETNSID', undefined, 1);
  const byId = (id: number): Netns | undefined => known.find(message => message.nsid === id)?.netns;
  const { nsid, 'target-nsid': target } = wanted;
  const targetNetns = target === undefined ? ip.netns : byId(target);
  if (!targetNetns && nsid === undefined) ip.fail('Error: Invalid target network namespace id.\nDump terminated');
  if (nsid !== undefined && !byId(nsid)) ip.fail('Error: Peer netns reference is invalid.', 2);
  if (!targetNetns) return ip.fail('Error: Target netns reference is invalid.', 2);
  const idIn = (netns: Netns, peer: Netns): number => netns.rtnetlink.getNsid({ type: 'RTM_GETNSID', netns: peer }) ?? -1;
  const peers = nsid !== undefined ? [byId(nsid)!] : targetNetns.rtnetlink.dump('RTM_GETNSID').map(message => message.netns);
  ip.print.begin();
  for (const peer of peers) printNsid(ip, idIn(targetNetns, peer), target === undefined ? undefined : idIn(ip.netns, peer));
  ip.print.end();
  return 0;
};

const add: Command = (ip, [name]) => {
  if (name === undefined) return ip.fail('No netns name specified');
  return createFile(ip, name, () => void ip.process.host.addNetns(name));
};

const attach: Command = (ip, [name, pid]) => {
  if (name === undefined || pid === undefined) return ip.fail('No netns name and PID specified');
  const number = integer(pid);
  if (number === undefined || number === 0) return ip.fail(`Invalid PID: ${pid}`);
  const netns = ip.netnsOfPid(number);
  if (!netns) return ip.fail(`Bind /proc/${number}/ns/net -> ${RUN_DIR}/${name} failed: ${strerror('ENOENT')}`);
  return createFile(ip, name, () => ip.process.host.attachNetns(name, netns));
};

function createFile(ip: Ip, name: string, create: () => void): number {
  try {
    create();
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    ip.fail(`Cannot create namespace file "${RUN_DIR}/${name}": ${error.message}`);
  }
  return 0;
}

const remove: Command = (ip, [name]) => {
  if (ip.options.all) {
    for (const each of netnsNames(ip)) removeOne(ip, each);
    return 0;
  }
  if (name === undefined) return ip.fail('No netns name specified');
  return removeOne(ip, name);
};

function removeOne(ip: Ip, name: string): number {
  try {
    ip.process.host.deleteNetns(name);
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    ip.fail(`Cannot remove namespace file "${RUN_DIR}/${name}": ${error.message}`);
  }
  return 0;
}

const set: Command = (ip, [name, id]) => {
  if (name === undefined) return ip.fail('No netns name specified');
  if (id === undefined) return ip.fail('No nsid specified');
  const nsid = id === 'auto' ? -1 : integer(id);
  if (nsid === undefined) throw wrongArgument(id, 'Invalid "netnsid" value');
  if (nsid < 0 && id !== 'auto') throw wrongArgument(id, '"netnsid" value should be >= 0');
  const netns = ip.process.host.namedNetns.get(name);
  if (!netns) return ip.fail(`Cannot open network namespace "${name}": ${strerror('ENOENT')}`);
  ip.request({ type: 'RTM_NEWNSID', netns, nsid });
  return 0;
};

const identify: Command = (ip, words) => {
  const [pid] = words;
  if (words.length > 1) return ip.fail('extra arguments specified');
  if (pid !== undefined && !/^[0-9]*$/.test(pid)) return ip.fail(`Specified string '${pid}' is not a pid`);
  const netns = pid === undefined ? ip.netns : ip.netnsOfPid(Number(pid));
  if (!netns) return ip.fail(`Cannot open network namespace: ${strerror('ENOENT')}`);
  const names = netnsNames(ip).filter(name => ip.process.host.namedNetns.get(name) === netns);
  ip.out(`${names.at(-1) ?? ''}\n`);
  return 0;
};

const pids: Command = (ip, words) => {
  const [name] = words;
  if (name === undefined) return ip.fail('No netns name specified');
  if (words.length > 1) return ip.fail('extra arguments specified');
  const netns = ip.process.host.namedNetns.get(name);
  if (!netns) return ip.fail(`Cannot open network namespace: ${strerror('ENOENT')}`);
  for (const process of ip.process.processes.list()) if (process.netns === netns) ip.out(`${process.pid}\n`);
  return 0;
};

const NETNS: Value = { kind: 'NETNS' };

const commands = commandTable('netns', [
  subcommand('list* show* lst*', list),
  subcommand('list-id*', listId, { keywords: [{ words: words('nsid target-nsid'), takes: [{ kind: 'NUMBER' }] }] }),
  subcommand('help*', usageCommand(netnsUsage)),
  subcommand('add*', add, { operands: [{ kind: 'NAME' }] }),
  subcommand('set*', set, { operands: [NETNS, { kind: 'NETNSID', choices: ['auto'] }] }),
  subcommand('delete*', remove, { operands: [NETNS] }),
  subcommand('identify*', identify, { operands: [{ kind: 'PID' }] }),
  subcommand('pids*', pids, { operands: [NETNS] }),
  subcommand('exec*', netnsExec, { operands: [NETNS, { kind: 'COMMAND' }] }),
  subcommand('monitor*', netnsMonitor),
  subcommand('attach*', attach, { operands: [{ kind: 'NAME' }, { kind: 'PID' }] }),
], list);

function isValidName(name: string): boolean {
  return name !== '' && name !== '.' && name !== '..' && !name.includes('/') && name.length <= 255;
}

/** `ip netns` (ip/ipnetns.c). */
export const netnsObject: Command = Object.assign((ip: Ip, args: readonly string[]) => {
  const name = args[1];
  if (!ip.options.all && name !== undefined && !isValidName(name)) ip.quit(`Invalid netns name "${name}"`);
  return commands(ip, args);
}, { shape: commands.shape });
