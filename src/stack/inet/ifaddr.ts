import { AF_INET, contains, networkOf } from '../address';
import { NS_PER_MS, NS_PER_S, type Timer } from '../clock';
import { IFA_F, INFINITY_LIFE_TIME, RtnetlinkError, type AddrMessage } from '../rtnetlink';
import type { Inet, InDevice } from './inet';
import { addressAdded, addressRemoved, dropRoutes, addRoutes } from './frontend';

/** An IPv4 address of a device (struct in_ifaddr). */
export interface IfAddr {
  readonly device: InDevice;
  readonly local: number;
  /** the peer's, else `local` */
  readonly address: number;
  readonly prefixlen: number;
  readonly broadcast?: number;
  readonly scope: number;
  /** IFA_F.* */
  flags: number;
  label: string;
  rtPriority: number;
  proto?: number;
  /** lifetimes in seconds at `tstamp`; INFINITY_LIFE_TIME: for ever */
  validLft: number;
  preferredLft: number;
  /** ns since boot */
  cstamp: number;
  tstamp: number;
  timer?: Timer;
}

/** IFA_F_* that mean nothing for IPv4. */
const IPV6_ONLY = IFA_F.NODAD | IFA_F.OPTIMISTIC | IFA_F.DADFAILED | IFA_F.HOMEADDRESS | IFA_F.TENTATIVE | IFA_F.MANAGETEMPADDR | IFA_F.STABLE_PRIVACY;

export function isSecondary(ifa: IfAddr): boolean {
  return (ifa.flags & IFA_F.SECONDARY) !== 0;
}

/** Whether `address` lies in an interface address's subnet (inet_ifa_match). */
export function onSubnet(address: number, ifa: IfAddr): boolean {
  return contains({ address: ifa.address, length: ifa.prefixlen }, address);
}

export function sameSubnet(a: IfAddr, b: IfAddr): boolean {
  return a.prefixlen === b.prefixlen && onSubnet(a.address, b);
}

/** The primary address of a subnet (inet_ifa_byprefix). */
export function primaryOf(device: InDevice, ifa: IfAddr): IfAddr | undefined {
  const prefix = networkOf(ifa.address, ifa.prefixlen) as number;
  return device.addresses.find(other => !isSecondary(other) && other.prefixlen === ifa.prefixlen && onSubnet(prefix, other));
}

/**
 * Adds an address where the kernel keeps it: primaries by scope, others of the same subnet as secondaries at the end (inet_insert_ifa).
 * @throws {RtnetlinkError} EEXIST, EINVAL
 */
export function insertAddress(inet: Inet, ifa: IfAddr): void {
  const { addresses } = ifa.device;
  // Linux takes 0.0.0.0 without a word and forgets it.
  if (ifa.local === 0) return;
  let position = 0;
  ifa.flags &= ~(IFA_F.SECONDARY | IPV6_ONLY);
  for (const [i, other] of addresses.entries()) {
    if (!isSecondary(other) && ifa.scope <= other.scope) position = i + 1;
    if (!sameSubnet(other, ifa)) continue;
    if (other.local === ifa.local) throw new RtnetlinkError('EEXIST');
    if (other.scope !== ifa.scope) throw new RtnetlinkError('EINVAL', inet.netns.network.release.has('ipv4 address errors in words') ? 'ipv4: Invalid scope value' : undefined);
    ifa.flags |= IFA_F.SECONDARY;
  }
  ifa.device.dev.validateIp(ifa.local);
  addresses.splice(isSecondary(ifa) ? addresses.length : position, 0, ifa);
  armLifetime(inet, ifa);
  announce(inet, 'RTM_NEWADDR', ifa);
  addressAdded(inet, ifa);
}

