import { macOctets } from '../../stack/address';
import { NS_PER_MS } from '../../stack/clock';
import { SysError } from '../../stack/errno';
import { IFF, RtnetlinkError, type LinkMessage } from '../../stack/rtnetlink';
import type { CapturedFrame, PacketSocket, PacketType } from '../../stack/socket';
import { put16, put32, u16 } from '../../stack/wire';
import type { Process } from '../program';
import { captureDevices } from './devices';
import { failure } from './failure';
import type { FilterFrame, Test } from './filter/frame';
import type { Options } from './options';
import type { LinkType, Packet } from './print/packet';

const ETHERNET_HEADER = 14;
const VLAN_TYPES: readonly number[] = [0x8100, 0x88a8];
const SLL2_HEADER = 20;
const PACKET_TYPES: Readonly<Record<PacketType, number>> = { host: 0, broadcast: 1, multicast: 2, otherhost: 3, outgoing: 4 };

/** A running capture: libpcap over a packet socket. */
export interface Capture {
  readonly device: string;
  readonly linkType: LinkType;
  readonly socket: PacketSocket;
  /** Only packets that pass reach the capture, and its statistics. */
  filter(test: Test): void;
  /** The next packet in the asked direction; undefined if there is none. */
  next(): Packet | undefined;
  /** Why there will be no more: its device is gone. One that is only down may come back. */
  failure(): string | undefined;
}

/**
 * Starts to capture on the interface that the options name, by name or by its number in -D's list, or on the first of that list.
 * @throws {Exit}
 */
export function openCapture(process: Process, options: Options): Capture {
  const device = options.interface ?? captureDevices(process.netns)[0]!.name;
  const socket = openSocket(process, device);
  const link = device === 'any' ? undefined : findLink(process, device);
  if (device !== 'any' && !link) {
    const byNumber = /^\d+$/.test(device) ? captureDevices(process.netns)[Number(device) - 1] : undefined;
    socket.close();
    if (byNumber) return openCapture(process, { ...options, interface: byNumber.name });
    throw failure(/^\d+$/.test(device) ? 'Invalid adapter index' : `${device}: No such device exists\n(No such device exists)`);
  }
  if (link && (link.flags & IFF.UP) === 0) throw failure(`${device}: That device is not up`);
  socket.bind(link ? link.index : 'any');
  if (options.promiscuous) socket.promiscuous(true);
  if (!options.immediate) socket.blocks(interactive(process, options) ? 100 * NS_PER_MS : 1000 * NS_PER_MS);
  return new SocketCapture(process, device, socket, link, options);
}

/** Whether someone probably waits for each line: tcpdump then asks for packets ten times a second, else once. */
function interactive(process: Process, options: Options): boolean {
  return (options.writeFile === undefined || options.printToo) && (process.stdout.isTerminal || options.lineBuffered);
}

function openSocket(process: Process, device: string): PacketSocket {
  try {
    return process.netns.sockets.packet(process.uid);
  } catch (error) {
    if (error instanceof SysError && error.errno === 'EPERM') {
      throw failure(`${device}: You don't have permission to perform this capture on that device\n(socket: Operation not permitted)`);
    }
    throw error;
  }
}

function findLink(process: Process, ifname: string): LinkMessage | undefined {
  try {
    return process.netns.rtnetlink.getLink({ ifname });
  } catch (error) {
    if (error instanceof RtnetlinkError) return undefined;
    throw error;
  }
}

class SocketCapture implements Capture {
  readonly linkType: LinkType;
  readonly #wallOffsetUs: number;

  constructor(readonly process: Process, readonly device: string, readonly socket: PacketSocket, readonly link: LinkMessage | undefined, readonly options: Options) {
    const { clock } = process.host.network;
    this.#wallOffsetUs = clock.epochMs * 1000;
    this.linkType = !link ? 'LINUX_SLL2' : hasEthernet(link.type) ? 'EN10MB' : 'RAW';
  }

