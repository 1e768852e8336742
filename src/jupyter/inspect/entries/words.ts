import type { Entries } from '../entry';

const flag = (meaning: string): readonly [string, string, string, string] => [meaning, '', 'ip link', 'netdevice(7)'];
const state = (meaning: string): readonly [string, string, string, string] => [meaning, '', 'ip neighbour', 'ip-neighbour(8)'];
const oper = (meaning: string): readonly [string, string, string, string] => [meaning, '', 'ip -br link', 'ip-link(8), RFC 2863'];

/** Words that stand in what commands print: flags of links, states of links and of neighbours. */
export const PRINTED: Entries = {
  'LOWER_UP': flag('The link beneath has a signal: there is a cable, and its other end is up (L1 up).'),
  'NO-CARRIER': flag('The link is up, but nothing answers at its other end: no cable, or the other end is down.'),
  'BROADCAST': flag('The link can send to everyone on it at once.'),
  'MULTICAST': flag('The link can send to groups.'),
  'LOOPBACK': flag('What is sent on the link comes back to this host.'),
  'POINTOPOINT': flag('The link leads to a single other end.'),
  'NOARP': flag('No addresses are resolved on the link.'),
  'PROMISC': flag('The link receives frames for anyone.'),
  'ALLMULTI': flag('The link receives the frames of all groups.'),
  'MASTER': flag('Other links are ports of this one: a bond or VRF.'),
  'SLAVE': flag('The link is a port of a bond.'),
  'DORMANT': flag('The link has a signal, but waits for something, such as an authentication.'),
  'M-DOWN': flag('The link beneath is down, so that this one cannot be used.'),
  'UP': oper('As a flag: someone has set the link up. As a state: it can carry traffic.'),
  'DOWN': oper('The link cannot carry traffic: it is not set up, or has no signal.'),
  'UNKNOWN': oper('The driver does not say whether the link works, as with loopback and dummy; treat it as up.'),
  'LOWERLAYERDOWN': oper('The link is up, but the one beneath, or the other end of a veth pair, is down.'),
  'noqueue': ['Packets are handed on at once: the link has no send queue.', '', 'ip link', 'tc(8)'],
  'qdisc': ['The queueing discipline: in what order packets that wait are sent.', '', 'ip link', 'tc(8)'],
  'qlen': ['How many packets may wait in the send queue.', '', 'ip link', 'ip-link(8)'],
  'INCOMPLETE': state('The question for the MAC address was sent; nobody has answered yet.'),
  'REACHABLE': state('The MAC address is known, and was confirmed a short while ago (about half a minute, by chance 15 to 45 seconds).'),
  'STALE': state('The MAC address is known, but was not confirmed lately. It is used all the same; the first packet starts the check.'),
  'DELAY': state('A packet was sent to a stale address; a confirmation from above is waited for, for 5 seconds, before asking.'),
  'PROBE': state('The neighbour is being asked directly whether it is still there.'),
  'FAILED': state('Nobody answered: packets for this address are refused as unreachable.'),
  'PERMANENT': state('Entered by hand; it never expires.'),
};

const setting = (meaning: string, example: string, manual = 'ip-sysctl of the kernel'): readonly [string, string, string, string] => [meaning, '', example, manual];

/** Settings of the kernel by the last part of their names. */
export const SYSCTLS: Entries = {
  'ip_forward': setting('Whether this host passes packets on from one link to another: 1 makes it a router.', 'sysctl -w net.ipv4.ip_forward=1'),
  'forwarding': setting('Whether packets that come in by this link are passed on.', 'sysctl -w net.ipv6.conf.all.forwarding=1'),
  'rp_filter': setting('Reverse path filter. 1: packets are dropped unless the way back to their source leaves by the same link. 2: unless there is any way back. 0: no check. The higher one of `all` and the link counts.', 'sysctl -w net.ipv4.conf.all.rp_filter=2'),
  'accept_local': setting("Whether packets are taken from outside whose source is one of this host's own addresses. Both ends of a veth pair on one host need it.", 'sysctl -w net.ipv4.conf.veth0.accept_local=1'),
  'arp_ignore': setting('Which ARP questions are answered. 0: for any address of this host. 1: only for addresses of the link that the question came by.', 'sysctl -w net.ipv4.conf.all.arp_ignore=1'),
  'arp_announce': setting("Which source address ARP questions carry. 0: any. 1: one of the target's network if possible. 2: the best one of the link.", 'sysctl -w net.ipv4.conf.all.arp_announce=2'),
  'arp_filter': setting('Whether ARP is answered only by the link that packets to the asker would leave by.', 'sysctl -w net.ipv4.conf.all.arp_filter=1'),
  'proxy_arp': setting('Whether this host answers ARP for addresses that it has a route to by another link.', 'sysctl -w net.ipv4.conf.eth0.proxy_arp=1'),
  'send_redirects': setting('Whether a router tells a host of a shorter way.', 'sysctl net.ipv4.conf.all.send_redirects'),
  'accept_redirects': setting('Whether this host believes a router that tells of a shorter way.', 'sysctl net.ipv4.conf.all.accept_redirects'),
  'log_martians': setting('Whether packets with impossible addresses are logged.', 'sysctl -w net.ipv4.conf.all.log_martians=1'),
  'disable_ipv6': setting('1 takes IPv6 away from the link, its addresses included.', 'sysctl -w net.ipv6.conf.veth0.disable_ipv6=1'),
  'accept_dad': setting('Duplicate address detection. 0: none. 1: on. 2: and IPv6 is switched off where the link-local address is taken.', 'sysctl net.ipv6.conf.veth0.accept_dad'),
  'accept_ra': setting('Whether router advertisements are believed. 0: never. 1: unless this host is a router. 2: always.', 'sysctl net.ipv6.conf.eth0.accept_ra'),
  'autoconf': setting('Whether addresses are made from the prefixes that routers advertise.', 'sysctl net.ipv6.conf.eth0.autoconf'),
  'gc_stale_time': setting('How many seconds an unused neighbour entry is kept at least.', 'sysctl net.ipv4.neigh.default.gc_stale_time', 'arp(7)'),
  'base_reachable_time_ms': setting('How long a neighbour counts as reachable after a confirmation, on average.', 'sysctl net.ipv4.neigh.default.base_reachable_time_ms', 'arp(7)'),
  'icmp_echo_ignore_all': setting('1: pings are not answered.', 'sysctl -w net.ipv4.icmp_echo_ignore_all=1', 'icmp(7)'),
  'icmp_echo_ignore_broadcasts': setting('1: pings to broadcast and multicast addresses are not answered.', 'sysctl -w net.ipv4.icmp_echo_ignore_broadcasts=0', 'icmp(7)'),
  'ping_group_range': setting('The groups whose users may ping without being root.', 'sysctl net.ipv4.ping_group_range', 'icmp(7)'),
  'ip_default_ttl': setting('The time to live of packets that this host sends.', 'sysctl net.ipv4.ip_default_ttl', 'ip(7)'),
};
