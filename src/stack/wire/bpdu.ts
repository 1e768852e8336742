import { formatMac, macOctets, type LinkAddress } from '../address';
import { BAD_HEADER, concat, put16, put32, TRUNCATED, u16, u32, type Malformed } from './octets';

/** What a bridge protocol data unit follows: LLC for the bridge group's service access point (IEEE 802.2). */
const LLC = Uint8Array.of(0x42, 0x42, 0x03);
const TYPE_CONFIG = 0x00;
const TYPE_TCN = 0x80;
const CONFIG_LENGTH = 35;
const TCN_LENGTH = 4;
const FLAG = { TOPOLOGY_CHANGE: 0x01, TOPOLOGY_CHANGE_ACK: 0x80 } as const;

/** A bridge's priority and address (IEEE 802.1D section 9.2.5). */
export interface BridgeId {
  readonly priority: number;
  readonly address: LinkAddress;
}

/** A bridge protocol data unit of IEEE 802.1D-1998 section 9. Times are in 256ths of a second. */
export type Bpdu =
  | {
    readonly kind: 'config';
    readonly topologyChange: boolean;
    readonly topologyChangeAck: boolean;
    readonly root: BridgeId;
    readonly rootPathCost: number;
    readonly bridge: BridgeId;
    readonly port: number;
    readonly messageAge: number;
    readonly maxAge: number;
    readonly helloTime: number;
    readonly forwardDelay: number;
  }
  | { readonly kind: 'topology-change' };

/** Reads the payload of an IEEE 802.3 frame. A message older than its own limit is malformed, as are later versions of the protocol. */
export function parseBpdu(octets: Uint8Array): Bpdu | Malformed {
  if (octets.length < LLC.length + TCN_LENGTH) return TRUNCATED;
  if (LLC.some((octet, i) => octets[i] !== octet)) return BAD_HEADER;
  const unit = octets.subarray(LLC.length);
  if (u16(unit, 0) !== 0 || unit[2] !== 0) return BAD_HEADER;
  if (unit[3] === TYPE_TCN) return { kind: 'topology-change' };
  if (unit[3] !== TYPE_CONFIG) return BAD_HEADER;
  if (unit.length < CONFIG_LENGTH) return TRUNCATED;
  const [messageAge, maxAge] = [u16(unit, 27), u16(unit, 29)];
  if (messageAge > maxAge) return BAD_HEADER;
  return {
    kind: 'config', topologyChange: (unit[4]! & FLAG.TOPOLOGY_CHANGE) !== 0, topologyChangeAck: (unit[4]! & FLAG.TOPOLOGY_CHANGE_ACK) !== 0,
    root: bridgeIdAt(unit, 5), rootPathCost: u32(unit, 13), bridge: bridgeIdAt(unit, 17), port: u16(unit, 25),
    messageAge, maxAge, helloTime: u16(unit, 31), forwardDelay: u16(unit, 33),
  };
}

function bridgeIdAt(octets: Uint8Array, at: number): BridgeId {
  return { priority: u16(octets, at), address: formatMac(octets.subarray(at + 2, at + 8)) };
}

export function emitBpdu(bpdu: Bpdu): Uint8Array {
  if (bpdu.kind === 'topology-change') return concat(LLC, Uint8Array.of(0, 0, 0, TYPE_TCN));
  const unit = new Uint8Array(CONFIG_LENGTH);
  unit[4] = (bpdu.topologyChange ? FLAG.TOPOLOGY_CHANGE : 0) | (bpdu.topologyChangeAck ? FLAG.TOPOLOGY_CHANGE_ACK : 0);
  putBridgeId(unit, 5, bpdu.root);
  put32(unit, 13, bpdu.rootPathCost);
  putBridgeId(unit, 17, bpdu.bridge);
  put16(unit, 25, bpdu.port);
  [bpdu.messageAge, bpdu.maxAge, bpdu.helloTime, bpdu.forwardDelay].forEach((time, i) => put16(unit, 27 + 2 * i, time));
  return concat(LLC, unit);
}

function putBridgeId(octets: Uint8Array, at: number, { priority, address }: BridgeId): void {
  put16(octets, at, priority);
  octets.set(macOctets(address), at + 2);
}
