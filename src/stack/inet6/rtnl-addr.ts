import { AF_INET6, isMulticast } from '../address';
import { IFF, IFA_F, INFINITY_LIFE_TIME, RtnetlinkError, type DelAddr, type NewAddr } from '../rtnetlink';
import { NS_PER_S } from '../clock';
import { addMulticastRoute, addPrefixRoute, deleteAddress, linkAddress, modifyPrefixRoute } from './addrconf';
import { ANY, LOOPBACK } from './addresses';
import { startDad } from './dad';
import { IfAddr6 } from './ifaddr';
import type { Inet6, Inet6Dev } from './inet6';
import { joinGroup, leaveGroup } from './mcast';
import { armLifetime } from './router-advertisement';

/** Flags that a request may set (inet6_rtm_newaddr). */
const SETTABLE = IFA_F.NODAD | IFA_F.HOMEADDRESS | IFA_F.MANAGETEMPADDR | IFA_F.NOPREFIXROUTE | IFA_F.MCAUTOJOIN | IFA_F.OPTIMISTIC;

const MODES = ['eui64', 'none', 'stable_secret', 'random'] as const;

/** RTM_*ADDR of IPv6, and its part of RTM_NEWLINK (net/ipv6/addrconf.c). */
export function registerAddresses(inet6: Inet6): void {
  const { netns } = inet6;
  netns.rtnetlink.register('RTM_NEWADDR', AF_INET6, message => newAddress(inet6, message));
  netns.rtnetlink.register('RTM_DELADDR', AF_INET6, message => removeAddress(inet6, message));
  netns.rtnetlink.registerDump('RTM_GETADDR', AF_INET6, ({ index }) =>
    inet6.addresses().filter(ifa => !index || ifa.idev.dev.ifindex === index).map(ifa => ifa.message()));
  netns.speaksIpv6 = dev => inet6.device(dev.ifindex) !== undefined;
  netns.checkAddrGenMode = (dev, mode) => {
    if (!inet6.device(dev.ifindex)) throw new RtnetlinkError('EAFNOSUPPORT');
    if (mode === 'stable_secret') throw new RtnetlinkError('EINVAL');
  };
  netns.setAddrGenMode = (dev, mode) => {
    const idev = inet6.device(dev.ifindex);
    // the same request can have made the MTU too small for IPv6
    if (!idev) throw new RtnetlinkError('EAFNOSUPPORT');
    idev.conf.addr_gen_mode = MODES.indexOf(mode);
    dev.addrGenMode = mode;
  };
}

function newAddress(inet6: Inet6, message: NewAddr): void {
  const address = (message.local ?? message.address) as bigint | undefined;
  if (address === undefined) throw new RtnetlinkError('EINVAL');
  if (message.prefixlen > 128) throw new RtnetlinkError('EINVAL');
  const dev = inet6.netns.devices.byIndex(message.index);
  if (!dev) throw new RtnetlinkError('ENODEV');
  const validLft = message.validLft ?? INFINITY_LIFE_TIME;
  const preferredLft = message.preferredLft ?? INFINITY_LIFE_TIME;
  if (validLft === 0 || preferredLft > validLft) throw new RtnetlinkError('EINVAL');
  const idev = inet6.device(message.index);
  // an MTU below IPV6_MIN_MTU
  if (!idev) throw new RtnetlinkError('EINVAL');
  const known = idev.addresses.find(ifa => ifa.address === address);
  const wanted = { address, validLft, preferredLft, flags: (message.flags ?? 0) & SETTABLE };
  if (known) {
    if (message.excl || !message.replace) throw new RtnetlinkError('EEXIST', inWords(inet6, 'ipv6: address already assigned'));
    return modify(inet6, known, message, wanted);
  }
  if (wanted.flags & IFA_F.MANAGETEMPADDR && message.prefixlen !== 64) {
    throw new RtnetlinkError('EINVAL', inWords(inet6, 'ipv6: address with "mngtmpaddr" flag must have a prefix length of 64'));
  }
  if (idev.conf.disable_ipv6 && !(dev.flags & IFF.LOOPBACK)) throw new RtnetlinkError('EACCES');
  // addrconf_add_dev: the route stays, whatever becomes of the address
  if (!(dev.flags & IFF.LOOPBACK)) addMulticastRoute(inet6, idev);
  const autojoin = (wanted.flags & IFA_F.MCAUTOJOIN) !== 0;
  if (autojoin && !isMulticast(address)) throw new RtnetlinkError('EINVAL', 'Multicast auto join failed');
  const wrong = address === ANY ? 'Invalid address'
    : isMulticast(address) && !autojoin ? 'Cannot assign multicast address without "IFA_F_MCAUTOJOIN" flag'
      : address === LOOPBACK && !(dev.flags & IFF.LOOPBACK) ? 'Cannot assign loopback address on this device' : undefined;
  if (wrong !== undefined) throw new RtnetlinkError('EADDRNOTAVAIL', inWords(inet6, `ipv6: ${wrong}`));
  dev.validateIp(address);
  add(inet6, idev, message, wanted);
}

