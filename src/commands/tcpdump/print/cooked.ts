import type { Dissector } from './dissector';
import { vlanTag } from './ethernet';
import { hexAndAscii } from './hex';
import { ETHERTYPES, hex4, type Tokens } from './tokens';

export const SLL2_HEADER = 20;
const PACKET_TYPES: Tokens = { 0: 'In', 1: 'B', 2: 'M', 3: 'P', 4: 'Out' };
const MAX_LENGTH = 1500;
const VLAN = 0x8100;

/** A packet with a LINKTYPE_LINUX_SLL2 header: interface, direction, then what the Ethernet type announces. */
export function printCooked(nd: Dissector, length: number): void {
  nd.protocol = 'sll2';
  nd.need(0, SLL2_HEADER);
  nd.put(`${nd.names.interface(nd.u32(4)).padEnd(5)} ${(PACKET_TYPES[nd.u8(10)] ?? '?').padEnd(3)} `);
  if (nd.options.e) printCookedHeader(nd, length);
  let at = SLL2_HEADER;
  let type = nd.u16(0);
  while (type === VLAN && nd.has(at, 4)) {
    if (nd.options.e) nd.put(`${vlanTag(nd.u16(at))}, `);
    type = nd.u16(at + 2);
    if (!nd.options.q) nd.put(`ethertype ${ETHERTYPES[type] ?? 'Unknown'}, `);
    at += 4;
  }
  if (type <= MAX_LENGTH || !nd.nested.ethertype(nd, type, at, length - at)) {
    if (type > MAX_LENGTH && !nd.options.e) printCookedHeader(nd, length - at + SLL2_HEADER);
    if (!nd.suppressDefaultPrint) hexAndAscii(nd, at, nd.available(at));
  }
  nd.linkHeader = at;
}

function printCookedHeader(nd: Dissector, length: number): void {
  nd.put(`ifindex ${nd.u32(4)} `);
  if (nd.u8(11) === 6) nd.put(`${nd.mac(12)} `);
  if (nd.options.q) return;
  const type = nd.u16(0);
  const name = type === 1 ? '802.3' : type === 4 ? '802.2' : `ethertype ${(type > MAX_LENGTH && ETHERTYPES[type]) || 'Unknown'} (${hex4(type)})`;
  nd.put(`${name}, length ${length}: `);
}
