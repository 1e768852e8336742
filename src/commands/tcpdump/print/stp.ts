import type { Dissector } from './dissector';
import { bitTokens, token, type Tokens } from './tokens';

const VERSIONS: Tokens = { 0: '802.1d', 2: '802.1w', 3: '802.1s', 4: '802.1aq' };
const TYPES: Tokens = { 0x00: 'Config', 0x02: 'Rapid STP', 0x80: 'Topology Change' };
const ROLES: Tokens = { 0: 'Unknown', 1: 'Alternate', 2: 'Root', 3: 'Designated' };
const FLAGS = [
  [0x01, 'Topology change'], [0x02, 'Proposal'], [0x10, 'Learn'], [0x20, 'Forward'], [0x40, 'Agreement'], [0x80, 'Topology change ACK'],
] as const;
const RAPID = 2;

/** A spanning tree BPDU (IEEE 802.1D, 802.1w) of `length` octets. */
export function printStp(nd: Dissector, at: number, length: number): void {
  nd.protocol = 'stp';
  if (length < 4) return nd.invalid();
  if (nd.u16(at) !== 0) return nd.put(`unknown STP version, length ${length}`);
  const version = nd.u8(at + 2);
  nd.put(`STP ${token(VERSIONS, version, `Unknown STP protocol (0x${version.toString(16).padStart(2, '0')})`)}`);
  if (!(version in VERSIONS)) return;
  const type = nd.u8(at + 3);
  nd.put(`, ${token(TYPES, type, `Unknown BPDU Type (0x${type.toString(16).padStart(2, '0')})`)}`);
  if (type === 0x00) return length < 35 ? nd.invalid() : printConfig(nd, at, length, version);
  if (type === 0x02 && version === RAPID) return length < 36 ? nd.invalid() : printConfig(nd, at, length, version);
}

function printConfig(nd: Dissector, at: number, length: number, version: number): void {
  const flags = nd.u8(at + 4);
  nd.put(`, Flags [${bitTokens(FLAGS, flags, 'none')}]`);
  nd.put(`, bridge-id ${bridgeId(nd, at + 17)}.${nd.hex(at + 25, 2)}, length ${length}`);
  if (!nd.options.v) return;
  const seconds = (offset: number) => (nd.u16(at + offset) / 256).toFixed(2);
  nd.put(`\n\tmessage-age ${seconds(27)}s, max-age ${seconds(29)}s, hello-time ${seconds(31)}s, forwarding-delay ${seconds(33)}s`);
  nd.put(`\n\troot-id ${bridgeId(nd, at + 5)}, root-pathcost ${nd.u32(at + 13)}`);
  if (version === RAPID) nd.put(`, port-role ${ROLES[(flags >>> 2) & 3]}`);
}

function bridgeId(nd: Dissector, at: number): string {
  return `${nd.hex(at, 2)}.${nd.hex(at + 2, 6, ':')}`;
}
