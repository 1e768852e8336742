import { AF_INET, AF_INET6, formatAddress, NS_PER_MS, strerror, SysError, type Family, type IpAddress, type TcpSocket, type UdpSocket } from '../../stack';
import { getaddrinfo } from '../libc/resolver';
import { resolvePath } from '../path';
import type { Process, Program } from '../program';
import { accepted, connected, copy, standardChannel, tcpChannel, udpChannel, type Channel } from '../relay/channel';
import { socketsOf } from '../sockets';
import { SERVICES } from '../tcpdump/services';
import { readAddress, type SocatAddress } from './address';
import { execute } from './execute';

/** socat's first descriptor beside the standard ones and two of its own. */
const FIRST_FD = 5;
/** How long the other way may still bring something once one has ended (-t). */
const CLOSE_WAIT_NS = 500 * NS_PER_MS;
/** What fork(2) costs, ns. */
const FORK_NS = 400_000;
const DEFAULT_BACKLOG = 5;

class Failure extends Error {}

interface Relay {
  readonly process: Process;
  readonly mode: 'both' | 'forward' | 'backward';
  fd: number;
}

/** socat(1) 1.7.4.4, with TCP, UDP, files, programs and the standard streams. */
export const socat: Program = async (process, argv) => {
  try {
    await run(process, argv.slice(1));
    return 0;
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    await complain(process, error.message);
    return 1;
  }
};

async function complain(process: Process, message: string): Promise<void> {
  const { clock } = process.host.network;
  const at = new Date(clock.epochMs + Math.floor(clock.now() / NS_PER_MS)).toISOString().slice(0, 19).replace('T', ' ').replaceAll('-', '/');
  await process.stderr.write(`${at} socat[${process.pid}] ${message}\n`);
}

async function run(process: Process, args: readonly string[]): Promise<void> {
  let mode: Relay['mode'] = 'both';
  const texts: string[] = [];
  for (const arg of args) {
    if (arg === '-u') mode = 'forward';
    else if (arg === '-U') mode = 'backward';
    else if (/^-./.test(arg)) throw new Failure(`E vethlab doesn't support ${arg}`);
    else texts.push(arg);
  }
  if (texts.length !== 2) throw new Failure(`E exactly 2 addresses required (there are ${texts.length}); use option "-h" for help`);
  const [first, second] = texts.map(text => {
    const address = readAddress(text);
    if ('complaint' in address) throw new Failure(address.complaint);
    return address;
  }) as [SocatAddress, SocatAddress];
  const relay: Relay = { process, mode, fd: FIRST_FD };
  const forks = [first, second].find(address => address.options.has('fork'));
  if (forks && (forks === second || !forks.kind.startsWith('TCP') || !forks.kind.endsWith('-listen'))) throw new Failure('E vethlab supports the option "fork" only with TCP-LISTEN as the first address');
  if (!forks) return transfer(relay, await open(relay, first), second);
  const listener = listen(relay, first);
  try {
    for (;;) serveApart(relay, await accepted(process, listener), second);
  } finally {
    listener.close();
  }
}

/** A child of its own for a connection; what goes wrong there ends it alone. */
function serveApart(relay: Relay, socket: TcpSocket, second: SocatAddress): void {
  const { process } = relay;
  socket.owner = { name: 'socat', pid: process.pid, fd: relay.fd };
  const serve = async (): Promise<void> => {
    try {
      await process.sleep(FORK_NS);
      await transfer({ ...relay, fd: relay.fd + 1 }, tcpChannel(process, socket), second);
    } catch (error) {
      socket.close();
      if (error instanceof Failure) await complain(process, error.message);
      else throw error;
    }
  };
  serve().catch(() => undefined);
}

async function transfer(relay: Relay, left: Channel, second: SocatAddress): Promise<void> {
  const { process, mode } = relay;
  let right: Channel | undefined;
  try {
    right = await open(relay, second);
    const forward = mode === 'backward' ? undefined : copy(left, right);
    const backward = mode === 'forward' ? undefined : copy(right, left);
    const ways = [forward, backward].flatMap(way => way ?? []);
    for (const way of ways) way.catch(() => undefined);
    await Promise.race(ways);
    if (mode === 'both') await Promise.race([Promise.all(ways), process.sleep(CLOSE_WAIT_NS)]);
  } finally {
    left.close();
    right?.close();
  }
}

async function open(relay: Relay, address: SocatAddress): Promise<Channel> {
  const { process } = relay;
  const [parameter = ''] = address.parameters;
  switch (address.kind) {
    case 'stdio': return standardChannel(process);
    case 'open': return openFile(relay, parameter);
    case 'exec': return execute(process, parameter.split(/ +/));
    default: return address.kind.endsWith('-connect') ? connect(relay, address) : acceptOne(relay, address);
  }
}

function openFile(relay: Relay, path: string): Channel {
  const { process } = relay;
  relay.fd++;
  const absolute = resolvePath(process.cwd, path);
  const nothing = absolute === '/dev/null';
  let rest: Uint8Array | null = null;
  try {
    if (!nothing) rest = process.files.read(absolute);
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    throw new Failure(`E open("${path}", 0${relay.mode === 'both' ? '102' : '100'}, 0666): ${strerror(error.errno)}`);
  }
  return {
    read: async () => {
      const data = rest;
      rest = null;
      return data;
    },
    write: async octets => (nothing ? undefined : process.files.write(absolute, octets, { append: true })),
    finish: () => undefined,
    close: () => undefined,
  };
}

