import { isMulticast } from '../address';
import { SysError, type Errno } from '../errno';
import { learnMtu, learnRedirect } from '../inet/icmp';
import type { IcmpError, Inet } from '../inet/inet';
import type { Packet } from '../inet/input';
import { routeOutput, type OutputAnswer } from '../inet/output-route';
import { sendBy, type Sending } from '../inet/output';
import { addressTypeOn } from '../inet/source';
import type { IpAddress } from '../address';
import type { Received, SocketError } from '../socket';
import { ICMP_DEST_UNREACH, ICMP_FRAG_NEEDED, ICMP_PARAMETERPROB, ICMP_REDIRECT, u32 } from '../wire';

/** icmp_err_convert: what an unreachable's code means to a program. */
const UNREACHABLE: readonly Errno[] = [
  'ENETUNREACH', 'EHOSTUNREACH', 'EPROTONOSUPPORT', 'ECONNREFUSED', 'EMSGSIZE', 'EOPNOTSUPP', 'ENETUNREACH', 'EHOSTDOWN', 'ENETUNREACH',
  'ENETUNREACH', 'EHOSTUNREACH', 'ENETUNREACH', 'EHOSTUNREACH', 'EHOSTUNREACH', 'EHOSTUNREACH', 'EHOSTUNREACH',
];
/** Octets of packets that may wait to be read (net.core.rmem_default). */
const RECEIVE_BUFFER = 212_992;
const OVERHEAD = 576;

export interface SocketOptions {
  readonly ttl?: number;
  readonly tos?: number;
  readonly broadcast?: boolean;
  readonly dontFragment?: 'do' | 'dont' | 'want';
  readonly mark?: number;
  readonly multicastInterface?: number;
  readonly multicastLoop?: boolean;
  readonly receiveErrors?: boolean;
}

/** What raw, ping and UDP sockets over IPv4 have in common (struct inet_sock). */
export class InetSocketBase<R extends Received> {
  protected options: SocketOptions = {};
  protected boundDevice = 0;
  protected source = 0;
  protected readonly queue: R[] = [];
  #queued = 0;
  protected readonly errors: SocketError[] = [];
  readonly #wakers = new Set<() => void>();

  constructor(protected readonly inet: Inet) {}

  ready(): boolean {
    return this.queue.length > 0 || this.errors.length > 0;
  }

  subscribe(wake: () => void): () => void {
    this.#wakers.add(wake);
    return () => void this.#wakers.delete(wake);
  }

  bindToDevice(ifname: string): void {
    const dev = this.inet.netns.devices.byName(ifname);
    if (!dev) throw new SysError('ENODEV');
    this.boundDevice = dev.ifindex;
  }

  setOptions(options: SocketOptions): void {
    this.options = { ...this.options, ...options };
  }

  receive(): R | undefined {
    const received = this.queue.shift();
    if (received) this.#queued -= received.octets.length + OVERHEAD;
    return received;
  }

  receiveError(): SocketError | undefined {
    return this.errors.shift();
  }

  /** Octets of memory that waiting packets take. */
  protected get queued(): number {
    return this.#queued;
  }

  /** Binds to a local address. @throws {SysError} EADDRNOTAVAIL */
  protected bindSource(address: IpAddress, many: boolean): void {
    const type = typeof address === 'number' && address !== 0 ? addressTypeOn(this.inet, this.inet.netns.devices.byIndex(this.boundDevice), address) : 'local';
    const free = this.inet.settings.ip_nonlocal_bind !== 0;
    if (typeof address !== 'number' || (type !== 'local' && !free && !(many && (type === 'multicast' || type === 'broadcast')))) throw new SysError('EADDRNOTAVAIL');
    this.source = type === 'local' || free ? address : 0;
  }

  protected now(): number {
    return this.inet.netns.network.clock.now();
  }

