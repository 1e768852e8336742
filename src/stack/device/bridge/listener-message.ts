import { addressOctets, formatMac, MAC_ZERO, type IpAddress, type LinkAddress } from '../../address';
import { NS_PER_MS } from '../../clock';
import { Skb } from '../../skb';
import {
  emitEthernet, emitIcmpv6, emitIgmp, emitIpv4, emitIpv6, emitIpv6Options, ETH_P_IP, ETH_P_IPV6, ETHERNET_HEADER, IP_ROUTER_ALERT, IPPROTO_HOPOPTS, IPPROTO_ICMPV6,
  IPPROTO_IGMP, MLD2_CHANGE_TO_INCLUDE, MLD2_MODE_IS_INCLUDE, MLD_ROUTER_ALERT, parseIcmpv6, parseIgmp, parseIpv4, parseIpv6, parseIpv6Options,
} from '../../wire';
import { ethernetType } from '../ethernet';
import type { Bridge } from './bridge';
import type { BridgePort } from './port';

export type SnoopedFamily = 'inet' | 'inet6';

/** What IGMP and MLD have in common. */
export type ListenerMessage =
  | { readonly kind: 'join' | 'leave'; readonly groups: readonly IpAddress[] }
  | { readonly kind: 'changes'; readonly changes: readonly { readonly group: IpAddress; readonly joins: boolean }[] }
  /** `maxDelay` in ns; group 0 asks for all */
  | { readonly kind: 'query'; readonly family: SnoopedFamily; readonly group: IpAddress; readonly maxDelay: number; readonly source: IpAddress };

const TENTH = 100 * NS_PER_MS;
const TEN_SECONDS = 100;
const PRECEDENCE_INTERNET_CONTROL = 0xc0;
const ALL_HOSTS = 0xe0000001;
const ALL_NODES = 0xff02_0000_0000_0000_0000_0000_0000_0001n;

/** The IGMP or MLD message in an untagged frame, if it is one. */
export function listenerMessage(octets: Uint8Array): ListenerMessage | undefined {
  const packet = octets.subarray(ETHERNET_HEADER);
  const type = ethernetType(octets);
  return type === ETH_P_IP ? ofIgmp(packet) : type === ETH_P_IPV6 ? ofMld(packet) : undefined;
}

/** The group that a frame is for: an address of IPv4 or IPv6, or a link-layer one. */
export function groupOf(octets: Uint8Array): IpAddress | LinkAddress {
  const packet = octets.subarray(ETHERNET_HEADER);
  const type = ethernetType(octets);
  const header = type === ETH_P_IP ? parseIpv4(packet) : type === ETH_P_IPV6 ? parseIpv6(packet) : undefined;
  return header && 'payload' in header ? header.destination : formatMac(octets.subarray(0, 6));
}

const changesOf = (records: readonly { readonly type: number; readonly group: IpAddress; readonly sources: readonly IpAddress[] }[]): ListenerMessage => ({
  kind: 'changes',
  changes: records.map(({ type, group, sources }) => ({ group, joins: sources.length > 0 || (type !== MLD2_CHANGE_TO_INCLUDE && type !== MLD2_MODE_IS_INCLUDE) })),
});

function ofIgmp(packet: Uint8Array): ListenerMessage | undefined {
  const header = parseIpv4(packet);
  if (!('payload' in header) || header.protocol !== IPPROTO_IGMP) return undefined;
  const message = parseIgmp(header.payload);
  if (!('kind' in message)) return undefined;
  switch (message.kind) {
    case 'report': return { kind: 'join', groups: [message.group] };
    case 'leave': return { kind: 'leave', groups: [message.group] };
    case 'v3-report': return changesOf(message.records);
    case 'query': {
      const { maxResponse, group } = message;
      return { kind: 'query', family: 'inet', group: maxResponse === 0 ? 0 : group, maxDelay: (maxResponse || TEN_SECONDS) * TENTH, source: header.source };
    }
  }
}

