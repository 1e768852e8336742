import { perNetns } from '../../netns';
import { GRE_FLAG, type TunnelParms } from '../../tunnels';
import type { Netns } from '../../netns';
import type { IpTunnel } from './ip-tunnel';
import type { TunnelSpec } from './spec';

/** The tunnels that were made in a namespace, the fallback devices among them. */
export const tunnelsOf = perNetns(() => new Set<IpTunnel>());

/** ip_tunnel_key_match: whether a packet with that key, or none, is for the tunnel. */
function keyMatches({ iflags, ikey }: TunnelParms, key: number | undefined): boolean {
  return iflags & GRE_FLAG.KEY ? key === ikey : key === undefined;
}

/** The tunnel with just these ends and keys (ip_tunnel_find). */
export function findTunnel(netns: Netns, spec: TunnelSpec, { local, remote, link, iflags, ikey }: TunnelParms): IpTunnel | undefined {
  const key = iflags & GRE_FLAG.KEY ? ikey : undefined;
  for (const tunnel of tunnelsOf(netns)) {
    const { parms } = tunnel;
    if (tunnel.kind === spec.kind && parms.local === local && parms.remote === remote && parms.link === link && keyMatches(parms, key)) return tunnel;
  }
  return undefined;
}

/** Which ends a tunnel may leave open, the closest match first. */
const CLOSENESS: readonly ((parms: TunnelParms, source: number, destination: number) => boolean)[] = [
  ({ local, remote }, source, destination) => local === destination && remote === source,
  ({ local, remote }, source) => local === 0 && remote === source,
  ({ local, remote }, _, destination) => local === destination && remote === 0,
  ({ local, remote }) => local === 0 && remote === 0,
];

/** The open tunnel that a packet from a host came through (ip_tunnel_lookup): of its own device's, if some are bound to one; else the fallback device. */
export function lookupTunnel(netns: Netns, spec: TunnelSpec, packet: { readonly source: number; readonly destination: number; readonly key?: number; readonly link: number }): IpTunnel | undefined {
  const mine = [...tunnelsOf(netns)].filter(tunnel => tunnel.kind === spec.kind && tunnel.up);
  for (const close of CLOSENESS) {
    const candidates = mine.filter(({ parms, isFallback }) => !isFallback && close(parms, packet.source, packet.destination) && keyMatches(parms, packet.key));
    const found = candidates.find(({ parms }) => parms.link === packet.link) ?? candidates.find(({ parms }) => parms.link === 0);
    if (found) return found;
  }
  return mine.find(tunnel => tunnel.isFallback);
}
