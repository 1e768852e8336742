import { INFINITY_LIFE_TIME, IFA_F, NUD, RT_TABLE, RTPROT } from '../rtnetlink';
import { isLinkLocal, networkOf, type LinkAddress } from '../address';
import { NS_PER_MS, NS_PER_S } from '../clock';
import type { Icmpv6Repr, NdpOption } from '../wire';
import { linkAddress as addLinkAddress, deleteAddress } from './addrconf';
import { linkLocal } from './addresses';
import { startDad } from './dad';
import { IfAddr6 } from './ifaddr';
import type { Inet6, Inet6Dev } from './inet6';
import type { Ipv6Packet } from './packet';
import { deleteRoute, insertRoute } from './routes';

type Advertisement = Extract<Icmpv6Repr, { readonly kind: 'router-advertisement' }>;
type PrefixInformation = Extract<NdpOption, { readonly kind: 'prefix-information' }>;

/** ndisc_router_discovery (RFC 4861 section 6.3.4): default route, prefixes, MTU and timers from a router. */
export function receiveRouterAdvertisement(inet6: Inet6, idev: Inet6Dev, packet: Ipv6Packet, message: Advertisement, lladdr: LinkAddress | undefined): void {
  if (!isLinkLocal(packet.source)) return;
  idev.rsTimer?.cancel();
  if (lladdr !== undefined) {
    inet6.nd.ensure(idev.dev.ifindex, packet.source)?.update(lladdr, NUD.STALE, { weakOverride: true, override: true, overrideIsRouter: true, isRouter: true }, 'a router advertisement came');
  }
  if (idev.conf.accept_ra_defrtr) setDefaultRouter(inet6, idev, packet.source, message.lifetime);
  if (message.hopLimit >= idev.conf.accept_ra_min_hop_limit && message.hopLimit > 0) idev.conf.hop_limit = message.hopLimit;
  if (message.reachableTime) idev.nd.baseReachableTimeMs = message.reachableTime;
  if (message.retransTimer) idev.nd.retransTimeMs = message.retransTimer;
  for (const option of message.options) {
    if (option.kind === 'prefix-information' && idev.conf.accept_ra_pinfo) takePrefix(inet6, idev, option);
    if (option.kind === 'mtu' && idev.conf.accept_ra_mtu && option.mtu >= 1280 && option.mtu <= idev.dev.mtu) idev.conf.mtu = option.mtu;
  }
}

function setDefaultRouter(inet6: Inet6, idev: Inet6Dev, gateway: bigint, lifetime: number): void {
  const dst = { address: 0n, length: 0 };
  const known = inet6.fib.at(RT_TABLE.MAIN, dst).find(route => route.protocol === RTPROT.RA && route.nexthops[0]?.gateway === gateway && route.nexthops[0].oif === idev.dev.ifindex);
  const expiresAt = inet6.netns.network.clock.now() + lifetime * NS_PER_S;
  if (known && lifetime > 0) known.expiresAt = expiresAt;
  else if (known) deleteRoute(inet6, known);
  else if (lifetime > 0) {
    insertRoute(inet6, {
      dst, type: 'unicast', table: RT_TABLE.MAIN, protocol: RTPROT.RA, metric: idev.conf.ra_defrtr_metric, pref: 0, expiresAt,
      nexthops: [{ gateway, oif: idev.dev.ifindex, weight: 1, onlink: false }],
    }, { create: true });
  }
}

/** addrconf_prefix_rcv. */
function takePrefix(inet6: Inet6, idev: Inet6Dev, option: PrefixInformation): void {
  if (isLinkLocal(option.prefix) || option.preferredLifetime > option.validLifetime) return;
  const { clock } = inet6.netns.network;
  const forever = option.validLifetime === INFINITY_LIFE_TIME;
  const dst = { address: networkOf(option.prefix, option.length) as bigint, length: option.length };
  if (option.onLink) {
    const expiry = forever ? {} : { expiresAt: clock.now() + option.validLifetime * NS_PER_S };
    const known = inet6.fib.at(RT_TABLE.MAIN, dst).find(route => route.nexthops[0]?.oif === idev.dev.ifindex && route.nexthops[0].gateway === undefined);
    if (known) Object.assign(known, expiry);
    else if (option.validLifetime > 0) {
      insertRoute(inet6, {
        dst, type: 'unicast', table: RT_TABLE.MAIN, protocol: RTPROT.KERNEL, metric: 256, pref: 0, ...expiry,
        nexthops: [{ oif: idev.dev.ifindex, weight: 1, onlink: false }],
      }, { create: true });
    }
  }
  if (!option.autonomous || !idev.conf.autoconf || option.length !== 64) return;
  const address = dst.address | (linkLocal(idev.dev.address) & 0xffff_ffff_ffff_ffffn);
  const known = idev.addresses.find(ifa => ifa.address === address);
  const ifa = known ?? new IfAddr6(idev, address, 64, { flags: IFA_F.TENTATIVE });
  ifa.validLft = option.validLifetime;
  ifa.preferredLft = option.preferredLifetime;
  ifa.tstamp = clock.now();
  armLifetime(inet6, ifa);
  if (known || option.validLifetime === 0) return;
  addLinkAddress(ifa);
  startDad(inet6, ifa);
}

/** addrconf_verify: deprecates an address at the end of its preferred lifetime, and removes it at the end of its valid one. */
export function armLifetime(inet6: Inet6, ifa: IfAddr6): void {
  const { clock } = inet6.netns.network;
  ifa.lifeTimer?.cancel();
  const age = clock.now() - ifa.tstamp;
  const due = [ifa.preferredLft, ifa.validLft].flatMap((lft, i) =>
    lft === INFINITY_LIFE_TIME || (i === 0 && ifa.flags & IFA_F.DEPRECATED) ? [] : [lft * NS_PER_S - age]);
  if (due.length === 0) return;
  ifa.lifeTimer = clock.after(Math.max(NS_PER_MS, Math.min(...due)), () => {
    if (ifa.dead) return;
    const now = clock.now() - ifa.tstamp;
    if (ifa.validLft !== INFINITY_LIFE_TIME && now >= ifa.validLft * NS_PER_S) return deleteAddress(inet6, ifa);
    if (!(ifa.flags & IFA_F.DEPRECATED)) {
      ifa.flags |= IFA_F.DEPRECATED;
      inet6.netns.rtnetlink.notify({ type: 'RTM_NEWADDR', addr: ifa.message() });
    }
    armLifetime(inet6, ifa);
  });
}
