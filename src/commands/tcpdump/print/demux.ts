import type { Dissector } from './dissector';
import { printGre } from './gre';
import { printIcmp } from './icmp';
import { printIcmp6 } from './icmp6';
import { printIgmp } from './igmp';
import { printTcp } from './tcp';
import { IP_PROTOCOLS, PROTOCOL_NAMES } from './tokens';
import { printUdp } from './udp';

/** What an IP header hands to the printer of its protocol. */
export interface Transport {
  readonly at: number;
  /** octets on the wire */
  readonly length: number;
  readonly version: 4 | 6;
  /** offset of the IP header */
  readonly header: number;
  readonly fragmented: boolean;
  /** IPPROTO_* */
  readonly protocol: number;
}

type Printer = (nd: Dissector, transport: Transport) => void;

const PRINTERS: Readonly<Record<number, Printer>> = {
  1: only(4, printIcmp),
  2: only(4, (nd, { at, length }) => printIgmp(nd, at, length)),
  4: (nd, { at, length }) => nd.nested.ip(nd, at, length),
  6: printTcp,
  17: printUdp,
  41: (nd, { at, length }) => nd.nested.ip6(nd, at, length),
  47: (nd, { at, length }) => printGre(nd, at, length),
  58: only(6, printIcmp6),
  59: nd => nd.put('no next header'),
};

function only(version: 4 | 6, print: Printer): Printer {
  return (nd, transport) => {
    if (transport.version === version) return print(nd, transport);
    nd.put(`[${IP_PROTOCOLS[transport.protocol]} requires IPv${version}]`);
    nd.invalid();
  };
}

/** ip_demux_print: what an IP packet carries. */
export function printTransport(nd: Dissector, transport: Transport): void {
  const { protocol, length } = transport;
  const print = PRINTERS[protocol];
  if (print) return print(nd, transport);
  const name = nd.options.n ? undefined : PROTOCOL_NAMES.get(protocol);
  nd.put(` ${name ?? `ip-proto-${protocol}`} ${length}`);
}
