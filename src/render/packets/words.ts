import { makeNames } from '../../commands/tcpdump/names';
import { PacketPrinter, type LinkType } from '../../commands/tcpdump/print/packet';
import { dissect, type Dissection } from './decode';
import type { SeenPacket } from './model';

/** A packet in words. */
export interface Words extends Dissection {
  /** what tcpdump prints of it, without time and addresses */
  readonly info: string;
  /** the same in short, for an arrow: `ARP who-has 10.0.0.1 tell 10.0.0.2` */
  readonly label: string;
  /** what tcpdump prints of it, without the time */
  readonly line: string;
}

const NUMERIC = makeNames({ numeric: true, short: false, hosts: [], interfaceName: () => undefined });
const PRINT = { v: 0, e: false, n: true, q: 0, S: false, K: false, t: 1, x: 0, X: 0, A: 0, number: false } as const;

/** Puts packets into words, in their order: tcpdump counts a connection's octets from its first packet on. */
export function wordsOf(packets: readonly SeenPacket[]): Words[] {
  const printers = new Map<LinkType, PacketPrinter>();
  return packets.map(packet => {
    const printer = printers.get(packet.linkType) ?? new PacketPrinter(packet.linkType, PRINT, NUMERIC);
    printers.set(packet.linkType, printer);
    const dissection = dissect(packet.octets, packet.linkType);
    const line = printer.print({ us: 0, length: packet.length, octets: packet.octets }).trimEnd().replace(packet.linkType === 'LINUX_SLL2' ? /^\S+\s+\S+\s+/ : '', '');
    return { ...dissection, line, info: infoOf(line), label: labelOf(line, dissection.protocol) };
  });
}

/** `IP 10.0.0.2 > 10.0.0.1: ICMP echo request, ...`: sender, receiver, the rest. */
const OVER_IP = /^IP6? (\S+) > (\S+): (.*)$/;
const ARP = /^ARP, (?:Ethernet \(len 6\), IPv4 \(len 4\), )?(?:(?:Request|Reply) )?(.*)$/;

function infoOf(text: string): string {
  return text.split('\n').map(line => OVER_IP.exec(line)?.[3] ?? line.replace(/^ARP, /, '')).map(line => line.trim()).join(' ');
}

/** An address with its port, as tcpdump writes them. */
const PORT = /\.(\d+)$/;

function labelOf(text: string, protocol: string): string {
  const [first = '', ...rest] = text.split('\n');
  const nested = rest.find(line => /^\s*(IP6?|ARP)\b/.test(line))?.trim();
  const outer = oneLine(first, protocol);
  return nested === undefined ? outer : `${outer}: ${oneLine(nested, protocol)}`;
}

function oneLine(line: string, protocol: string): string {
  const arp = ARP.exec(line);
  if (arp) return `ARP ${shorter(arp[1]!)}`;
  const [, source = '', destination = '', info] = OVER_IP.exec(line) ?? [];
  if (info === undefined) return shorter(line.replace(/^IP6? /, ''));
  const ports = [PORT.exec(source)?.[1], PORT.exec(destination)?.[1]];
  const [, flags, length] = /^Flags (\[[^\]]*\]).*, length (\d+)$/.exec(info) ?? [];
  if (flags !== undefined) return `TCP ${ports[0]} → ${ports[1]} ${flags}${length === '0' ? '' : ` ${length} octets`}`;
  const [, octets] = /^UDP, length (\d+)$/.exec(info) ?? [];
  if (octets !== undefined) return `UDP ${ports[0]} → ${ports[1]} ${octets} octets`;
  const vni = /^(VXLAN), flags .*?, vni (\d+)/.exec(info);
  if (vni) return `${vni[1]} vni ${vni[2]}`;
  // tcpdump writes `igmp v3 report`, but `ICMP echo request`.
  return shorter(/^[A-Z]/.test(info) ? info : `${protocol} ${info.toLowerCase().startsWith(`${protocol.toLowerCase()} `) ? info.slice(protocol.length + 1) : info}`);
}

/** Without its length, and with blanks for commas. */
function shorter(info: string): string {
  return info.replace(/, length \d+.*$/, '').replace(/, /g, ' ').replace(/\(oui [^)]*\)/g, '').trim();
}

/** What tells rows of one kind apart from each other: counters that rise from packet to packet. */
export function kindOf(label: string): string {
  return label.replace(/\b(seq|id|ack) \d+/g, '$1 N').replace(/\b\d+ octets/g, 'N octets');
}
