import { AF_INET, isMulticast } from '../address';
import { IFNAMSIZ } from '../device/names';
import { modifyPrefixMetric } from '../inet/frontend';
import { join, leave } from '../inet/groups';
import { addressMessage, announce, armLifetime, insertAddress, onSubnet, removeAddress, setLifetime, type IfAddr } from '../inet/ifaddr';
import type { Inet } from '../inet/inet';
import { IFA_F, INFINITY_LIFE_TIME, RtnetlinkError, type DelAddr, type NewAddr } from '../rtnetlink';

/** RTM_NEWADDR, RTM_DELADDR and RTM_GETADDR for IPv4 (net/ipv4/devinet.c). */
export function addressHandlers(inet: Inet): void {
  const { rtnetlink } = inet.netns;
  rtnetlink.register('RTM_NEWADDR', AF_INET, message => newAddress(inet, message));
  rtnetlink.register('RTM_DELADDR', AF_INET, message => deleteAddress(inet, message));
  rtnetlink.registerDump('RTM_GETADDR', AF_INET, filter => inet.devices()
    .filter(({ dev }) => filter.index === undefined || dev.ifindex === filter.index)
    .flatMap(({ addresses }) => addresses.map(ifa => addressMessage(inet, ifa))));
}

function newAddress(inet: Inet, message: NewAddr): void {
  if (message.local === undefined) throw new RtnetlinkError('EINVAL');
  if ((message.label?.length ?? 0) >= IFNAMSIZ) throw new RtnetlinkError('ERANGE', 'Attribute failed policy validation');
  if (message.prefixlen > 32) throw new RtnetlinkError('EINVAL');
  const dev = inet.netns.devices.byIndex(message.index);
  if (!dev) throw new RtnetlinkError('ENODEV');
  const device = inet.device(message.index);
  if (!device) throw new RtnetlinkError('ENOBUFS');
  const valid = message.validLft ?? INFINITY_LIFE_TIME;
  const preferred = message.preferredLft ?? INFINITY_LIFE_TIME;
  if (valid === 0 || preferred > valid) throw new RtnetlinkError('EINVAL');
  const now = inet.netns.network.clock.now();
  const ifa: IfAddr = {
    device, local: message.local as number, address: (message.address ?? message.local) as number, prefixlen: message.prefixlen,
    ...(!message.broadcast ? {} : { broadcast: message.broadcast as number }),
    scope: message.scope ?? 0, flags: message.flags ?? 0, label: message.label ?? dev.ifname, rtPriority: message.rtPriority ?? 0,
    validLft: valid, preferredLft: preferred, cstamp: now, tstamp: now,
  };
  const known = device.addresses.find(other => other.prefixlen === ifa.prefixlen && onSubnet(ifa.address, other) && other.local === ifa.local);
  if (known) return changeAddress(inet, known, message, valid, preferred);
  device.conf.settle();
  setLifetime(inet, ifa, valid, preferred);
  if (ifa.flags & IFA_F.MCAUTOJOIN) {
    if (!isMulticast(ifa.local)) throw new RtnetlinkError('EINVAL', 'Multicast auto join failed');
    join(device, ifa.local);
  }
  insertAddress(inet, ifa);
}

/** An error's sentence, where the kernel gives one. */
function inWords(inet: Inet, words: string): string | undefined {
  return inet.netns.network.release.has('ipv4 address errors in words') ? words : undefined;
}

function changeAddress(inet: Inet, ifa: IfAddr, message: NewAddr, valid: number, preferred: number): void {
  if (message.excl || !message.replace) throw new RtnetlinkError('EEXIST', inWords(inet, 'ipv4: Address already assigned'));
  const metric = message.rtPriority ?? 0;
  if (ifa.rtPriority !== metric) {
    modifyPrefixMetric(inet, ifa, metric);
    ifa.rtPriority = metric;
  }
  setLifetime(inet, ifa, valid, preferred);
  armLifetime(inet, ifa);
  announce(inet, 'RTM_NEWADDR', ifa);
}

function deleteAddress(inet: Inet, message: DelAddr): void {
  const device = inet.device(message.index);
  if (!device) throw new RtnetlinkError('ENODEV');
  const ifa = device.addresses.find(candidate => (message.local === undefined || candidate.local === message.local)
    && (message.label === undefined || candidate.label === message.label)
    && (message.address === undefined || (candidate.prefixlen === message.prefixlen && onSubnet(message.address as number, candidate))));
  if (!ifa) throw new RtnetlinkError('EADDRNOTAVAIL', inWords(inet, 'ipv4: Address not found'));
  if (ifa.flags & IFA_F.MCAUTOJOIN) leave(device, ifa.local);
  removeAddress(inet, ifa);
}
