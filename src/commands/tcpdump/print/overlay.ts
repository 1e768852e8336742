import type { Dissector } from './dissector';
import { bitTokens, ETHERTYPES, hex4 } from './tokens';

const TRANSPARENT_ETHERNET = 0x6558;
const GENEVE_FLAGS = [[0x80, 'O'], [0x40, 'C']] as const;

/** VXLAN (RFC 7348): the frame that it carries on the next line. */
export function printVxlan(nd: Dissector, at: number, length: number): void {
  nd.protocol = 'vxlan';
  nd.put('VXLAN');
  if (length < 8) return nd.invalid();
  nd.put(`, flags [${nd.u8(at) & 8 ? 'I' : 'invalid'}] (0x${nd.hex(at, 1)}), `);
  nd.put(`vni ${nd.u24(at + 4)}\n`);
  nd.need(at, 8);
  nd.nested.ethernet(nd, at + 8, length - 8);
}

/** OTV, whose port 8472 is Linux's default for VXLAN: so VXLAN's packets there print as OTV. */
export function printOtv(nd: Dissector, at: number, length: number): void {
  nd.protocol = 'otv';
  nd.put('OTV, ');
  if (length < 8) {
    nd.put(`[length ${length} < 8]`);
    return nd.invalid();
  }
  nd.put(`flags [${nd.u8(at) & 8 ? 'I' : '.'}] (0x${nd.hex(at, 1)}), `);
  nd.put(`overlay ${nd.u24(at + 1)}, `);
  nd.put(`instance ${nd.u24(at + 4)}\n`);
  nd.need(at, 8);
  nd.nested.ethernet(nd, at + 8, length - 8);
}

/** Geneve (RFC 8926). */
export function printGeneve(nd: Dissector, at: number, length: number): void {
  nd.protocol = 'geneve';
  nd.put('Geneve');
  if (length < 8) {
    nd.put(` [length ${length} < 8]`);
    return nd.invalid();
  }
  if (!nd.has(at, 8)) return nd.truncated();
  const version = nd.u8(at) >>> 6;
  if (version !== 0) return nd.put(` ERROR: unknown-version ${version}`);
  const optionsLength = (nd.u8(at) & 0x3f) * 4;
  const type = nd.u16(at + 2);
  const reserved = nd.u8(at + 7);
  nd.put(`, Flags [${bitTokens(GENEVE_FLAGS, nd.u8(at + 1), 'none', '')}], vni 0x${nd.u24(at + 4).toString(16)}${reserved ? `, rsvd 0x${reserved.toString(16)}` : ''}`);
  if (nd.options.e) nd.put(`, proto ${ETHERTYPES[type] ?? 'unknown'} (${hex4(type)})`);
  const rest = length - 8 - optionsLength;
  if (rest < 0) return nd.put(` truncated-geneve - ${-rest} bytes missing`);
  nd.need(at + 8, optionsLength);
  if (optionsLength > 0) nd.put(`, options [${optionsLength} bytes]`);
  nd.put(nd.options.v ? '\n\t' : ': ');
  const inner = at + 8 + optionsLength;
  if (nd.nested.ethertype(nd, type, inner, rest)) return;
  if (type === TRANSPARENT_ETHERNET) nd.nested.ethernet(nd, inner, rest);
  else nd.put(`geneve-proto-0x${type.toString(16)}`);
}