  protected enqueue(received: R): void {
    const size = received.octets.length + OVERHEAD;
    if (this.#queued + size > RECEIVE_BUFFER) return;
    this.#queued += size;
    this.queue.push(received);
    this.wake();
  }

  protected wake(): void {
    for (const wake of [...this.#wakers]) wake();
  }

  /** Whether an unbound socket takes what comes in by an L3 master (net.ipv4.*_l3mdev_accept). */
  protected acceptsL3(): boolean {
    return true;
  }

  /** Whether a packet that counts as come in by `iif`, or by the port `sdif` of an L3 master, is for this socket (inet_sk_bound_dev_eq). */
  protected heardOn(iif: number, sdif: number): boolean {
    if (this.boundDevice === 0) return sdif === 0 || this.acceptsL3();
    return this.boundDevice === iif || this.boundDevice === sdif;
  }

  /** The route of a packet to be sent. @throws {SysError} as sendto(2) and connect(2) */
  protected routeTo(destination: number, protocol: number, ports: { sport?: number; dport?: number } = {}): Extract<OutputAnswer, { route: unknown }> {
    const multicast = isMulticast(destination);
    const answer = routeOutput(this.inet, {
      daddr: destination, saddr: this.source, oif: this.boundDevice || (multicast ? this.options.multicastInterface ?? 0 : 0), tos: this.options.tos ?? 0,
      mark: this.options.mark ?? 0, ipproto: protocol, ...ports,
    });
    if (answer.error !== undefined) throw new SysError(answer.error);
    if (answer.route.has('BROADCAST') && !this.options.broadcast) throw new SysError('EACCES');
    return answer;
  }

  /** Sends a message by its route. @throws {SysError} EMSGSIZE */
  protected transmit(answer: Extract<OutputAnswer, { route: unknown }>, sending: Pick<Sending, 'payload' | 'protocol'>): void {
    const { ttl, tos, mark, dontFragment } = this.options;
    const multicast = isMulticast(answer.daddr);
    const failed = sendBy(this.inet, answer.route, answer.saddr, answer.daddr, {
      ...sending, dontFragment: dontFragment ?? 'want', tos: tos ?? 0, mark: mark ?? 0, ...(ttl === undefined || (multicast && ttl === undefined) ? {} : { ttl }),
    });
    if (!failed) return;
    if (failed.info !== undefined && this.options.receiveErrors) {
      this.errors.push({ errno: failed.error, origin: 'local', type: 0, code: 0, info: failed.info, octets: sending.payload, destination: answer.daddr, at: this.now() });
    }
    throw new SysError(failed.error);
  }

  /** Puts an ICMP error into the error queue (ip_icmp_error), and heeds what it tells of the path. */
  protected report(error: IcmpError, quoted: Packet, redirectsToo: boolean): void {
    if (error.type === ICMP_DEST_UNREACH && error.code === ICMP_FRAG_NEEDED) learnMtu(this.inet, quoted, error.info, this.boundDevice);
    if (error.type === ICMP_REDIRECT) {
      learnRedirect(this.inet, error.skb, quoted, u32(error.message, 4), error.offender, this.boundDevice);
      if (!redirectsToo) return;
    }
    if (!this.options.receiveErrors) return;
    const gateway = error.type === ICMP_REDIRECT ? u32(error.message, 4) : undefined;
    this.errors.push({
      errno: errnoOf(error), origin: 'icmp', type: error.type, code: error.code, info: gateway ?? error.info, offender: error.offender,
      octets: quoted.payload, destination: quoted.destination, at: this.now(),
    });
    this.wake();
  }
}

/** What an ICMP error means to a socket. */
export function errnoOf(error: Pick<IcmpError, 'type' | 'code'>): Errno {
  if (error.type === ICMP_DEST_UNREACH) return UNREACHABLE[error.code] ?? 'EHOSTUNREACH';
  if (error.type === ICMP_PARAMETERPROB) return 'EPROTO';
  return error.type === ICMP_REDIRECT ? 'EREMOTEIO' : 'EHOSTUNREACH';
}
