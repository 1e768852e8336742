import type { IpAddress, LinkAddress } from './address';
import type { Errno } from './errno';

/** Octets that a socket received, and what came with them. */
export interface Received {
  /** From the ICMP header for a ping socket; from the IP header for a raw IPv4 socket, from the ICMPv6 header for a raw IPv6 one (raw(7)). */
  readonly octets: Uint8Array;
  readonly source: IpAddress;
  /** ns since boot when it arrived (SO_TIMESTAMP) */
  readonly at: number;
  /** IP_TTL, IPV6_HOPLIMIT */
  readonly ttl: number;
  /** ifindex it came in by */
  readonly iif: number;
  readonly destination: IpAddress;
}

/** An entry of the error queue (IP_RECVERR, ip(7)): struct sock_extended_err. */
export interface SocketError {
  readonly errno: Errno;
  readonly origin: 'local' | 'icmp' | 'icmp6';
  /** ICMP type and code; 0 for a local error */
  readonly type: number;
  readonly code: number;
  /** MTU, gateway */
  readonly info: number;
  /** who sent the ICMP error */
  readonly offender?: IpAddress;
  /** ifindex that an ICMPv6 error came in by: the scope of a link-local offender */
  readonly iif?: number;
  /** the packet that caused it, as the sender handed it over */
  readonly octets: Uint8Array;
  /** where that packet was going */
  readonly destination: IpAddress;
  readonly at: number;
}

/**
 * An ICMP socket: SOCK_RAW or, if net.ipv4.ping_group_range holds the caller's group, SOCK_DGRAM (icmp(7)). Both families.
 * Is a Waitable in the sense of commands/program: ready() when there is a packet or an error to read.
 */
export interface IcmpSocket {
  readonly kind: 'raw' | 'dgram';
  ready(): boolean;
  subscribe(wake: () => void): () => void;
  /** SO_BINDTODEVICE. @throws {SysError} ENODEV */
  bindToDevice(ifname: string): void;
  /** bind(2) to a local address; `scopeId` for link-local. @throws {SysError} EADDRNOTAVAIL */
  bind(address: IpAddress, scopeId?: number): void;
  /** For 'dgram' the kernel's choice of ICMP id. */
  readonly id: number;
  setOptions(options: { readonly ttl?: number; readonly tos?: number; readonly broadcast?: boolean; readonly dontFragment?: 'do' | 'dont' | 'want'; readonly mark?: number; readonly multicastInterface?: number; readonly multicastLoop?: boolean; readonly receiveErrors?: boolean; readonly filterErrors?: boolean }): void;
  /** Sends an ICMP message (from its type octet on; the stack fills in the checksum). @throws {SysError} as sendto(2): ENETUNREACH, EINVAL, EACCES, EMSGSIZE, ... */
  sendTo(octets: Uint8Array, destination: IpAddress, scopeId?: number): void;
  /** The next packet; undefined if there is none. */
  receive(): Received | undefined;
  /** The next entry of the error queue (MSG_ERRQUEUE). */
  receiveError(): SocketError | undefined;
  close(): void;
}

/** A UDP socket used to ask which way a packet would leave, and to send probes (traceroute). */
export interface UdpSocket {
  ready(): boolean;
  subscribe(wake: () => void): () => void;
  bindToDevice(ifname: string): void;
  bind(address: IpAddress, port?: number, scopeId?: number): void;
  setOptions(options: { readonly ttl?: number; readonly tos?: number; readonly broadcast?: boolean; readonly dontFragment?: 'do' | 'dont' | 'want'; readonly mark?: number; readonly receiveErrors?: boolean }): void;
  /** connect(2): fixes the peer, chooses route and source. @throws {SysError} ENETUNREACH, EHOSTUNREACH, EINVAL, EACCES, ... */
  connect(destination: IpAddress, port: number, scopeId?: number): void;
  /** getsockname(2) */
  readonly local: { readonly address: IpAddress; readonly port: number };
  owner?: SocketOwner | undefined;
  send(octets: Uint8Array): void;
  sendTo(octets: Uint8Array, destination: IpAddress, port: number): void;
  receive(): (Received & { readonly port: number }) | undefined;
  receiveError(): SocketError | undefined;
  close(): void;
}

/** The process that opened a socket, as ss -p shows it. */
export interface SocketOwner {
  readonly name: string;
  readonly pid: number;
  /** its file descriptor */
  readonly fd: number;
}

/** TCP's states by ss's names. */
export type TcpState = 'ESTAB' | 'SYN-SENT' | 'SYN-RECV' | 'FIN-WAIT-1' | 'FIN-WAIT-2' | 'TIME-WAIT' | 'CLOSE' | 'CLOSE-WAIT' | 'LAST-ACK' | 'LISTEN' | 'CLOSING';

