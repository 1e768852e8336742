import { Clock, Random, RtnetlinkError, SysError, type AddrMessage, type Errno, type Host, type IcmpSocket, type IpAddress, type LinkMessage, type Received, type SocketError, type UdpSocket } from '../../../src/stack';

/** What comes back for the echo request with that sequence number: after so many µs, a packet or an error. */
export interface Answer {
  readonly us: number;
  readonly packet?: Partial<Received> & { readonly icmp?: Uint8Array };
  readonly error?: Partial<SocketError>;
}

/** A network of one's own choice behind the socket contract. */
export interface World {
  /** datagram sockets are allowed */
  readonly dgram?: boolean;
  /** raw sockets are not */
  readonly noRaw?: boolean;
  readonly devices?: Readonly<Record<string, { readonly index: number; readonly addresses: readonly IpAddress[] }>>;
  /** connect(2) of the probe: the source address, or an error */
  connect?(destination: IpAddress, device: string | undefined, broadcast: boolean): IpAddress | Errno;
  /** sendto(2): an error */
  refuse?(seq: number): Errno | undefined;
  /** entries that a refused sendto(2) leaves in the error queue */
  localError?(seq: number): Partial<SocketError> | undefined;
  answers?(seq: number, request: Uint8Array): readonly Answer[];
}

/** What a program did to its sockets. */
export interface Trace {
  readonly sent: { readonly octets: Uint8Array; readonly at: number; readonly destination: IpAddress; readonly scopeId: number | undefined }[];
  readonly options: Record<string, unknown>;
  readonly calls: string[];
  closed: number;
}

/** An IPv4 header of 20 octets before an ICMP message. */
export function inIpv4(icmp: Uint8Array, ttl: number): Uint8Array {
  const packet = new Uint8Array(20 + icmp.length);
  packet.set([0x45, 0, packet.length >> 8, packet.length & 255, 0, 0, 0, 0, ttl, 1]);
  packet.set(icmp, 20);
  return packet;
}

/** The reply to an echo request. */
export function echoReply(request: Uint8Array): Uint8Array {
  return Uint8Array.of(request[0] === 8 ? 0 : 129, ...request.slice(1));
}

export function fakeNetwork(world: World, seed = 1): { readonly host: Host; readonly trace: Trace } {
  const clock = new Clock();
  const trace: Trace = { sent: [], options: {}, calls: [], closed: 0 };
  const devices = Object.entries(world.devices ?? { lo: { index: 1, addresses: [0x7f000001, 1n] } });

  const icmp = (kind: 'raw' | 'dgram', family: 2 | 10): IcmpSocket => {
    if (kind === 'dgram' && !world.dgram) throw new SysError('EACCES');
    if (kind === 'raw' && world.noRaw) throw new SysError('EPERM');
    const packets: Received[] = [];
    const errors: SocketError[] = [];
    const listeners = new Set<() => void>();
    const wake = (): void => listeners.forEach(listener => listener());
    const asError = (error: Partial<SocketError>, octets: Uint8Array, destination: IpAddress): SocketError => ({
      errno: 'EHOSTUNREACH', origin: family === 2 ? 'icmp' : 'icmp6', type: 3, code: 1, info: 0, octets, destination, at: clock.now(), ...error,
    });
    return {
      kind, id: 7,
      ready: () => packets.length + errors.length > 0,
      subscribe: listener => {
        listeners.add(listener);
        return () => void listeners.delete(listener);
      },
      bindToDevice: ifname => {
        if (!devices.some(([name]) => name === ifname)) throw new SysError('ENODEV');
        trace.calls.push(`bindToDevice ${ifname}`);
      },
      bind: address => {
        if (!devices.some(([, device]) => device.addresses.includes(address))) throw new SysError('EADDRNOTAVAIL');
        trace.calls.push(`bind ${String(address)}`);
      },
      setOptions: options => void Object.assign(trace.options, options),
      sendTo: (octets, destination, scopeId) => {
        const seq = (octets[6]! << 8) | octets[7]!;
        const refused = world.refuse?.(seq);
        if (refused) {
          const local = world.localError?.(seq);
          if (local) errors.push(asError({ errno: refused, origin: 'local', type: 0, code: 0, ...local }, octets, destination));
          throw new SysError(refused);
        }
        trace.sent.push({ octets, at: clock.now(), destination, scopeId });
        for (const answer of world.answers?.(seq, octets) ?? [{ us: 0, packet: {} }]) {
          clock.after(answer.us * 1000, () => {
            if (answer.error) errors.push(asError(answer.error, octets, destination));
            if (answer.packet) {
              const message = answer.packet.icmp ?? echoReply(octets);
              packets.push({ octets: kind === 'raw' && family === 2 ? inIpv4(message, answer.packet.ttl ?? 64) : message, source: destination, at: clock.now(), ttl: 64, iif: 1, destination, ...answer.packet });
            }
            wake();
          });
        }
      },
      receive: () => packets.shift(),
      receiveError: () => errors.shift(),
      close: () => void trace.closed++,
    };
  };

  const udp = (family: 2 | 10): UdpSocket => {
    let device: string | undefined;
    let broadcast = false;
    let address: IpAddress = family === 2 ? 0 : 0n;
    return {
      ready: () => false, subscribe: () => () => undefined,
      bindToDevice: ifname => {
        if (!devices.some(([name]) => name === ifname)) throw new SysError('ENODEV');
        device = ifname;
      },
      bind: () => undefined,
      setOptions: options => { broadcast = options.broadcast ?? broadcast; },
      connect: destination => {
        const source = world.connect?.(destination, device, broadcast) ?? (family === 2 ? 0x7f000001 : 1n);
        if (typeof source === 'string') throw new SysError(source);
        address = source;
      },
      get local() { return { address, port: 40000 }; },
      send: () => undefined, sendTo: () => undefined, receive: () => undefined, receiveError: () => undefined, close: () => undefined,
    };
  };

  const rtnetlink = {
    getLink: (which: { readonly index?: number; readonly ifname?: string }) => {
      const found = devices.find(([name, device]) => name === which.ifname || device.index === which.index);
      if (!found) throw new RtnetlinkError('ENODEV');
      return { ifname: found[0], index: found[1].index } as LinkMessage;
    },
    dump: (_: string, filter: { readonly family: number }) => devices.flatMap(([label, device]) => device.addresses
      .filter(address => (typeof address === 'number' ? 2 : 10) === filter.family)
      .map(local => ({ local, index: device.index, ...(typeof local === 'number' && { label }) }) as AddrMessage)),
  };
  const host = { name: 'vm', hostname: 'vm', network: { clock, random: new Random(seed) }, namedNetns: new Map(), retain: () => () => undefined } as unknown as Host;
  Object.assign(host, { initNetns: { host, inode: 1, rtnetlink, sockets: { icmp: (kind: 'raw' | 'dgram', family: 2 | 10) => icmp(kind, family), udp } } });
  return { host, trace };
}