/** Removes an address; its secondaries go with it or, with promote_secondaries, one takes its place (inet_del_ifa). */
export function removeAddress(inet: Inet, ifa: IfAddr): void {
  const { device } = ifa;
  const { addresses } = device;
  const promotes = inet.conf(device, 'promote_secondaries').value !== 0;
  let promoted: IfAddr | undefined;
  let anchor = addresses[0]!;
  if (!device.dead && !isSecondary(ifa)) {
    for (const other of addresses.slice(addresses.indexOf(ifa) + 1)) {
      if (!isSecondary(other) && ifa.scope <= other.scope) anchor = other;
      if (!isSecondary(other) || !sameSubnet(ifa, other)) continue;
      if (promotes) {
        promoted = other;
        break;
      }
      unlink(other);
      announce(inet, 'RTM_DELADDR', other);
      addressRemoved(inet, other);
    }
  }
  const siblings = promoted ? addresses.slice(addresses.indexOf(promoted)).filter(other => sameSubnet(ifa, other)) : [];
  for (const sibling of siblings) dropRoutes(inet, sibling, ifa);
  const first = addresses.indexOf(ifa);
  unlink(ifa);
  announce(inet, 'RTM_DELADDR', ifa);
  addressRemoved(inet, ifa);
  if (!promoted) return;
  addresses.splice(addresses.indexOf(promoted), 1);
  const after = addresses.indexOf(anchor);
  addresses.splice(after < 0 ? first : after + 1, 0, promoted);
  promoted.flags &= ~IFA_F.SECONDARY;
  announce(inet, 'RTM_NEWADDR', promoted);
  addressAdded(inet, promoted);
  for (const sibling of siblings) if (sibling !== promoted) addRoutes(inet, sibling);
}

function unlink(ifa: IfAddr): void {
  ifa.timer?.cancel();
  ifa.device.addresses.splice(ifa.device.addresses.indexOf(ifa), 1);
}

/** Gives an address its lifetimes, in seconds from now (set_ifa_lifetime). */
export function setLifetime(inet: Inet, ifa: IfAddr, valid: number, preferred: number): void {
  ifa.flags &= ~(IFA_F.PERMANENT | IFA_F.DEPRECATED);
  if (valid === INFINITY_LIFE_TIME) ifa.flags |= IFA_F.PERMANENT;
  if (preferred === 0) ifa.flags |= IFA_F.DEPRECATED;
  ifa.validLft = valid;
  ifa.preferredLft = preferred;
  ifa.tstamp = inet.netns.network.clock.now();
}

/** Waits for the end of an address's lifetimes (check_lifetime). */
export function armLifetime(inet: Inet, ifa: IfAddr): void {
  const { clock } = inet.netns.network;
  ifa.timer?.cancel();
  if (ifa.validLft === INFINITY_LIFE_TIME && ifa.preferredLft === INFINITY_LIFE_TIME) return;
  const age = (clock.now() - ifa.tstamp) / NS_PER_S;
  const due = age < ifa.preferredLft && ifa.preferredLft !== INFINITY_LIFE_TIME ? ifa.preferredLft : ifa.validLft;
  if (due === INFINITY_LIFE_TIME) return;
  ifa.timer = clock.after((due - age) * NS_PER_S, () => {
    if ((clock.now() - ifa.tstamp) / NS_PER_S >= ifa.validLft) return removeAddress(inet, ifa);
    ifa.flags |= IFA_F.DEPRECATED;
    announce(inet, 'RTM_NEWADDR', ifa);
    armLifetime(inet, ifa);
  });
}

export function announce(inet: Inet, type: 'RTM_NEWADDR' | 'RTM_DELADDR', ifa: IfAddr): void {
  inet.netns.rtnetlink.notify({ type, addr: addressMessage(inet, ifa) });
}

/** An address as rtnetlink carries it (inet_fill_ifaddr). */
export function addressMessage(inet: Inet, ifa: IfAddr): AddrMessage {
  const age = Math.floor((inet.netns.network.clock.now() - ifa.tstamp) / NS_PER_S);
  const left = (lifetime: number): number => (ifa.flags & IFA_F.PERMANENT || lifetime === INFINITY_LIFE_TIME ? INFINITY_LIFE_TIME : Math.max(0, lifetime - age));
  return {
    family: AF_INET, prefixlen: ifa.prefixlen, flags: ifa.flags, scope: ifa.scope, index: ifa.device.dev.ifindex, local: ifa.local,
    address: ifa.address, label: ifa.label, validLft: left(ifa.validLft), preferredLft: left(ifa.preferredLft),
    ...(ifa.broadcast === undefined ? {} : { broadcast: ifa.broadcast }),
    ...(ifa.rtPriority ? { rtPriority: ifa.rtPriority } : {}),
    ...(ifa.proto === undefined ? {} : { proto: ifa.proto }),
    cstamp: Math.floor(ifa.cstamp / (10 * NS_PER_MS)), tstamp: Math.floor(ifa.tstamp / (10 * NS_PER_MS)),
  };
}
