import { ETH_P_IP, ETH_P_IPV6, IPPROTO_TCP, IPPROTO_UDP, u16, u32 } from '../../wire';
import { ETH_HLEN, ethernetType } from '../ethernet';

/** BOND_XMIT_POLICY_* */
const POLICY = { LAYER2: 0, LAYER34: 1, LAYER23: 2, ENCAP23: 3, ENCAP34: 4 } as const;

/** bond_eth_hash: the last octets of both addresses, and the protocol. */
function ethernetHash(frame: Uint8Array): number {
  return frame[5]! ^ frame[11]! ^ ethernetType(frame);
}

interface Addresses {
  /** both addresses folded into 32 bits */
  readonly folded: number;
  /** both ports, or 0 */
  readonly ports: number;
}

function addressesOf(frame: Uint8Array): Addresses | undefined {
  const type = ethernetType(frame);
  const packet = frame.subarray(ETH_HLEN);
  const portsAt = (protocol: number, at: number): number => ((protocol === IPPROTO_TCP || protocol === IPPROTO_UDP) && packet.length >= at + 4 ? u32(packet, at) : 0);
  if (type === ETH_P_IP && packet.length >= 20) {
    const fragment = (u16(packet, 6) & 0x1fff) !== 0;
    return { folded: u32(packet, 12) ^ u32(packet, 16), ports: fragment ? 0 : portsAt(packet[9]!, (packet[0]! & 15) * 4) };
  }
  if (type !== ETH_P_IPV6 || packet.length < 40) return undefined;
  let folded = 0;
  for (let at = 8; at < 40; at += 4) folded ^= u32(packet, at);
  return { folded, ports: portsAt(packet[6]!, 40) };
}

/** The number by which a bond chooses among its slaves for a frame (bond_xmit_hash). @param policy IFLA_BOND_XMIT_HASH_POLICY */
export function transmitHash(frame: Uint8Array, policy: number): number {
  const addresses = policy === POLICY.LAYER2 ? undefined : addressesOf(frame);
  if (!addresses) return ethernetHash(frame) >>> 0;
  const withPorts = policy === POLICY.LAYER34 || policy === POLICY.ENCAP34;
  let hash = (withPorts ? addresses.ports : ethernetHash(frame)) ^ addresses.folded;
  hash ^= hash >>> 16;
  hash ^= hash >>> 8;
  return withPorts ? hash >>> 1 : hash >>> 0;
}
