import { isLinkLocal } from '../address';
import { NS_PER_MS, NS_PER_S } from '../clock';
import { ARPHRD } from '../device/device';
import { wheelDelay } from '../jiffies';
import { IFA_F, IFF } from '../rtnetlink';
import { ALL_ROUTERS, ANY, solicitedNode } from './addresses';
import { confirmAddress, deleteAddress, joinSolicited } from './addrconf';
import type { IfAddr6 } from './ifaddr';
import type { Inet6, Inet6Dev } from './inet6';
import { reportAfterDad } from './mcast';
import { sendAdvertisement, sendRouterSolicitation, sendSolicitation } from './ndisc-send';
import { linkLocalOf } from './source';

/** Runs `step` after `delayNs`, as a kernel's delayed work. */
function later(inet6: Inet6, ifa: IfAddr6, delayNs: number, step: () => void): void {
  const { clock } = inet6.netns.network;
  ifa.dadTimer?.cancel();
  ifa.dadTimer = clock.after(delayNs === 0 ? 0 : wheelDelay(clock.now(), delayNs), () => {
    ifa.dadTimer = undefined;
    if (!ifa.dead) step();
  });
}

/** Duplicate address detection of a new address (addrconf_dad_start, RFC 4862 section 5.4). */
export function startDad(inet6: Inet6, ifa: IfAddr6): void {
  later(inet6, ifa, 0, () => begin(inet6, ifa));
}

export function cancelDad(ifa: IfAddr6): void {
  ifa.dadTimer?.cancel();
  ifa.dadTimer = undefined;
}

function begin(inet6: Inet6, ifa: IfAddr6): void {
  const { idev } = ifa;
  const { dev } = idev;
  joinSolicited(idev, ifa.address);
  const skip = dev.flags & (IFF.NOARP | IFF.LOOPBACK) || (inet6.all.accept_dad < 1 && idev.conf.accept_dad < 1) || !ifa.tentative || ifa.flags & IFA_F.NODAD;
  if (skip) return complete(inet6, ifa);
  if (!idev.ready) return;
  ifa.dadNonce = idev.conf.enhanced_dad ? inet6.netns.network.random.octets(6) : undefined;
  ifa.dadProbes = idev.conf.dad_transmits;
  const delay = inet6.netns.network.random.between(0, Math.max(1, idev.conf.router_solicitation_delay * 1000)) * NS_PER_MS;
  later(inet6, ifa, delay, () => probe(inet6, ifa));
}

function probe(inet6: Inet6, ifa: IfAddr6): void {
  const { idev } = ifa;
  if (idev.dead || !idev.ready) return;
  if (ifa.dadProbes === 0) return complete(inet6, ifa);
  ifa.dadProbes--;
  later(inet6, ifa, idev.nd.retransTimeMs * NS_PER_MS, () => probe(inet6, ifa));
  sendSolicitation(idev, ANY, solicitedNode(ifa.address), ifa.address, ifa.dadNonce);
}

/** addrconf_dad_completed: the address is valid; a first link-local one starts router solicitation. */
function complete(inet6: Inet6, ifa: IfAddr6): void {
  const { idev } = ifa;
  const announce = ifa.tentative;
  ifa.flags &= ~(IFA_F.TENTATIVE | IFA_F.OPTIMISTIC | IFA_F.DADFAILED);
  confirmAddress(inet6, ifa);
  if (announce && (idev.conf.ndisc_notify || inet6.all.ndisc_notify)) sendAdvertisement(idev, ifa.address, undefined, ifa.address, { solicited: false, override: true });
  const lonely = isLinkLocal(ifa.address) && idev.addresses.filter(other => isLinkLocal(other.address) && !other.tentative).length === 1;
  if (!lonely || idev.dev.flags & IFF.LOOPBACK) return;
  reportAfterDad(idev);
  if (!acceptsRa(idev) || idev.conf.router_solicitations === 0 || idev.dev.type === ARPHRD.TUNNEL) return;
  idev.rsProbes = 0;
  idev.rsIntervalNs = 0;
  solicitRouters(inet6, idev);
}

/** ipv6_accept_ra: a router takes no advertisements unless accept_ra is 2. */
export function acceptsRa(idev: Inet6Dev): boolean {
  return idev.conf.forwarding ? idev.conf.accept_ra === 2 : idev.conf.accept_ra !== 0;
}

/** addrconf_rs_timer: router solicitations with RFC 7559's backoff, until an advertisement comes. */
function solicitRouters(inet6: Inet6, idev: Inet6Dev): void {
  const { clock, random } = inet6.netns.network;
  const source = linkLocalOf(idev);
  if (idev.dead || !idev.ready || source === undefined) return;
  const { router_solicitations: limit, router_solicitation_interval: first, router_solicitation_max_interval: max } = idev.conf;
  if (limit >= 0 && idev.rsProbes >= limit) return;
  idev.rsProbes++;
  sendRouterSolicitation(idev, source, ALL_ROUTERS);
  const spread = (base: number): number => (base - 100_000 + random.between(0, 200_001)) / 1e6;
  if (idev.rsIntervalNs === 0) idev.rsIntervalNs = spread(1_000_000) * first * NS_PER_S;
  else {
    idev.rsIntervalNs *= spread(2_000_000);
    if (idev.rsIntervalNs > max * NS_PER_S) idev.rsIntervalNs = spread(1_000_000) * max * NS_PER_S;
  }
  idev.rsTimer?.cancel();
  idev.rsTimer = clock.after(wheelDelay(clock.now(), idev.rsIntervalNs), () => solicitRouters(inet6, idev));
}

/** Another station has the address (addrconf_dad_failure): a permanent one stays, tentative and marked. */
export function dadFailed(inet6: Inet6, ifa: IfAddr6): void {
  cancelDad(ifa);
  if (!(ifa.flags & IFA_F.PERMANENT)) return deleteAddress(inet6, ifa);
  ifa.flags |= IFA_F.DADFAILED;
  inet6.netns.rtnetlink.notify({ type: 'RTM_NEWADDR', addr: ifa.message() });
}

/** Whether a solicitation is our own, come back to us (RFC 7527). */
export function isOwnProbe(ifa: IfAddr6, nonce: Uint8Array | undefined): boolean {
  return nonce !== undefined && ifa.dadNonce !== undefined && nonce.length === ifa.dadNonce.length && nonce.every((octet, i) => octet === ifa.dadNonce![i]);
}
