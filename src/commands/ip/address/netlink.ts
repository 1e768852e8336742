import { AF_INET, AF_INET6, addressOctets, type AddrMessage, type IpAddress, type NewAddr } from '../../../stack';

/** Lengths in octets of struct nlmsghdr, struct ifaddrmsg and struct rtattr. */
const NLMSGHDR = 16;
const IFADDRMSG = 8;
const RTATTR = 4;
const RTM_NEWADDR = 20;
const NLM_F_MULTI = 2;
/** IFA_* attributes (linux/if_addr.h). */
const IFA = { ADDRESS: 1, LOCAL: 2, LABEL: 3, BROADCAST: 4, CACHEINFO: 6, FLAGS: 8, RT_PRIORITY: 9, PROTO: 11 } as const;

const align = (length: number): number => (length + 3) & ~3;

function words(...values: readonly number[]): Uint8Array {
  const octets = new Uint8Array(4 * values.length);
  const view = new DataView(octets.buffer);
  values.forEach((value, i) => view.setUint32(4 * i, value, true));
  return octets;
}

/** An address as the octets of its RTM_NEWADDR, in the order of inet_fill_ifaddr and inet6_fill_ifaddr on a little-endian machine. */
export function encodeAddress(addr: AddrMessage): Uint8Array {
  const v4 = addr.family === AF_INET;
  const label = addr.label === undefined ? undefined : new TextEncoder().encode(`${addr.label}\0`);
  const attribute = (type: number, payload: Uint8Array | undefined): (readonly [number, Uint8Array])[] => (payload ? [[type, payload]] : []);
  const octets = (address: IpAddress | undefined): Uint8Array | undefined => (address === undefined ? undefined : addressOctets(address));
  const peer = addr.address !== addr.local;
  const flags = attribute(IFA.FLAGS, words(addr.flags));
  const priority = attribute(IFA.RT_PRIORITY, addr.rtPriority === undefined ? undefined : words(addr.rtPriority));
  const cache = attribute(IFA.CACHEINFO, words(addr.preferredLft, addr.validLft, addr.cstamp, addr.tstamp));
  const proto = attribute(IFA.PROTO, addr.proto === undefined ? undefined : Uint8Array.of(addr.proto));
  const attributes = v4
    ? [...attribute(IFA.ADDRESS, octets(addr.address)), ...attribute(IFA.LOCAL, octets(addr.local)), ...attribute(IFA.BROADCAST, octets(addr.broadcast)),
      ...attribute(IFA.LABEL, label), ...proto, ...flags, ...priority, ...cache]
    : [...attribute(IFA.LOCAL, peer ? octets(addr.local) : undefined), ...attribute(IFA.ADDRESS, octets(addr.address)), ...priority, ...cache, ...flags, ...proto];
  const length = NLMSGHDR + IFADDRMSG + attributes.reduce((sum, [, payload]) => sum + align(RTATTR + payload.length), 0);
  const message = new Uint8Array(length);
  const view = new DataView(message.buffer);
  view.setUint32(0, length, true);
  view.setUint16(4, RTM_NEWADDR, true);
  view.setUint16(6, NLM_F_MULTI, true);
  message.set([addr.family, addr.prefixlen, addr.flags & 0xff, addr.scope], NLMSGHDR);
  view.setUint32(NLMSGHDR + 4, addr.index, true);
  let at = NLMSGHDR + IFADDRMSG;
  for (const [type, payload] of attributes) {
    view.setUint16(at, RTATTR + payload.length, true);
    view.setUint16(at + 2, type, true);
    message.set(payload, at + RTATTR);
    at += align(RTATTR + payload.length);
  }
  return message;
}

/** The addresses in a row of such messages; what isn't one, or is cut off, ends it. */
export function decodeAddresses(octets: Uint8Array): AddrMessage[] {
  const found: AddrMessage[] = [];
  const view = new DataView(octets.buffer, octets.byteOffset, octets.length);
  for (let at = 0; at + NLMSGHDR + IFADDRMSG <= octets.length;) {
    const length = view.getUint32(at, true);
    if (length < NLMSGHDR + IFADDRMSG || at + length > octets.length || view.getUint16(at + 4, true) !== RTM_NEWADDR) break;
    const addr = decode(octets.subarray(at, at + length));
    if (addr) found.push(addr);
    at += align(length);
  }
  return found;
}

function decode(message: Uint8Array): AddrMessage | undefined {
  const view = new DataView(message.buffer, message.byteOffset, message.length);
  const attributes = new Map<number, DataView>();
  for (let at = NLMSGHDR + IFADDRMSG; at + RTATTR <= message.length;) {
    const length = view.getUint16(at, true);
    if (length < RTATTR || at + length > message.length) break;
    attributes.set(view.getUint16(at + 2, true), new DataView(message.buffer, message.byteOffset + at + RTATTR, length - RTATTR));
    at += align(length);
  }
  const [family, prefixlen, flags, scope] = message.subarray(NLMSGHDR) as unknown as [number, number, number, number];
  const ip = (type: number): IpAddress | undefined => {
    const payload = attributes.get(type);
    if (!payload || payload.byteLength !== (family === AF_INET ? 4 : 16)) return undefined;
    return family === AF_INET ? payload.getUint32(0) : (payload.getBigUint64(0) << 64n) | payload.getBigUint64(8);
  };
  const address = ip(IFA.ADDRESS) ?? ip(IFA.LOCAL);
  if (address === undefined || (family !== AF_INET && family !== AF_INET6)) return undefined;
  const broadcast = ip(IFA.BROADCAST);
  const label = attributes.get(IFA.LABEL);
  const priority = attributes.get(IFA.RT_PRIORITY);
  const cache = attributes.get(IFA.CACHEINFO);
  const lifetime = (offset: number): number => cache?.getUint32(offset, true) ?? 0xffffffff;
  return {
    family, prefixlen, scope, flags: attributes.get(IFA.FLAGS)?.getUint32(0, true) ?? flags, index: view.getUint32(NLMSGHDR + 4, true),
    local: ip(IFA.LOCAL) ?? address, address,
    ...(broadcast === undefined ? {} : { broadcast }),
    ...(label === undefined ? {} : { label: new TextDecoder().decode(label).replace(/\0.*$/s, '') }),
    ...(priority === undefined ? {} : { rtPriority: priority.getUint32(0, true) }),
    preferredLft: lifetime(0), validLft: lifetime(4), cstamp: lifetime(8), tstamp: lifetime(12),
  };
}

/** The request that makes an address as saved. */
export function requestOf({ family, prefixlen, scope, flags, index, local, address, broadcast, label, rtPriority, validLft, preferredLft }: AddrMessage): NewAddr {
  return { type: 'RTM_NEWADDR', create: true, family, prefixlen, scope, flags, index, local, address, broadcast, label, rtPriority, validLft, preferredLft };
}
