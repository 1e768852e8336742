import type { SocketEntry } from '../../stack';

/** `ss -s`, from what /proc/net/sockstat and snmp count. A program that talks over TCP or UDP with socat has two more of its own. */
export function summary(sockets: readonly SocketEntry[]): string {
  const count = (test: (socket: SocketEntry) => boolean): number => sockets.filter(test).length;
  const waits = count(({ state }) => state === 'TIME-WAIT');
  const orphans = count(({ protocol, state, owner }) => protocol === 'tcp' && owner === undefined && state !== 'TIME-WAIT' && state !== 'SYN-RECV');
  const established = count(({ protocol, state }) => protocol === 'tcp' && (state === 'ESTAB' || state === 'CLOSE-WAIT'));
  const by = (protocol: string, family: number): number => count(socket => socket.protocol === protocol && socket.family === family && socket.state !== 'TIME-WAIT');
  const [tcp4, tcp6, udp4, udp6] = [by('tcp', 2), by('tcp', 10), by('udp', 2), by('udp', 10)];
  const own = new Set(sockets.flatMap(({ owner }) => (owner?.name === 'socat' ? [owner.pid] : []))).size * 2;
  const row = (name: string, ipv4: number, ipv6: number): string => `${name}\t  ${[ipv4 + ipv6, ipv4, ipv6].map(n => String(n).padEnd(9)).join(' ')}\n`;
  return `Total: ${tcp4 + tcp6 + udp4 + udp6 + own}\n`
    + `TCP:   ${tcp4 + tcp6 + waits} (estab ${established}, closed ${waits}, orphaned ${orphans}, timewait ${waits})\n\n`
    + `Transport Total     IP        IPv6\n${row('RAW', 0, 0)}${row('UDP', udp4, udp6)}${row('TCP', tcp4, tcp6)}${row('INET', tcp4 + udp4, tcp6 + udp6)}${row('FRAG', 0, 0)}\n`;
}
