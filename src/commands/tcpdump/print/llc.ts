import type { Dissector } from './dissector';
import { hexAndAscii } from './hex';
import { printStp } from './stp';
import { token, type Tokens } from './tokens';

const SAPS: Tokens = {
  0x00: 'Null', 0xff: 'Global', 0x02: '802.1B I', 0x03: '802.1B G', 0x06: 'IP', 0x04: 'SNA', 0x0e: 'ProWay NM', 0x42: 'STP', 0x4e: 'RS511',
  0x7e: 'ISO8208', 0x8e: 'ProWay', 0xaa: 'SNAP', 0xe0: 'IPX', 0xf0: 'NetBeui', 0xfe: 'OSI',
};
const COMMANDS: Tokens = { 0x03: 'ui', 0xe3: 'test', 0xaf: 'xid', 0x63: 'ua', 0x43: 'disc', 0x0f: 'dm', 0x6f: 'sabme', 0x87: 'frmr' };
const SUPERVISORY: Tokens = { 0: 'Receiver Ready', 1: 'Receiver not Ready', 2: 'Reject' };
const UNNUMBERED_INFORMATION = 0x03;
const POLL_UNNUMBERED = 0x10;
const POLL_SEQUENCED = 0x0100;

/**
 * An IEEE 802.2 header and what follows it. @param addresses `source > destination`
 * @returns octets of the header, negative if what follows isn't known
 */
export function printLlc(nd: Dissector, at: number, length: number, addresses: string): number {
  nd.protocol = 'llc';
  if (nd.available(at) < 3) return cutShort(nd, at);
  const dsapField = nd.u8(at);
  const ssapField = nd.u8(at + 1);
  const unnumbered = (nd.u8(at + 2) & 3) === 3;
  if (!unnumbered && nd.available(at) < 4) return cutShort(nd, at);
  const control = unnumbered ? nd.u8(at + 2) : nd.u8(at + 2) | (nd.u8(at + 3) << 8);
  const header = unnumbered ? 3 : 4;
  const [dsap, ssap] = [dsapField & 0xfe, ssapField & 0xfe];
  if (nd.options.e) {
    nd.put(`LLC, dsap ${SAPS[dsap] ?? 'Unknown'} (${hex2(dsap)}) ${dsapField & 1 ? 'Group' : 'Individual'}`
      + `, ssap ${SAPS[ssap] ?? 'Unknown'} (${hex2(ssap)}) ${ssapField & 1 ? 'Response' : 'Command'}`
      + `, ctrl 0x${control.toString(16).padStart(unnumbered ? 2 : 4, '0')}: `);
  }
  if (ssap === 0x42 && dsap === 0x42 && control === UNNUMBERED_INFORMATION) {
    printStp(nd, at + header, length - header);
    return header;
  }
  if (!nd.options.e) {
    nd.put(ssap === dsap
      ? `${addresses} ${token(SAPS, dsap, `Unknown DSAP ${hex2(dsap)}`)} `
      : `${addresses.replace(' > ', ` ${token(SAPS, ssap, `Unknown SSAP ${hex2(ssap)}`)} > `)} ${token(SAPS, dsap, `Unknown DSAP ${hex2(dsap)}`)} `);
  }
  if (unnumbered) {
    const command = COMMANDS[control & ~POLL_UNNUMBERED] ?? (control & ~POLL_UNNUMBERED).toString(16).padStart(2, '0');
    nd.put(`Unnumbered, ${command}, Flags [${flags(ssapField, control & POLL_UNNUMBERED)}], length ${length}`);
  } else if ((control & 3) === 1) {
    nd.put(`Supervisory, ${SUPERVISORY[(control >>> 2) & 3] ?? '?'}, rcv seq ${(control >>> 9) & 0x7f}`
      + `, Flags [${flags(ssapField, control & POLL_SEQUENCED)}], length ${length}`);
    return header;
  } else {
    nd.put(`Information, send seq ${(control >>> 1) & 0x7f}, rcv seq ${(control >>> 9) & 0x7f}`
      + `, Flags [${flags(ssapField, control & POLL_SEQUENCED)}], length ${length}`);
  }
  return -header;
}

/** Dumps what there is, whatever the options say. @returns octets printed */
function cutShort(nd: Dissector, at: number): number {
  nd.truncated();
  hexAndAscii(nd, at, nd.available(at));
  return nd.available(at);
}

function flags(ssapField: number, poll: number): string {
  if (ssapField & 1) return poll ? 'Final' : 'Response';
  return poll ? 'Poll' : 'Command';
}

function hex2(value: number): string {
  return `0x${value.toString(16).padStart(2, '0')}`;
}
