import { AF_INET, SysError, type Family, type IpAddress, type SocketError, type UdpSocket } from '../../stack';
import type { Process, Waitable } from '../program';
import type { TracerouteOptions } from './options';
import { socketsOf } from '../sockets';

/** What came back for a probe. */
export interface Answer {
  readonly probe: number;
  readonly from: IpAddress;
  /** ns since boot */
  readonly at: number;
  /** the destination, or someone who knows that there is no way to it */
  readonly final: boolean;
  /** `!H` and the like, or nothing */
  readonly remark: string;
}

/** A way to ask: sends probes and recognises answers. */
export interface Method {
  /** @throws {Refused} */
  send(probe: number, ttl: number): void;
  readonly sources: readonly Waitable[];
  answers(): Answer[];
  close(): void;
}

/** A system call that fails ends the program, and this says how. */
export class Refused extends Error {
  constructor(readonly call: string, readonly error: SysError) {
    super(call);
    this.name = 'Refused';
  }
}

function refusing<T>(call: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (error instanceof SysError) throw new Refused(call, error);
    throw error;
  }
}

const REMARKS4: Readonly<Record<number, string>> = { 0: '!N', 1: '!H', 2: '!P', 3: '', 5: '!S', 9: '!X', 10: '!X', 13: '!X', 14: '!V', 15: '!C' };
const REMARKS6: Readonly<Record<number, string>> = { 0: '!N', 1: '!X', 2: '!S', 3: '!H', 4: '' };

/** What an ICMP error says: time exceeded is a hop, unreachable the end; undefined for an error that isn't about the way. */
function read(error: SocketError): Pick<Answer, 'final' | 'remark'> | undefined {
  const six = error.origin === 'icmp6';
  if (error.origin === 'local' || error.offender === undefined) return undefined;
  if (error.type === (six ? 3 : 11)) return { final: false, remark: '' };
  if (error.type !== (six ? 1 : 3)) return undefined;
  if (!six && error.code === 4) return { final: true, remark: `!F-${error.info}` };
  return { final: true, remark: (six ? REMARKS6 : REMARKS4)[error.code] ?? `!<${error.code}>` };
}

/** Where to, and how the sockets are set up. */
export interface Route {
  readonly process: Process;
  readonly options: TracerouteOptions;
  readonly family: Family;
  readonly destination: IpAddress;
  readonly scopeId: number;
  readonly source: IpAddress | undefined;
  /** octets after the UDP or ICMP header */
  readonly dataLength: number;
}

const FIRST_PORT = 33434;

/** The default: UDP to ports where nobody listens, another one each time, each from a socket of its own. */
export class UdpMethod implements Method {
  readonly #sockets = new Map<number, UdpSocket>();

  constructor(private readonly route: Route) {}

  send(probe: number, ttl: number): void {
    const { process, options, family, destination, scopeId, source, dataLength } = this.route;
    const socket = refusing('socket', () => socketsOf(process).udp(family));
    this.#sockets.set(probe, socket);
    if (options.device !== undefined) refusing('setsockopt SO_BINDTODEVICE', () => socket.bindToDevice(options.device!));
    if (source !== undefined) refusing('bind', () => socket.bind(source));
    socket.setOptions({ ttl, receiveErrors: true, dontFragment: 'dont', ...(options.tos !== 0 && { tos: options.tos }) });
    refusing('connect', () => socket.connect(destination, ((options.port ?? FIRST_PORT) + probe) & 0xffff, scopeId === 0 ? undefined : scopeId));
    try {
      socket.send(Uint8Array.from({ length: dataLength }, (_, i) => 0x40 + (i & 0x3f)));
    } catch (error) {
      if (!(error instanceof SysError)) throw error;
    }
  }

  get sources(): readonly Waitable[] {
    return [...this.#sockets.values()];
  }

  answers(): Answer[] {
    const found: Answer[] = [];
    for (const [probe, socket] of this.#sockets) {
      const error = socket.receiveError();
      const said = error && read(error);
      if (!said) continue;
      found.push({ probe, from: error.offender!, at: error.at, ...said });
      socket.close();
      this.#sockets.delete(probe);
    }
    return found;
  }

  close(): void {
    for (const socket of this.#sockets.values()) socket.close();
  }
}

/** -I: echo requests. */
export class IcmpMethod implements Method {
  readonly #socket;
  readonly #id: number;

  constructor(private readonly route: Route) {
    const { process, options, family, source } = route;
    this.#id = process.pid & 0xffff;
    this.#socket = refusing('socket', () => socketsOf(process).icmp('raw', family, process.uid));
    if (options.device !== undefined) refusing('setsockopt SO_BINDTODEVICE', () => this.#socket.bindToDevice(options.device!));
    if (source !== undefined) refusing('bind', () => this.#socket.bind(source));
    this.#socket.setOptions({ receiveErrors: true, dontFragment: 'dont', ...(options.tos !== 0 && { tos: options.tos }) });
  }

  send(probe: number, ttl: number): void {
    const { family, destination, scopeId, dataLength } = this.route;
    const packet = new Uint8Array(8 + dataLength).map((_, i) => 0x40 + ((i - 8) & 0x3f));
    const view = new DataView(packet.buffer);
    view.setUint32(0, (family === AF_INET ? 8 : 128) * 0x1000000);
    view.setUint16(4, this.#id);
    view.setUint16(6, probe + 1);
    this.#socket.setOptions({ ttl });
    refusing('sendto', () => this.#socket.sendTo(packet, destination, scopeId === 0 ? undefined : scopeId));
  }

  get sources(): readonly Waitable[] {
    return [this.#socket];
  }

  answers(): Answer[] {
    const found: Answer[] = [];
    for (let error = this.#socket.receiveError(); error; error = this.#socket.receiveError()) {
      const probe = this.#probeOf(error.octets);
      const said = read(error);
      if (probe !== undefined && said) found.push({ probe, from: error.offender!, at: error.at, ...said });
    }
    for (let packet = this.#socket.receive(); packet; packet = this.#socket.receive()) {
      const icmp = this.route.family === AF_INET ? packet.octets.subarray((packet.octets[0]! & 15) * 4) : packet.octets;
      const probe = icmp[0] === (this.route.family === AF_INET ? 0 : 129) ? this.#probeOf(icmp) : undefined;
      if (probe !== undefined) found.push({ probe, from: packet.source, at: packet.at, final: true, remark: '' });
    }
    return found;
  }

  #probeOf(icmp: Uint8Array): number | undefined {
    const word = (at: number): number => (icmp[at]! << 8) | icmp[at + 1]!;
    return icmp.length >= 8 && word(4) === this.#id ? word(6) - 1 : undefined;
  }

  close(): void {
    this.#socket.close();
  }
}
