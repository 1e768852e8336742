import { addressOctets, macOctets } from '../../../stack/address';
import type { Direction, Protocol } from './ast';
import { FilterError } from './ast';
import { both, either, linkType, load, type LinkLayer, type Test } from './frame';

const IP = 0x0800;
const IP6 = 0x86dd;
const ARP = 0x0806;
const RARP = 0x8035;
const LLC_STP = 0x42;
const FRAGMENT = 44;

/** IPPROTO_* of the protocols over IP, and over which versions libpcap looks for them. */
const TRANSPORTS: Partial<Record<Protocol, readonly [number, ...(4 | 6)[]]>> = {
  sctp: [132, 4, 6], tcp: [6, 4, 6], udp: [17, 4, 6], icmp: [1, 4], igmp: [2, 4], igrp: [9, 4], pim: [103, 4, 6], vrrp: [112, 4],
  icmp6: [58, 6], ah: [51, 4, 6], esp: [50, 4, 6],
};

/** IPv4 with that protocol number. */
export function ipProtocol(link: LinkLayer, number: number): Test {
  const { payload } = link;
  return both(linkType(link, IP), frame => load(frame, payload + 9, 1) === number);
}

/** IPv6 with that next header, or with a fragment header before it; other extension headers aren't looked behind. */
export function ip6Protocol(link: LinkLayer, number: number): Test {
  const { payload } = link;
  return both(linkType(link, IP6), frame => {
    const next = load(frame, payload + 6, 1);
    return next === number || (next === FRAGMENT && load(frame, payload + 40, 1) === number);
  });
}

/** A protocol's word alone. @throws {FilterError} */
export function protocolTest(link: LinkLayer, protocol: Protocol): Test {
  const transport = TRANSPORTS[protocol];
  if (transport) {
    const [number, ...versions] = transport;
    return versions.map(version => (version === 4 ? ipProtocol : ip6Protocol)(link, number)).reduce(either);
  }
  const types: Partial<Record<Protocol, number>> = { ip: IP, ip6: IP6, arp: ARP, rarp: RARP, stp: LLC_STP };
  const type = types[protocol];
  if (type === undefined) throw new FilterError('link layer applied in wrong context');
  return linkType(link, type);
}

/** A test of source, destination or both, made by `at` for one of the two. */
export function directed(direction: Direction | undefined, at: (end: 'src' | 'dst') => Test): Test {
  switch (direction) {
    case 'src':
    case 'dst': return at(direction);
    case 'src and dst': return both(at('src'), at('dst'));
    default: return either(at('src'), at('dst'));
  }
}

/** @param what `host` or `net`, for the error. @throws {FilterError} */
export function ipHost(
  link: LinkLayer, address: number, mask: number, protocol: Protocol | undefined, direction: Direction | undefined, what: string,
): Test {
  const { payload } = link;
  const over = (type: number, src: number, dst: number) => both(linkType(link, type), directed(direction, end => frame =>
    ((load(frame, payload + (end === 'src' ? src : dst), 4) & mask) >>> 0) === address));
  switch (protocol) {
    case undefined: return either(either(over(IP, 12, 16), over(ARP, 14, 24)), over(RARP, 14, 24));
    case 'ip': return over(IP, 12, 16);
    case 'arp': return over(ARP, 14, 24);
    case 'rarp': return over(RARP, 14, 24);
    case 'link': throw new FilterError(`link-layer modifier applied to ${what}`);
    case 'ip6': throw new FilterError('\'ip6\' modifier applied to ip host');
    default: throw new FilterError(`'${protocol}' modifier applied to ${what}`);
  }
}

/** @throws {FilterError} */
export function ip6Host(
  link: LinkLayer, address: bigint, length: number, protocol: Protocol | undefined, direction: Direction | undefined, what: string,
): Test {
  if (protocol === 'link') throw new FilterError(`link-layer modifier applied to ip6 ${what}`);
  if (protocol !== undefined && protocol !== 'ip6') throw new FilterError(`'${protocol}' modifier applied to ip6 ${what}`);
  const { payload } = link;
  const wanted = addressOctets(address);
  return both(linkType(link, IP6), directed(direction, end => frame => {
    const at = payload + (end === 'src' ? 8 : 24);
    for (let bit = 0; bit < length; bit += 8) {
      const mask = length - bit >= 8 ? 0xff : (0xff << (8 - (length - bit))) & 0xff;
      if ((load(frame, at + bit / 8, 1) & mask) !== (wanted[bit / 8]! & mask)) return false;
    }
    return true;
  }));
}

export function etherHost(address: string, direction: Direction | undefined): Test {
  const wanted = macOctets(address);
  return directed(direction, end => frame => wanted.every((octet, i) => load(frame, (end === 'src' ? 6 : 0) + i, 1) === octet));
}

/** First fragment or none. */
export function unfragmented(link: LinkLayer): Test {
  const { payload } = link;
  return frame => (load(frame, payload + 6, 2) & 0x1fff) === 0;
}

/** Ports from `low` to `high` over those IP protocols. */
export function portTest(link: LinkLayer, low: number, high: number, protocols: readonly number[], direction: Direction | undefined): Test {
  const { payload } = link;
  const within = (port: number) => port >= low && port <= high;
  const over4 = (number: number) => both(
    frame => load(frame, payload + 9, 1) === number,
    both(unfragmented(link), directed(direction, end => frame =>
      within(load(frame, payload + ipHeaderLength(load(frame, payload, 1)) + (end === 'src' ? 0 : 2), 2)))),
  );
  const over6 = (number: number) => both(
    frame => load(frame, payload + 6, 1) === number,
    directed(direction, end => frame => within(load(frame, payload + (end === 'src' ? 40 : 42), 2))),
  );
  return either(both(linkType(link, IP), protocols.map(over4).reduce(either)), both(linkType(link, IP6), protocols.map(over6).reduce(either)));
}

export function ipHeaderLength(first: number): number {
  return (first & 15) * 4;
}
