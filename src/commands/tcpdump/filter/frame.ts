/** A packet as a filter sees it. */
export interface FilterFrame {
  /** from the link-layer header on; of a live capture without its outermost VLAN tag */
  readonly octets: Uint8Array;
  /** octets on the wire */
  readonly length: number;
  /** the outermost VLAN tag's control field, which Linux keeps beside a packet; undefined: no tag, or a savefile */
  readonly tag?: number;
  readonly outgoing?: boolean;
  readonly ifindex?: number;
}

/** A read past the captured octets: the whole filter rejects the packet, as BPF does. */
export const OUT_OF_BOUNDS = Symbol('out of bounds');

/** 1, 2 or 4 octets in network order. @throws OUT_OF_BOUNDS */
export function load({ octets }: FilterFrame, at: number, size: number): number {
  if (at + size > octets.length) throw OUT_OF_BOUNDS;
  let value = 0;
  for (let i = 0; i < size; i++) value = value * 256 + octets[at + i]!;
  return value;
}

export type Test = (frame: FilterFrame) => boolean;

export const both = (a: Test, b: Test): Test => frame => a(frame) && b(frame);
export const either = (a: Test, b: Test): Test => frame => a(frame) || b(frame);

/** Where the link layer ends and what it is; `vlan` in a filter moves both offsets for all that follows it. */
export interface LinkLayer {
  readonly type: 'EN10MB' | 'LINUX_SLL2';
  /** whether packets come from a device and not from a savefile */
  readonly live: boolean;
  /** offset of the Ethernet type */
  typeOffset: number;
  /** offset of what follows the link-layer header */
  payload: number;
  vlanDepth: number;
}

/** The Ethernet type is `type`, or up to 1500 an LLC service access point. */
export function linkType(link: LinkLayer, type: number): Test {
  const { typeOffset, payload } = link;
  if (type > 1500) return frame => load(frame, typeOffset, 2) === type;
  if (link.type === 'LINUX_SLL2') return frame => load(frame, typeOffset, 2) === 4 && load(frame, payload, 1) === type;
  return frame => load(frame, typeOffset, 2) <= 1500 && load(frame, payload, 1) === type;
}
