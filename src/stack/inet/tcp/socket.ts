import { AF_INET, isLinkLocal, type Family, type IpAddress } from '../../address';
import { SysError, type Errno } from '../../errno';
import { ANY } from '../../inet6/addresses';
import { inet6Of } from '../../inet6/inet6';
import type { SocketEntry, SocketOwner, TcpSocket, TcpState } from '../../socket';
import { TCP_ACK, TCP_RST, TCP_SYN } from '../../wire';
import { inetOf } from '../inet';
import { addressTypeOn } from '../source';
import { Connection } from './connection';
import { pathTo, type TcpFlow } from './path';
import type { Segment } from './segment';
import { distance } from './sequence';
import type { TcpTable } from './table';

/** ::ffff:0:0/96, where an IPv6 socket has IPv4's addresses (RFC 4291 section 2.5.5.2). */
const MAPPED = 0xffff_0000_0000n;

interface Options {
  reuseAddress?: boolean;
  reusePort?: boolean;
  ipv6Only?: boolean;
  ttl?: number;
  tos?: number;
  mark?: number;
}

/** A TCP socket of either family: one that listens, one with a connection, or neither yet. */
export class Tcp implements TcpSocket {
  owner: SocketOwner | undefined;
  readonly options: Options = {};
  device = 0;
  address: IpAddress;
  port = 0;
  connection: Connection | undefined;
  /** its program has closed it; the connection may live on */
  closed = false;
  #listening = false;
  #backlog = 0;
  #listener: Tcp | undefined;
  readonly #accepted: Tcp[] = [];
  readonly #wakers = new Set<() => void>();

  constructor(private readonly table: TcpTable, readonly family: Family) {
    this.address = family === AF_INET ? 0 : ANY;
  }

  get state(): TcpState {
    return this.#listening ? 'LISTEN' : this.connection?.state ?? 'CLOSE';
  }

  get local(): { readonly address: IpAddress; readonly port: number } {
    return { address: this.shown(this.connection?.flow.source ?? this.address), port: this.port };
  }

  get peer(): { readonly address: IpAddress; readonly port: number } {
    const { flow } = this.connection ?? {};
    return flow ? { address: this.shown(flow.destination), port: flow.destinationPort } : { address: this.family === AF_INET ? 0 : ANY, port: 0 };
  }

  readonly writable = {
    ready: (): boolean => this.state === 'CLOSE' || (this.state !== 'SYN-SENT' && this.state !== 'SYN-RECV' && (this.connection?.writable ?? false)),
    subscribe: (wake: () => void): (() => void) => this.subscribe(wake),
  };

  ready(): boolean {
    if (this.#listening) return this.#accepted.length > 0;
    const { connection } = this;
    return connection !== undefined && (connection.unread > 0 || connection.ended || connection.error !== undefined);
  }

  subscribe(wake: () => void): () => void {
    const entry = (): void => wake();
    this.#wakers.add(entry);
    return () => void this.#wakers.delete(entry);
  }

  bindToDevice(ifname: string): void {
    const dev = this.table.netns.devices.byName(ifname);
    if (!dev) throw new SysError('ENODEV');
    this.device = dev.ifindex;
  }

  setOptions(options: Options): void {
    Object.assign(this.options, options);
  }

  bind(address: IpAddress, port: number, scopeId = 0): void {
    if ((typeof address === 'number') !== (this.family === AF_INET)) throw new SysError('EINVAL');
    if (isLinkLocal(address) && typeof address === 'bigint') {
      this.device ||= scopeId;
      if (!this.device) throw new SysError('EINVAL');
    }
    if (!this.#isLocal(address)) throw new SysError('EADDRNOTAVAIL');
    if (port !== 0 && this.table.conflicts(this, address, port)) throw new SysError('EADDRINUSE');
    this.address = address;
    this.port = port || this.table.freePort(1, candidate => !this.table.conflicts(this, address, candidate));
    this.table.bound.add(this);
  }

  #isLocal(address: IpAddress): boolean {
    const { netns } = this.table;
    const inet = inetOf(netns);
    if (!address || inet.settings.ip_nonlocal_bind) return true;
    const dev = netns.devices.byIndex(this.device);
    return typeof address === 'number' ? addressTypeOn(inet, dev, address) === 'local' : inet6Of(netns).hasAddress(address, isLinkLocal(address) ? dev : undefined);
  }

  listen(backlog: number): void {
    if (this.connection) throw new SysError('EINVAL');
    if (this.port === 0) this.bind(this.address, 0);
    else if (this.table.conflicts(this, this.address, this.port, true)) throw new SysError('EADDRINUSE');
    this.#listening = true;
    this.#backlog = backlog;
  }

  accept(): TcpSocket | undefined {
    return this.#accepted.shift();
  }

  connect(to: IpAddress, port: number, scopeId = 0): void {
    if (this.connection) throw new SysError('EISCONN');
    if (isLinkLocal(to) && typeof to === 'bigint') this.device ||= scopeId;
    const { device, address, options: { ttl, tos, mark } } = this;
    const flow: TcpFlow = {
      destination: to, source: address, device, sourcePort: this.port, destinationPort: port,
      ...(ttl === undefined ? {} : { ttl }), ...(tos === undefined ? {} : { tos }), ...(mark === undefined ? {} : { mark }),
    };
    const { source, destination } = pathTo(this.table.netns, flow);
    this.port ||= this.table.freePort(0, candidate => !this.table.connected(source, candidate, destination, port) && !this.table.conflicts(this, source, candidate));
    this.#attach({ ...flow, source, destination, sourcePort: this.port }).connect();
  }

  /** A SYN for a listening socket: a connection begins, unless too many wait already. */
  heardSyn(segment: Segment): void {
    if (segment.flags & TCP_RST) return;
    if (segment.flags & TCP_ACK) return this.table.reset(segment);
    if (!(segment.flags & TCP_SYN)) return;
    if (this.#accepted.length > this.#backlog) return this.table.netns.drop('NOT_SPECIFIED', segment.skb, `${this.#accepted.length} connections wait to be accepted`);
    const child = new Tcp(this.table, this.family);
    Object.assign(child.options, this.options);
    child.#listener = this;
    child.device = this.device || (isLinkLocal(segment.source) && typeof segment.source === 'bigint' ? segment.iif : 0);
    child.port = this.port;
    child.#attach({
      destination: segment.source, source: segment.destination, device: child.device, sourcePort: this.port, destinationPort: segment.sourcePort,
    }).accept(segment);
  }

