import { AF_INET, AF_INET6, AF_PACKET, AF_UNSPEC, SysError, addressOf, formatAddress, formatMac, strerror } from '../../stack';
import { procNet } from '../procfs/net';
import { shapeRows, type Shape } from '../shape';
import { Args } from './args';
import type { Ip } from './context';
import { duplicateArgument, duplicateOrGarbage, wrongArgument } from './errors';
import { Failed, Quit } from './failure';
import { maddressUsage } from './help/maddress';
import { familyName, linkAddress } from './inet';
import { isInterfaceName } from './link/request';
import { matches } from './matches';
import { commandTable, subcommand, usageCommand } from './subcommands';
import type { Command } from './objects';

/** A line of a list: a group, and where it was joined. */
interface Group {
  readonly index: number;
  readonly ifname: string;
  readonly family: number;
  readonly address: string;
  readonly users: number;
  readonly features?: string;
}

const octets = (hex: string): Uint8Array => Uint8Array.from(hex.match(/../g) ?? [], pair => parseInt(pair, 16));

const lines = (text: string): string[] => text.split('\n').filter(line => line !== '');

/** A line of dev_mcast: index, name, users, whether by hand, address. */
function linkGroups(text: string): Group[] {
  return lines(text).map(line => {
    const [index, ifname, users, byHand, address] = line.split(/ +/) as [string, string, string, string, string];
    return {
      index: Number(index), ifname, family: AF_PACKET, address: formatMac(octets(address)), users: Number(users), ...(byHand !== '0' && { features: 'static' }),
    };
  });
}

/** igmp has a line for each device, and below it one for each group, which is a word of the host's order. */
function igmpGroups(text: string): Group[] {
  const groups: Group[] = [];
  let [index, ifname] = [0, ''];
  for (const line of lines(text).slice(1)) {
    const device = /^([0-9]+)\t([^ ]*?) *:/.exec(line);
    if (device) [index, ifname] = [Number(device[1]), device[2]!];
    else {
      const [address, users] = line.trim().split(/ +/) as [string, string];
      groups.push({ index, ifname, family: AF_INET, address: formatAddress(addressOf(octets(address).reverse())), users: Number(users) });
    }
  }
  return groups;
}

function igmp6Groups(text: string): Group[] {
  return lines(text).map(line => {
    const [index, ifname, address, users] = line.split(/ +/) as [string, string, string, string];
    return { index: Number(index), ifname, family: AF_INET6, address: formatAddress(addressOf(octets(address))), users: Number(users) };
  });
}

const FILES = [
  { family: AF_PACKET, file: 'dev_mcast', read: linkGroups },
  { family: AF_INET, file: 'igmp', read: igmpGroups },
  { family: AF_INET6, file: 'igmp6', read: igmp6Groups },
] as const;

function printGroup({ print }: Ip, group: Group): void {
  print.text('\t');
  print.openObject();
  if (group.family === AF_PACKET) {
    print.text('link  ');
    print.any('link', '%s', group.address, 'mac');
  } else {
    print.any('family', '%-5s ', familyName(group.family));
    print.any('address', '%s', group.address, group.family === AF_INET ? 'inet' : 'inet6');
  }
  if (group.users !== 1) print.any('users', ' users %u', group.users);
  if (group.features !== undefined) print.any('features', ' %s', group.features);
  print.text('\n');
  print.closeObject();
}

function printGroups(ip: Ip, groups: readonly Group[]): void {
  const { print } = ip;
  const close = (): void => {
    print.closeArray();
    print.closeObject();
  };
  print.begin();
  groups.forEach((group, i) => {
    if (groups[i - 1]?.index !== group.index || ip.options.oneline) {
      if (i > 0) close();
      print.openObject();
      print.any('ifindex', '%d:', group.index);
      print.any('ifname', '\t%s', group.ifname, 'ifname');
      print.nl();
      print.openArray('maddr');
    }
    printGroup(ip, group);
  });
  if (groups.length > 0) close();
  print.end();
}

function list(ip: Ip, argv: readonly string[]): number {
  let device: string | undefined;
  for (const args = new Args(argv); args.word !== undefined; args.advance()) {
    if (args.word === 'dev') args.next();
    else if (matches(args.word, 'help')) ip.usage(maddressUsage);
    if (device !== undefined) throw duplicateOrGarbage('dev', args.word);
    device = args.word;
  }
  const proc = procNet(ip.netns);
  const groups = FILES.filter(({ family }) => ip.family === AF_UNSPEC || ip.family === family)
    .flatMap(({ file, read }) => read(proc.file(file)!.read()))
    .filter(group => device === undefined || group.ifname === device);
  printGroups(ip, groups.sort((a, b) => a.index - b.index));
  return 0;
}

/** ll_addr_a2n; a wrong one ends the program. */
function address(text: string): string {
  let parsed: string;
  try {
    parsed = linkAddress(text);
  } catch (error) {
    throw error instanceof Failed ? new Quit(error.text, 1) : error;
  }
  const length = parsed.split(':').length;
  if (length !== 6) throw new Quit(`Error: Invalid address length ${length} - must be 6 bytes\n`, 1);
  return parsed;
}

const modify = (change: 'add' | 'delete'): Command => (ip, argv) => {
  let device: string | undefined;
  let lladdr = '00:00:00:00:00:00';
  for (const args = new Args(argv); args.word !== undefined; args.advance()) {
    if (args.word === 'dev') {
      const name = args.next();
      if (device !== undefined) throw duplicateArgument('dev', name);
      if (!isInterfaceName(name)) throw wrongArgument(name, '"dev" not a valid ifname');
      device = name;
      continue;
    }
    if (matches(args.word, 'address')) args.next();
    if (matches(args.word, 'help')) ip.usage(maddressUsage);
    if (!lladdr.startsWith('00')) throw duplicateArgument('address', args.word);
    lladdr = address(args.word);
  }
  if (device === undefined) return ip.quit('Not enough information: "dev" is required.');
  try {
    ip.netns.multicast[change](device, lladdr);
  } catch (error) {
    if (error instanceof SysError) ip.quit(`ioctl: ${strerror(error.errno)}`, 1);
    throw error;
  }
  throw new Quit('', 0);
};

const changeShape: Shape = { keywords: shapeRows({ dev: 'DEVICE' }), positional: { kind: 'LLADDR' } };

/** `ip maddress`: groups as /proc/net tells of them, changed by ioctl(2). */
export const maddressObject = commandTable('maddr', [
  subcommand('add*', modify('add'), changeShape),
  subcommand('delete*', modify('delete'), changeShape),
  subcommand('list* show* lst*', list, { keywords: shapeRows({ dev: 'DEVICE' }) }),
  subcommand('help*', usageCommand(maddressUsage)),
], list);
