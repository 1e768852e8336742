import { NS_PER_S } from '../../clock';
import { perNetns, type Netns } from '../../netns';
import { IPPROTO_ICMP, IPPROTO_ICMPV6, IPPROTO_TCP, IPPROTO_UDP } from '../../wire';
import type { HookState } from '../hooks';
import { viewOctets, viewOf, type PacketView } from '../view';
import type { Connection, CtRef, Direction } from './entry';
import { nextState, type TcpState } from './tcp';
import { CONNTRACK_DEFAULTS, type ConntrackSettings } from './timeouts';
import { invert, isIcmp, keyOf, QUERIES, tupleOf, type Tuple } from './tuple';

const ICMP_ERRORS: Readonly<Record<number, readonly number[]>> = { [IPPROTO_ICMP]: [3, 4, 5, 11, 12], [IPPROTO_ICMPV6]: [1, 2, 3, 4] };
const ICMP_HEADER = 8;
const NDISC: readonly number[] = [130, 131, 132, 133, 134, 135, 136, 137, 143];
const UDP_STREAM_NS = 2 * NS_PER_S;
const INVALID: CtRef = { state: 'invalid', direction: 'original' };
const UNTRACKED: CtRef = { state: 'untracked', direction: 'original' };

type Found = { readonly connection: Connection; readonly direction: Direction };

/** The connections of a namespace (net/netfilter/nf_conntrack_core.c). Entries die when someone looks after their time. */
export class Conntrack {
  readonly settings: ConntrackSettings = { ...CONNTRACK_DEFAULTS };
  readonly #entries = new Map<string, Found>();
  #ids = 0;

  constructor(private readonly netns: Netns) {}

  /** Living connections, oldest first. */
  list(): Connection[] {
    const living = [...this.#entries.values()].filter(({ direction, connection }) => direction === 'original' && this.#lives(connection));
    return living.map(({ connection }) => connection);
  }

  find(tuple: Tuple): Found | undefined {
    const found = this.#entries.get(keyOf(tuple));
    return found && this.#lives(found.connection) ? found : undefined;
  }

  delete(connection: Connection): void {
    this.#entries.delete(keyOf(connection.original));
    this.#entries.delete(keyOf(connection.reply));
  }

  /** nf_conntrack_in: says what the packet is to which connection; one that it knows already (over lo) it leaves alone. */
  in({ skb }: HookState): boolean {
    if (skb.ct) return true;
    const view = viewOf(skb);
    skb.ct = view ? this.#classify(view) : INVALID;
    return true;
  }

  /** nf_conntrack_confirm: a packet that made it through has its new connection remembered. */
  confirm({ skb }: HookState): boolean {
    const connection = skb.ct?.connection;
    if (!connection || connection.confirmed) return true;
    if (this.find(connection.original) ?? this.find(connection.reply)) return true;
    if (this.#entries.size / 2 >= this.settings.nf_conntrack_max && this.list().length >= this.settings.nf_conntrack_max) {
      this.netns.drop('NETFILTER_DROP', skb, `net.netfilter.nf_conntrack_max = ${this.settings.nf_conntrack_max}`);
      return false;
    }
    connection.confirmed = true;
    this.#entries.set(keyOf(connection.original), { connection, direction: 'original' });
    this.#entries.set(keyOf(connection.reply), { connection, direction: 'reply' });
    return true;
  }

  /** The notrack statement: nothing is to be known of the packet. */
  static untrack({ skb }: HookState): void {
    skb.ct ??= UNTRACKED;
  }

  #lives(connection: Connection): boolean {
    if (connection.expires > this.#now()) return true;
    this.delete(connection);
    return false;
  }

  #now(): number {
    return this.netns.network.clock.now();
  }

  #classify(view: PacketView): CtRef {
    const type = view.octets[view.offset] ?? 0;
    if (ICMP_ERRORS[view.protocol]?.includes(type)) return this.#relatedTo(view);
    if (view.protocol === IPPROTO_ICMPV6 && NDISC.includes(type)) return UNTRACKED;
    const tuple = tupleOf(view);
    if (!tuple) return INVALID;
    const known = this.find(tuple);
    if (!known) return this.#begin(tuple, view);
    const { connection, direction } = known;
    if (!this.#update(connection, direction, view)) return INVALID;
    return { connection, direction, state: direction === 'reply' || connection.seenReply ? 'established' : 'new' };
  }

