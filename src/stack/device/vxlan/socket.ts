import type { IpAddress } from '../../address';
import { inetOf } from '../../inet/inet';
import { udpReceivers, type UdpReceiver } from '../../inet/udp';
import { inet6Of, type Inet6Socket } from '../../inet6/inet6';
import { perNetns, type Netns } from '../../netns';
import { RtnetlinkError } from '../../rtnetlink';
import type { Skb } from '../../skb';
import { IPPROTO_UDP, Malformed, parseUdp, parseVxlan, u16 } from '../../wire';
import type { Vxlan } from './vxlan';

const sockets = perNetns(() => new Map<string, VxlanSocket>());

/** What a VXLAN datagram came with. */
export interface Outer {
  readonly source: IpAddress;
  /** traffic class or type of service */
  readonly tos: number;
}

/** A UDP port on which VXLAN devices of one namespace and family receive (struct vxlan_sock). */
export class VxlanSocket {
  readonly #devices = new Map<number, Vxlan>();
  readonly #close: () => void;

  private constructor(readonly netns: Netns, readonly key: string, private readonly port: number, ipv6: boolean, readonly flags: string) {
    this.#close = ipv6 ? this.#openIpv6() : this.#openIpv4();
  }

  /** Lets a device receive (vxlan_sock_add). @throws {RtnetlinkError} EADDRINUSE where others receive on that port, but treat datagrams otherwise */
  static open(netns: Netns, dev: Vxlan): VxlanSocket {
    const { port, remote, udpZeroCsum6Rx, collectMetadata, vni } = dev.config;
    const ipv6 = typeof remote === 'bigint';
    const key = `${ipv6 ? 6 : 4} ${port}`;
    const flags = `${udpZeroCsum6Rx} ${collectMetadata}`;
    const known = sockets(netns).get(key);
    if (known && known.flags !== flags) throw new RtnetlinkError('EADDRINUSE');
    const socket = known ?? new VxlanSocket(netns, key, port, ipv6, flags);
    sockets(netns).set(key, socket);
    socket.#devices.set(vni, dev);
    return socket;
  }

  /** vxlan_sock_release. */
  release(dev: Vxlan): void {
    this.#devices.delete(dev.config.vni);
    if (this.#devices.size > 0) return;
    sockets(this.netns).delete(this.key);
    this.#close();
  }

  /** The device for a network, if one receives here. */
  find(vni: number): Vxlan | undefined {
    return this.#devices.get(vni);
  }

  #openIpv4(): () => void {
    const receiver: UdpReceiver = {
      matches: (_, port) => port === this.port,
      receiveDatagram: (skb, packet, _, payload) => this.#receive(skb, packet, payload),
    };
    const receivers = udpReceivers(inetOf(this.netns));
    receivers.add(receiver);
    return () => receivers.delete(receiver);
  }

  #openIpv6(): () => void {
    const socket: Inet6Socket = {
      protocol: IPPROTO_UDP,
      deliver: ({ skb, payload, source, destination }) => {
        const unchecked = u16(payload, 6) === 0 && this.flags.startsWith('true');
        const datagram = parseUdp(payload, unchecked ? undefined : { source, destination });
        if (datagram instanceof Malformed || datagram.destinationPort !== this.port) return false;
        const tos = (u16(skb.network, 0) >>> 4) & 0xff;
        this.#receive(skb, { source, tos }, datagram.payload);
        return true;
      },
      error: () => undefined,
    };
    const { sockets: all } = inet6Of(this.netns);
    all.add(socket);
    return () => all.delete(socket);
  }

  /** vxlan_rcv. */
  #receive(skb: Skb, outer: Outer, payload: Uint8Array): void {
    const drop = (because: string): void => this.netns.drop('NOT_SPECIFIED', skb, because);
    const vxlan = parseVxlan(payload);
    if (vxlan instanceof Malformed) return drop('no VXLAN header with a VNI');
    const dev = this.#devices.get(vxlan.vni);
    if (!dev) return drop(`no VXLAN device of VNI ${vxlan.vni}`);
    dev.receiveInner(skb, vxlan.payload, outer);
  }
}
