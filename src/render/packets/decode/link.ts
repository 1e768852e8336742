import { MAC_BROADCAST, formatMac, type LinkAddress } from '../../../stack/address';
import { ETHERNET_HEADER, ETH_P_8021AD, ETH_P_8021Q, ETH_P_ARP, ETH_P_IP, ETH_P_IPV6, ETH_P_TEB, Malformed, TRUNCATED, VLAN_HEADER, parseBpdu, parseEthernet, parseVlan, u16, u32 } from '../../../stack/wire';
import { ETHERTYPES } from '../../../commands/tcpdump/print/tokens';
import { SLL2_HEADER } from '../../../commands/tcpdump/print/cooked';
import { field, flags, hex, named, type Decoded, type Format } from './layer';

/** Up to here the type of a frame is a length (IEEE 802.3). */
const MAX_LENGTH = 1500;

const BY_TYPE: Readonly<Record<number, Format>> = {
  [ETH_P_IP]: 'ipv4', [ETH_P_ARP]: 'arp', [ETH_P_IPV6]: 'ipv6', [ETH_P_8021Q]: 'vlan', [ETH_P_8021AD]: 'vlan', [ETH_P_TEB]: 'ethernet',
};

/** The format that an Ethernet type announces. */
export function formatOfType(type: number): Format | undefined {
  return type <= MAX_LENGTH ? 'llc' : BY_TYPE[type];
}

function typeText(type: number): string {
  return type <= MAX_LENGTH ? `${type} (length of an IEEE 802.3 frame)` : named(hex(type, 4), ETHERTYPES[type]);
}

/** A MAC address, and whom it is for where that is more than one. */
function macText(address: LinkAddress): string {
  if (address === MAC_BROADCAST) return `${address} (broadcast: all on the link)`;
  return (Number.parseInt(address.slice(0, 2), 16) & 1) === 1 ? `${address} (multicast: a group)` : address;
}

export function ethernet(octets: Uint8Array): Decoded | Malformed {
  const frame = parseEthernet(octets);
  if (frame instanceof Malformed) return frame;
  return {
    name: 'Ethernet', size: ETHERNET_HEADER, next: formatOfType(frame.type),
    ends: { source: frame.source, destination: frame.destination },
    ...(frame.type <= MAX_LENGTH && { end: ETHERNET_HEADER + frame.type }),
    fields: () => [field('destination', 0, 6, macText(frame.destination)), field('source', 6, 6, frame.source), field('type', 12, 2, typeText(frame.type))],
  };
}

export function vlan(octets: Uint8Array): Decoded | Malformed {
  const tag = parseVlan(octets);
  if (tag instanceof Malformed) return tag;
  return {
    name: 'VLAN tag (IEEE 802.1Q)', size: VLAN_HEADER, next: formatOfType(tag.type),
    fields: () => [
      field('priority', 0, 2, tag.priority), field('drop eligible', 0, 2, tag.dropEligible ? 'yes' : 'no'), field('VLAN', 0, 2, tag.id), field('type', 2, 2, typeText(tag.type)),
    ],
  };
}

const DIRECTIONS = ['to this host', 'broadcast', 'multicast', 'to another host', 'sent by this host'];

/** LINKTYPE_LINUX_SLL2: what `tcpdump -i any` puts in the place of the link-layer header. */
export function cooked(octets: Uint8Array): Decoded | Malformed {
  if (octets.length < SLL2_HEADER) return TRUNCATED;
  const [type, direction, length] = [u16(octets, 0), octets[10]!, octets[11]!];
  return {
    name: 'Linux cooked capture v2', size: SLL2_HEADER, next: formatOfType(type),
    fields: () => [
      field('type', 0, 2, typeText(type)), field('interface index', 4, 4, u32(octets, 4)), field('hardware type', 8, 2, u16(octets, 8)),
      field('direction', 10, 1, named(direction, DIRECTIONS[direction])), field('address length', 11, 1, length),
      ...(length === 6 ? [field('source', 12, 6, formatMac(octets.subarray(12, 18)))] : []),
    ],
  };
}

/** A frame of IEEE 802.3, as the spanning tree protocol uses it. */
export function llc(octets: Uint8Array): Decoded | Malformed {
  const unit = parseBpdu(octets);
  if (unit instanceof Malformed) return { name: 'logical link control (IEEE 802.2)', size: Math.min(3, octets.length), fields: () => [] };
  if (unit.kind === 'topology-change') return { name: 'spanning tree, topology change', short: 'STP', size: 7, fields: () => [field('type', 6, 1, '0x80 (topology change)')] };
  const seconds = (value: number): string => `${value / 256} s`;
  const id = (bridge: { readonly priority: number; readonly address: LinkAddress }): string => `${bridge.priority} ${bridge.address}`;
  return {
    name: 'spanning tree, configuration', short: 'STP', size: 38,
    fields: () => [
      field('flags', 7, 1, flags([['topology change', unit.topologyChange], ['acknowledged', unit.topologyChangeAck]])), field('root bridge', 8, 8, id(unit.root)),
      field('cost to the root', 16, 4, unit.rootPathCost), field('bridge', 20, 8, id(unit.bridge)), field('port', 28, 2, hex(unit.port, 4)),
      field('message age', 30, 2, seconds(unit.messageAge)), field('max age', 32, 2, seconds(unit.maxAge)), field('hello time', 34, 2, seconds(unit.helloTime)),
      field('forward delay', 36, 2, seconds(unit.forwardDelay)),
    ],
  };
}
