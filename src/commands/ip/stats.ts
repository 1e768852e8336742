import type { LinkMessage } from '../../stack';
import { Args } from './args';
import type { Ip } from './context';
import { duplicateOrGarbage, wrongArgument } from './errors';
import { EINVAL, Failed } from './failure';
import { statsUsage } from './help/stats';
import { printStats } from './link/stats';
import { isInterfaceName } from './link/request';
import { matches } from './matches';
import type { Command } from './objects';

type Path = readonly [group: string, subgroup?: string, suite?: string];

/** All that can be shown, in the order in which iproute2 does. */
const LEAVES: readonly Path[] = [
  ['afstats', 'mpls'], ['link'], ['offload', 'l3_stats'], ['offload', 'hw_stats_info'], ['offload', 'cpu_hit'],
  ['xstats_slave', 'bond', '802.3ad'], ['xstats', 'bond', '802.3ad'],
  ['xstats_slave', 'bridge', 'mcast'], ['xstats_slave', 'bridge', 'stp'], ['xstats', 'bridge', 'mcast'], ['xstats', 'bridge', 'stp'],
];
const LEVELS = ['group', 'subgroup', 'suite'] as const;

/** A command's choice: paths of one to three names. */
class Selection {
  readonly #paths: string[][] = [];

  /** ipstats_select. */
  add(level: number, name: string): void {
    const last = this.#paths.at(-1);
    const parent = level === 0 ? [] : last?.slice(0, level);
    if (!parent || parent.length < level) throw new Failed(`Error: ${LEVELS[level]} ${name} requested without selecting a ${LEVELS[level - 1]} first\n`, EINVAL);
    if (!LEAVES.some(leaf => parent.every((part, i) => leaf[i] === part) && leaf[level] === name)) {
      throw new Failed(`Error: no ${LEVELS[level]} named ${name} found inside ${parent.at(-1) ?? 'top-level'}\n`, EINVAL);
    }
    if (last?.length === level && level > 0) this.#paths.pop();
    this.#paths.push([...parent, name]);
  }

  has(leaf: Path): boolean {
    return this.#paths.length === 0 || this.#paths.some(path => path.every((part, i) => leaf[i] === part));
  }
}

function printL3({ print }: Ip): void {
  print.onOff('request', ' %s', false);
  print.onOff('used', ' used %s', false);
}

/** What stands after a leaf's names: nothing is offloaded and nobody counts, so there is little. */
function printLeaf(ip: Ip, [group, subgroup]: Path, link: LinkMessage): void {
  const { print } = ip;
  if (group === 'link') {
    print.nl();
    printStats(ip, link);
  } else if (subgroup === 'l3_stats' || subgroup === 'hw_stats_info') {
    print.openObject('info');
    if (subgroup === 'hw_stats_info') {
      print.nl();
      print.openObject('l3_stats');
      print.text('    l3_stats');
      printL3(ip);
      print.closeObject();
    } else printL3(ip);
    print.closeObject();
  } else if (subgroup === 'cpu_hit') print.nl();
}

function printDevice(ip: Ip, link: LinkMessage, selection: Selection): void {
  const { print } = ip;
  for (const leaf of LEAVES.filter(each => selection.has(each))) {
    if (leaf[0].startsWith('xstats') && [link.kind, link.slaveKind].includes(leaf[1])) ip.unsupported(`ip stats group ${leaf[0]} subgroup ${leaf[1]}`);
    print.openObject();
    print.any('ifindex', '%d: ', link.index);
    print.any('ifname', '%s:', link.ifname, 'ifname');
    leaf.forEach((name, i) => print.any(LEVELS[i]!, ` ${LEVELS[i]} %s`, name!));
    printLeaf(ip, leaf, link);
    print.closeObject();
    print.text('\n');
  }
}

function complain(ip: Ip, word: string): never {
  ip.err(`What is "${word}"?\n`);
  throw new Failed(statsUsage, EINVAL);
}

function deviceName(args: Args, known: string | undefined): string {
  const word = args.next();
  if (known !== undefined) throw duplicateOrGarbage('dev', word);
  if (!isInterfaceName(word)) throw wrongArgument(word, '"dev" not a valid ifname');
  return word;
}

const show: Command = (ip, words) => {
  const selection = new Selection();
  let dev: string | undefined;
  for (const args = new Args(words); args.word !== undefined; args.advance()) {
    const { word } = args;
    const level = LEVELS.indexOf(word as (typeof LEVELS)[number]);
    if (word === 'dev') dev = deviceName(args, dev);
    else if (word === 'help') return help(ip, []);
    else if (level < 0) complain(ip, word);
    else selection.add(level, args.next());
  }
  if (ip.options.stats > 0) ip.unsupported('ip -s stats');
  const index = dev === undefined ? undefined : ip.deviceIndexOrFail(dev);
  const links = ip.dump('RTM_GETLINK').filter(link => index === undefined || link.index === index);
  ip.print.begin();
  for (const link of links) {
    printDevice(ip, link, selection);
    if (index === undefined) ip.print.text('\n');
  }
  ip.print.end();
  return 0;
};

const set: Command = (ip, words) => {
  let dev: string | undefined;
  let chosen = false;
  for (const args = new Args(words); args.word !== undefined; args.advance()) {
    const { word } = args;
    if (word === 'dev') dev = deviceName(args, dev);
    else if (word === 'help') return help(ip, []);
    else if (word !== 'l3_stats') complain(ip, word);
    else {
      args.next();
      chosen = true;
    }
  }
  if (dev === undefined) return ip.quit('Not enough information: "dev" argument is required.');
  if (!chosen) ip.quit('Not enough information: stat type to toggle is required.');
  ip.deviceIndexOrFail(dev);
  return ip.unsupported('ip stats set');
};

const help: Command = ip => {
  ip.err(statsUsage);
  return 0;
};

/** `ip stats` (ip/ipstats.c). */
export const statsObject: Command = (ip, [word, ...args]) => {
  if (word === undefined) return show(ip, []);
  if (matches(word, 'help')) return help(ip, []);
  if (matches(word, 'show')) return show(ip, args);
  if (matches(word, 'set')) return set(ip, args);
  return ip.fail(`Command "${word}" is unknown, try "ip stats help".`);
};
