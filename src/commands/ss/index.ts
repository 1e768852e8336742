import { NS_PER_MS, formatAddress, type Netns, type SocketEntry } from '../../stack';
import type { Process, Program } from '../program';
import { SERVICES } from '../tcpdump/services';
import { renderRows, type Row } from './columns';
import { readFilter } from './filter';
import { Quit, readArguments, type Request } from './options';
import { hasState, isOneState } from './states';
import { summary } from './summary';
import { USAGE } from './usage';

/** ss(8) of iproute2: the sockets of a namespace. */
export const ss: Program = async (process, argv) => {
  try {
    const request = readArguments(argv.slice(1));
    await process.stdout.write(show(process, request));
    return 0;
  } catch (error) {
    if (!(error instanceof Quit)) throw error;
    const stream = error.toStdout ? process.stdout : process.stderr;
    await stream.write(`${error.text}${error.usage ? USAGE : ''}`);
    return error.code;
  }
};

function show(process: Process, request: Request): string {
  const netns = request.netns === undefined ? process.netns : namespaceOf(process, request.netns);
  const sockets = netns.sockets.list();
  if (request.flags.has('s')) {
    if (request.tables.size > 0 || request.filter.length > 0) throw new Quit('ss: vethlab doesn\'t support -s together with sockets\n', 1);
    return summary(sockets);
  }
  const condition = readFilter(request.filter);
  const chosen = ['udp', 'tcp'].flatMap(protocol => [2, 10].flatMap(family => sockets.filter(socket => socket.protocol === protocol && socket.family === family)))
    .filter(socket => request.tables.has(socket.protocol) && request.families.has(socket.family === 2 ? 'inet' : 'inet6') && hasState(request.states, socket.state) && condition(socket));
  const detail = ['e', 'i', 'm'].find(flag => request.flags.has(flag));
  if (detail !== undefined && chosen.length > 0) throw new Quit(`ss: vethlab doesn't support -${detail}\n`, 1);
  const netlink = request.tables.has('nl') && hasState(request.states, 'CLOSE');
  if (netlink) throw new Quit('ss: vethlab doesn\'t support netlink sockets; choose others, as by -t or -u\n', 1);
  const rows = chosen.map(socket => rowOf(socket, request, netns));
  return renderRows(rows, { header: !request.flags.has('H'), netid: request.tables.size !== 1, state: !isOneState(request.states) });
}

function namespaceOf(process: Process, name: string): Netns {
  const netns = process.host.namedNetns.get(name);
  if (!netns) throw new Quit(`Cannot open network namespace "${name}": No such file or directory\n`, 1);
  return netns;
}

function rowOf(socket: SocketEntry, { flags }: Request, netns: Netns): Row {
  const { protocol, state, receiveQueue, sendQueue, local, peer } = socket;
  const numeric = flags.has('n');
  const service = (port: number): string => (port === 0 ? '*' : numeric ? String(port) : SERVICES[protocol].get(port) ?? String(port));
  const device = socket.device ? `%${netns.devices.byIndex(socket.device)?.ifname ?? `if${socket.device}`}` : '';
  return [
    protocol, state === 'CLOSE' ? 'UNCONN' : state, String(receiveQueue).padEnd(6), String(sendQueue).padEnd(6),
    `${host(socket, local)}${device}:`, service(local.port), `${host(socket, peer)}:`, service(peer.port),
    `${flags.has('p') ? users(socket) : ''}${flags.has('o') ? timer(socket, netns.network.clock.now()) : ''}`,
  ];
}

/** inet_addr_print: `*` stands for any address of both families. */
function host({ family, ipv6Only }: SocketEntry, { address }: SocketEntry['local']): string {
  if (family === 2) return formatAddress(address);
  return address === 0n && !ipv6Only ? '*' : `[${formatAddress(address)}]`;
}

function users({ owner }: SocketEntry): string {
  return owner ? ` users:(("${owner.name}",pid=${owner.pid},fd=${owner.fd}))` : '';
}

function timer({ timer: running }: SocketEntry, now: number): string {
  return running ? ` timer:(${running.name},${milliseconds(Math.max(0, Math.floor((running.expires - now) / NS_PER_MS)))},${running.retransmits})` : '';
}

/** print_ms_timer */
function milliseconds(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  const seconds = minutes > 9 ? 0 : Math.floor(ms / 1000) % 60;
  const rest = minutes > 0 || seconds > 9 ? 0 : ms % 1000;
  return `${minutes ? `${minutes}min` : ''}${seconds ? `${seconds}${rest ? '.' : 'sec'}` : ''}${rest ? `${String(rest).padStart(3, '0')}ms` : ''}`;
}
