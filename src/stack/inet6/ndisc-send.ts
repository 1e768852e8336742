import { isMulticast, type LinkAddress } from '../address';
import { Skb } from '../skb';
import { emitEthernet, emitIcmpv6, emitIpv6, ETH_P_IPV6, ETHERNET_HEADER, IPPROTO_ICMPV6, type Icmpv6Repr, type NdpOption } from '../wire';
import { ALL_NODES, ANY } from './addresses';
import type { Inet6Dev } from './inet6';
import { transmitMulticast } from './multicast-output';
import { sendPacket } from './output';

const HOP_LIMIT = 255;
const EMPTY = new Uint8Array(0);

/** Sends a neighbour discovery message (ndisc_send_skb). `lladdr`: where to, if the neighbour table needn't be asked. */
function send(idev: Inet6Dev, source: bigint, destination: bigint, repr: Icmpv6Repr, lladdr?: LinkAddress): void {
  const { dev } = idev;
  const header = { source, destination, nextHeader: IPPROTO_ICMPV6, hopLimit: HOP_LIMIT, flowLabel: 0, trafficClass: idev.conf.ndisc_tclass };
  const message = emitIcmpv6(repr, EMPTY, { source, destination });
  if (isMulticast(destination)) return transmitMulticast(idev, header, message);
  if (lladdr === undefined) return sendPacket(dev.netns, { ...header, oif: dev.ifindex }, message);
  const octets = emitEthernet({ destination: lladdr, source: dev.address, type: ETH_P_IPV6 }, emitIpv6(header, message));
  dev.queueXmit(new Skb({ octets, networkOffset: ETHERNET_HEADER, protocol: ETH_P_IPV6, dev }));
}

/**
 * A neighbour solicitation (ndisc_send_ns). From the unspecified address it detects duplicates and bears no link-layer address.
 * @param lladdr of a neighbour that is probed by unicast
 */
export function sendSolicitation(idev: Inet6Dev, source: bigint, destination: bigint, target: bigint, nonce?: Uint8Array, lladdr?: LinkAddress): void {
  const options: NdpOption[] = [];
  if (source !== ANY) options.push({ kind: 'source-link-address', address: idev.dev.address });
  if (nonce) options.push({ kind: 'nonce', nonce });
  send(idev, source, destination, { kind: 'neighbour-solicitation', target, options }, lladdr);
}

/** A neighbour advertisement (ndisc_send_na); to all nodes when `destination` is undefined. */
export function sendAdvertisement(idev: Inet6Dev, source: bigint, destination: bigint | undefined, target: bigint, how: { readonly solicited: boolean; readonly override: boolean; readonly plain?: boolean }): void {
  const options: NdpOption[] = how.plain ? [] : [{ kind: 'target-link-address', address: idev.dev.address }];
  const router = idev.conf.forwarding !== 0;
  send(idev, source, destination ?? ALL_NODES, { kind: 'neighbour-advertisement', router, solicited: how.solicited, override: how.override, target, options });
}

/** A router solicitation (ndisc_send_rs). */
export function sendRouterSolicitation(idev: Inet6Dev, source: bigint, destination: bigint): void {
  const options: NdpOption[] = source === ANY ? [] : [{ kind: 'source-link-address', address: idev.dev.address }];
  send(idev, source, destination, { kind: 'router-solicitation', options });
}
