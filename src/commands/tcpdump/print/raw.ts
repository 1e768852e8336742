import type { Dissector } from './dissector';

/** A packet without a link-layer header, as tunnels have them: its first four bits tell what it is. */
export function printRaw(nd: Dissector, length: number): void {
  nd.protocol = 'raw';
  nd.linkHeader = 0;
  if (nd.options.e) nd.put('ip: ');
  nd.need(0, 1);
  const version = nd.u8(0) >>> 4;
  if (version === 4) nd.nested.ip(nd, 0, length);
  else if (version === 6) nd.nested.ip6(nd, 0, length);
  else nd.put(`unknown ip ${version}`);
}
