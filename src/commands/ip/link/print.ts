import { AF_PACKET, AF_UNSPEC, IFF, type LinkMessage } from '../../../stack';
import type { Ip } from '../context';
import { printLinkFlags, printNameAndLink, printOperstate } from './header';
import { KINDS } from './kinds';
import { printStats } from './stats';
import { linkAddressText, linkTypeName } from './types';

const LINK_MODES: Readonly<Record<number, string>> = { 0: 'DEFAULT', 1: 'DORMANT' };

/** What surrounds a link's lines. */
export interface LinkStyle {
  /** `ip link` rather than `ip address` or `ip monitor`: mode, alias and, with -s, counters */
  readonly doLink: boolean;
  /** the family asked for: AF_PACKET for `ip link` */
  readonly family: number;
  /** the queue's length, which monitors leave out */
  readonly showQueue: boolean;
  /** an RTM_DELLINK */
  readonly deleted?: boolean;
  /** from a dump of AF_INET6 (inet6_dump_ifinfo), which knows names, MTU and state, but nothing of queues, groups and details */
  readonly ofInet6?: boolean;
  /** what a bridge tells of its port (br_fill_ifinfo): no more than that, but for its bridge */
  readonly ofBridge?: boolean;
}

/** Prints a link as iproute2's print_linkinfo. */
export function printLink(ip: Ip, link: LinkMessage, style: LinkStyle): void {
  const { print, options } = ip;
  if (style.deleted) print.flag('deleted', 'Deleted ');
  if (options.brief) return printBrief(ip, link, style);
  print.any('ifindex', '%d: ', link.index);
  printLinkFlags(ip, link.flags, printNameAndLink(ip, '%s: ', link));
  print.any('mtu', 'mtu %u ', link.mtu);
  const short = style.ofInet6 || style.ofBridge;
  if (!short) print.any('qdisc', 'qdisc %s ', link.qdisc);
  if (!style.ofInet6 && link.master !== undefined) print.any('master', 'master %s ', ip.deviceName(link.master));
  printOperstate(ip, link.operstate);
  const mode = LINK_MODES[link.linkmode];
  if (style.doLink) print.any(mode === undefined ? 'linkmode_index' : 'linkmode', 'mode %s ', mode ?? link.linkmode);
  if (!short) print.any('group', 'group %s ', ip.names.name('group', link.group));
  if (style.showQueue && link.txqlen > 0) print.any('txqlen', 'qlen %d', link.txqlen | 0);
  if (link.event !== undefined) print.any('event', 'event %s ', link.event);
  if (style.family === AF_UNSPEC || style.family === AF_PACKET || options.details > 0) printHardware(ip, link, style);
  if (!short) printRest(ip, link, style);
  print.text('\n');
}

function printRest(ip: Ip, link: LinkMessage, style: LinkStyle): void {
  const { print, options } = ip;
  printLinkNetns(ip, link);
  if (options.details > 0) printDetails(ip, link, style);
  if ((style.doLink || options.details > 0) && link.ifalias !== undefined) {
    print.text('%s    ', print.lineEnd);
    print.any('ifalias', 'alias %s', link.ifalias);
  }
  if (style.doLink && options.stats > 0) {
    print.nl();
    printStats(ip, link);
  }
  if (link.altnames.length > 0) printAltnames(ip, link);
}

function printBrief(ip: Ip, link: LinkMessage, style: LinkStyle): void {
  const lowerDown = printNameAndLink(ip, '%-16s ', link);
  printOperstate(ip, link.operstate);
  if (style.family !== AF_PACKET) return;
  if (link.address !== undefined) ip.print.any('address', '%s ', linkAddressText(link.address, link.type), 'mac');
  printLinkFlags(ip, link.flags, lowerDown);
  ip.print.text('\n');
}

function printHardware(ip: Ip, link: LinkMessage, style: LinkStyle): void {
  const { print } = ip;
  print.nl();
  print.any('link_type', '    link/%s ', linkTypeName(link.type, ip.options.numeric));
  if (link.address !== undefined) print.any('address', '%s', linkAddressText(link.address, link.type), 'mac');
  if (style.ofInet6 || style.ofBridge) return;
  if (link.broadcast !== undefined) {
    const pointToPoint = (link.flags & IFF.POINTOPOINT) !== 0;
    print.text(pointToPoint ? ' peer ' : ' brd ');
    if (pointToPoint) print.field('link_pointtopoint', true);
    print.any('broadcast', '%s', linkAddressText(link.broadcast, link.type), 'mac');
  }
  if (link.permAddress !== undefined && link.permAddress !== link.address) {
    print.text(' permaddr ');
    print.any('permaddr', '%s', linkAddressText(link.permAddress, link.type), 'mac');
  }
}

function printLinkNetns(ip: Ip, link: LinkMessage): void {
  const id = link.linkNetnsid;
  if (id === undefined) return;
  ip.print.field('link_netnsid', id);
  const name = ip.netnsNameOf(id);
  if (name !== undefined) ip.print.text(' link-netns %s', name);
  else ip.print.text(' link-netnsid %s', id < 0 ? 'unknown' : id);
}

function printDetails(ip: Ip, link: LinkMessage, style: LinkStyle): void {
  const { print } = ip;
  print.any('promiscuity', ' promiscuity %u ', link.promiscuity);
  print.any('allmulti', ' allmulti %u ', link.allmulti);
  print.any('min_mtu', 'minmtu %u ', link.minMtu);
  print.any('max_mtu', 'maxmtu %u ', link.maxMtu);
  if (link.kind !== undefined || link.slaveKind !== undefined) printKinds(ip, link);
  if (style.doLink && link.addrGenMode !== undefined) print.any('inet6_addr_gen_mode', 'addrgenmode %s ', link.addrGenMode);
  print.any('num_tx_queues', 'numtxqueues %u ', link.numTxQueues);
  // A kernel without CONFIG_RPS doesn't send it.
  if (link.numRxQueues !== undefined) print.any('num_rx_queues', 'numrxqueues %u ', link.numRxQueues);
  print.any('gso_max_size', 'gso_max_size %u ', link.gsoMaxSize);
  print.any('gso_max_segs', 'gso_max_segs %u ', link.gsoMaxSegs);
  print.any('tso_max_size', 'tso_max_size %u ', link.tsoMaxSize);
  print.any('tso_max_segs', 'tso_max_segs %u ', link.tsoMaxSegs);
  print.any('gro_max_size', 'gro_max_size %u ', link.groMaxSize);
}

function printKinds(ip: Ip, link: LinkMessage): void {
  const { print } = ip;
  print.openObject('linkinfo');
  if (link.kind !== undefined) {
    print.nl();
    print.any('info_kind', '    %s ', link.kind);
    const kind = KINDS.get(link.kind);
    if (kind?.print) {
      print.openObject('info_data');
      if (link.data) kind.print(ip, link.data);
      print.closeObject();
    }
  }
  if (link.slaveKind !== undefined) {
    print.nl();
    print.any('info_slave_kind', '    %s_slave ', link.slaveKind);
    const kind = KINDS.get(`${link.slaveKind}_slave`);
    if (kind?.print) {
      print.openObject('info_slave_data');
      if (link.slaveData) kind.print(ip, link.slaveData);
      print.closeObject();
    }
  }
  print.closeObject();
}

function printAltnames(ip: Ip, link: LinkMessage): void {
  const { print } = ip;
  if (print.isJson) print.openArray('altnames');
  for (const name of link.altnames) {
    print.text('%s    altname ', print.lineEnd);
    print.any(null, '%s', name);
  }
  if (print.isJson) print.closeArray();
}
