import {
  AF_INET, AF_INET6, AF_UNSPEC, IFA_F, INFINITY_LIFE_TIME, RT_SCOPE, isMulticast, lastOf, networkOf,
  type CreateFlags, type Family, type IpAddress,
} from '../../../stack';
import { Args } from '../args';
import { number, scope, text } from '../arguments';
import type { Ip } from '../context';
import { duplicateOrGarbage } from '../errors';
import { Failed } from '../failure';
import { flag, option, parse, type Argument, type Grammar } from '../grammar';
import { addressUsage } from '../help/address';
import { inetAddress, inetPrefix, type InetPrefix } from '../inet';
import { unsigned } from '../numbers';
import { ADDRESS_FLAGS, addressFlag } from './flags';

interface Modify {
  /** of the first address named, unless an option said */
  family: number;
  peer?: InetPrefix;
  local?: InetPrefix;
  /** as it was typed */
  localText?: string;
  broadcast?: IpAddress | '+' | '-';
  anycast?: IpAddress;
  scope?: number;
  dev?: string;
  label?: string;
  metric?: number;
  validLft?: number;
  preferredLft?: number;
  flags: number;
}

/** What follows depends on the family so far, so these are read once the state is at hand. */
function takeAddress(state: Modify, word: string): IpAddress {
  const { family, address } = inetAddress(word, state.family);
  if (state.family === AF_UNSPEC) state.family = family;
  return address;
}

function takePrefix(state: Modify, word: string): InetPrefix {
  const found = inetPrefix(word, state.family);
  if (state.family === AF_UNSPEC) state.family = found.family;
  return found;
}

const lifetime: Argument<number> = { kind: 'LFT', parse: value => value === 'forever' ? INFINITY_LIFE_TIME : unsigned(value) };

export const addressGrammar: Grammar<Modify> = {
  usage: addressUsage,
  keywords: [
    option('peer remote', text('PREFIX'), { once: 'peer', set: (state, word) => { state.peer = takePrefix(state, word); } }),
    option('broadcast* brd', text('ADDR'), {
      once: 'broadcast',
      set: (state, word) => { state.broadcast = word === '+' || word === '-' ? word : takeAddress(state, word); },
    }),
    option('anycast', text('ADDR'), { once: 'anycast', set: (state, word) => { state.anycast = takeAddress(state, word); } }),
    option('scope', scope, { wrong: 'invalid scope value.', set: (state, value) => { state.scope = value; } }),
    option('dev', text('DEVICE'), { set: (state, word) => { state.dev = word; } }),
    option('label', text('LABEL'), { set: (state, word) => { state.label = word; } }),
    option('metric* priority* preference*', number('METRIC'), { wrong: '"metric" value is invalid\n', set: (state, value) => { state.metric = value; } }),
    option('valid_lft*', lifetime, { once: 'valid_lft', onceShowsKeyword: true, wrong: 'valid_lft value', set: (state, value) => { state.validLft = value; } }),
    option('preferred_lft*', lifetime, { once: 'preferred_lft', onceShowsKeyword: true, wrong: 'preferred_lft value', set: (state, value) => { state.preferredLft = value; } }),
    flag(ADDRESS_FLAGS.map(({ name }) => name).join(' '), setFlag),
  ],
  positional: {
    lead: 'local', kind: 'PREFIX', help: 'after',
    take: (word, state) => {
      if (state.local?.hasAddress) throw duplicateOrGarbage('local', word);
      state.localText = word;
      state.local = takePrefix(state, word);
    },
  },
};

function setFlag(state: Modify, ip: Ip, word: string): void {
  const { name, mask, readOnly, ipv6Only } = addressFlag(word)!;
  if (readOnly) ip.err(`Warning: ${name} option is not mutable from userspace\n`);
  else if (ipv6Only && state.family !== AF_INET6) ip.err(`Warning: ${name} option can be set only for IPv6 addresses\n`);
  else state.flags |= mask;
}

