import type { Netns } from '../../netns';
import type { Module } from '../../host';
import { RtnetlinkError } from '../../rtnetlink';
import type { TunnelParms } from '../../tunnels';
import { IPPROTO_GRE, IPPROTO_IPIP, IPPROTO_IPV6 } from '../../wire';
import { isMulticast } from '../../address';
import { validateAddress, validateMtu } from '../create';
import { randomAddress } from '../ethernet';
import type { LinkAttributes, LinkKind } from '../kinds';
import { registerDevice } from '../lifecycle';
import { IpTunnel } from './ip-tunnel';
import { receiveTunnels } from './receive';
import { ERSPAN, GRE, GRETAP, IPIP, SIT, type TunnelSpec } from './spec';
import { findTunnel, tunnelsOf } from './table';

type Data = Readonly<Record<string, unknown>>;

export const NO_PARMS: TunnelParms = { name: '', link: 0, iflags: 0, oflags: 0, ikey: 0, okey: 0, local: 0, remote: 0, ttl: 0, tos: 0, df: false, protocol: 0 };

/** What is loaded as one: its kinds with their fallback devices. */
export const MODULES: readonly (readonly TunnelSpec[])[] = [[IPIP], [SIT], [GRE, GRETAP, ERSPAN]];
const loaders = new Map<readonly TunnelSpec[], Module>(MODULES.map(specs => [specs, netns => initialize(netns, specs)]));

/** The module of a kind. */
export function moduleOf(spec: TunnelSpec): Module {
  return loaders.get(MODULES.find(specs => specs.includes(spec))!)!;
}

/** ip_tunnel_init_net: makes the fallback devices. */
function initialize(netns: Netns, specs: readonly TunnelSpec[]): void {
  receiveTunnels(netns, specs);
  for (const spec of specs) {
    const dev = new IpTunnel(netns, spec.fallback, spec, { ...NO_PARMS, ttl: spec.fallbackTtl, protocol: spec === IPIP ? 0 : spec.protocol }, netns, true);
    registerDevice(dev);
    dev.mtu = dev.bind();
    dev.announced = true;
    tunnelsOf(netns).add(dev);
  }
}

/** A new tunnel takes its place (__ip_tunnel_create). @throws {RtnetlinkError} EEXIST */
export function addTunnel(dev: IpTunnel, mtu?: number): void {
  if (dev.spec === SIT) dev.mtu = dev.bind();
  registerDevice(dev);
  const bound = dev.bind();
  dev.mtu = mtu ?? bound;
  dev.netns.notifier.call('change-mtu', dev);
  tunnelsOf(dev.home).add(dev);
}

/** A tunnel's parameters with what a message says (ipip_netlink_parms, ipgre_netlink_parms). */
function readParms(spec: TunnelSpec, data: Data): TunnelParms {
  const gre = spec.protocol === IPPROTO_GRE;
  const number = (key: string): number => Number(data[key] ?? 0);
  const ttl = number('ttl');
  return {
    name: '', link: number('link'), iflags: number('iflags'), oflags: number('oflags'), ikey: number('ikey'), okey: number('okey'),
    local: number('local'), remote: number('remote'), ttl, tos: number('tos'),
    df: data.pmtudisc === undefined ? gre : Boolean(data.pmtudisc) || ttl > 0, protocol: gre ? IPPROTO_GRE : Number(data.proto ?? spec.protocol),
  };
}

const CARRIED: Readonly<Record<string, readonly number[]>> = { ipip: [0, IPPROTO_IPIP], sit: [0, IPPROTO_IPIP, IPPROTO_IPV6] };

function validate(spec: TunnelSpec, attributes: LinkAttributes): void {
  if (spec === GRETAP) validateAddress(attributes);
  const { data = {} } = attributes;
  const allowed = CARRIED[spec.kind];
  if (allowed && data.proto !== undefined && !allowed.includes(Number(data.proto))) throw new RtnetlinkError('EINVAL');
  if (data.ignoreDf && data.pmtudisc) throw new RtnetlinkError('EINVAL');
  if (isMulticast(Number(data.remote ?? 0))) throw new RtnetlinkError('EOPNOTSUPP', 'vethlab\'s tunnels don\'t support a multicast remote');
}

/** ip_tunnel_newlink. */
function register(dev: IpTunnel, attributes: LinkAttributes, source: Netns): void {
  const { spec } = dev;
  const data = attributes.data ?? {};
  dev.home = source;
  const parms = readParms(spec, data);
  if (findTunnel(source, spec, parms)) throw new RtnetlinkError('EEXIST');
  dev.parms = parms;
  dev.ignoreDf = Boolean(data.ignoreDf);
  dev.takeAddresses();
  if (dev.isEthernet && attributes.address === undefined) dev.address = randomAddress(source.network.random);
  if (attributes.mtu !== undefined) validateMtu(dev, attributes.mtu);
  addTunnel(dev, attributes.mtu);
  dev.parms = { ...parms, name: dev.ifname };
}

/** ip_tunnel_changelink. */
function change(dev: IpTunnel, data: Data): void {
  if (dev.isFallback) throw new RtnetlinkError('EINVAL');
  const parms = readParms(dev.spec, data);
  const same = findTunnel(dev.home, dev.spec, parms);
  if (same && same !== dev) throw new RtnetlinkError('EEXIST');
  if (!same) dev.checkEnds(parms);
  if (data.ignoreDf !== undefined) dev.ignoreDf = Boolean(data.ignoreDf);
  dev.update(parms, true);
}

function kind(spec: TunnelSpec): LinkKind {
  return {
    kind: spec.kind,
    module: moduleOf(spec),
    validate: attributes => validate(spec, attributes),
    setup: (netns, ifname) => new IpTunnel(netns, ifname, spec, { ...NO_PARMS, protocol: spec.protocol }, netns, false),
    register: (dev, attributes, source) => register(dev as IpTunnel, attributes, source),
    change: (dev, data) => change(dev as IpTunnel, data),
    unlink: dev => {
      if ((dev as IpTunnel).isFallback) return [];
      (dev as IpTunnel).detach();
      return [dev];
    },
  };
}

export const TUNNEL_KINDS: readonly LinkKind[] = [IPIP, SIT, GRE, GRETAP].map(kind);
