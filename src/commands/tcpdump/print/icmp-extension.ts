import type { Dissector } from './dissector';
import { hexDump } from './hex';
import { token, type Tokens } from './tokens';

const MPLS = 1;
const OBJECTS: Tokens = { 1: 'MPLS Stack Entry', 2: 'Interface Identification' };
/** Where an extension starts: after the ICMP header and 128 octets of the packet that caused the error. */
const START = 136;

/** An RFC 4884 extension at the end of an ICMP error of `length` octets, if its checksum says that there is one. */
export function printIcmpExtension(nd: Dissector, at: number, length: number): void {
  const header = at + START;
  const extension = length - START;
  if (!nd.has(header, 5)) return nd.truncated();
  if (nd.u8(at + 5) === 0 && nd.has(header, extension) && nd.checksum(header, extension) !== 0) return;
  const version = nd.u8(header) >>> 4;
  nd.put(`\n\tICMP Multi-Part extension v${version}`);
  if (version !== 2) return nd.put(' packet not supported');
  if (nd.has(header, extension)) {
    nd.put(`, checksum 0x${nd.u16(header + 2).toString(16).padStart(4, '0')} (${nd.checksum(header, extension) !== 0 ? 'in' : ''}correct), length ${extension}`);
  }
  let where = header + 4;
  let left = extension - 4;
  while (left > 4) {
    if (!nd.has(where, 4)) return nd.truncated();
    const objectLength = nd.u16(where);
    const kind = nd.u8(where + 2);
    nd.put(`\n\t  ${token(OBJECTS, kind, 'unknown')} Object (${kind}), Class-Type: ${nd.u8(where + 3)}, length ${objectLength}`);
    if (kind === 0 || objectLength < 4) return;
    if (kind === MPLS && nd.u8(where + 3) === 1) printLabel(nd, nd.u32(where + 4));
    else hexDump(nd, where + 4, Math.min(objectLength - 4, nd.available(where + 4)), '\n\t    ');
    where += objectLength;
    left -= objectLength;
  }
}

/** A label stack entry (RFC 3032). */
function printLabel(nd: Dissector, entry: number): void {
  nd.put(`\n\t    label ${entry >>> 12}, tc ${(entry >>> 9) & 7}${entry & 0x100 ? ', [S]' : ''}, ttl ${entry & 0xff}`);
}
