import type { KernelChange, KernelOption, Release } from '../releases';

/** What ipv6_devconf holds for each device, by sysctl name (net/ipv6/addrconf.c); values of a new namespace's `default`. */
const CONF_DEFAULTS = {
  accept_dad: 1, accept_ra: 1, accept_ra_defrtr: 1, accept_ra_from_local: 0, accept_ra_min_hop_limit: 1, accept_ra_min_lft: 0, accept_ra_mtu: 1,
  accept_ra_pinfo: 1, accept_ra_rt_info_max_plen: 0, accept_ra_rt_info_min_plen: 0, accept_ra_rtr_pref: 1, accept_redirects: 1,
  accept_source_route: 0, accept_untracked_na: 0, addr_gen_mode: 0, autoconf: 1, dad_transmits: 1, disable_ipv6: 0, disable_policy: 0,
  drop_unicast_in_l2_multicast: 0, drop_unsolicited_na: 0, enhanced_dad: 1, force_mld_version: 0, force_tllao: 0, forwarding: 0, hop_limit: 64,
  ignore_routes_with_linkdown: 0, ioam6_enabled: 0, ioam6_id: 65535, ioam6_id_wide: 4294967295, keep_addr_on_down: 0, max_addresses: 16,
  max_desync_factor: 600, mldv1_unsolicited_report_interval: 10000, mldv2_unsolicited_report_interval: 1000, mtu: 1280, ndisc_evict_nocarrier: 1,
  ndisc_notify: 0, ndisc_tclass: 0, proxy_ndp: 0, ra_defrtr_metric: 1024, regen_max_retry: 3, router_probe_interval: 60,
  router_solicitation_delay: 1, router_solicitation_interval: 4, router_solicitation_max_interval: 3600, router_solicitations: -1,
  rpl_seg_enabled: 0, seg6_enabled: 0, suppress_frag_ndisc: 1, temp_prefered_lft: 86400, temp_valid_lft: 604800, use_oif_addrs_only: 0,
  use_tempaddr: 0,
};

type BaseName = keyof typeof CONF_DEFAULTS;

/** What of it not every kernel has: its value in a new namespace, and the release or the option of the build that brings it. */
const CONDITIONAL = {
  ra_honor_pio_life: { value: 0, change: 'net.ipv6.conf.ra_honor_pio_life' },
  regen_min_advance: { value: 2, change: 'net.ipv6.conf.regen_min_advance' },
  ra_honor_pio_pflag: { value: 0, change: 'net.ipv6.conf.ra_honor_pio_pflag' },
  force_forwarding: { value: 0, change: 'net.ipv6.conf.force_forwarding' },
  mc_forwarding: { value: 0, option: 'IPV6_MROUTE' },
  optimistic_dad: { value: 0, option: 'IPV6_OPTIMISTIC_DAD' },
  use_optimistic: { value: 0, option: 'IPV6_OPTIMISTIC_DAD' },
  seg6_require_hmac: { value: 0, option: 'IPV6_SEG6_HMAC' },
} as const satisfies Record<string, { readonly value: number } & ({ readonly change: KernelChange } | { readonly option: KernelOption })>;

type ConditionalName = keyof typeof CONDITIONAL;

export type ConfName = BaseName | ConditionalName;
export type Conf = Record<BaseName, number> & Partial<Record<ConditionalName, number>>;

/** What a new namespace's `default` holds under a kernel. */
export function confDefaults(release: Release): Conf {
  const there = Object.entries(CONDITIONAL).filter(([, needs]) => ('change' in needs ? release.has(needs.change) : release.built(needs.option)));
  return { ...CONF_DEFAULTS, ...Object.fromEntries(there.map(([name, { value }]) => [name, value])) };
}

/** net.ipv6 sysctls outside conf and neigh that tell or change something here (net/ipv6/sysctl_net_ipv6.c, route.c, icmp.c). */
export const GLOBAL_DEFAULTS = {
  'anycast_src_echo_reply': 0, 'auto_flowlabels': 1, 'bindv6only': 0, 'fib_multipath_hash_fields': 7, 'fib_multipath_hash_policy': 0,
  'fib_notify_on_flag_change': 0, 'flowlabel_consistency': 1, 'flowlabel_reflect': 0, 'flowlabel_state_ranges': 0, 'fwmark_reflect': 0,
  'icmp/echo_ignore_all': 0, 'icmp/echo_ignore_anycast': 0, 'icmp/echo_ignore_multicast': 0, 'icmp/ratelimit': 1000, 'idgen_delay': 1,
  'idgen_retries': 3, 'ip_nonlocal_bind': 0, 'max_dst_opts_length': 2147483647, 'max_dst_opts_number': 8, 'max_hbh_length': 2147483647,
  'max_hbh_opts_number': 8, 'mld_max_msf': 64, 'mld_qrv': 2, 'route/gc_elasticity': 9, 'route/gc_interval': 30, 'route/gc_min_interval': 0,
  'route/gc_min_interval_ms': 500, 'route/gc_thresh': 1024, 'route/gc_timeout': 60, 'route/max_size': 2147483647, 'route/min_adv_mss': 1220,
  'route/mtu_expires': 600, 'route/skip_notify_on_dev_down': 0,
};

/** Those that every kernel has, and one that later ones have. */
export type Settings = Record<keyof typeof GLOBAL_DEFAULTS, number> & { 'icmp/error_anycast_as_unicast'?: number };

export type GlobalName = keyof Settings;