function ofMld(packet: Uint8Array): ListenerMessage | undefined {
  const header = parseIpv6(packet);
  if (!('payload' in header) || header.nextHeader !== IPPROTO_HOPOPTS) return undefined;
  const options = parseIpv6Options(header.payload);
  if (!('payload' in options) || options.nextHeader !== IPPROTO_ICMPV6) return undefined;
  const message = parseIcmpv6(options.payload, header);
  if (!('kind' in message)) return undefined;
  switch (message.kind) {
    case 'mld-report': return { kind: 'join', groups: [message.group] };
    case 'mld-done': return { kind: 'leave', groups: [message.group] };
    case 'mld2-report': return changesOf(message.records);
    case 'mld-query': return { kind: 'query', family: 'inet6', group: message.group, maxDelay: message.maxDelay * NS_PER_MS, source: header.source };
    default: return undefined;
  }
}

/**
 * A query of the bridge's own (br_multicast_alloc_query): out by one port, or to the bridge itself.
 * @param group asks for this one only
 */
export function sendQuery(bridge: Bridge, family: SnoopedFamily, port: BridgePort | undefined, group?: IpAddress): void {
  const { mcastLastMemberIntvl, mcastQueryResponseIntvl, mcastIgmpVersion } = bridge.settings;
  const tenths = Number(group === undefined ? mcastQueryResponseIntvl : mcastLastMemberIntvl) / 10;
  const sources = bridge.netns.multicast.sourceOf(bridge.ifindex);
  if (family === 'inet6' && sources.inet6 === undefined) return;
  const [type, packet, destination] = family === 'inet'
    ? [ETH_P_IP, igmpQuery(bridge.settings.mcastQueryUseIfaddr ? sources.inet ?? 0 : 0, mcastIgmpVersion === 3 ? 3 : 2, tenths, group as number | undefined), group ?? ALL_HOSTS] as const
    : [ETH_P_IPV6, mldQuery(sources.inet6!, tenths, group as bigint | undefined), group ?? ALL_NODES] as const;
  const octets = emitEthernet({ destination: groupMac(destination), source: bridge.address || MAC_ZERO, type }, packet);
  const skb = new Skb({ octets, networkOffset: ETHERNET_HEADER, protocol: type });
  if (port) port.dev.queueXmit(skb);
  else bridge.receive(skb);
}

function igmpQuery(source: number, version: 2 | 3, tenths: number, group = 0): Uint8Array {
  const message = emitIgmp({ kind: 'query', version, maxResponse: Math.min(255, tenths), group });
  return emitIpv4({
    tos: PRECEDENCE_INTERNET_CONTROL, dontFragment: true, ttl: 1, protocol: IPPROTO_IGMP, source, destination: group || ALL_HOSTS, options: IP_ROUTER_ALERT,
  }, message);
}

function mldQuery(source: bigint, tenths: number, group = 0n): Uint8Array {
  const endpoints = { source, destination: group || ALL_NODES };
  const message = emitIcmpv6({ kind: 'mld-query', maxDelay: tenths * 100, group }, new Uint8Array(0), endpoints);
  return emitIpv6({ ...endpoints, nextHeader: IPPROTO_HOPOPTS, hopLimit: 1 }, emitIpv6Options({ nextHeader: IPPROTO_ICMPV6, options: [MLD_ROUTER_ALERT] }, message));
}

/** The link-layer group of an IPv4 one (RFC 1112 section 6.4) or an IPv6 one (RFC 2464 section 7). */
function groupMac(group: IpAddress): LinkAddress {
  const octets = addressOctets(group);
  return formatMac(typeof group === 'number'
    ? Uint8Array.of(0x01, 0x00, 0x5e, octets[1]! & 0x7f, octets[2]!, octets[3]!)
    : Uint8Array.of(0x33, 0x33, ...octets.subarray(12)));
}
