import { setPromiscuity } from '../device/lifecycle';
import type { Timer } from '../clock';
import type { NetDevice } from '../device/device';
import { readMac } from '../device/ethernet';
import type { NetdevEvent } from '../device/notifier';
import { SysError, type Errno } from '../errno';
import { wheelDelay } from '../jiffies';
import type { Netns } from '../netns';
import { Skb } from '../skb';
import type { CapturedFrame, PacketSocket, PacketType } from '../socket';
import { ETHERNET_HEADER, u16, VLAN_HEADER } from '../wire';

/** Octets that may wait to be read: libpcap's ring of 2 MiB. */
const RING_OCTETS = 2 * 1024 * 1024;
/** Octets of one block of that ring: 256 KiB, so that the longest frame fits. */
const BLOCK_OCTETS = 256 * 1024;
/** What a frame takes beside its own octets (tpacket3_hdr and sockaddr_ll, aligned). */
const FRAME_OVERHEAD = 82;

/** AF_PACKET of a namespace (net/packet/af_packet.c): lets its sockets be made, and tells them of devices that go down. */
export function packet(netns: Netns): void {
  const sockets = new Set<NetnsPacketSocket>();
  netns.notifier.subscribe((event, dev) => {
    for (const socket of sockets) socket.notified(event, dev);
  });
  netns.sockets.packetFamily = uid => {
    if (uid !== 0) throw new SysError('EPERM');
    return new NetnsPacketSocket(netns, sockets);
  };
}

class NetnsPacketSocket implements PacketSocket {
  /** undefined: not bound, sees nothing */
  #bound: NetDevice | 'any' | undefined;
  #untap: (() => void) | undefined;
  #accept: (frame: CapturedFrame) => boolean = () => true;
  #promiscuous = false;
  #sending = false;
  readonly #wakers = new Set<() => void>();
  /** frames that can be read */
  #queue: CapturedFrame[] = [];
  /** frames of the block that is being filled */
  #block: CapturedFrame[] = [];
  #blockOctets = 0;
  #queueOctets = 0;
  #retire: { readonly every: number; next: number } | undefined;
  #retireTimer: Timer | undefined;
  #packets = 0;
  #drops = 0;
  #error: Errno | undefined;

  constructor(readonly netns: Netns, readonly siblings: Set<NetnsPacketSocket>) {
    siblings.add(this);
  }

  ready(): boolean {
    return this.#queue.length > 0 || this.#error !== undefined;
  }

  subscribe(wake: () => void): () => void {
    this.#wakers.add(wake);
    return () => void this.#wakers.delete(wake);
  }

  bind(ifindex: number | 'any'): void {
    const dev = ifindex === 'any' ? 'any' : this.netns.devices.byIndex(ifindex);
    if (!dev) throw new SysError('ENODEV');
    this.promiscuous(false);
    this.#bound = dev;
    this.#untap ??= this.netns.addTap((skb, type) => this.#see(skb, type));
    if (dev !== 'any' && !dev.up) this.#fail('ENETDOWN');
  }

  promiscuous(on: boolean): void {
    const dev = this.#bound;
    if (dev === undefined || dev === 'any' || on === this.#promiscuous) return;
    this.#promiscuous = on;
    setPromiscuity(dev, on ? 1 : -1);
  }

  filter(accept: (frame: CapturedFrame) => boolean): void {
    this.#accept = accept;
  }

  blocks(timeoutNs: number): void {
    const now = this.netns.network.clock.now();
    this.#retire = { every: timeoutNs, next: now + wheelDelay(now, timeoutNs) };
  }

  receive(): CapturedFrame | undefined {
    const frame = this.#queue.shift();
    if (frame) this.#queueOctets -= room(frame);
    return frame;
  }

  send(octets: Uint8Array): void {
    const dev = this.#bound;
    if (dev === undefined || dev === 'any') throw new SysError('ENXIO');
    if (!dev.up) throw new SysError('ENETDOWN');
    if (octets.length < ETHERNET_HEADER) throw new SysError('EINVAL');
    if (octets.length > dev.mtu + ETHERNET_HEADER + VLAN_HEADER) throw new SysError('EMSGSIZE');
    this.#sending = true;
    dev.queueXmit(new Skb({ octets, networkOffset: ETHERNET_HEADER, protocol: u16(octets, 12), dev }));
    this.#sending = false;
  }

  statistics(): { readonly packets: number; readonly drops: number } {
    const counted = { packets: this.#packets, drops: this.#drops };
    this.#packets = 0;
    this.#drops = 0;
    return counted;
  }

  takeError(): Errno | undefined {
    const error = this.#error;
    this.#error = undefined;
    return error;
  }

  close(): void {
    this.promiscuous(false);
    this.#untap?.();
    this.#retireTimer?.cancel();
    this.siblings.delete(this);
    this.#wakers.clear();
  }

  /** packet_notifier: the bound device went down or away. */
  notified(event: NetdevEvent, dev: NetDevice): void {
    if (dev !== this.#bound) return;
    if (event === 'down' || event === 'unregister') this.#fail('ENETDOWN');
    if (event === 'unregister') {
      this.promiscuous(false);
      this.#bound = undefined;
    }
  }

  #fail(errno: Errno): void {
    this.#error = errno;
    this.#wake();
  }

  #see(skb: Skb, type: PacketType): void {
    const dev = skb.dev;
    if (!dev || this.#sending || (this.#bound !== 'any' && this.#bound !== dev)) return;
    const frame: CapturedFrame = {
      octets: skb.octets, at: this.netns.network.clock.now(), type, ifindex: dev.ifindex, hardwareType: dev.type, protocol: skb.protocol,
      ...(skb.octets.length >= ETHERNET_HEADER ? { source: readMac(skb.octets, 6) } : {}),
    };
    if (!this.#accept(frame)) return;
    this.#packets++;
    if (this.#queueOctets + room(frame) > RING_OCTETS) {
      this.#drops++;
      return;
    }
    this.#queueOctets += room(frame);
    this.#keep(frame);
  }

  /** tpacket_rcv: with blocks a frame waits for its block to be full, or for the next tick of the retire timer. */
  #keep(frame: CapturedFrame): void {
    if (!this.#retire) {
      this.#queue.push(frame);
      this.#wake();
      return;
    }
    if (this.#blockOctets + room(frame) > BLOCK_OCTETS) this.#retireBlock();
    this.#block.push(frame);
    this.#blockOctets += room(frame);
    const { clock } = this.netns.network;
    while (this.#retire.next <= clock.now()) this.#retire.next += wheelDelay(this.#retire.next, this.#retire.every);
    this.#retireTimer ??= clock.after(this.#retire.next - clock.now(), () => this.#retireBlock());
  }

  #retireBlock(): void {
    this.#retireTimer?.cancel();
    this.#retireTimer = undefined;
    this.#queue.push(...this.#block);
    this.#block = [];
    this.#blockOctets = 0;
    this.#wake();
  }

  #wake(): void {
    for (const wake of [...this.#wakers]) wake();
  }
}

function room(frame: CapturedFrame): number {
  return frame.octets.length + FRAME_OVERHEAD;
}