/** An error's sentence, where the kernel gives one. */
function inWords(inet6: Inet6, words: string): string | undefined {
  return inet6.netns.network.release.has('ipv6 address errors in words') ? words : undefined;
}

interface Wanted {
  readonly address: bigint;
  readonly validLft: number;
  readonly preferredLft: number;
  readonly flags: number;
}

function lifetimeFlags({ validLft, preferredLft }: Wanted): number {
  return (validLft === INFINITY_LIFE_TIME ? IFA_F.PERMANENT : 0) | (preferredLft === 0 ? IFA_F.DEPRECATED : 0);
}

function expiry(inet6: Inet6, validLft: number): number | undefined {
  return validLft === INFINITY_LIFE_TIME ? undefined : inet6.netns.network.clock.now() + validLft * NS_PER_S;
}

/** inet6_addr_add. */
function add(inet6: Inet6, idev: Inet6Dev, message: NewAddr, wanted: Wanted): void {
  const peer = message.local !== undefined && message.address !== undefined && message.address !== message.local ? message.address as bigint : undefined;
  const ifa = new IfAddr6(idev, wanted.address, message.prefixlen, {
    flags: wanted.flags | lifetimeFlags(wanted) | (wanted.flags & IFA_F.NODAD ? 0 : IFA_F.TENTATIVE),
    validLft: wanted.validLft, preferredLft: wanted.preferredLft,
    ...(peer === undefined ? {} : { peer }),
    ...(message.rtPriority === undefined ? {} : { rtPriority: message.rtPriority }),
  });
  if (ifa.flags & IFA_F.MCAUTOJOIN) joinGroup(idev, ifa.address);
  linkAddress(ifa);
  if (!(ifa.flags & IFA_F.NOPREFIXROUTE)) addPrefixRoute(inet6, ifa, expiry(inet6, wanted.validLft));
  if (!(ifa.flags & (IFA_F.OPTIMISTIC | IFA_F.NODAD))) inet6.netns.rtnetlink.notify({ type: 'RTM_NEWADDR', addr: ifa.message() });
  startDad(inet6, ifa);
  armLifetime(inet6, ifa);
}

/** inet6_addr_modify. */
function modify(inet6: Inet6, ifa: IfAddr6, message: NewAddr, wanted: Wanted): void {
  if (wanted.flags & IFA_F.MANAGETEMPADDR && ifa.length !== 64) throw new RtnetlinkError('EINVAL');
  const keep = IFA_F.TENTATIVE | IFA_F.DADFAILED;
  ifa.flags = (ifa.flags & keep) | wanted.flags | lifetimeFlags(wanted);
  ifa.validLft = wanted.validLft;
  ifa.preferredLft = wanted.preferredLft;
  ifa.tstamp = inet6.netns.network.clock.now();
  if (message.rtPriority !== undefined) ifa.rtPriority = message.rtPriority;
  if (!ifa.tentative) inet6.netns.rtnetlink.notify({ type: 'RTM_NEWADDR', addr: ifa.message() });
  if (!(ifa.flags & IFA_F.NOPREFIXROUTE)) modifyPrefixRoute(inet6, ifa, expiry(inet6, wanted.validLft));
  armLifetime(inet6, ifa);
}

/** inet6_addr_del. */
function removeAddress(inet6: Inet6, message: DelAddr): void {
  const address = message.local ?? message.address;
  if (address === undefined) throw new RtnetlinkError('EINVAL');
  if (!inet6.netns.devices.byIndex(message.index)) throw new RtnetlinkError('ENODEV');
  const idev = inet6.device(message.index);
  if (!idev) throw new RtnetlinkError('ENXIO');
  const ifa = idev.addresses.find(known => known.address === address && known.length === message.prefixlen);
  if (!ifa) throw new RtnetlinkError('EADDRNOTAVAIL', inWords(inet6, 'ipv6: address not found'));
  deleteAddress(inet6, ifa);
  if (ifa.flags & IFA_F.MCAUTOJOIN) leaveGroup(idev, ifa.address);
}
