import { SysError } from '../errno';
import type { IpAddress } from '../address';
import type { IcmpSocket, Received } from '../socket';
import { ICMPV6_ECHO_REPLY, ICMPV6_ECHO_REQUEST, IPPROTO_ICMPV6, put16, transportChecksum, u16 } from '../wire';
import type { Inet6 } from './inet6';
import type { Ipv6Packet } from './packet';
import { Socket6 } from './socket6';

/** A raw ICMPv6 socket (net/ipv6/raw.c) or a ping socket (net/ipv6/ping.c). */
export class IcmpSocket6 extends Socket6<Received> implements IcmpSocket {
  readonly protocol = IPPROTO_ICMPV6;
  readonly id: number;

  constructor(inet6: Inet6, readonly kind: 'raw' | 'dgram') {
    super(inet6);
    this.id = kind === 'dgram' ? inet6.netns.network.random.between(1, 0x10000) : 0;
  }

  bind(address: IpAddress, scopeId?: number): void {
    if (typeof address !== 'bigint') throw new SysError('EINVAL');
    this.bindAddress(address, scopeId);
  }

  setOptions(options: Parameters<IcmpSocket['setOptions']>[0]): void {
    Object.assign(this.options, options);
  }

  /** A ping socket sends echo requests only, with its own id. */
  sendTo(octets: Uint8Array, to: IpAddress, scopeId?: number): void {
    if (typeof to !== 'bigint') throw new SysError('EINVAL');
    if (this.kind === 'dgram' && octets[0] !== ICMPV6_ECHO_REQUEST) throw new SysError('EINVAL');
    const { dst, source, destination } = this.routeTo(to, scopeId);
    const message = octets.slice();
    if (this.kind === 'dgram') put16(message, 4, this.id);
    put16(message, 2, 0);
    put16(message, 2, transportChecksum({ source, destination }, IPPROTO_ICMPV6, message));
    this.transmit(dst, source, destination, message);
  }

  deliver(packet: Ipv6Packet): boolean {
    const { payload, source, destination, hopLimit, iif, skb } = packet;
    if (!this.wants(packet)) return false;
    if (this.kind === 'dgram' && (payload[0] !== ICMPV6_ECHO_REPLY || u16(payload, 4) !== this.id)) return false;
    this.push({ octets: payload, source, destination, ttl: hopLimit, iif, at: skb.at });
    return true;
  }

  protected sent(octets: Uint8Array): boolean {
    return this.kind === 'raw' || (octets[0] === ICMPV6_ECHO_REQUEST && u16(octets, 4) === this.id);
  }
}
