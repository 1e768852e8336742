import { printArp } from './arp';
import { hexAndAscii } from './hex';
import type { Dissector } from './dissector';
import { printLlc } from './llc';
import { ETHERTYPES, hex4 } from './tokens';

const MAX_LENGTH = 1500;
const VLAN_TYPES: readonly number[] = [0x8100, 0x9100, 0x9200, 0x88a8];

/** `vlan 10, p 0` */
export function vlanTag(control: number): string {
  return `vlan ${control & 0xfff}, p ${control >>> 13}${control & 0x1000 ? ', DEI' : ''}`;
}

function typeText(nd: Dissector, type: number): string {
  if (nd.options.q) return ETHERTYPES[type] ?? `Unknown Ethertype (${hex4(type)})`;
  return `ethertype ${ETHERTYPES[type] ?? 'Unknown'} (${hex4(type)})`;
}

/** What an ethertype announces. @returns whether the type is known */
export function printEthertype(nd: Dissector, type: number, at: number, length: number): boolean {
  if (type === 0x0800) nd.nested.ip(nd, at, length);
  else if (type === 0x86dd) nd.nested.ip6(nd, at, length);
  else if (type === 0x0806 || type === 0x8035) printArp(nd, at, length);
  else return false;
  return true;
}

/** An Ethernet frame of `length` octets. @returns octets of its headers */
export function printEthernet(nd: Dissector, at: number, length: number): number {
  nd.protocol = 'ether';
  const start = at;
  if (nd.available(at) < 14) {
    nd.truncated();
    return nd.available(at);
  }
  const addresses = `${nd.mac(at + 6)} > ${nd.mac(at)}, `;
  if (nd.options.e) nd.put(addresses);
  let lengthDone = false;
  const total = `, length ${length}: `;
  let type = nd.u16(at + 12);
  at += 14;
  while (VLAN_TYPES.includes(type)) {
    if (nd.available(at) < 4) {
      nd.protocol = 'vlan';
      nd.truncated();
      return at + nd.available(at) - start;
    }
    if (nd.options.e) {
      nd.put(`${typeText(nd, type)}${lengthDone ? ', ' : total}${vlanTag(nd.u16(at))}, `);
      lengthDone = true;
    }
    type = nd.u16(at + 2);
    at += 4;
  }
  const rest = length - (at - start);
  if (type <= MAX_LENGTH) return at - start + printLengthFrame(nd, at, Math.min(type, rest), lengthDone, addresses);
  if (nd.options.e) nd.put(typeText(nd, type) + (lengthDone ? ', ' : total));
  if (!nd.nested.ethertype(nd, type, at, rest)) {
    if (!nd.options.e) nd.put(`${addresses}${typeText(nd, type)}${total}`);
    if (!nd.suppressDefaultPrint) hexAndAscii(nd, at, nd.available(at));
  }
  return at - start;
}

function printLengthFrame(nd: Dissector, at: number, length: number, lengthDone: boolean, addresses: string): number {
  if (nd.options.e) nd.put(`802.3${lengthDone ? '' : `, length ${length}: `}`);
  let header = 0;
  nd.within(at + length, () => {
    header = printLlc(nd, at, length, addresses.slice(0, -2));
    if (header < 0 && !nd.suppressDefaultPrint) hexAndAscii(nd, at, nd.available(at));
  });
  return Math.abs(header);
}
