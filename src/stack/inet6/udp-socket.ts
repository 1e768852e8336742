import { AF_INET6, isLinkLocal, type IpAddress } from '../address';
import { SysError } from '../errno';
import { inetOf } from '../inet/inet';
import type { Received, SocketEntry, SocketOwner, UdpSocket } from '../socket';
import { emitUdp, IPPROTO_UDP, Malformed, parseUdp, u16 } from '../wire';
import { ANY } from './addresses';
import type { Inet6 } from './inet6';
import type { Ipv6Packet } from './packet';
import { Socket6 } from './socket6';

type UdpReceived = Received & { readonly port: number };

/** A UDP socket over IPv6 (net/ipv6/udp.c, datagram.c). */
export class UdpSocket6 extends Socket6<UdpReceived> implements UdpSocket {
  readonly protocol = IPPROTO_UDP;
  owner: SocketOwner | undefined;
  #port = 0;
  #peer: { readonly address: bigint; readonly port: number; readonly scopeId: number | undefined } | undefined;

  constructor(inet6: Inet6) {
    super(inet6);
  }

  get local(): { readonly address: IpAddress; readonly port: number } {
    return { address: this.address, port: this.#port };
  }

  get peer(): { readonly address: IpAddress; readonly port: number } {
    return this.#peer ?? { address: ANY, port: 0 };
  }

  /** What sock_diag tells of it; undefined until it has a port. */
  entry(): SocketEntry | undefined {
    if (this.#port === 0) return undefined;
    const { local, peer, owner, device = 0 } = this;
    return { protocol: 'udp', family: AF_INET6, state: this.#peer ? 'ESTAB' : 'CLOSE', receiveQueue: 0, sendQueue: 0, local, peer, device, ipv6Only: true, owner };
  }

  bind(address: IpAddress, port = 0, scopeId?: number): void {
    if (typeof address !== 'bigint') throw new SysError('EINVAL');
    if (port !== 0 && this.#taken(port)) throw new SysError('EADDRINUSE');
    this.bindAddress(address, scopeId);
    this.#port = port || this.#freePort();
  }

  protected override acceptsL3(): boolean {
    return inetOf(this.inet6.netns).settings.udp_l3mdev_accept !== 0;
  }

  setOptions(options: Parameters<UdpSocket['setOptions']>[0]): void {
    Object.assign(this.options, options);
  }

  connect(to: IpAddress, port: number, scopeId?: number): void {
    if (typeof to !== 'bigint') throw new SysError('EINVAL');
    if (isLinkLocal(to)) {
      this.device ??= scopeId || undefined;
      if (!this.device) throw new SysError('EINVAL');
    }
    const { source, destination } = this.routeTo(to, scopeId);
    this.#peer = { address: destination, port, scopeId };
    if (this.address === ANY) this.address = source;
    this.#port ||= this.#freePort();
  }

  send(octets: Uint8Array): void {
    if (!this.#peer) throw new SysError('ENOTCONN');
    this.#send(octets, this.#peer.address, this.#peer.port, this.#peer.scopeId);
  }

  sendTo(octets: Uint8Array, destination: IpAddress, port: number): void {
    if (typeof destination !== 'bigint') throw new SysError('EINVAL');
    this.#send(octets, destination, port);
  }

  #send(octets: Uint8Array, to: bigint, port: number, scopeId?: number): void {
    const { dst, source, destination } = this.routeTo(to, scopeId);
    this.#port ||= this.#freePort();
    this.transmit(dst, source, destination, emitUdp({ sourcePort: this.#port, destinationPort: port }, octets, { source, destination }));
  }

  deliver(packet: Ipv6Packet): boolean {
    const datagram = parseUdp(packet.payload, packet);
    if (datagram instanceof Malformed || datagram.destinationPort !== this.#port || !this.wants(packet)) return false;
    if (this.#peer && (this.#peer.address !== packet.source || this.#peer.port !== datagram.sourcePort)) return false;
    this.push({
      octets: datagram.payload, source: packet.source, destination: packet.destination, ttl: packet.hopLimit, iif: packet.iif, at: packet.skb.at,
      port: datagram.sourcePort,
    });
    return true;
  }

  protected sent(octets: Uint8Array, destination: bigint): boolean {
    if (u16(octets, 0) !== this.#port) return false;
    return !this.#peer || (this.#peer.address === destination && this.#peer.port === u16(octets, 2));
  }

  #taken(port: number): boolean {
    return [...this.inet6.sockets].some(socket => socket instanceof UdpSocket6 && socket !== this && socket.#port === port);
  }

  #freePort(): number {
    for (;;) {
      const port = this.inet6.netns.network.random.between(32768, 61000);
      if (!this.#taken(port)) return port;
    }
  }
}