/** `ip address add`, `change` and `replace`. */
export function newAddress(ip: Ip, args: readonly string[], how: CreateFlags): number {
  const state = read(ip, args);
  const peer = state.peer ?? (state.local?.hasAddress ? state.local : undefined);
  const broadcast = broadcastOf(ip, state, peer);
  const index = ip.deviceIndexOrFail(state.dev!);
  const lifetimes = lifetimesOf(ip, state);
  const local = state.local?.hasAddress ? state.local.address : undefined;
  if ((state.flags & IFA_F.MCAUTOJOIN) !== 0 && (local === undefined || !isMulticast(local))) ip.fail('autojoin needs multicast address');
  ip.request({
    type: 'RTM_NEWADDR', ...how, family: kernelFamily(state), index, prefixlen: prefixLength(state),
    local, address: peer?.hasAddress ? peer.address : undefined, broadcast, anycast: state.anycast, label: state.label,
    scope: state.scope ?? defaultScope(local), flags: state.flags, rtPriority: state.metric, ...lifetimes,
  });
  return 0;
}

/** `ip address delete`. */
export function deleteAddress(ip: Ip, args: readonly string[]): number {
  const state = read(ip, args);
  const { local, peer } = state;
  const isWildcard = !peer && local?.hasAddress && local.family === AF_INET && !local.lengthGiven;
  if (isWildcard) {
    ip.err('Warning: Executing wildcard deletion to stay compatible with old scripts.\n'
      + `         Explicitly specify the prefix length (${state.localText}/32) to avoid this warning.\n`
      + '         This special behaviour is likely to disappear in further releases,\n'
      + '         fix your scripts!\n');
  }
  const index = ip.deviceIndexOrFail(state.dev!);
  lifetimesOf(ip, state);
  const prefix = peer ?? (isWildcard ? undefined : local);
  ip.request({
    type: 'RTM_DELADDR', family: kernelFamily(state), index, prefixlen: prefixLength(state),
    local: local?.hasAddress ? local.address : undefined, address: prefix?.hasAddress ? prefix.address : undefined, label: state.label,
  });
  return 0;
}

function read(ip: Ip, args: readonly string[]): Modify {
  const state: Modify = { family: ip.family, flags: 0 };
  parse(addressGrammar, new Args(args), state, ip);
  if (state.dev === undefined) ip.fail('Not enough information: "dev" argument is required.');
  return state;
}

/** Without an address there is no family, and no table that would take the request. */
function kernelFamily(state: Modify): Family {
  if (state.family === AF_INET || state.family === AF_INET6) return state.family;
  throw new Failed('RTNETLINK answers: Operation not supported\n', 2);
}

function prefixLength(state: Modify): number {
  return state.peer?.length || (state.local?.length ?? 0);
}

function defaultScope(local: IpAddress | undefined): number {
  return typeof local === 'number' && local >>> 24 === 127 ? RT_SCOPE.HOST : RT_SCOPE.UNIVERSE;
}

function broadcastOf(ip: Ip, state: Modify, peer: InetPrefix | undefined): IpAddress | undefined {
  if (state.broadcast !== '+' && state.broadcast !== '-') return state.broadcast;
  if (state.family !== AF_INET) ip.fail('Broadcast can be set only for IPv4 addresses');
  if (!peer || peer.length > 30) return undefined;
  return (state.broadcast === '+' ? lastOf : networkOf)(peer.address, peer.length);
}

function lifetimesOf(ip: Ip, state: Modify): { validLft?: number; preferredLft?: number } {
  if (state.validLft === undefined && state.preferredLft === undefined) return {};
  const { validLft = INFINITY_LIFE_TIME, preferredLft = INFINITY_LIFE_TIME } = state;
  if (validLft === 0) ip.fail('valid_lft is zero');
  if (validLft < preferredLft) ip.fail('preferred_lft is greater than valid_lft');
  return { validLft, preferredLft };
}