  #attach(flow: TcpFlow): Connection {
    const connection = new Connection(this.table.netns, flow, { changed: () => this.#changed(), gone: () => this.table.remove(this) });
    this.connection = connection;
    this.table.add(this);
    return connection;
  }

  #changed(): void {
    const listener = this.#listener;
    if (listener && this.state !== 'SYN-RECV') {
      this.#listener = undefined;
      if (listener.closed) return this.connection!.abort();
      if (this.state !== 'CLOSE') listener.#accepted.push(this);
      listener.#wake();
    }
    this.#wake();
  }

  #wake(): void {
    for (const wake of [...this.#wakers]) wake();
  }

  takeError(): Errno | undefined {
    const { connection } = this;
    const error = connection?.error;
    if (connection) connection.error = undefined;
    return error;
  }

  #check(): void {
    const error = this.takeError();
    if (error) throw new SysError(error);
  }

  read(): Uint8Array | null | undefined {
    const { connection } = this;
    if (!connection) throw new SysError('ENOTCONN');
    if (connection.unread > 0) return connection.read();
    this.#check();
    return connection.ended ? null : undefined;
  }

  write(octets: Uint8Array): number {
    const { connection } = this;
    this.#check();
    if (!connection) throw new SysError('ENOTCONN');
    if (connection.state !== 'ESTAB' && connection.state !== 'CLOSE-WAIT') throw new SysError('EPIPE');
    return connection.write(octets);
  }

  shutdown(): void {
    this.connection?.finish();
  }

  close(): void {
    if (this.closed) return;
    this.closed = true;
    this.owner = undefined;
    this.table.bound.delete(this);
    this.#listening = false;
    for (const waiting of this.#accepted) waiting.connection?.abort();
    this.connection?.close();
  }

  /** Whether a listening socket takes what comes to that address, and how exactly it was asked for. */
  score(segment: Segment): number {
    if (!this.#listening || this.port !== segment.destinationPort) return 0;
    const mapped = this.family !== AF_INET && typeof segment.destination === 'number';
    if (mapped && (this.options.ipv6Only || this.address !== ANY)) return 0;
    if (!mapped && this.family === AF_INET && typeof segment.destination === 'bigint') return 0;
    if (this.address && this.address !== segment.destination) return 0;
    if (this.device && this.device !== segment.iif && this.device !== segment.sdif) return 0;
    return 1 + (mapped ? 0 : 1) + (this.address ? 2 : 0) + (this.device ? 4 : 0);
  }

  /** Whether that segment opens a connection anew whose predecessor only waits for its time to pass (RFC 9293 section 3.10.7.4). */
  reopenedBy(segment: Segment): boolean {
    return this.state === 'TIME-WAIT' && (segment.flags & (TCP_SYN | TCP_ACK | TCP_RST)) === TCP_SYN && distance(segment.sequence, this.connection!.received) > 0;
  }

  private shown(address: IpAddress): IpAddress {
    return this.family !== AF_INET && typeof address === 'number' ? MAPPED | BigInt(address) : address;
  }

  entry(): SocketEntry {
    const { state, family, local, peer, device, connection, owner } = this;
    const waits = state === 'TIME-WAIT' || state === 'FIN-WAIT-2' && this.closed;
    const receiveQueue = this.#listening ? this.#accepted.length : waits ? 0 : (connection?.unread ?? 0) + (connection?.ended ? 1 : 0);
    const sendQueue = this.#listening ? this.#backlog : waits ? 0 : connection?.unacknowledged ?? 0;
    return {
      protocol: 'tcp', family, state, receiveQueue, sendQueue, local, peer, device, ipv6Only: this.options.ipv6Only ?? false, owner: waits ? undefined : owner, timer: connection?.timer,
    };
  }
}
