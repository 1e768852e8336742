import { AF_INET, AF_INET6, formatAddress, NS_PER_S, strerror, SysError, type Family, type IpAddress, type TcpSocket } from '../../stack';
import { getaddrinfo, hostName } from '../libc/resolver';
import type { Process, Program } from '../program';
import { accepted, connected, copy, standardChannel, tcpChannel, udpChannel, type Channel } from '../relay/channel';
import { socketsOf } from '../sockets';
import { SERVICES } from '../tcpdump/services';
import { readOptions, type NcOptions } from './options';

/** The descriptors of nc's first socket, and of the one that it accepts. */
const FIRST_FD = 3;

class Failure extends Error {}

interface Target {
  readonly family: Family;
  readonly address: IpAddress;
  readonly scopeId: number;
}

/** nc(1), OpenBSD's netcat as Debian has it (1.219-1). */
export const nc: Program = async (process, argv) => {
  const options = readOptions(argv.slice(1));
  if ('complaint' in options) {
    await process.stderr.write(options.complaint);
    return 1;
  }
  try {
    const ports = portsOf(options);
    return options.flags.has('l') ? await listen(process, options, ports[0]!) : await connectAll(process, options, ports);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    await process.stderr.write(`nc: ${error.message}\n`);
    return 1;
  }
};

function portsOf({ port, flags }: NcOptions): number[] {
  const [low = '', high = low] = /^\d+-\d+$/.test(port!) ? port!.split('-') : [port!];
  const [from, to] = [portOf(low, flags.has('u')), portOf(high, flags.has('u'))].sort((a, b) => a - b) as [number, number];
  return Array.from({ length: to - from + 1 }, (_, i) => from + i);
}

function portOf(text: string, udp: boolean): number {
  for (const [port, name] of SERVICES[udp ? 'udp' : 'tcp']) if (name === text) return port;
  if (!/^\d+$/.test(text)) throw new Failure(`port number invalid: ${text}`);
  if (Number(text) > 65535) throw new Failure(`port number too large: ${text}`);
  if (Number(text) < 1) throw new Failure(`port number too small: ${text}`);
  return Number(text);
}

function addressesOf(process: Process, { flags }: NcOptions, host: string, port: number): Target[] {
  const all = getaddrinfo(process, host);
  if (all.length === 0) throw new Failure(`getaddrinfo for host "${host}" port ${port}: Name or service not known`);
  const wanted = flags.has('4') ? AF_INET : flags.has('6') ? AF_INET6 : undefined;
  const found = all.filter(({ family }) => wanted === undefined || family === wanted);
  if (found.length === 0) throw new Failure(`getaddrinfo for host "${host}" port ${port}: Address family for hostname not supported`);
  return found;
}

function described(host: string, address: IpAddress): string {
  const numeric = formatAddress(address);
  return numeric === host ? host : `${host} (${numeric})`;
}

async function connectAll(process: Process, options: NcOptions, ports: readonly number[]): Promise<number> {
  const { flags } = options;
  const host = options.host!;
  let code = 1;
  for (const port of ports) {
    for (const target of addressesOf(process, options, host, port)) {
      const channel = await attempt(process, options, host, port, target);
      if (!channel) continue;
      code = 0;
      if (flags.has('v')) await announce(process, options, described(host, target.address), port);
      if (!flags.has('z')) await exchange(process, options, channel);
      channel.close();
      break;
    }
  }
  return code;
}

async function announce(process: Process, { flags }: NcOptions, host: string, port: number): Promise<void> {
  const protocol = flags.has('u') ? 'udp' : 'tcp';
  const service = flags.has('n') ? undefined : SERVICES[protocol].get(port);
  await process.stderr.write(`Connection to ${host} ${port} port [${protocol}/${service ?? '*'}] succeeded!\n`);
}

async function attempt(process: Process, options: NcOptions, host: string, port: number, target: Target): Promise<Channel | undefined> {
  const udp = options.flags.has('u');
  if (udp && options.flags.has('z')) throw new Failure('vethlab doesn\'t support -z with -u');
  const socket = udp ? socketsOf(process).udp(target.family) : socketsOf(process).tcp(target.family);
  socket.owner = { name: 'nc', pid: process.pid, fd: FIRST_FD };
  try {
    bindSource(process, options, socket, target.family);
    socket.connect(target.address, port, target.scopeId);
    if ('accept' in socket) await connected(process, socket, timeoutOf(options));
    return 'accept' in socket ? tcpChannel(process, socket) : udpChannel(process, socket);
  } catch (error) {
    socket.close();
    if (!(error instanceof SysError)) throw error;
    const how = error.errno === 'EINPROGRESS' ? 'timed out' : 'failed';
    if (options.flags.has('v') || !udp) {
      if (options.flags.has('v')) await process.stderr.write(`nc: connect to ${described(host, target.address)} port ${port} (${udp ? 'udp' : 'tcp'}) ${how}: ${strerror(error.errno)}\n`);
    }
    return undefined;
  }
}

