import { IFF, OPERSTATES, RtnetlinkError, type NewLink } from '../../../stack';
import { Args } from '../args';
import { choice, device, group, lladdr, number, onOff, onOffAbbreviated, positive, signedNumber, text, vrf } from '../arguments';
import type { Ip } from '../context';
import { duplicateArgument, duplicateOrGarbage, wrongArgument } from '../errors';
import { flag, option, parse, special, type Argument, type Grammar, type Keyword } from '../grammar';
import { linkUsage } from '../help/link';
import { matches } from '../matches';
import { unsigned } from '../numbers';
import { readVf } from './vf';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** Attributes that a command line asks for, before the kernel sees them. */
export type LinkAttributes = Mutable<Omit<NewLink, 'type'>>;

/** A command line of `ip link add`, `set` or `delete`, or of a veth's peer. */
export interface LinkRequest {
  readonly attributes: LinkAttributes;
  name?: string;
  dev?: string;
  /** `name X` before any device: both are X */
  devIsName: boolean;
  /** the lower device's name */
  link?: string;
  index?: number;
  group?: number;
  /** whether a process stood for the namespace that isn't there */
  netnsGone?: boolean;
  /** what stands after `type` */
  kind?: string;
}

/** Mirrors the kernel's dev_valid_name(). */
export function isInterfaceName(name: string): boolean {
  return name.length < 16 && isAlternativeName(name);
}

/** An altname may be longer. */
export function isAlternativeName(name: string): boolean {
  return name !== '' && !/[/\s]/.test(name);
}

function setFlags(attributes: LinkAttributes, mask: number, on: boolean): void {
  attributes.change = (attributes.change ?? 0) | mask;
  attributes.flags = on ? (attributes.flags ?? 0) | mask : (attributes.flags ?? 0) & ~mask;
}

/** `arp on` and the like; some turn their flag off when on. */
function flagKeyword(notation: string, mask: number, inverted = false): Keyword<LinkRequest> {
  return option(notation, onOff(notation.replace('*', '')), { set: ({ attributes }, on) => setFlags(attributes, mask, on !== inverted) });
}

const interfaceName: Argument<string> = { kind: 'NAME', parse: value => isInterfaceName(value) ? value : undefined };
const anyCase = <T>(kind: string, values: Readonly<Record<string, T>>): Argument<T> => {
  const words = choice(kind, values);
  return { ...words, parse: (value, ip) => words.parse(value.toLowerCase(), ip) };
};

const unsupported = (notation: string, what: string): Keyword<LinkRequest> => special(notation, [], (_, __, ip) => ip.unsupported(`ip link ... ${what}`));

/** The id of a namespace by its name; a namespace that has none gets one. */
const linkNetns: Argument<number> = {
  kind: 'NETNS',
  parse: (name, ip) => {
    const netns = ip.process.host.namedNetns.get(name);
    if (!netns) return undefined;
    const { rtnetlink } = ip.netns;
    if (rtnetlink.getNsid({ type: 'RTM_GETNSID', netns }) === undefined) ip.request({ type: 'RTM_NEWNSID', netns, nsid: -1 });
    return rtnetlink.getNsid({ type: 'RTM_GETNSID', netns });
  },
};

function setLinkNetns({ attributes }: LinkRequest, id: number, _: Ip, word: string): void {
  if (attributes.linkNetnsid !== undefined) throw duplicateArgument('link-netns/link-netnsid', word);
  attributes.linkNetnsid = id;
}

const GSO_MAX_SEGS = 65535;