function familyOf({ kind }: SocatAddress): Family {
  return kind.slice(3, 4) === '6' ? AF_INET6 : AF_INET;
}

function portOf(text: string, { kind }: SocatAddress): number {
  const services = SERVICES[kind.startsWith('UDP') ? 'udp' : 'tcp'];
  if (/^\d+$/.test(text) && Number(text) < 65536) return Number(text);
  for (const [port, name] of services) if (name === text) return port;
  throw new Failure(`E getaddrinfo("NULL", "${text}", {1,${familyOf({ kind } as SocatAddress)},${kind.startsWith('UDP') ? '2,17' : '1,6'}}, {}): Servname not supported for ai_socktype`);
}

function resolve(process: Process, name: string, address: SocatAddress): { readonly address: IpAddress; readonly scopeId: number } {
  const family = familyOf(address);
  const found = getaddrinfo(process, name.replace(/^\[(.*)\]$/, '$1')).find(entry => entry.family === family);
  if (found) return found;
  throw new Failure(`E getaddrinfo("${name}", "NULL", {1,${family},${address.kind.startsWith('UDP') ? '2,17' : '1,6'}}, {}): Name or service not known`);
}

function boundTo(process: Process, address: SocatAddress): { readonly address: IpAddress; readonly scopeId: number } {
  const bind = address.options.get('bind');
  return bind === undefined ? { address: familyOf(address) === AF_INET ? 0 : 0n, scopeId: 0 } : resolve(process, bind, address);
}

/** A system call that socat reports by name. */
function calling<T>(what: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    if (error instanceof SysError) throw new Failure(`E ${what}: ${strerror(error.errno)}`);
    throw error;
  }
}

function sockaddr(address: IpAddress, port: number): string {
  return typeof address === 'number' ? `AF=2 ${formatAddress(address)}:${port}, 16` : `AF=10 [${longForm(address)}]:${port}, 28`;
}

/** socat writes IPv6 addresses with all their groups. */
function longForm(address: bigint): string {
  return Array.from({ length: 8 }, (_, i) => ((address >> BigInt(112 - 16 * i)) & 0xffffn).toString(16).padStart(4, '0')).join(':');
}

function own(relay: Relay, socket: TcpSocket | UdpSocket): number {
  const fd = relay.fd++;
  socket.owner = { name: 'socat', pid: relay.process.pid, fd };
  return fd;
}

async function connect(relay: Relay, address: SocatAddress): Promise<Channel> {
  const { process } = relay;
  const [host = '', service = ''] = address.parameters;
  const port = portOf(service, address);
  const target = resolve(process, host, address);
  const family = familyOf(address);
  const udp = address.kind.startsWith('UDP');
  const socket = udp ? socketsOf(process).udp(family) : socketsOf(process).tcp(family);
  const fd = own(relay, socket);
  try {
    const source = boundTo(process, address);
    if (address.options.has('bind')) calling(`bind(${fd}, {${sockaddr(source.address, 0).replace(/, (\d+)$/, '}, $1')})`, () => socket.bind(source.address, 0, source.scopeId));
    socket.connect(target.address, port, target.scopeId);
    if ('accept' in socket) await connected(process, socket);
  } catch (error) {
    socket.close();
    if (error instanceof SysError) throw new Failure(`E connect(${fd}, ${sockaddr(target.address, port)}): ${strerror(error.errno)}`);
    throw error;
  }
  return 'accept' in socket ? tcpChannel(process, socket) : udpChannel(process, socket);
}

function listen(relay: Relay, address: SocatAddress): TcpSocket {
  const { process } = relay;
  const port = portOf(address.parameters[0]!, address);
  const source = boundTo(process, address);
  const socket = socketsOf(process).tcp(familyOf(address));
  const fd = own(relay, socket);
  if (address.options.has('reuseaddr')) socket.setOptions({ reuseAddress: true });
  const name = `bind(${fd}, {${sockaddr(source.address, port).replace(/, (\d+)$/, '}, $1')})`;
  calling(name, () => socket.bind(source.address, port, source.scopeId));
  calling('listen', () => socket.listen(Number(address.options.get('backlog') ?? DEFAULT_BACKLOG)));
  return socket;
}

/** Waits for one connection or, over UDP, for the datagram that tells who the peer is. */
async function acceptOne(relay: Relay, address: SocatAddress): Promise<Channel> {
  const { process } = relay;
  if (address.kind.startsWith('UDP')) return acceptDatagram(relay, address);
  const listener = listen(relay, address);
  try {
    const socket = await accepted(process, listener);
    own(relay, socket);
    return tcpChannel(process, socket);
  } finally {
    listener.close();
  }
}

async function acceptDatagram(relay: Relay, address: SocatAddress): Promise<Channel> {
  const { process } = relay;
  const socket = socketsOf(process).udp(familyOf(address));
  own(relay, socket);
  const source = boundTo(process, address);
  try {
    calling('bind', () => socket.bind(source.address, portOf(address.parameters[0]!, address), source.scopeId));
    await process.poll([socket]);
    const first = socket.receive()!;
    socket.connect(first.source, first.port);
    return udpChannel(process, socket, first.octets);
  } catch (error) {
    socket.close();
    throw error;
  }
}
