/** net.netfilter.nf_conntrack_*: seconds that an entry lives without packets, and what else tracking obeys. */
export const CONNTRACK_DEFAULTS = {
  nf_conntrack_acct: 0,
  nf_conntrack_generic_timeout: 600,
  nf_conntrack_icmp_timeout: 30,
  nf_conntrack_icmpv6_timeout: 30,
  nf_conntrack_max: 262144,
  nf_conntrack_tcp_loose: 1,
  nf_conntrack_tcp_timeout_close: 10,
  nf_conntrack_tcp_timeout_close_wait: 60,
  nf_conntrack_tcp_timeout_established: 432000,
  nf_conntrack_tcp_timeout_fin_wait: 120,
  nf_conntrack_tcp_timeout_last_ack: 30,
  nf_conntrack_tcp_timeout_syn_recv: 60,
  nf_conntrack_tcp_timeout_syn_sent: 120,
  nf_conntrack_tcp_timeout_time_wait: 120,
  nf_conntrack_udp_timeout: 30,
  nf_conntrack_udp_timeout_stream: 120,
};

export type ConntrackSettings = { [Name in keyof typeof CONNTRACK_DEFAULTS]: number };
