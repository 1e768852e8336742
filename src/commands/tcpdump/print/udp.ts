import { IPPROTO_UDP, pseudoSum } from '../../../stack/wire';
import type { Transport } from './demux';
import { shouldBe, type Dissector } from './dissector';
import { printGeneve, printOtv, printVxlan } from './overlay';
import { hex4 } from './tokens';

const UDP_HEADER = 8;

/** Printers of payloads by port, at either end. */
const PAYLOADS: Readonly<Record<number, (nd: Dissector, at: number, length: number) => void>> = {
  4789: printVxlan,
  6081: printGeneve,
  8472: printOtv,
};

/** `10.0.0.1.1234 > 10.0.0.2.domain: `; the addresses are left out where the IP header announces an extension header. */
export function endpointsText(nd: Dissector, { header, version }: Transport, own: number, ports?: readonly [string, string]): string {
  const direct = nd.u8(header + (version === 4 ? 9 : 6)) === own;
  const [source, destination] = version === 4 ? [nd.ip(header + 12), nd.ip(header + 16)] : [nd.ip6(header + 8), nd.ip6(header + 24)];
  if (!ports) return direct ? `${source} > ${destination}: ` : '';
  return direct ? `${source}.${ports[0]} > ${destination}.${ports[1]}: ` : `${ports[0]} > ${ports[1]}: `;
}

/** Sum of the pseudo header of a TCP or UDP message over either IP version. */
export function pseudoSumOf(nd: Dissector, { header, version }: Transport, protocol: number, length: number): number {
  const offsets = version === 4 ? [12, 16] as const : [8, 24] as const;
  const endpoints = { source: nd.address(header + offsets[0], version), destination: nd.address(header + offsets[1], version) };
  return pseudoSum(endpoints, protocol, length);
}

/** A UDP datagram, as print-udp.c words it. */
export function printUdp(nd: Dissector, transport: Transport): void {
  const { at, fragmented } = transport;
  nd.protocol = 'udp';
  if (!nd.has(at, 4)) {
    nd.put(endpointsText(nd, transport, IPPROTO_UDP));
    return nd.truncated();
  }
  const [sourcePort, destinationPort] = [nd.u16(at), nd.u16(at + 2)];
  nd.put(endpointsText(nd, transport, IPPROTO_UDP, [nd.names.port(sourcePort, 'udp'), nd.names.port(destinationPort, 'udp')]));
  if (transport.length < UDP_HEADER) return nd.put(`truncated-udp ${transport.length}`);
  if (!nd.has(at, 6)) return nd.truncated();
  const declared = nd.u16(at + 4);
  if (declared < UDP_HEADER) return nd.put(`truncated-udplength ${declared}`);
  const payload = declared - UDP_HEADER;
  const length = Math.min(transport.length - UDP_HEADER, payload);
  if (at + UDP_HEADER > nd.end) return nd.truncated();
  if (nd.options.v && !nd.options.K && !fragmented) printChecksum(nd, transport, length + UDP_HEADER);
  const print = nd.options.q ? undefined : PAYLOADS[sourcePort] ?? PAYLOADS[destinationPort];
  if (print) return print(nd, at + UDP_HEADER, length);
  nd.put(payload > length && !fragmented ? `UDP, bad length ${payload} > ${length}` : `UDP, length ${payload}`);
}

function printChecksum(nd: Dissector, transport: Transport, length: number): void {
  const { at, version } = transport;
  if (version === 4 && nd.options.v === 1) return;
  const field = nd.u16(at + 6);
  if (version === 4 && field === 0) return nd.put('[no cksum] ');
  if (!nd.has(at, length)) return;
  const sum = nd.checksum(at, length, pseudoSumOf(nd, transport, IPPROTO_UDP, length));
  nd.put(sum === 0 ? '[udp sum ok] ' : `[bad udp cksum ${hex4(field)} -> ${hex4(shouldBe(field, sum))}!] `);
}
