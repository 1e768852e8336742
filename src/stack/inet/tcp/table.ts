import { AF_INET, isLinkLocal, type IpAddress } from '../../address';
import { l3Master } from '../../device/l3mdev';
import { SysError } from '../../errno';
import type { Netns } from '../../netns';
import type { SocketEntry } from '../../socket';
import { EMPTY, resetFor, TCP_RST } from '../../wire';
import { inetOf } from '../inet';
import { pathTo } from './path';
import type { Segment } from './segment';
import type { Tcp } from './socket';

/** The TCP sockets of a namespace: who gets a segment, and which ports are taken (inet_hashtables.c). */
export class TcpTable {
  /** those with a port that their program chose or was given by bind(2) */
  readonly bound = new Set<Tcp>();
  readonly #connections = new Map<string, Tcp>();

  constructor(readonly netns: Netns) {}

  add(socket: Tcp): void {
    const { flow } = socket.connection!;
    this.#connections.set(key(flow.source, flow.sourcePort, flow.destination, flow.destinationPort), socket);
  }

  remove(socket: Tcp): void {
    const { flow } = socket.connection!;
    const name = key(flow.source, flow.sourcePort, flow.destination, flow.destinationPort);
    if (this.#connections.get(name) === socket) this.#connections.delete(name);
  }

  connected(source: IpAddress, sourcePort: number, destination: IpAddress, destinationPort: number): Tcp | undefined {
    return this.#connections.get(key(source, sourcePort, destination, destinationPort));
  }

  /** inet_csk_bind_conflict: whether a socket that may not share it has that port. @param listening the socket is about to listen */
  conflicts(socket: Tcp, address: IpAddress, port: number, listening = false): boolean {
    const others = new Set([...this.bound, ...this.#connections.values()]);
    return [...others].some(other => other !== socket && other.port === port && overlap(socket, address, other)
      && !(socket.options.reusePort && other.options.reusePort)
      && !(socket.options.reuseAddress && other.options.reuseAddress && other.state !== 'LISTEN') && (!listening || other.state === 'LISTEN'));
  }

  /**
   * A port of net.ipv4.ip_local_port_range: bind(2) and connect(2) try one parity each before the other.
   * @param parity counted from the range's low end @throws {SysError} EADDRNOTAVAIL
   */
  freePort(parity: 0 | 1, isFree: (port: number) => boolean): number {
    const [low, high] = inetOf(this.netns).settings.ip_local_port_range;
    const count = high - low + 1;
    const start = this.netns.network.random.between(0, count) & ~1;
    for (const shift of [parity, 1 - parity]) {
      for (let step = 0; step < count; step += 2) {
        const port = low + ((start + step) % (count + (count & 1))) + shift;
        if (port <= high && isFree(port)) return port;
      }
    }
    throw new SysError('EADDRNOTAVAIL');
  }

  /** tcp_v4_rcv, tcp_v6_rcv: to the connection, to who listens, or back with a reset. */
  receive(segment: Segment): void {
    const socket = this.connected(segment.destination, segment.destinationPort, segment.source, segment.sourcePort);
    if (socket && !socket.reopenedBy(segment)) return socket.connection!.receive(segment);
    if (socket) this.remove(socket);
    const listener = this.#listener(segment);
    if (listener) return listener.heardSyn(segment);
    this.reset(segment);
    this.netns.drop('NO_SOCKET', segment.skb, `tcp port ${segment.destinationPort}`);
  }

  #listener(segment: Segment): Tcp | undefined {
    const scored = [...this.bound].map(socket => ({ socket, score: socket.score(segment) })).filter(({ score }) => score > 0);
    return scored.sort((a, b) => b.score - a.score)[0]?.socket;
  }

  /** Answers a segment that nobody waits for (tcp_v4_send_reset); a reset gets no answer. */
  reset(segment: Segment): void {
    if (segment.flags & TCP_RST) return;
    const device = isLinkLocal(segment.source) && typeof segment.source === 'bigint' ? segment.sdif || segment.iif : l3Master(segment.skb.dev)?.ifindex ?? 0;
    const { source: destination, destination: source, sourcePort: destinationPort, destinationPort: sourcePort } = segment;
    try {
      pathTo(this.netns, { destination, source, device, sourcePort, destinationPort }).send(resetFor(segment), EMPTY);
    } catch (error) {
      if (!(error instanceof SysError)) throw error;
    }
  }

  /** Those that listen, the newest first, and then those with a connection. */
  entries(): SocketEntry[] {
    const listening = [...this.bound].filter(({ state }) => state === 'LISTEN').reverse();
    return [...listening, ...this.#connections.values()].map(socket => socket.entry());
  }
}

/** Whether both sockets would get what comes to one address. */
function overlap(socket: Tcp, address: IpAddress, other: Tcp): boolean {
  if (socket.device && other.device && socket.device !== other.device) return false;
  const taken = other.local.address;
  if (socket.family === other.family) return !address || !taken || address === taken;
  const wide = socket.family === AF_INET ? other : socket;
  return !wide.options.ipv6Only && !(wide === socket ? address : taken);
}

function key(local: IpAddress, localPort: number, remote: IpAddress, remotePort: number): string {
  return `${local} ${localPort} ${remote} ${remotePort}`;
}