const keywords: readonly Keyword<LinkRequest>[] = [
  flag('up', ({ attributes }) => setFlags(attributes, IFF.UP, true)),
  flag('down', ({ attributes }) => setFlags(attributes, IFF.UP, false)),
  option('name', interfaceName, {
    once: 'name', wrong: '"name" not a valid ifname',
    set: (request, name) => {
      request.name = name;
      if (request.dev === undefined) {
        request.dev = name;
        request.devIsName = true;
      }
    },
  }),
  option('index', positive('IDX'), { once: 'index', wrong: 'Invalid "index" value', set: (request, index) => { request.index = index; } }),
  option('link*', text('DEVICE'), { set: (request, name) => { request.link = name; } }),
  option('address*', lladdr, { set: ({ attributes }, value) => { attributes.address = value; } }),
  option('broadcast* brd', lladdr, { set: ({ attributes }, value) => { attributes.broadcast = value; } }),
  option('txqueuelen* qlen txqlen*', signedNumber('PACKETS'), {
    once: 'txqueuelen', wrong: 'Invalid "txqueuelen" value\n', set: ({ attributes }, value) => { attributes.txqlen = value >>> 0; },
  }),
  option('mtu', signedNumber('MTU'), { once: 'mtu', wrong: 'Invalid "mtu" value\n', set: ({ attributes }, value) => { attributes.mtu = value >>> 0; } }),
  unsupported('xdpgeneric xdpdrv xdpoffload xdp', 'xdp'),
  special('netns', [{ kind: 'NETNS' }], (args, request, ip) => {
    const word = args.next();
    if (request.attributes.netns || request.netnsGone) throw duplicateArgument('netns', word);
    const netns = ip.netnsByNameOrPid(word);
    if (netns === undefined) throw wrongArgument(word, 'Invalid "netns" value\n');
    if (netns) request.attributes.netns = netns;
    request.netnsGone = netns === null;
  }),
  flagKeyword('multicast', IFF.MULTICAST),
  flagKeyword('allmulticast', IFF.ALLMULTI),
  flagKeyword('promisc', IFF.PROMISC),
  flagKeyword('trailers', IFF.NOTRAILERS, true),
  flagKeyword('arp', IFF.NOARP, true),
  option('carrier', onOffAbbreviated('carrier'), { set: ({ attributes }, on) => { attributes.carrier = on; } }),
  special('vf', [{ kind: 'NUM' }], (args, { attributes, dev }, ip) => {
    readVf(args, dev, ip);
    attributes.vfInfo = true;
  }),
  option('master*', device, { wrong: 'Device does not exist\n', set: ({ attributes }, index) => { attributes.master = index; } }),
  option('vrf', vrf, { wrong: 'Not a valid VRF name\n', set: ({ attributes }, index) => { attributes.master = index; } }),
  flag('nomaster*', ({ attributes }) => { attributes.master = 0; }),
  flagKeyword('dynamic*', IFF.DYNAMIC),
  option('type*', text('LINK-TYPE'), { last: true, set: (request, kind) => { request.kind = kind; } }),
  option('alias*', { kind: 'NAME', parse: value => new TextEncoder().encode(value).length < 256 ? value : undefined }, {
    wrong: 'alias too long\n', set: ({ attributes }, value) => { attributes.ifalias = value; },
  }),
  option('group', group, { once: 'group', wrong: 'Invalid "group" value\n', set: (request, value) => { request.group = value; } }),
  option('mode', anyCase('MODE', { default: 0, dormant: 1 }), { wrong: 'Invalid link mode\n', set: ({ attributes }, mode) => { attributes.linkmode = mode; } }),
  option('state', anyCase('STATE', Object.fromEntries(OPERSTATES.map(state => [state.toLowerCase(), state]))), {
    wrong: 'Invalid operstate\n', set: ({ attributes }, state) => { attributes.operstate = state; },
  }),
  option('numtxqueues*', signedNumber('QUEUE_COUNT'), { once: 'numtxqueues', wrong: 'Invalid "numtxqueues" value\n', set: ({ attributes }, value) => { attributes.numTxQueues = value >>> 0; } }),
  option('numrxqueues*', signedNumber('QUEUE_COUNT'), { once: 'numrxqueues', wrong: 'Invalid "numrxqueues" value\n', set: ({ attributes }, value) => { attributes.numRxQueues = value >>> 0; } }),
  option('addrgenmode*', anyCase('MODE', { eui64: 'eui64', none: 'none', stable_secret: 'stable_secret', random: 'random' } as const), {
    wrong: 'Invalid address generation mode\n', set: ({ attributes }, mode) => { attributes.addrGenMode = mode; },
  }),
  option('link-netns*', linkNetns, { wrong: 'Invalid "link-netns" value\n', set: setLinkNetns }),
  option('link-netnsid*', signedNumber('ID'), { wrong: 'Invalid "link-netnsid" value\n', set: setLinkNetns }),
  option('protodown', onOffAbbreviated('protodown'), { set: ({ attributes }, on) => { attributes.protoDown = on; } }),
  special('protodown_reason', [{ kind: 'PREASON' }, onOff('protodown_reason')], (args, { attributes }, ip) => {
    const reason = args.next();
    if (unsigned(reason, 31) === undefined) throw wrongArgument(reason, 'invalid protodown reason\n');
    const word = args.next();
    attributes.protoDown = matches(word, 'on') || (!matches(word, 'off') && onOff('protodown_reason').parse(word, ip)!);
  }),
  option('gso_max_size', number('BYTES'), { set: ({ attributes }, value) => { attributes.gsoMaxSize = value; } }),
  option('gso_max_segs', number('SEGMENTS', GSO_MAX_SEGS), { set: ({ attributes }, value) => { attributes.gsoMaxSegs = value; } }),
  option('gro_max_size', number('BYTES'), { set: ({ attributes }, value) => { attributes.groMaxSize = value; } }),
  unsupported('parentdev', 'parentdev'),
];

