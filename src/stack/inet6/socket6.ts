import { isLinkLocal, isMulticast } from '../address';
import { SysError } from '../errno';
import { errnoOf } from './net-errors';
import type { Received, SocketError } from '../socket';
import { IPV6_HEADER, Malformed, parseIpv6Header } from '../wire';
import { ANY, LOOPBACK } from './addresses';
import type { Icmp6Error, Inet6, Inet6Socket } from './inet6';
import { routeOutput, sourceFor, transmit, type Dst6 } from './output';
import { selectSource } from './source';
import type { Ipv6Packet } from './packet';

export interface Options6 {
  ttl?: number;
  tos?: number;
  dontFragment?: 'do' | 'dont' | 'want';
  mark?: number;
  multicastInterface?: number;
  multicastLoop?: boolean;
  receiveErrors?: boolean;
}

/** IPV6_MAXPLEN */
const MAX_PAYLOAD = 65535;

/** What raw, ping and UDP sockets of IPv6 have in common: binding, options, queues, the way out. */
export abstract class Socket6<R extends Received> implements Inet6Socket {
  abstract readonly protocol: number;
  protected readonly options: Options6 = {};
  protected device: number | undefined;
  protected address: bigint = ANY;
  readonly #packets: R[] = [];
  readonly #errors: SocketError[] = [];
  readonly #listeners = new Set<() => void>();

  constructor(protected readonly inet6: Inet6) {
    inet6.sockets.add(this);
  }

  ready(): boolean {
    return this.#packets.length > 0 || this.#errors.length > 0;
  }

  subscribe(wake: () => void): () => void {
    this.#listeners.add(wake);
    return () => void this.#listeners.delete(wake);
  }

  bindToDevice(ifname: string): void {
    const dev = this.inet6.netns.devices.byName(ifname);
    if (!dev) throw new SysError('ENODEV');
    this.device = dev.ifindex;
  }

  protected bindAddress(address: bigint, scopeId?: number): void {
    if (isLinkLocal(address)) {
      if (scopeId && this.device && scopeId !== this.device) throw new SysError('EINVAL');
      this.device ??= scopeId || undefined;
      if (!this.device) throw new SysError('EINVAL');
    }
    const dev = this.device && isLinkLocal(address) ? this.inet6.netns.devices.byIndex(this.device) : undefined;
    if (address !== ANY && !isMulticast(address) && !this.inet6.settings.ip_nonlocal_bind && !this.inet6.hasAddress(address, dev)) throw new SysError('EADDRNOTAVAIL');
    this.address = address;
  }

  receive(): R | undefined {
    return this.#packets.shift();
  }

  receiveError(): SocketError | undefined {
    return this.#errors.shift();
  }

  close(): void {
    this.inet6.sockets.delete(this);
    this.#listeners.clear();
  }

  abstract deliver(packet: Ipv6Packet): boolean;

  /** Whether a packet is for a socket bound as this one is. */
  protected wants({ destination, iif, skb }: Ipv6Packet): boolean {
    const heard = this.device ? [iif, skb.l3Slave].includes(this.device) || this.inet6.netns.devices.byIndex(iif)?.type === 772 : skb.l3Slave === 0 || this.acceptsL3();
    return (this.address === ANY || this.address === destination) && heard;
  }

  /** Whether an unbound socket takes what comes in by an L3 master (net.ipv4.*_l3mdev_accept, which count for IPv6 too). */
  protected acceptsL3(): boolean {
    return true;
  }

  protected push(received: R): void {
    this.#packets.push(received);
    this.#wake();
  }

  /** ipv6_icmp_error: puts an ICMPv6 error about a packet of this socket on its error queue. */
  error(error: Icmp6Error): void {
    const quoted = parseIpv6Header(error.quoted);
    if (quoted instanceof Malformed || !this.options.receiveErrors || (this.address !== ANY && this.address !== quoted.source)) return;
    const octets = error.quoted.subarray(IPV6_HEADER);
    if (!this.sent(octets, quoted.destination)) return;
    this.pushError({
      errno: errnoOf(error.type, error.code), origin: 'icmp6', type: error.type, code: error.code, info: error.info, offender: error.offender,
      iif: error.iif,
      octets, destination: quoted.destination, at: error.at,
    });
  }

  /** Whether this socket may have sent those octets. */
  protected abstract sent(octets: Uint8Array, destination: bigint): boolean;

  protected pushError(error: SocketError): void {
    this.#errors.push(error);
    this.#wake();
  }

  /** The unspecified address is this host (rawv6_sendmsg). @throws {SysError} ENETUNREACH, EADDRNOTAVAIL, ... */
  protected routeTo(asked: bigint, scopeId?: number): { readonly dst: Dst6; readonly source: bigint; readonly destination: bigint } {
    const destination = asked === ANY ? LOOPBACK : asked;
    const scoped = isLinkLocal(destination) || isMulticast(destination) ? scopeId || undefined : undefined;
    const oif = this.device ?? scoped ?? (isMulticast(destination) ? this.options.multicastInterface : undefined);
    const { mark } = this.options;
    const dst = routeOutput(this.inet6, { destination, source: this.address, bound: this.device !== undefined, ...(oif ? { oif } : {}), ...(mark ? { mark } : {}) });
    // ip6_dst_lookup_tail: a source comes first, and only then whether there is a way
    if ('error' in dst) throw new SysError(this.address === ANY && selectSource(this.inet6, undefined, destination) === undefined ? 'EADDRNOTAVAIL' : dst.error);
    const source = this.address !== ANY ? this.address : sourceFor(dst, destination);
    if (source === undefined) throw new SysError('EADDRNOTAVAIL');
    return { dst, source, destination };
  }

  /** Sends a message whose checksum is in place. @throws {SysError} EMSGSIZE */
  protected transmit(dst: Dst6, source: bigint, destination: bigint, payload: Uint8Array): void {
    const { ttl, tos, dontFragment, mark, multicastLoop } = this.options;
    const mtu = dst.mtuOf(destination);
    const tooLong = payload.length > MAX_PAYLOAD || (IPV6_HEADER + payload.length > mtu && dontFragment === 'do');
    if (tooLong) {
      if (this.options.receiveErrors) {
        this.pushError({ errno: 'EMSGSIZE', origin: 'local', type: 0, code: 0, info: mtu, octets: payload, destination, at: this.inet6.netns.network.clock.now() });
      }
      throw new SysError('EMSGSIZE');
    }
    transmit(dst, {
      source, destination, nextHeader: this.protocol, trafficClass: tos ?? 0,
      ...(ttl === undefined ? {} : { hopLimit: ttl }), ...(mark ? { mark } : {}), ...(multicastLoop === undefined ? {} : { multicastLoop }),
    }, payload);
  }

  #wake(): void {
    for (const wake of [...this.#listeners]) wake();
  }
}