function bindSource(process: Process, options: NcOptions, socket: { bind(address: IpAddress, port: number): void }, family: Family): void {
  const source = options.arguments.get('s');
  const port = options.arguments.get('p');
  if (source === undefined && port === undefined) return;
  const address = source === undefined ? family === AF_INET ? 0 : 0n : addressesOf(process, options, source, 0)[0]!.address;
  try {
    socket.bind(address, port === undefined ? 0 : portOf(port, false));
  } catch (error) {
    if (error instanceof SysError) throw new Failure(`bind failed: ${strerror(error.errno)}`);
    throw error;
  }
}

function timeoutOf({ arguments: values }: NcOptions): number | undefined {
  const seconds = values.get('w');
  return seconds === undefined ? undefined : Number(seconds) * NS_PER_S;
}

async function listen(process: Process, options: NcOptions, port: number): Promise<number> {
  const host = options.host ?? options.arguments.get('s');
  const family = options.flags.has('6') ? AF_INET6 : AF_INET;
  const target: Target = host === undefined ? { family, address: family === AF_INET ? 0 : 0n, scopeId: 0 } : addressesOf(process, options, host, port)[0]!;
  if (options.flags.has('u')) return listenUdp(process, options, target, port);
  const listener = socketsOf(process).tcp(target.family);
  listener.owner = { name: 'nc', pid: process.pid, fd: FIRST_FD };
  try {
    listener.setOptions({ reuseAddress: true, reusePort: true, ipv6Only: true });
    bindAt(listener, target, port);
    listener.listen(1);
    if (options.flags.has('v')) await process.stderr.write(`Listening on ${hostText(process, options, target.address)} ${port}\n`);
    do {
      const socket = await accepted(process, listener);
      await serve(process, options, socket, options.flags.has('k') ? undefined : listener);
    } while (options.flags.has('k'));
    return 0;
  } finally {
    listener.close();
  }
}

function bindAt(socket: { bind(address: IpAddress, port: number, scopeId?: number): void }, { address, scopeId }: { readonly address: IpAddress; readonly scopeId: number }, port: number): void {
  try {
    socket.bind(address, port, scopeId);
  } catch (error) {
    if (error instanceof SysError) throw new Failure(strerror(error.errno));
    throw error;
  }
}

/** An unspecified address stays a number; others get their names, unless -n. */
function hostText(process: Process, { flags }: NcOptions, address: IpAddress): string {
  return flags.has('n') || !address ? formatAddress(address) : hostName(process, address);
}

async function serve(process: Process, options: NcOptions, socket: TcpSocket, listener: TcpSocket | undefined): Promise<void> {
  socket.owner = { name: 'nc', pid: process.pid, fd: FIRST_FD + 1 };
  listener?.close();
  try {
    if (options.flags.has('v')) await process.stderr.write(`Connection received on ${hostText(process, options, socket.peer.address)} ${socket.peer.port}\n`);
    await exchange(process, options, tcpChannel(process, socket));
  } finally {
    socket.close();
  }
}

async function listenUdp(process: Process, options: NcOptions, target: Target, port: number): Promise<number> {
  const socket = socketsOf(process).udp(target.family);
  socket.owner = { name: 'nc', pid: process.pid, fd: FIRST_FD };
  try {
    bindAt(socket, target, port);
    if (options.flags.has('v')) await process.stderr.write(`Bound on ${hostText(process, options, target.address)} ${port}\n`);
    await process.poll([socket]);
    const first = socket.receive();
    if (!first) return 1;
    socket.connect(first.source, first.port);
    if (options.flags.has('v')) await process.stderr.write(`Connection received on ${hostText(process, options, first.source)} ${first.port}\n`);
    await exchange(process, options, udpChannel(process, socket, first.octets));
    return 0;
  } finally {
    socket.close();
  }
}

/** readwrite(): both ways until both have ended, or for a listener the network; -q and -w may end it sooner. */
async function exchange(process: Process, options: NcOptions, network: Channel): Promise<void> {
  const { flags, arguments: values } = options;
  const standard = standardChannel(process);
  const quiet = { ...network, finish: () => (flags.has('N') ? network.finish() : undefined) };
  const outward = flags.has('d') ? Promise.resolve() : copy(standard, quiet);
  const inward = copy(network, standard);
  const quit = values.get('q');
  const ends: Promise<unknown>[] = [flags.has('l') ? inward : Promise.all([outward, inward])];
  if (quit !== undefined && Number(quit) >= 0) {
    ends.push(outward.then(async () => {
      network.finish();
      await process.sleep(Number(quit) * NS_PER_S);
    }));
  }
  const limit = timeoutOf(options);
  if (limit !== undefined) ends.push(outward.then(() => process.sleep(limit)));
  for (const part of [outward, inward, ...ends]) part.catch(() => undefined);
  await Promise.race(ends);
}