/** Arguments of `ip link add`, `set` and `delete`. */
export const linkGrammar: Grammar<LinkRequest> = {
  keywords, usage: linkUsage,
  positional: {
    lead: 'dev', kind: 'DEVICE', help: 'before',
    take: (word, request) => {
      if (request.dev !== undefined && !request.devIsName) throw duplicateOrGarbage('dev', word);
      if (!isAlternativeName(word)) throw wrongArgument(word, '"dev" not a valid ifname');
      request.dev = word;
      request.devIsName = false;
    },
  },
};

/** Reads the attributes; what stands after `type KIND` is left. */
export function readRequest(ip: Ip, words: readonly string[]): { readonly request: LinkRequest; readonly rest: readonly string[] } {
  const request: LinkRequest = { attributes: {}, devIsName: false };
  const rest = parse(linkGrammar, new Args(words), request, ip);
  if (request.group !== undefined) request.attributes.group = request.group;
  return { request, rest };
}

/** The kernel's refusal to look into a process that isn't there. */
function refuseGone(ip: Ip, { netnsGone }: LinkRequest): void {
  if (netnsGone) ip.talk(() => { throw new RtnetlinkError('ESRCH'); });
}

/** Completes the attributes of a device to be made. */
export function completeNew(ip: Ip, request: LinkRequest): void {
  const { attributes, name, dev, link, index } = request;
  if (name !== undefined && dev !== undefined && name !== dev) ip.quit('both "name" and "dev" cannot be used when creating devices.');
  if (link !== undefined) attributes.link = ip.deviceIndexOrFail(link);
  attributes.index = index;
  attributes.ifname = name ?? dev;
  refuseGone(ip, request);
}

/** Completes the attributes of an existing device; `name` renames it. */
export function completeExisting(ip: Ip, request: LinkRequest): void {
  const { attributes, name, index } = request;
  const dev = request.dev ?? name;
  if (dev !== undefined && attributes.address !== undefined) checkAddressLength(ip, dev, attributes.address);
  if (index !== undefined && attributes.netns === undefined) ip.quit('index can be used only when creating devices or when moving device to another netns.');
  if (dev === undefined) return ip.quit('Not enough information: "dev" argument is required.');
  attributes.index = ip.deviceIndexOrFail(dev);
  refuseGone(ip, request);
  attributes.newIndex = index;
  if (name !== undefined && name !== dev) attributes.ifname = name;
}

function checkAddressLength(ip: Ip, dev: string, address: string): void {
  const expected = ip.link({ ifname: dev })?.address?.split(':').length;
  const length = address.split(':').length;
  if (expected !== undefined && expected !== length) ip.fail(`Invalid address length ${length} - must be ${expected} bytes`);
}
