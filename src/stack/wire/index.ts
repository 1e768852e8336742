/**
 * Packet formats, a file each. `parseX(octets)` gives the header's fields and the payload, or Malformed, and never throws;
 * `emitX(repr, payload)` gives octets with lengths and checksums filled in.
 */
export * from './octets';
export * from './checksum';
export * from './ethernet';
export * from './arp';
export * from './ipv4';
export * from './ipv6';
export * from './ipv6-options';
export * from './icmp';
export * from './icmpv6';
export * from './ndp';
export * from './mld';
export * from './igmp';
export * from './bpdu';
export * from './udp';
export * from './tcp';
export * from './vxlan';
export * from './gre';