  filter(test: Test): void {
    this.socket.filter(frame => test(this.#filterFrame(frame)));
  }

  next(): Packet | undefined {
    for (;;) {
      const frame = this.socket.receive();
      if (!frame) return undefined;
      if (!this.#wanted(frame)) continue;
      const whole = this.linkType === 'LINUX_SLL2' ? cooked(frame) : frame.octets;
      return {
        us: this.#wallOffsetUs + Math.floor(frame.at / 1000), length: whole.length,
        octets: whole.length > this.options.snaplen ? whole.subarray(0, this.options.snaplen) : whole,
      };
    }
  }

  failure(): string | undefined {
    if (this.socket.takeError() === undefined) return undefined;
    return findLink(this.process, this.device) ? undefined : 'The interface disappeared';
  }

  /** What lo sends, it also receives: one of the two is enough. */
  #wanted({ type, ifindex }: CapturedFrame): boolean {
    const outgoing = type === 'outgoing';
    if (outgoing && this.#isLoopback(ifindex)) return false;
    return this.options.direction === 'inout' || (this.options.direction === 'out') === outgoing;
  }

  #isLoopback(ifindex: number): boolean {
    if (this.link) return (this.link.flags & IFF.LOOPBACK) !== 0;
    return findLink(this.process, 'lo')?.index === ifindex;
  }

  #filterFrame(frame: CapturedFrame): FilterFrame {
    const outgoing = frame.type === 'outgoing';
    if (this.linkType === 'LINUX_SLL2') {
      const octets = cooked(frame);
      return { octets, length: octets.length, outgoing, ifindex: frame.ifindex };
    }
    const { octets, tag } = untagged(this.linkType === 'RAW' ? withEthernet(frame.octets) : frame.octets);
    return { octets, length: octets.length, outgoing, ifindex: frame.ifindex, ...(tag !== undefined && { tag }) };
  }
}

/** Whether frames of an ARPHRD_* have Ethernet headers: on cards and lo, not in tunnels. */
function hasEthernet(hardwareType: number): boolean {
  return hardwareType === 1 || hardwareType === 772;
}

/** A packet with an Ethernet header before it, so that filters find its fields. */
function withEthernet(packet: Uint8Array): Uint8Array {
  const frame = new Uint8Array(ETHERNET_HEADER + packet.length);
  put16(frame, 12, (packet[0] ?? 0) >>> 4 === 6 ? 0x86dd : 0x0800);
  frame.set(packet, ETHERNET_HEADER);
  return frame;
}

/** A frame without its outermost VLAN tag, which Linux keeps beside the packet. */
function untagged(octets: Uint8Array): { readonly octets: Uint8Array; readonly tag?: number } {
  if (octets.length < ETHERNET_HEADER + 4 || !VLAN_TYPES.includes(u16(octets, 12))) return { octets };
  const rest = new Uint8Array(octets.length - 4);
  rest.set(octets.subarray(0, 12));
  rest.set(octets.subarray(16), 12);
  return { octets: rest, tag: u16(octets, 14) };
}

/** The packet with a LINKTYPE_LINUX_SLL2 header for its Ethernet header. */
function cooked(frame: CapturedFrame): Uint8Array {
  const { octets } = untagged(hasEthernet(frame.hardwareType) ? frame.octets : withEthernet(frame.octets));
  const type = u16(octets, 12);
  const payload = octets.subarray(ETHERNET_HEADER);
  const whole = new Uint8Array(SLL2_HEADER + payload.length);
  put16(whole, 0, type > 1500 ? type : 4);
  put32(whole, 4, frame.ifindex);
  put16(whole, 8, frame.hardwareType);
  whole[10] = PACKET_TYPES[frame.type];
  if (frame.source) {
    whole[11] = 6;
    whole.set(macOctets(frame.source), 12);
  }
  whole.set(payload, SLL2_HEADER);
  return whole;
}
