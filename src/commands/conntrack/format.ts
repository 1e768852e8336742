import { formatAddress, type Netns } from '../../stack';
import { conntrackOf, type Connection, type Tuple } from '../../stack/netfilter';

const NAMES: Readonly<Record<number, string>> = { 1: 'icmp', 6: 'tcp', 17: 'udp', 58: 'icmpv6' };
const ICMP: readonly number[] = [1, 58];
const NS_PER_S = 1e9;

function tupleText({ source, destination, protocol, sport, dport }: Tuple): string {
  const addresses = `src=${formatAddress(source)} dst=${formatAddress(destination)} `;
  if (ICMP.includes(protocol)) return `${addresses}type=${dport >>> 8} code=${dport & 0xff} id=${sport} `;
  return protocol === 6 || protocol === 17 ? `${addresses}sport=${sport} dport=${dport} ` : addresses;
}

/** A connection as conntrack(8) and /proc/net/nf_conntrack list it, up to its mark. @param now ns since boot */
export function connectionText({ original, reply, expires, seenReply, assured, mark, tcp, counters }: Connection, now: number, accounting: boolean): string {
  const { protocol } = original;
  const counts = ({ packets, bytes }: { readonly packets: number; readonly bytes: number }): string => (accounting ? `packets=${packets} bytes=${bytes} ` : '');
  return `${(NAMES[protocol] ?? 'unknown').padEnd(8)} ${protocol} ${Math.floor((expires - now) / NS_PER_S)} ${protocol === 6 ? `${tcp} ` : ''}${tupleText(original)}${counts(counters.original)}`
    + `${seenReply ? '' : '[UNREPLIED] '}${tupleText(reply)}${counts(counters.reply)}${assured ? '[ASSURED] ' : ''}mark=${mark} `;
}

/** /proc/net/nf_conntrack (net/netfilter/nf_conntrack_standalone.c: ct_seq_show) */
export function nfConntrack(netns: Netns): string {
  const conntrack = conntrackOf(netns);
  const now = netns.network.clock.now();
  const accounting = conntrack.settings.nf_conntrack_acct !== 0;
  return conntrack.list().map(connection => {
    const ipv4 = connection.original.family === 2;
    return `${(ipv4 ? 'ipv4' : 'ipv6').padEnd(8)} ${ipv4 ? 2 : 10} ${connectionText(connection, now, accounting)}zone=0 use=2\n`;
  }).join('');
}