  /** icmp_error_message: an ICMP error belongs to the connection of the packet that it quotes. */
  #relatedTo(view: PacketView): CtRef {
    const quoted = viewOctets(view.octets.subarray(view.offset + ICMP_HEADER));
    const tuple = quoted && tupleOf(quoted);
    const inverse = tuple && invert(tuple);
    const found = inverse && this.find(inverse);
    return found ? { ...found, state: 'related' } : INVALID;
  }

  #begin(tuple: Tuple, view: PacketView): CtRef {
    const reply = invert(tuple);
    if (!reply || (isIcmp(tuple.protocol) && !QUERIES[tuple.protocol]!.includes(tuple.dport >>> 8))) return INVALID;
    const now = this.#now();
    const connection: Connection = {
      id: ++this.#ids, original: tuple, reply, expires: now, confirmed: false, seenReply: false, assured: false, mark: 0, tcp: 'NONE', began: now,
      natDone: { source: false, destination: false }, natChanged: { source: false, destination: false },
      counters: { original: { packets: 0, bytes: 0 }, reply: { packets: 0, bytes: 0 } },
    };
    if (!this.#update(connection, 'original', view)) return INVALID;
    return { connection, direction: 'original', state: 'new' };
  }

  /** nf_conntrack_handle_packet: the protocol's part. False: the packet can't belong to the connection. */
  #update(connection: Connection, direction: Direction, view: PacketView): boolean {
    if (view.protocol === IPPROTO_TCP && !this.#updateTcp(connection, direction, view)) return false;
    if (direction === 'reply') connection.seenReply = true;
    if (view.protocol === IPPROTO_UDP && connection.seenReply && this.#now() > connection.began + UDP_STREAM_NS) connection.assured = true;
    const counter = connection.counters[direction];
    counter.packets++;
    counter.bytes += view.length;
    connection.expires = this.#now() + this.#timeout(connection) * NS_PER_S;
    return true;
  }

  #updateTcp(connection: Connection, direction: Direction, { octets, offset }: PacketView): boolean {
    if (octets.length < offset + 20) return false;
    const next = nextState(connection.tcp, octets[offset + 13]!, direction);
    if (next === 'invalid') return false;
    if (next === 'ignore') return true;
    if (connection.tcp === 'NONE' && next === 'ESTABLISHED' && !this.settings.nf_conntrack_tcp_loose) return false;
    if (next === 'ESTABLISHED' && connection.seenReply) connection.assured = true;
    connection.tcp = next;
    return true;
  }

  #timeout({ original, tcp, assured }: Connection): number {
    const { settings } = this;
    switch (original.protocol) {
      case IPPROTO_TCP: return settings[`nf_conntrack_tcp_timeout_${TCP_TIMEOUTS[tcp]}`];
      case IPPROTO_UDP: return assured ? settings.nf_conntrack_udp_timeout_stream : settings.nf_conntrack_udp_timeout;
      case IPPROTO_ICMP: return settings.nf_conntrack_icmp_timeout;
      case IPPROTO_ICMPV6: return settings.nf_conntrack_icmpv6_timeout;
      default: return settings.nf_conntrack_generic_timeout;
    }
  }
}

const TCP_TIMEOUTS = {
  NONE: 'syn_sent', SYN_SENT: 'syn_sent', SYN_SENT2: 'syn_sent', SYN_RECV: 'syn_recv', ESTABLISHED: 'established', FIN_WAIT: 'fin_wait',
  CLOSE_WAIT: 'close_wait', LAST_ACK: 'last_ack', TIME_WAIT: 'time_wait', CLOSE: 'close',
} as const satisfies Readonly<Record<TcpState, string>>;

export const conntrackOf = perNetns(netns => new Conntrack(netns));

