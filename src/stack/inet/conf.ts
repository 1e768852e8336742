/** What ipv4_devconf holds for each device, by sysctl name (net/ipv4/devinet.c); values of a new kernel. */
export const CONF_DEFAULTS = {
  accept_local: 0, accept_redirects: 1, accept_source_route: 1, arp_accept: 0, arp_announce: 0, arp_evict_nocarrier: 1, arp_filter: 0,
  arp_ignore: 0, arp_notify: 0, bc_forwarding: 0, bootp_relay: 0, disable_policy: 0, disable_xfrm: 0, drop_gratuitous_arp: 0,
  drop_unicast_in_l2_multicast: 0, force_igmp_version: 0, forwarding: 0, igmpv2_unsolicited_report_interval: 10000,
  igmpv3_unsolicited_report_interval: 1000, ignore_routes_with_linkdown: 0, log_martians: 0, mc_forwarding: 0, medium_id: 0,
  promote_secondaries: 0, proxy_arp: 0, proxy_arp_pvlan: 0, route_localnet: 0, rp_filter: 0, secure_redirects: 1, send_redirects: 1,
  shared_media: 1, src_valid_mark: 0, tag: 0,
};

export type ConfName = keyof typeof CONF_DEFAULTS;

/** net.ipv4.conf.all, .default, or that of one device. */
export class Conf {
  readonly values: Record<ConfName, number>;
  /** names that someone has set: net.ipv4.conf.default no longer reaches them */
  readonly touched: Set<ConfName>;

  constructor(public name: string, from?: Conf) {
    this.values = { ...(from?.values ?? CONF_DEFAULTS) };
    this.touched = new Set(from?.touched);
  }

  /** Takes all values as its own (ipv4_devconf_setall), as when a device gets its first address. */
  settle(): void {
    for (const name of Object.keys(this.values) as ConfName[]) this.touched.add(name);
  }
}

/** How net.ipv4.conf.all and a device's own value make the one that counts (IN_DEV_*CONF); those not named are the device's own. */
const COMBINED: Partial<Record<ConfName, 'or' | 'and' | 'max'>> = {
  accept_local: 'or', accept_source_route: 'and', arp_accept: 'max', arp_announce: 'max', arp_filter: 'or', arp_ignore: 'max', arp_notify: 'max',
  arp_evict_nocarrier: 'and', bc_forwarding: 'and', bootp_relay: 'or', drop_gratuitous_arp: 'or', drop_unicast_in_l2_multicast: 'or',
  ignore_routes_with_linkdown: 'or', log_martians: 'or', promote_secondaries: 'or', proxy_arp: 'or', route_localnet: 'or', rp_filter: 'max',
  secure_redirects: 'or', send_redirects: 'or', shared_media: 'or', src_valid_mark: 'or',
};

/** The value that counts for a device, and the sysctl that makes it so: `net.ipv4.conf.veth0.accept_local = 0`. */
export function effective(name: ConfName, all: Conf, own: Conf): { readonly value: number; readonly because: string } {
  const mine = own.values[name];
  const general = all.values[name];
  const how = COMBINED[name];
  const generalDecides = how === 'and' ? mine !== 0 && general === 0 : how !== undefined && general > mine;
  const value = generalDecides ? general : mine;
  return { value, because: `net.ipv4.conf.${generalDecides ? 'all' : own.name}.${name} = ${value}` };
}
