import { AF_INET, AF_INET6, NTF, NUD, type CreateFlags, type Family, type Request } from '../../../stack';
import { Args } from '../args';
import { text } from '../arguments';
import type { Ip } from '../context';
import { duplicateArgument, duplicateOrGarbage } from '../errors';
import { Failed, Quit } from '../failure';
import { flag, option, parse, special, type Grammar } from '../grammar';
import { neighUsage } from '../help/neigh';
import { inetAddress, linkAddress, type InetPrefix } from '../inet';
import { matches } from '../matches';
import { protocol } from '../route/arguments';
import { printNeigh } from './print';
import { NUD_WORDS, nudState } from './states';

/** What the command line says of a neighbour. */
interface Modify {
  dst?: InetPrefix;
  lladdr?: string;
  dev?: string;
  state: number;
  flags: number;
  protocol?: number;
}

function takeAddress(word: string, state: Modify, ip: Ip): void {
  if (state.dst) throw duplicateOrGarbage('to', word);
  state.dst = inetAddress(word, ip.family);
}

const proxy = special('proxy*', [{ kind: 'ADDRESS' }], (args, state: Modify, ip) => {
  const word = args.next();
  if (matches(word, 'help')) ip.usage(neighUsage);
  if (state.dst) throw duplicateArgument('address', word);
  state.dst = inetAddress(word, ip.family);
  state.flags |= NTF.PROXY;
});

export const neighbourGrammar: Grammar<Modify> = {
  usage: neighUsage,
  keywords: [
    option('lladdr*', text('LLADDR'), { once: 'lladdr', set: (state: Modify, word) => { state.lladdr = word; } }),
    option('nud', { kind: 'STATE', choices: NUD_WORDS, parse: nudState }, { wrong: 'nud state is bad', set: (state: Modify, nud) => { state.state = nud; } }),
    proxy,
    flag('router', (state: Modify) => { state.flags |= NTF.ROUTER; }),
    flag('use', (state: Modify) => { state.flags |= NTF.USE; }),
    flag('managed', (_, ip) => ip.unsupported('ip neigh managed')),
    flag('extern_learn*', (state: Modify) => { state.flags |= NTF.EXT_LEARNED; }),
    option('dev', text('DEVICE'), { set: (state: Modify, word) => { state.dev = word; } }),
    option('protocol*', protocol, { wrong: '"protocol" value is invalid\n', set: (state: Modify, value) => { state.protocol = value; } }),
    special('help*', [], args => void args.next()),
  ],
  positional: { lead: 'to', kind: 'ADDRESS', help: 'never', take: takeAddress },
};

export const neighbourGetGrammar: Grammar<Modify> = {
  usage: neighUsage,
  keywords: [option('dev', text('DEVICE'), { set: (state: Modify, word) => { state.dev = word; } }), proxy],
  positional: { lead: 'to', kind: 'ADDRESS', help: 'after', take: takeAddress },
};

/** The address with its family, if it has one that has neighbours. */
function destination(state: Modify): { readonly family: Family; readonly dst: InetPrefix['address'] } | undefined {
  const { dst } = state;
  if (!dst || (state.dev === undefined && (state.flags & NTF.PROXY) === 0)) return undefined;
  return dst.family === AF_INET || dst.family === AF_INET6 ? { family: dst.family, dst: dst.address } : undefined;
}

interface Read {
  readonly state: Modify;
  readonly lladdr: string | undefined;
  readonly target: { readonly family: Family; readonly dst: InetPrefix['address']; readonly index: number };
}

function read(ip: Ip, args: readonly string[]): Read {
  const state: Modify = { state: NUD.PERMANENT, flags: 0 };
  parse(neighbourGrammar, new Args(args), state, ip);
  const found = destination(state) ?? ip.quit('Device and destination are required arguments.');
  const lladdr = state.lladdr === undefined || state.lladdr === 'null' ? undefined : linkAddress(state.lladdr);
  return { state, lladdr, target: { ...found, index: state.dev === undefined ? 0 : ip.deviceIndexOrFail(state.dev) } };
}

/** A refusal ends the program, a batch with -force too (ipneigh_modify). @throws {Quit} */
function change(ip: Ip, request: Request): void {
  try {
    ip.request(request);
  } catch (error) {
    throw error instanceof Failed ? new Quit(error.text, error.code) : error;
  }
}

/** `ip neigh add`, `change` and `replace`. */
export function newNeighbour(ip: Ip, args: readonly string[], how: CreateFlags): number {
  const { state, target, lladdr } = read(ip, args);
  change(ip, {
    type: 'RTM_NEWNEIGH', ...how, ...target, state: state.state, flags: state.flags,
    ...(lladdr !== undefined && { lladdr }), ...(state.protocol !== undefined && { protocol: state.protocol }),
  });
  return 0;
}

/** `ip neigh delete`. */
export function deleteNeighbour(ip: Ip, args: readonly string[]): number {
  const { state, target } = read(ip, args);
  change(ip, { type: 'RTM_DELNEIGH', ...target, flags: state.flags });
  return 0;
}

/** `ip neigh get`. */
export function getNeighbour(ip: Ip, args: readonly string[]): number {
  const state: Modify = { state: 0, flags: 0 };
  parse(neighbourGetGrammar, new Args(args), state, ip);
  const found = destination(state) ?? ip.fail('Device and address are required arguments.');
  const index = state.dev === undefined ? 0 : ip.deviceIndexOrFail(state.dev);
  printNeigh(ip, ip.talk(() => ip.netns.rtnetlink.getNeigh({ type: 'RTM_GETNEIGH', ...found, index, flags: state.flags })), { dev: true });
  return 0;
}
