import { learnMtu } from '../icmp';
import { errnoOf as errnoOf4 } from '../../socket/inet-socket';
import { errnoOf as errnoOf6 } from '../../inet6/net-errors';
import { inet6Of, type Inet6Socket } from '../../inet6/inet6';
import type { IpAddress } from '../../address';
import type { Netns } from '../../netns';
import {
  ICMP_DEST_UNREACH, ICMP_FRAG_NEEDED, ICMP_REDIRECT, ICMPV6_PKT_TOOBIG, IPPROTO_TCP, Malformed, parseIpv4Header, parseIpv6Header, u16,
} from '../../wire';
import { inetOf, type IcmpError, type InetSocket } from '../inet';
import { inputIndex } from '../input';
import type { Ipv4Route } from '../route';
import type { Connection } from './connection';
import { readSegment, type Segment } from './segment';
import { Tcp } from './socket';
import { TcpTable } from './table';

/** ICMP's type 4, which nobody heeds (RFC 6633) */
const ICMP_SOURCE_QUENCH = 4;

/** TCP of a namespace (RFC 9293, net/ipv4/tcp*.c), for both families. */
export function tcp(netns: Netns): void {
  const table = new TcpTable(netns);
  const receive = (segment: Segment | Malformed, skb: Segment['skb']): void => {
    if (segment instanceof Malformed) netns.drop(segment.reason === 'checksum' ? 'TCP_CSUM' : 'PKT_TOO_SMALL', skb);
    else table.receive(segment);
  };
  const inet = inetOf(netns);
  inet.protocols.set(IPPROTO_TCP, (skb, packet) => receive(readSegment(packet, skb, inputIndex(skb, skb.dst as Ipv4Route)), skb));
  inet.sockets.add(errors4(netns, table));
  inet6Of(netns).sockets.add(tcp6(table, receive));
  netns.sockets.tcpFamily = family => new Tcp(table, family);
  netns.sockets.diags.push(() => table.entries());
}

/** The connection that a quoted segment belongs to. */
function quotedConnection(table: TcpTable, source: IpAddress, destination: IpAddress, octets: Uint8Array): Connection | undefined {
  return octets.length < 4 ? undefined : table.connected(source, u16(octets, 0), destination, u16(octets, 2))?.connection;
}

/** tcp_v4_err: hears of ICMP errors for the namespace's connections. */
function errors4(netns: Netns, table: TcpTable): InetSocket {
  return {
    protocol: IPPROTO_TCP,
    deliver: () => false,
    error: ({ type, code, info, quoted }: IcmpError) => {
      const inner = parseIpv4Header(quoted);
      if (!('payload' in inner) || type === ICMP_REDIRECT || type === ICMP_SOURCE_QUENCH) return;
      const connection = quotedConnection(table, inner.source, inner.destination, inner.payload);
      if (type === ICMP_DEST_UNREACH && code === ICMP_FRAG_NEEDED) {
        learnMtu(inetOf(netns), inner, info, 0);
        connection?.pathChanged();
      } else connection?.unreachable(errnoOf4({ type, code }));
    },
  };
}

function tcp6(table: TcpTable, receive: (segment: Segment | Malformed, skb: Segment['skb']) => void): Inet6Socket {
  return {
    protocol: IPPROTO_TCP,
    deliver: packet => {
      receive(readSegment(packet, packet.skb, packet.iif), packet.skb);
      return true;
    },
    error: ({ type, code, quoted }) => {
      const inner = parseIpv6Header(quoted);
      const connection = inner instanceof Malformed ? undefined : quotedConnection(table, inner.source, inner.destination, inner.payload);
      if (type === ICMPV6_PKT_TOOBIG) connection?.pathChanged();
      else connection?.unreachable(errnoOf6(type, code));
    },
  };
}