/** A TCP socket (tcp(7)). ready(): a read, or of a listening socket an accept, would return at once. */
export interface TcpSocket {
  owner: SocketOwner | undefined;
  readonly state: TcpState;
  readonly local: { readonly address: IpAddress; readonly port: number };
  readonly peer: { readonly address: IpAddress; readonly port: number };
  /** Ready when connect(2) has ended, well or not, and while a write would take octets (POLLOUT). */
  readonly writable: { ready(): boolean; subscribe(wake: () => void): () => void };
  ready(): boolean;
  subscribe(wake: () => void): () => void;
  /** @throws {SysError} ENODEV */
  bindToDevice(ifname: string): void;
  setOptions(options: { readonly reuseAddress?: boolean; readonly reusePort?: boolean; readonly ipv6Only?: boolean; readonly ttl?: number; readonly tos?: number; readonly mark?: number }): void;
  /** @throws {SysError} EADDRNOTAVAIL, EADDRINUSE, EINVAL */
  bind(address: IpAddress, port: number, scopeId?: number): void;
  /** @throws {SysError} EADDRINUSE */
  listen(backlog: number): void;
  /** A connection that has been made; undefined if there is none. */
  accept(): TcpSocket | undefined;
  /** Begins to connect; `writable` tells when that has ended, takeError how. @throws {SysError} ENETUNREACH, EHOSTUNREACH, EACCES, EINVAL, EADDRNOTAVAIL */
  connect(address: IpAddress, port: number, scopeId?: number): void;
  /** SO_ERROR: ECONNREFUSED, ETIMEDOUT, EHOSTUNREACH, ECONNRESET, ...; reading clears it. */
  takeError(): Errno | undefined;
  /** What there is to read; null at the end; undefined when nothing is there yet. @throws {SysError} the socket's error */
  read(): Uint8Array | null | undefined;
  /** How many octets were taken. @throws {SysError} EPIPE, ENOTCONN, or the socket's error */
  write(octets: Uint8Array): number;
  /** shutdown(SHUT_WR) */
  shutdown(): void;
  close(): void;
}

/** A socket as sock_diag(7) tells of it. */
export interface SocketEntry {
  readonly protocol: 'tcp' | 'udp';
  readonly family: 2 | 10;
  readonly state: TcpState;
  /** octets; of a listening socket connections that wait, and how many may */
  readonly receiveQueue: number;
  readonly sendQueue: number;
  readonly local: { readonly address: IpAddress; readonly port: number };
  readonly peer: { readonly address: IpAddress; readonly port: number };
  /** ifindex that it is bound to; 0: none */
  readonly device: number;
  readonly ipv6Only: boolean;
  readonly owner: SocketOwner | undefined;
  readonly timer?: { readonly name: 'on' | 'timewait'; /** ns since boot */ readonly expires: number; readonly retransmits: number } | undefined;
}

/** sll_pkttype of packet(7). */
export type PacketType = 'host' | 'broadcast' | 'multicast' | 'otherhost' | 'outgoing';

/** A frame as a packet socket sees it. */
export interface CapturedFrame {
  /** from the link-layer header on */
  readonly octets: Uint8Array;
  /** ns since boot */
  readonly at: number;
  readonly type: PacketType;
  readonly ifindex: number;
  /** ARPHRD_* */
  readonly hardwareType: number;
  /** ETH_P_* */
  readonly protocol: number;
  readonly source?: LinkAddress;
}

/** packet(7): AF_PACKET, SOCK_RAW, ETH_P_ALL. */
export interface PacketSocket {
  ready(): boolean;
  subscribe(wake: () => void): () => void;
  /** One device, or all of the namespace (`-i any`). @throws {SysError} ENODEV */
  bind(ifindex: number | 'any'): void;
  /** PACKET_MR_PROMISC on the bound device, until closed. */
  promiscuous(on: boolean): void;
  /** Only frames that it accepts are queued (SO_ATTACH_FILTER). */
  filter(accept: (frame: CapturedFrame) => boolean): void;
  /**
   * PACKET_RX_RING as TPACKET_V3 has it: frames become readable a block at a time, when it is full or, at the latest,
   * at the next multiple of `timeoutNs` nanoseconds from now. Without it each frame is readable at once.
   */
  blocks(timeoutNs: number): void;
  receive(): CapturedFrame | undefined;
  /** Sends a frame as it is, by the bound device. @throws {SysError} ENETDOWN, EMSGSIZE */
  send(octets: Uint8Array): void;
  /** PACKET_STATISTICS since the last call. */
  statistics(): { readonly packets: number; readonly drops: number };
  /** SO_ERROR: ENETDOWN once the bound device went down or away; reading clears it. */
  takeError(): Errno | undefined;
  close(): void;
}

/** socket(2), for those kinds. */
export interface Sockets {
  /** @throws {SysError} EACCES: a dgram socket outside net.ipv4.ping_group_range; EPERM: a raw socket without CAP_NET_RAW */
  icmp(kind: 'raw' | 'dgram', family: 2 | 10, uid: number): IcmpSocket;
  udp(family: 2 | 10): UdpSocket;
  tcp(family: 2 | 10): TcpSocket;
  packet(uid: number): PacketSocket;
  /** The TCP and UDP sockets of the namespace. */
  list(): SocketEntry[];
}
