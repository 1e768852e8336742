import { AF_INET, type IpAddress } from '../address';
import { SysError } from '../errno';
import type { Delivery, IcmpError, Inet, InetSocket } from '../inet/inet';
import type { Host } from '../host';
import type { IcmpSocket, Received } from '../socket';
import { checksum, ICMP_ECHO, ICMP_ECHOREPLY, IPPROTO_ICMP, parseIpv4Header, put16, u16 } from '../wire';
import { InetSocketBase, type SocketOptions } from './inet-socket';

/** ICMP types that pass when the error queue tells of the others: echo reply, source quench, redirect. */
const FILTERED_TYPES: readonly number[] = [0, 4, 5];

/** Ping sockets' ids are given out one by one, for a whole machine (ping_port_rover). */
const rovers = new WeakMap<Host, number>();

/** Lets ICMP sockets over IPv4 be made (net/ipv4/raw.c, net/ipv4/ping.c). */
export function icmpSockets(inet: Inet): void {
  inet.netns.sockets.icmpFamilies.set(AF_INET, (kind, uid) => {
    if (kind === 'raw') {
      if (uid !== 0) throw new SysError('EPERM');
      return new RawSocket(inet);
    }
    const [low, high] = inet.settings.ping_group_range;
    if (uid < low || uid > high) throw new SysError('EACCES');
    return new PingSocket(inet);
  });
}

abstract class IcmpBase extends InetSocketBase<Received> implements IcmpSocket, InetSocket {
  abstract readonly kind: 'raw' | 'dgram';
  abstract readonly id: number;
  readonly protocol = IPPROTO_ICMP;
  #echoing = false;

  constructor(inet: Inet) {
    super(inet);
    inet.sockets.add(this);
  }

  abstract deliver(packet: Delivery): boolean;
  abstract error(error: IcmpError): void;
  abstract sendTo(octets: Uint8Array, destination: IpAddress): void;

  bind(address: IpAddress): void {
    this.bindSource(address, this.kind === 'raw');
  }

  override setOptions(options: SocketOptions & { readonly filterErrors?: boolean }): void {
    const { filterErrors, ...rest } = options;
    if (filterErrors !== undefined) this.#echoing = filterErrors;
    super.setOptions(rest);
  }

  protected passes(type: number): boolean {
    return !this.#echoing || FILTERED_TYPES.includes(type);
  }

  close(): void {
    this.inet.sockets.delete(this);
  }

  protected send(octets: Uint8Array, destination: number): void {
    const answer = this.routeTo(destination, IPPROTO_ICMP);
    const payload = octets.slice();
    put16(payload, 2, 0);
    put16(payload, 2, checksum(payload));
    this.transmit(answer, { payload, protocol: IPPROTO_ICMP });
  }
}

/** SOCK_RAW, IPPROTO_ICMP: sees all ICMP packets that reach this host. */
class RawSocket extends IcmpBase {
  readonly kind = 'raw';
  readonly id = 0;

  sendTo(octets: Uint8Array, destination: IpAddress): void {
    this.send(octets, destination as number);
  }

  protected override acceptsL3(): boolean {
    return this.inet.settings.raw_l3mdev_accept !== 0;
  }

  deliver({ skb, iif, sdif }: Delivery): boolean {
    const packet = parseIpv4Header(skb.network);
    if (!('payload' in packet) || !this.heardOn(iif, sdif) || (this.source !== 0 && this.source !== packet.destination)) return false;
    if (!this.passes(packet.payload[0] ?? 0)) return true;
    this.enqueue({
      octets: skb.network.slice(0, packet.totalLength), source: packet.source, at: this.now(), ttl: packet.ttl, iif, destination: packet.destination,
    });
    return true;
  }

  /** raw_icmp_error goes by the device that the error really came in by: over lo, a socket bound to another device doesn't hear of it. */
  error(error: IcmpError): void {
    const quoted = parseIpv4Header(error.quoted);
    if (!('payload' in quoted) || !this.heardOn(error.ifindex, error.sdif) || (this.source !== 0 && this.source !== quoted.source)) return;
    this.report(error, quoted, false);
  }
}

/** SOCK_DGRAM, IPPROTO_ICMP: sends echo requests of one id, and sees their replies. */
class PingSocket extends IcmpBase {
  readonly kind = 'dgram';
  #id = 0;

  /** Chosen by the kernel when it is first needed. */
  get id(): number {
    if (this.#id === 0) {
      const { host } = this.inet.netns;
      this.#id = ((rovers.get(host) ?? 0) % 0xffff) + 1;
      rovers.set(host, this.#id);
    }
    return this.#id;
  }

  sendTo(octets: Uint8Array, destination: IpAddress): void {
    if (octets.length < 8 || octets[0] !== ICMP_ECHO || octets[1] !== 0) throw new SysError('EINVAL');
    const message = octets.slice();
    put16(message, 4, this.id);
    this.send(message, destination as number);
  }

  deliver({ skb, iif, sdif }: Delivery): boolean {
    const packet = parseIpv4Header(skb.network);
    if (!('payload' in packet) || packet.payload[0] !== ICMP_ECHOREPLY || u16(packet.payload, 4) !== this.#id || !this.heardOn(iif, sdif)) return false;
    if (this.source !== 0 && this.source !== packet.destination) return false;
    this.enqueue({ octets: packet.payload.slice(0, packet.totalLength - (skb.network[0]! & 15) * 4), source: packet.source, at: this.now(), ttl: packet.ttl, iif, destination: packet.destination });
    return true;
  }

  error(error: IcmpError): void {
    const quoted = parseIpv4Header(error.quoted);
    if (!('payload' in quoted) || quoted.payload[0] !== ICMP_ECHO || u16(quoted.payload, 4) !== this.#id || !this.heardOn(error.iif, error.sdif)) return;
    this.report(error, quoted, true);
  }
}
