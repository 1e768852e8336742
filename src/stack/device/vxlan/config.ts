import { isLinkLocal, isMulticast, type IpAddress } from '../../address';
import type { Netns } from '../../netns';
import { RtnetlinkError } from '../../rtnetlink';
import type { NetDevice } from '../device';

type Data = Readonly<Record<string, unknown>>;

/** Octets that encapsulation adds: Ethernet, VXLAN, UDP and an IPv4 or IPv6 header. */
export const HEADROOM = { ipv4: 50, ipv6: 70 } as const;
/** Linux's own UDP port, older than IANA's 4789 */
const DEFAULT_PORT = 8472;
const DEFAULT_AGEING = 300;
export const DF = { unset: 0, set: 1, inherit: 2 } as const;

/** How a VXLAN device is set up (struct vxlan_config). */
export interface VxlanConfig {
  readonly vni: number;
  /** the default destination: a host's address, or a group's; 0 or 0n: none */
  readonly remote: IpAddress;
  readonly local: IpAddress;
  readonly link: NetDevice | undefined;
  readonly port: number;
  readonly portRange: { readonly low: number; readonly high: number };
  readonly ttl: number;
  readonly ttlInherit: boolean;
  /** 1: as the inner packet has it */
  readonly tos: number;
  /** DF.* */
  readonly df: number;
  /** flow label of the outer IPv6 header */
  readonly label: number;
  /** seconds */
  readonly ageing: number;
  /** learnt entries at most; 0: no bound */
  readonly limit: number;
  readonly learning: boolean;
  readonly proxy: boolean;
  readonly l2miss: boolean;
  readonly l3miss: boolean;
  readonly collectMetadata: boolean;
  readonly udpCsum: boolean;
  readonly udpZeroCsum6Tx: boolean;
  readonly udpZeroCsum6Rx: boolean;
}

const DEFAULTS: VxlanConfig = {
  vni: 0, remote: 0, local: 0, link: undefined, port: DEFAULT_PORT, portRange: { low: 0, high: 0 }, ttl: 0, ttlInherit: false, tos: 0, df: DF.unset, label: 0,
  ageing: DEFAULT_AGEING, limit: 0, learning: true, proxy: false, l2miss: false, l3miss: false, collectMetadata: false, udpCsum: true, udpZeroCsum6Tx: false, udpZeroCsum6Rx: false,
};

/** What isn't simulated, by attribute. */
const UNSUPPORTED: Readonly<Record<string, string>> = { rsc: 'rsc', remcsumTx: 'remcsumtx', remcsumRx: 'remcsumrx', gbp: 'gbp', gpe: 'gpe', vnifilter: 'vnifilter' };

/** What can't be changed, by attribute: what the kernel calls it (vxlan_nl2conf). */
const FIXED: Readonly<Record<string, string>> = {
  limit: 'Cannot change limit', portRange: 'Cannot change port range', port: 'Cannot change port', udpCsum: 'Cannot change UDP_CSUM flag',
  ttlInherit: 'vxlan: cannot change TTL_INHERIT flag', proxy: 'vxlan: cannot change PROXY flag', l2miss: 'vxlan: cannot change L2MISS flag',
  l3miss: 'vxlan: cannot change L3MISS flag', collectMetadata: 'vxlan: cannot change COLLECT_METADATA flag',
  udpZeroCsum6Tx: 'vxlan: cannot change UDP_ZERO_CSUM6_TX flag', udpZeroCsum6Rx: 'vxlan: cannot change UDP_ZERO_CSUM6_RX flag',
};

/** Attributes that the message calls otherwise than the configuration. */
const RENAMED: Readonly<Record<string, keyof VxlanConfig>> = { id: 'vni', group: 'remote' };

const fail = (errno: 'EINVAL' | 'EOPNOTSUPP' | 'ENODEV' | 'ERANGE', text: string): never => {
  throw new RtnetlinkError(errno, text);
};

/** A configuration with what a message changes of it (vxlan_nl2conf). @throws {RtnetlinkError} */
export function readConfig(data: Data, source: Netns, before?: VxlanConfig): VxlanConfig {
  const wanted: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(data)) {
    if (key in UNSUPPORTED && value) fail('EOPNOTSUPP', `vethlab's VXLAN devices don't support ${UNSUPPORTED[key]!}`);
    if (before && key in FIXED) fail('EOPNOTSUPP', FIXED[key]!);
    if (key === 'link') wanted.link = source.devices.byIndex(Number(value)) ?? fail('ENODEV', 'Invalid local interface, device not found');
    else wanted[RENAMED[key] ?? key] = typeof DEFAULTS[(RENAMED[key] ?? key) as keyof VxlanConfig] === 'boolean' ? Boolean(value) : value;
  }
  if (before && wanted.vni !== undefined && wanted.vni !== before.vni) fail('EOPNOTSUPP', 'Cannot change VNI');
  if (before && wanted.remote !== undefined && typeof wanted.remote !== typeof before.remote) fail('EOPNOTSUPP', 'New group address family does not match old group');
  if (before && wanted.local !== undefined && typeof wanted.local !== typeof before.local) fail('EOPNOTSUPP', 'New local address family does not match old');
  return validateConfig({ ...(before ?? DEFAULTS), ...ofOneFamily(wanted, before), ...wanted });
}

/** An address that isn't given is of the other's family. */
function ofOneFamily(wanted: Record<string, unknown>, before: VxlanConfig | undefined): Partial<VxlanConfig> {
  const isIpv6 = typeof wanted.remote === 'bigint' || typeof wanted.local === 'bigint';
  return before || !isIpv6 ? {} : { remote: 0n, local: 0n };
}

/** vxlan_config_validate. */
function validateConfig(config: VxlanConfig): VxlanConfig {
  const { remote, local, link } = config;
  if (typeof remote !== typeof local) fail('EINVAL', 'Local and remote address must be from the same family');
  if (isMulticast(local)) fail('EINVAL', 'Local address cannot be multicast');
  if (config.label && typeof remote === 'number') fail('EINVAL', 'Label attribute only applies to IPv6 VXLAN devices');
  if (!link && isMulticast(remote)) fail('EINVAL', 'Local interface required for multicast remote destination');
  if (!link && (isLinkLocal(remote) || isLinkLocal(local))) fail('EINVAL', 'Local interface required for link-local local/remote addresses');
  return { ...config, ageing: config.ageing || DEFAULT_AGEING };
}

/** IFLA_INFO_DATA (vxlan_fill_info). */
export function configData(config: VxlanConfig): Data {
  const { vni, remote, local, link, ...rest } = config;
  return {
    ...rest, id: vni, ...(remote && { group: remote }), ...(local && { local }), ...(link && { link: link.ifindex }), remcsumTx: false, remcsumRx: false, rsc: false,
  };
}

/** Octets that encapsulation adds to what a device sends. */
export function headroomOf({ remote }: VxlanConfig): number {
  return typeof remote === 'bigint' ? HEADROOM.ipv6 : HEADROOM.ipv4;
}
