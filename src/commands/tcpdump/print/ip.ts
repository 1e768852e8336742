import type { Dissector } from './dissector';
import { shouldBe } from './dissector';
import { printTransport } from './demux';
import { printIpOptions } from './ip-options';
import { bitTokens, IP_PROTOCOLS, PROTOCOL_NAMES, token } from './tokens';

const ECN = ['', ',ECT(1)', ',ECT(0)', ',CE'];
const FRAGMENT_FLAGS = [[0x2000, '+'], [0x4000, 'DF'], [0x8000, 'rsvd']] as const;
/** Protocols that print addresses themselves, with ports. */
export const WITH_PORTS: readonly number[] = [6, 17, 132, 33];

/** An IPv4 packet of at most `length` octets, as print-ip.c words it. */
export function printIp(nd: Dissector, at: number, length: number): void {
  nd.protocol = 'ip';
  const version = nd.u8(at) >>> 4;
  if (version !== 4) {
    nd.put(version === 6 ? 'IP6, wrong link-layer encapsulation' : `IP${version}`);
    return nd.invalid();
  }
  if (!nd.options.e) nd.put('IP ');
  if (!nd.has(at, 20)) return nd.truncated();
  if (length < 20) return nd.put(`truncated-ip ${length}`);
  const headerLength = (nd.u8(at) & 15) * 4;
  if (headerLength < 20) return nd.put(`bad-hlen ${headerLength}`);
  let total = nd.u16(at + 2);
  if (length < total) nd.put(`truncated-ip - ${total - length} bytes missing! `);
  if (total < headerLength) {
    if (total !== 0) return nd.put(`bad-len ${total}`);
    total = length;
  }
  nd.within(at + total, () => printHeld(nd, at, headerLength, total));
}

function printHeld(nd: Dissector, at: number, headerLength: number, total: number): void {
  const fragment = nd.u16(at + 6);
  const protocol = nd.u8(at + 9);
  const addresses = `${nd.ip(at + 12)} > ${nd.ip(at + 16)}:`;
  if (nd.options.v && !printHeader(nd, at, headerLength, fragment)) {
    nd.put(`${addresses} `);
    return nd.truncated();
  }
  if ((fragment & 0x1fff) === 0) {
    if (!WITH_PORTS.includes(protocol)) nd.put(`${addresses} `);
    if (!nd.has(at, headerLength)) nd.put(` [remaining caplen(${nd.available(at)}) < header length(${headerLength})]`);
    nd.need(at, headerLength);
    printTransport(nd, {
      at: at + headerLength, length: total - headerLength, version: 4, header: at, fragmented: (fragment & 0x2000) !== 0, protocol,
    });
    return;
  }
  if (nd.options.q > 1) return;
  const name = nd.options.n ? undefined : PROTOCOL_NAMES.get(protocol);
  nd.put(`${addresses} ${name ?? `ip-proto-${protocol}`}`);
}

/** `(tos 0x0, ttl 64, ...)` @returns false if the options are cut short */
function printHeader(nd: Dissector, at: number, headerLength: number, fragment: number): boolean {
  const tos = nd.u8(at + 1);
  const ttl = nd.u8(at + 8);
  const protocol = nd.u8(at + 9);
  nd.put(`(tos 0x${tos.toString(16)}${ECN[tos & 3]}${ttl >= 1 ? `, ttl ${ttl}` : ''}, id ${nd.u16(at + 4)}, offset ${(fragment & 0x1fff) * 8}`
    + `, flags [${bitTokens(FRAGMENT_FLAGS, fragment & 0xe000, 'none')}], proto ${token(IP_PROTOCOLS, protocol, 'unknown')} (${protocol})`
    + `, length ${nd.u16(at + 2)}`);
  let complete = true;
  if (headerLength > 20) {
    nd.put(', options (');
    complete = printIpOptions(nd, at + 20, headerLength - 20);
    if (!complete) nd.put(' [truncated-option]');
    nd.put(')');
  }
  if (!nd.options.K && nd.has(at, headerLength)) {
    const sum = nd.checksum(at, headerLength);
    const field = nd.u16(at + 10);
    if (sum !== 0) nd.put(`, bad cksum ${field.toString(16)} (->${shouldBe(field, sum).toString(16)})!`);
  }
  nd.put(')\n    ');
  return complete;
}
