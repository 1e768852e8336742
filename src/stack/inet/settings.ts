import type { Random } from '../random';

/** net.ipv4.* sysctls of a namespace that IPv4 obeys. */
export interface GlobalSettings {
  ip_default_ttl: number;
  ip_no_pmtu_disc: number;
  ip_forward_use_pmtu: number;
  ip_nonlocal_bind: number;
  icmp_echo_ignore_all: number;
  icmp_echo_ignore_broadcasts: number;
  icmp_ignore_bogus_error_responses: number;
  icmp_errors_use_inbound_ifaddr: number;
  /** ms between errors to one peer; 0: no limit */
  icmp_ratelimit: number;
  /** ICMP types that the limit holds for, a bit each */
  icmp_ratemask: number;
  icmp_msgs_per_sec: number;
  icmp_msgs_burst: number;
  fib_multipath_hash_policy: number;
  fib_multipath_use_neigh: number;
  ipfrag_time: number;
  fwmark_reflect: number;
  /** whether unbound sockets take what comes in by L3 masters */
  raw_l3mdev_accept: number;
  udp_l3mdev_accept: number;
  /** lowest and highest group that may have ICMP datagram sockets */
  ping_group_range: [number, number];
  ip_local_port_range: [number, number];
  /** key of the multipath hash */
  hashKey: number;
}

/** The values of a new namespace. */
export function globalSettings(random: Random): GlobalSettings {
  return {
    ip_default_ttl: 64, ip_no_pmtu_disc: 0, ip_forward_use_pmtu: 0, ip_nonlocal_bind: 0, icmp_echo_ignore_all: 0,
    icmp_echo_ignore_broadcasts: 1, icmp_ignore_bogus_error_responses: 1, icmp_errors_use_inbound_ifaddr: 0, icmp_ratelimit: 1000,
    icmp_ratemask: 6168, icmp_msgs_per_sec: 1000, icmp_msgs_burst: 50, fib_multipath_hash_policy: 0, fib_multipath_use_neigh: 0,
    ipfrag_time: 30, fwmark_reflect: 0, raw_l3mdev_accept: 1, udp_l3mdev_accept: 0, ping_group_range: [1, 0], ip_local_port_range: [32768, 60999], hashKey: random.u32(),
  };
}
