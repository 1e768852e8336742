import { AF_INET, type IpAddress } from '../address';
import { SysError } from '../errno';
import type { Delivery, IcmpError, Inet, InetSocket } from '../inet/inet';
import type { Packet } from '../inet/input';
import { udpReceivers, type UdpReceiver } from '../inet/udp';
import type { Skb } from '../skb';
import type { Received, SocketEntry, SocketOwner, UdpSocket } from '../socket';
import { emitUdp, IPPROTO_UDP, parseIpv4Header, u16 } from '../wire';
import { InetSocketBase } from './inet-socket';

type ReceivedFrom = Received & { readonly port: number };

/** Lets UDP sockets over IPv4 be made (net/ipv4/udp.c). */
export function udpSockets(inet: Inet): void {
  inet.netns.sockets.udpFamilies.set(AF_INET, () => new InetUdpSocket(inet));
  inet.netns.sockets.diags.push(() => [...udpReceivers(inet)].flatMap(receiver => (receiver instanceof InetUdpSocket ? receiver.entry() : [])));
}

class InetUdpSocket extends InetSocketBase<ReceivedFrom> implements UdpSocket, InetSocket, UdpReceiver {
  readonly protocol = IPPROTO_UDP;
  owner: SocketOwner | undefined;
  #port = 0;
  #peer: { readonly address: number; readonly port: number } | undefined;

  constructor(inet: Inet) {
    super(inet);
    inet.sockets.add(this);
  }

  get local(): { readonly address: number; readonly port: number } {
    return { address: this.source, port: this.#port };
  }

  get peer(): { readonly address: number; readonly port: number } {
    return this.#peer ?? { address: 0, port: 0 };
  }

  entry(): SocketEntry {
    const { local, peer, owner, boundDevice: device } = this;
    return { protocol: 'udp', family: AF_INET, state: this.#peer ? 'ESTAB' : 'CLOSE', receiveQueue: this.queued, sendQueue: 0, local, peer, device, ipv6Only: false, owner };
  }

  bind(address: IpAddress, port = 0): void {
    this.bindSource(address, true);
    this.#take(port);
  }

  /** udp_lib_get_port. @throws {SysError} EADDRINUSE */
  #take(port: number): void {
    const receivers = udpReceivers(this.inet);
    const used = (wanted: number): boolean => [...receivers].some(other => other !== this && other instanceof InetUdpSocket && other.#port === wanted);
    const [low, high] = this.inet.settings.ip_local_port_range;
    let chosen = port;
    for (let tries = 0; chosen === 0 && tries <= high - low; tries++) {
      const candidate = this.inet.netns.network.random.between(low, high + 1);
      if (!used(candidate)) chosen = candidate;
    }
    if (chosen === 0 || used(chosen)) throw new SysError('EADDRINUSE');
    this.#port = chosen;
    receivers.add(this);
  }

  connect(destination: IpAddress, port: number): void {
    const answer = this.routeTo(destination as number, IPPROTO_UDP, { sport: this.#port, dport: port });
    if (this.#port === 0) this.#take(0);
    if (this.source === 0) this.source = answer.saddr;
    this.#peer = { address: answer.daddr, port };
  }

  send(octets: Uint8Array): void {
    if (!this.#peer) throw new SysError('ENOTCONN');
    this.sendTo(octets, this.#peer.address, this.#peer.port);
  }

  sendTo(octets: Uint8Array, destination: IpAddress, port: number): void {
    if (this.#port === 0) this.#take(0);
    const answer = this.routeTo(destination as number, IPPROTO_UDP, { sport: this.#port, dport: port });
    const endpoints = { source: answer.saddr, destination: answer.daddr };
    this.transmit(answer, { payload: emitUdp({ sourcePort: this.#port, destinationPort: port }, octets, endpoints), protocol: IPPROTO_UDP });
  }

  protected override acceptsL3(): boolean {
    return this.inet.settings.udp_l3mdev_accept !== 0;
  }

  /** Datagrams come by {@link UdpReceiver}. */
  deliver(_packet: Delivery): boolean {
    return false;
  }

  matches(destination: number, port: number, source: number, sourcePort: number, iif: number, sdif: number): boolean {
    return port === this.#port && this.heardOn(iif, sdif) && (this.source === 0 || this.source === destination)
      && (!this.#peer || (this.#peer.address === source && this.#peer.port === sourcePort));
  }

  receiveDatagram(_skb: Skb, packet: Packet, sourcePort: number, payload: Uint8Array, iif: number): void {
    this.enqueue({ octets: payload.slice(), source: packet.source, port: sourcePort, at: this.now(), ttl: packet.ttl, iif, destination: packet.destination });
  }

  error(error: IcmpError): void {
    const quoted = parseIpv4Header(error.quoted);
    if (!('payload' in quoted) || u16(quoted.payload, 0) !== this.#port || this.#port === 0 || !this.heardOn(error.iif, error.sdif)) return;
    if (this.source !== 0 && this.source !== quoted.source) return;
    this.report(error, { ...quoted, payload: quoted.payload.subarray(8) }, true);
  }

  close(): void {
    this.inet.sockets.delete(this);
    udpReceivers(this.inet).delete(this);
  }
}
