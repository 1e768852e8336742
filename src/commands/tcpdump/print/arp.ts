import { hexAndAscii } from './hex';
import type { Dissector } from './dissector';
import { ETHERTYPES, hex4, token, type Tokens } from './tokens';

const HARDWARE: Tokens = { 1: 'Ethernet', 6: 'TokenRing', 7: 'ArcNet', 15: 'FrameRelay', 23: 'Strip', 24: 'IEEE 1394', 19: 'ATM', 32: 'InfiniBand' };
const OPERATIONS: Tokens = {
  1: 'Request', 2: 'Reply', 3: 'Reverse Request', 4: 'Reverse Reply', 8: 'Inverse Request', 9: 'Inverse Reply', 10: 'NACK Reply',
};
const ETHERTYPE_IP = 0x0800;
const ETHERTYPE_TRAIL = 0x1000;

/** An ARP or RARP message of `length` octets, as print-arp.c words it. */
export function printArp(nd: Dissector, at: number, length: number): void {
  nd.protocol = 'arp';
  nd.need(at, 8);
  const hardware = nd.u16(at);
  const protocol = nd.u16(at + 2);
  const [hardwareLength, protocolLength] = [nd.u8(at + 4), nd.u8(at + 5)];
  const operation = nd.u16(at + 6);
  const sha = at + 8;
  const spa = sha + hardwareLength;
  const tha = spa + protocolLength;
  const tpa = tha + hardwareLength;
  nd.need(tpa, protocolLength);
  const isIp = protocol === ETHERTYPE_IP || protocol === ETHERTYPE_TRAIL;
  const { v, e } = nd.options;

  if (!e) nd.put('ARP, ');
  if (!isIp || protocolLength !== 4 || hardwareLength === 0 || v) {
    nd.put(`${token(HARDWARE, hardware, 'Unknown Hardware (%)')} (len ${hardwareLength})`
      + `, ${ETHERTYPES[protocol] ?? `Unknown Protocol (${hex4(protocol)})`} (len ${protocolLength})`);
    if (!v) return nd.put(`, length ${length}`);
  }
  const link = (where: number) => {
    if (hardwareLength === 0) return '<empty>';
    return hardwareLength === 6 ? nd.mac(where) : nd.hex(where, hardwareLength, ':');
  };
  const ip = (where: number) => {
    if (!isIp) return '<wrong proto type>';
    return protocolLength === 4 ? nd.ip(where) : '<wrong len>';
  };
  nd.put(`${v ? ', ' : ''}${token(OPERATIONS, operation, 'Unknown (%)')} `);
  switch (operation) {
    case 1: {
      const target = nd.slice(tha, hardwareLength).some(octet => octet !== 0) ? ` (${link(tha)})` : '';
      nd.put(`who-has ${ip(tpa)}${target} tell ${ip(spa)}`);
      break;
    }
    case 2: nd.put(`${ip(spa)} is-at ${link(sha)}`); break;
    case 3:
    case 8: nd.put(`who-is ${link(tha)} tell ${link(sha)}`); break;
    case 4: nd.put(`${link(tha)} at ${ip(tpa)}`); break;
    case 9: nd.put(`${link(sha)} at ${ip(spa)}`); break;
    default: return hexAndAscii(nd, at, nd.available(at));
  }
  nd.put(`, length ${length}`);
}
