import { isLinkLocal, type IpAddress } from '../../address';
import { SysError } from '../../errno';
import { ANY, LOOPBACK } from '../../inet6/addresses';
import { inet6Of } from '../../inet6/inet6';
import { routeOutput as routeOutput6, sourceFor, transmit } from '../../inet6/output';
import type { Netns } from '../../netns';
import { emitTcp, IPPROTO_TCP, IPV4_HEADER, IPV6_HEADER, type TcpRepr } from '../../wire';
import { inetOf } from '../inet';
import { sendBy } from '../output';
import { routeOutput } from '../output-route';

/** What segments are routed by. */
export interface TcpFlow {
  readonly destination: IpAddress;
  /** 0 of its family: the route chooses */
  readonly source: IpAddress;
  /** ifindex that the socket is bound to; 0: none */
  readonly device: number;
  readonly mark?: number;
  readonly ttl?: number;
  readonly tos?: number;
  readonly sourcePort: number;
  readonly destinationPort: number;
}

/** The way to a peer, as it is now. */
export interface TcpPath {
  readonly source: IpAddress;
  readonly destination: IpAddress;
  /** octets of a packet that needs no fragments; those of a segment without its IP header */
  readonly mtu: number;
  readonly room: number;
  send(repr: TcpRepr, payload: Uint8Array): void;
}

/** Finds the way to a peer, over either family. @throws {SysError} as connect(2): ENETUNREACH, EHOSTUNREACH, EACCES, EINVAL, EADDRNOTAVAIL */
export function pathTo(netns: Netns, flow: TcpFlow): TcpPath {
  return typeof flow.destination === 'number' ? path4(netns, flow, flow.destination) : path6(netns, flow, flow.destination);
}

function path4(netns: Netns, flow: TcpFlow, daddr: number): TcpPath {
  const inet = inetOf(netns);
  const { mark = 0, tos = 0, ttl } = flow;
  const answer = routeOutput(inet, {
    daddr, saddr: flow.source as number, oif: flow.device, tos, mark, ipproto: IPPROTO_TCP, sport: flow.sourcePort, dport: flow.destinationPort,
  });
  if (answer.error !== undefined) throw new SysError(answer.error);
  if (answer.route.has('BROADCAST') || answer.route.has('MULTICAST')) throw new SysError('ENETUNREACH');
  const endpoints = { source: answer.saddr, destination: answer.daddr };
  return {
    ...endpoints, mtu: answer.route.mtu, room: answer.route.mtu - IPV4_HEADER,
    send: (repr, payload) => void sendBy(inet, answer.route, answer.saddr, answer.daddr, {
      payload: emitTcp(repr, payload, endpoints), protocol: IPPROTO_TCP, dontFragment: inet.settings.ip_no_pmtu_disc ? 'dont' : 'want', tos, mark, ...(ttl === undefined ? {} : { ttl }),
    }),
  };
}

function path6(netns: Netns, flow: TcpFlow, asked: bigint): TcpPath {
  const inet6 = inet6Of(netns);
  const destination = asked === ANY ? LOOPBACK : asked;
  const { device, mark, ttl, tos = 0 } = flow;
  if (isLinkLocal(destination) && !device) throw new SysError('EINVAL');
  const dst = routeOutput6(inet6, { destination, source: flow.source as bigint, bound: device !== 0, ...(device ? { oif: device } : {}), ...(mark ? { mark } : {}) });
  if ('error' in dst) throw new SysError(dst.error);
  const source = flow.source === ANY ? sourceFor(dst, destination) : flow.source as bigint;
  if (source === undefined) throw new SysError('EADDRNOTAVAIL');
  const mtu = dst.mtuOf(destination);
  const endpoints = { source, destination };
  return {
    ...endpoints, mtu, room: mtu - IPV6_HEADER,
    send: (repr, payload) => void transmit(dst, {
      ...endpoints, nextHeader: IPPROTO_TCP, trafficClass: tos, ...(ttl === undefined ? {} : { hopLimit: ttl }), ...(mark ? { mark } : {}),
    }, emitTcp(repr, payload, endpoints)),
  };
}
