import { parseAddress, type LinkAddress } from '../../../src/stack/address';
import { ARPOP_REQUEST, emitArp, emitEthernet, emitIcmp, emitIpv4, ETH_P_ARP, ETH_P_IP, IPPROTO_ICMP } from '../../../src/stack/wire';

export const MACS: Readonly<Record<'veth0' | 'veth1', LinkAddress>> = { veth0: '02:00:00:00:00:01', veth1: '02:00:00:00:00:02' };

const ipv4 = (text: string): number => parseAddress(text) as number;

/** Who has `target`? Tell `sender`. */
export function arpRequest(sender: string, target: string): Uint8Array {
  const arp = emitArp({ operation: ARPOP_REQUEST, senderMac: MACS.veth1, senderIp: ipv4(sender), targetMac: '00:00:00:00:00:00', targetIp: ipv4(target) });
  return emitEthernet({ destination: 'ff:ff:ff:ff:ff:ff', source: MACS.veth1, type: ETH_P_ARP }, arp);
}

/** An IP packet with an ICMP echo request. */
export function echoRequest(source: string, destination: string, sequence: number, ttl = 64): Uint8Array {
  const icmp = emitIcmp({ kind: 'echo-request', id: 7, sequence }, Uint8Array.of(1, 2, 3, 4));
  return emitIpv4({ ttl, protocol: IPPROTO_ICMP, source: ipv4(source), destination: ipv4(destination), id: 5, dontFragment: true }, icmp);
}

/** The same in a frame. */
export function echoFrame(...request: Parameters<typeof echoRequest>): Uint8Array {
  return emitEthernet({ destination: MACS.veth0, source: MACS.veth1, type: ETH_P_IP }, echoRequest(...request));
}
