import { SysError, addTun, deleteTun, type LinkMessage, type TunRequest } from '../../stack';
import { Args } from './args';
import type { Ip } from './context';
import { duplicateOrGarbage, wrongArgument } from './errors';
import { Quit } from './failure';
import { flag, parse, special, type Grammar, type Keyword } from './grammar';
import { tuntapUsage } from './help/tuntap';
import { isInterfaceName } from './link/request';
import { matches } from './matches';
import type { Command } from './objects';
import { commandTable, subcommand, usageCommand } from './subcommands';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

interface Wanted extends Omit<Mutable<TunRequest>, 'mode'> {
  mode?: TunRequest['mode'];
}

/** strtol(3) of all of a word, or the name of the only account and group that every host has. */
function accountId(text: string, what: string): number {
  if (/^\s*[+-]?[0-9]+$/.test(text)) return Number(text) >>> 0;
  if (text === 'root') return 0;
  throw new Quit(`invalid ${what} "${text}"\n`, 255);
}

function interfaceName(word: string, keyword: string): string {
  if (!isInterfaceName(word)) throw wrongArgument(word, `"${keyword}" not a valid ifname`);
  return word;
}

const mode: Keyword<Wanted> = special('mode*', [{ kind: 'MODE', choices: ['tun', 'tap'] }], (args, wanted) => {
  const word = args.next();
  const chosen = (['tun', 'tap'] as const).find(each => matches(word, each));
  if (!chosen) throw new Quit(`Unknown tunnel mode "${word}"\n`, 255);
  if (wanted.mode !== undefined && wanted.mode !== chosen) throw new Quit('You managed to ask for more than one tunnel mode.\n', 255);
  wanted.mode = chosen;
});

const accounts: readonly Keyword<Wanted>[] = [
  special('user*', [{ kind: 'USER' }], (args, wanted) => { wanted.owner = accountId(args.next(), 'user'); }),
  special('group*', [{ kind: 'GROUP' }], (args, wanted) => { wanted.group = accountId(args.next(), 'group'); }),
];

const rest: readonly Keyword<Wanted>[] = [
  flag('pi*', (wanted: Wanted) => { wanted.pi = true; }),
  flag('one_queue*', (wanted: Wanted) => { wanted.oneQueue = true; }),
  flag('vnet_hdr*', (wanted: Wanted) => { wanted.vnetHdr = true; }),
  flag('multi_queue*', (wanted: Wanted) => { wanted.multiQueue = true; }),
  special('dev*', [{ kind: 'PHYS_DEV' }], (args, wanted) => { wanted.name = interfaceName(args.next(), 'dev'); }),
  special('name*', [{ kind: 'NAME' }], (args, wanted) => setName(args.next(), wanted)),
];

function setName(word: string, wanted: Wanted): void {
  if (wanted.name !== '') throw duplicateOrGarbage('name', word);
  wanted.name = interfaceName(word, 'name');
}

function grammar(keywords: readonly Keyword<Wanted>[]): Grammar<Wanted> {
  return {
    usage: tuntapUsage, keywords: [mode, ...keywords, ...rest],
    positional: {
      kind: 'NAME', help: 'never',
      take: (word, wanted, ip) => {
        if (matches(word, 'help')) ip.usage(tuntapUsage);
        setName(word, wanted);
      },
    },
  };
}

const change = (keywords: Grammar<Wanted>, ioctl: typeof addTun): Command => (ip, words) => {
  const wanted: Wanted = { name: '', pi: false, vnetHdr: false, multiQueue: false, oneQueue: false };
  parse(keywords, new Args(words), wanted, ip);
  if (wanted.mode === undefined) return ip.fail('You failed to specify a tunnel mode');
  if (ip.process.uid !== 0) ip.fail(`ioctl(TUNSETIFF): ${new SysError('EPERM').message}`);
  try {
    ioctl(ip.netns, { ...wanted, mode: wanted.mode });
  } catch (error) {
    if (error instanceof SysError) ip.fail(`ioctl(TUNSETIFF): ${error.message}`);
    throw error;
  }
  return 0;
};

/** In print_flags' order; `filter` shares its bit with the lack of packet information. */
const FLAGS: readonly (readonly [string, (data: NonNullable<LinkMessage['data']>) => unknown])[] = [
  ['tun', data => data.type === 'tun'], ['tap', data => data.type === 'tap'], ['pi', data => data.pi], ['one_queue', data => data.oneQueue],
  ['multi_queue', data => data.multiQueue], ['vnet_hdr', data => data.vnetHdr], ['persist', data => data.persist], ['filter', data => data.pi],
];

function printDevice({ print, options }: Ip, { ifname, data = {} }: LinkMessage): void {
  print.openObject();
  print.any('ifname', '%s:', ifname, 'ifname');
  print.openArray('flags');
  for (const [name, has] of FLAGS) if (has(data)) print.any(null, ' %s', name);
  print.closeArray();
  if (data.owner !== undefined) print.any('user', ' user %d', Number(data.owner));
  if (data.group !== undefined) print.any('group', ' group %d', Number(data.group));
  if (options.details > 0) {
    print.text('%s\tAttached to processes:', print.lineEnd);
    if (print.isJson) print.openArray('processes');
    if (print.isJson) print.closeArray();
  }
  print.closeObject();
  print.text('\n');
}

const show: Command = ip => {
  const found = ip.dump('RTM_GETLINK').filter(({ kind }) => kind === 'tun');
  ip.print.begin();
  for (const link of found) printDevice(ip, link);
  ip.print.end();
  return 0;
};

const addGrammar = grammar(accounts);
const deleteGrammar = grammar([]);

/** `ip tuntap` (ip/iptuntap.c). */
export const tuntapObject = commandTable('tuntap', [
  subcommand('add*', change(addGrammar, addTun), addGrammar),
  subcommand('delete*', change(deleteGrammar, deleteTun), deleteGrammar),
  subcommand('show* lst* list*', show),
  subcommand('help*', usageCommand(tuntapUsage)),
], show);
