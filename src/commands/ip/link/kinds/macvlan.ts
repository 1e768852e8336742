import type { Ip } from '../../context';
import { Failed } from '../../failure';
import { flag, special, type Argument, type Keyword } from '../../grammar';
import { linkKindUsage } from '../../help/link-kinds';
import { linkAddress } from '../../inet';
import { unsigned } from '../../numbers';
import { attribute, numberOf, parseKind, type Kind, type KindData } from './kind';

/** MACVLAN_MODE_*, MACVLAN_FLAG_*, MACVLAN_MACADDR_* (linux/if_link.h). */
const MODES: Readonly<Record<string, number>> = { private: 1, vepa: 2, bridge: 4, passthru: 8, source: 16 };
const NOPROMISC = 1;
const NODST = 2;
const FLAGS: Readonly<Record<string, number>> = { nopromisc: NOPROMISC, nodst: NODST, null: 0 };
const MACADDR: Readonly<Record<string, number>> = { add: 0, del: 1, flush: 2, set: 3 };

/** A word of a table, or iproute2's own sentence about it. */
function oneOrSentence(kind: string, values: Readonly<Record<string, number>>, sentence: string): Argument<number> {
  return {
    kind, choices: Object.keys(values),
    parse: text => {
      if (Object.hasOwn(values, text)) return values[text];
      throw new Failed(`Error: argument of ${sentence}, not "${text}"\n`, 1);
    },
  };
}

const queueLength: Argument<number> = {
  kind: 'BC_QUEUE_LEN',
  parse: text => {
    const length = unsigned(text);
    if (length !== undefined) return length;
    throw new Failed(`Error: argument of "bcqueuelen" must be a positive integer [0-4294967295], not "${text}"\n`, 1);
  },
};

const addFlag = (data: KindData, mask: number): void => { data.flags = (numberOf(data, 'flags') ?? 0) | mask; };
const mode = oneOrSentence('MODE', MODES, '"mode" must be "private", "vepa", "bridge", "passthru" or "source"');
const modeFlag = oneOrSentence('MODE_FLAG', FLAGS, '"flag" must be "nopromisc", "nodst" or "null"');

function keywords(name: string): readonly Keyword<KindData>[] {
  return [
    attribute('mode*', 'mode', mode),
    special('flag*', [modeFlag], (args, data, ip) => addFlag(data, modeFlag.parse(args.next(), ip)!)),
    special('macaddr*', [{ kind: 'OPERATION', choices: Object.keys(MACADDR) }], (args, data) => {
      const operation = args.next();
      if (!Object.hasOwn(MACADDR, operation)) throw new Failed(linkKindUsage[name]!, 1);
      data.macaddrMode = MACADDR[operation];
      if (operation === 'add' || operation === 'del') data.macaddr = linkAddress(args.next());
      if (operation !== 'set') return;
      const addresses: string[] = [];
      while (args.following?.includes(':')) {
        args.advance();
        addresses.push(linkAddress(args.word!));
      }
      data.macaddrData = addresses;
    }),
    flag('nopromisc*', data => addFlag(data, NOPROMISC)),
    flag('nodst*', data => addFlag(data, NODST)),
    attribute('bcqueuelen*', 'bcQueueLen', queueLength),
  ];
}

function print(ip: Ip, data: Readonly<KindData>): void {
  const number = numberOf(data, 'mode');
  if (number === undefined) return;
  ip.print.any('mode', 'mode %s ', Object.entries(MODES).find(([, value]) => value === number)?.[0] ?? 'unknown');
  const flags = numberOf(data, 'flags') ?? 0;
  if ((flags & NOPROMISC) !== 0) ip.print.flag('nopromisc', 'nopromisc ');
  if ((flags & NODST) !== 0) ip.print.flag('nodst', 'nodst ');
  const [length, used] = [numberOf(data, 'bcQueueLen'), numberOf(data, 'bcQueueLenUsed')];
  if (length !== undefined) ip.print.any('bcqueuelen', 'bcqueuelen %lu ', length);
  if (used !== undefined) ip.print.any('usedbcqueuelen', 'usedbcqueuelen %lu ', used);
  if (number !== MODES.source || !Array.isArray(data.macaddrData)) return;
  ip.print.any('macaddr_count', 'remotes (%d) ', data.macaddrData.length);
  if (data.macaddrData.length === 0) return;
  if (ip.print.isJson) ip.print.openArray('macaddr_data');
  for (const address of data.macaddrData as string[]) ip.print.any(null, '%s ', address);
  if (ip.print.isJson) ip.print.closeArray();
}

/** ip/iplink_macvlan.c: macvlan and macvtap. */
function macvlanLike(name: string): Kind {
  const table = keywords(name);
  return {
    name, print, shape: { keywords: table },
    parse(ip, words) {
      const data = parseKind<KindData>(ip, name, words, table, {}, 'option');
      if (((numberOf(data, 'flags') ?? 0) & NOPROMISC) !== 0 && data.mode !== MODES.passthru) {
        throw new Failed(`${name}: nopromisc flag only valid in passthru mode\n${linkKindUsage[name]}`, 1);
      }
      return data;
    },
  };
}

export const macvlan = macvlanLike('macvlan');
export const macvtap = macvlanLike('macvtap');
