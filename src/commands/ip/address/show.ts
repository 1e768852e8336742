import { AF_INET, AF_INET6, AF_PACKET, AF_UNSPEC, IFF, RtnetlinkError, strerror, type AddrMessage, type DumpFilter, type LinkMessage } from '../../../stack';
import { Args } from '../args';
import { kernelError, type Ip } from '../context';
import { Quit } from '../failure';
import { parse, type Grammar } from '../grammar';
import { linkUsage } from '../help/link';
import { addressUsage } from '../help/address';
import { KINDS } from '../link/kinds';
import { printLink, type LinkStyle } from '../link/print';
import { printStats } from '../link/stats';
import { acceptsAddress, filterGrammar, judgeLink, newFilter, type Filter } from './filter';
import { printAddress } from './print';

const linkGrammar = filterGrammar(linkUsage);
const addressGrammar = filterGrammar(addressUsage);

/** Reads the words of a filter; a device named has to exist. */
export function readFilter(ip: Ip, args: readonly string[], grammar: Grammar<Filter> = addressGrammar): Filter {
  const filter = newFilter(ip.family);
  parse(grammar, new Args(args), filter, ip);
  return filter;
}

/** The index of the filter's device; 0 if it names none. */
export function filterIndex(ip: Ip, filter: Filter): number {
  if (filter.dev === undefined) return 0;
  return ip.deviceIndex(filter.dev) || ip.fail(`Device "${filter.dev}" does not exist.`);
}

/** The kernel's own filter of an address dump. */
export function addressDumpFilter(filter: Filter, index: number): DumpFilter {
  return {
    ...(filter.family === AF_INET || filter.family === AF_INET6 ? { family: filter.family } : {}),
    ...(index > 0 ? { index } : {}),
  };
}

/** `ip link show`. */
export function showLinks(ip: Ip, args: readonly string[]): number {
  ip.family = AF_PACKET;
  ip.showedLinks = true;
  return show(ip, args, linkGrammar);
}

/** `ip address show`. */
export function showAddresses(ip: Ip, args: readonly string[]): number {
  return show(ip, args, addressGrammar);
}

function show(ip: Ip, args: readonly string[], grammar: Grammar<Filter>): number {
  const filter = readFilter(ip, args, grammar);
  const doLink = ip.showedLinks;
  const byName = doLink && filter.dev !== undefined && filter.group === undefined;
  const index = filterIndex(ip, filter);
  const ofInet6 = ip.family === AF_INET6 && index === 0;
  const links = readLinks(ip, filter, index, byName);
  const addresses = filter.family === AF_PACKET || byName ? [] : ip.dump('RTM_GETADDR', addressDumpFilter(filter, index), 255);
  ip.print.begin();
  for (const [link, own] of withAddresses(ip, filter, links, addresses)) {
    ip.print.openObject();
    showOne(ip, filter, link, own, { doLink, family: filter.family, showQueue: true, ofInet6 }, !byName && filter.family !== AF_PACKET);
    ip.print.closeObject();
  }
  ip.print.end();
  return 0;
}

const isKnownKind = (kind: string): boolean => KINDS.has(kind);

function readLinks(ip: Ip, filter: Filter, index: number, byName: boolean): readonly LinkMessage[] {
  if (index === 0) {
    const all = ip.dump('RTM_GETLINK', undefined, 255).map(link => (ip.family === AF_INET6 ? inIpv6sWords(link) : link));
    ip.remember(all);
    // Asked for a family's links, the kernel gives all of them.
    if (ip.family !== AF_UNSPEC && ip.family !== AF_PACKET) return all;
    return all.filter(link => judgeLink(filter, link, isKnownKind) !== 'left-out');
  }
  try {
    return [ip.netns.rtnetlink.getLink(byName ? { ifname: filter.dev! } : { index })];
  } catch (error) {
    if (!(error instanceof RtnetlinkError)) throw error;
    const text = `${kernelError(error)}Cannot send link ${byName ? 'get ' : ''}request: ${strerror(error.errno)}\n`;
    if (byName) throw new Quit(text, 1);
    ip.err(text);
    return [];
  }
}

/** inet6_fill_ifinfo: IPv6's messages about links don't tell of other namespaces, so a peer's index there is taken for one of here. */
function inIpv6sWords({ linkNetnsid: _, ...link }: LinkMessage): LinkMessage {
  return link;
}

/** Joins links and their addresses; leaves out links none of whose addresses the filter accepts. */
function withAddresses(ip: Ip, filter: Filter, links: readonly LinkMessage[], addresses: readonly AddrMessage[]): (readonly [LinkMessage, readonly AddrMessage[]])[] {
  const byIndex = new Map<number, AddrMessage[]>();
  for (const addr of addresses) {
    const own = byIndex.get(addr.index);
    if (own) own.push(addr);
    else byIndex.set(addr.index, [addr]);
  }
  return links.map(link => [link, byIndex.get(link.index) ?? []] as const)
    .filter(([, own]) => filter.family === AF_PACKET
      || (own.length === 0 && filter.family === AF_UNSPEC)
      || own.some(addr => acceptsAddress(filter, addr, ip)));
}

function showOne(ip: Ip, filter: Filter, link: LinkMessage, addresses: readonly AddrMessage[], style: LinkStyle, withAddresses: boolean): void {
  const isDown = filter.up && (link.flags & IFF.UP) === 0;
  const addressesOnly = ip.options.oneline && withAddresses && !ip.options.brief;
  let printed = false;
  if (!addressesOnly) {
    if (isDown) return;
    // A label asks for addresses alone, of any link.
    printed = filter.label === undefined;
    if (printed && judgeLink(filter, link, isKnownKind, style.ofInet6) !== 'shown') return;
    if (printed) printLink(ip, link, style);
  }
  if (withAddresses) showOwn(ip, filter, isDown ? [] : addresses);
  if (printed && !ip.options.brief && !style.doLink && ip.options.stats > 0) {
    printStats(ip, link);
    ip.print.nl();
  }
}

function showOwn(ip: Ip, filter: Filter, addresses: readonly AddrMessage[]): void {
  if (ip.print.isJson) ip.print.openArray('addr_info');
  for (const addr of addresses) {
    if (filter.family !== AF_UNSPEC && filter.family !== addr.family) continue;
    ip.print.openObject();
    if (acceptsAddress(filter, addr, ip)) printAddress(ip, addr, { withDevice: ip.options.oneline });
    ip.print.closeObject();
  }
  if (ip.print.isJson) ip.print.closeArray();
  if (ip.options.brief) ip.print.text('\n');
}
