import { SELECTORS, type SelectorName } from '../../stack/netfilter';
import type { Cursor } from './cursor';
import { span } from './cursor';
import { nameOf, NftError, type Location } from './lexer';

export interface SelectorAst {
  readonly name: SelectorName;
  readonly at: Location;
}

/** Words that begin a selector; these need no `meta` before them. */
const BARE: readonly string[] = ['iif', 'oif', 'iifname', 'oifname', 'mark'];
const HEADS: readonly string[] = ['ip', 'ip6', 'tcp', 'udp', 'th', 'icmp', 'icmpv6', 'meta', 'ct', 'ether', 'fib'];
/** Fields that nft knows and the simulation doesn't. */
const UNSUPPORTED: Readonly<Record<string, readonly string[]>> = {
  ip: ['hdrlength', 'ecn', 'checksum', 'tos', 'option'], ip6: ['dscp', 'ecn', 'flowlabel', 'version'], tcp: ['ackseq', 'doff', 'reserved', 'checksum', 'urgptr', 'option'],
  udp: ['checksum'], icmp: ['checksum', 'mtu', 'gateway'], icmpv6: ['checksum', 'mtu', 'parameter-problem', 'sequence', 'packet-too-big', 'max-delay'], ether: ['type'],
  ct: ['status', 'expiration', 'helper', 'label', 'zone', 'id', 'count', 'original', 'reply', 'l3proto', 'protocol', 'bytes', 'packets', 'avgpkt', 'event'],
  meta: ['priority', 'iiftype', 'oiftype', 'skuid', 'skgid', 'nftrace', 'rtclassid', 'secmark', 'ibrname', 'obrname', 'cpu', 'iifgroup', 'oifgroup', 'cgroup', 'random', 'ipsec', 'iifkind',
    'oifkind', 'ibrpvid', 'ibrvproto', 'time', 'day', 'hour', 'sdif', 'sdifname'],
};
const META_KEYS = 'length, protocol, priority, mark, iif, oif, iifname, oifname, iiftype, oiftype, skuid, skgid, nftrace, rtclassid, secmark, nfproto, l4proto, ibrname, obrname, pkttype, cpu, '
  + 'iifgroup, oifgroup, cgroup, random, ipsec, iifkind, oifkind, ibrpvid, ibrvproto, time, day, hour, sdif, sdifname';

export function beginsSelector(cursor: Cursor): boolean {
  return cursor.is(...HEADS, ...BARE);
}

/** `ip saddr`, `meta mark`, `iifname` and the like. @throws {NftError} */
export function parseSelector(cursor: Cursor): SelectorAst {
  const head = cursor.advance();
  if (BARE.includes(head.text)) return { name: `meta ${head.text}` as SelectorName, at: head.at };
  if (head.text === 'fib') return fib(cursor, head.at);
  const field = cursor.next;
  const name = `${head.text} ${field.text}`;
  const at = span(head.at, field.at);
  if (field.kind === 'word' && name in SELECTORS) {
    cursor.advance();
    return { name: name as SelectorName, at };
  }
  if (field.kind === 'word' && UNSUPPORTED[head.text]?.includes(field.text)) throw new NftError(`vethlab does not support ${name}`, at);
  if (head.text === 'meta' && field.kind === 'word') throw new NftError(`syntax error, unexpected ${field.text}, known keys are ${META_KEYS}`, at);
  throw new NftError(`syntax error, unexpected ${nameOf(field)}`, field.at);
}

function fib(cursor: Cursor, head: Location): SelectorAst {
  const end = cursor.take('saddr', 'daddr') ?? cursor.unexpected();
  if (cursor.is('.', 'oif', 'oifname', 'check')) throw new NftError('vethlab does not support fib but for saddr type and daddr type', span(head, cursor.next.at));
  const type = cursor.expect('type');
  return { name: `fib ${end.text} type` as SelectorName, at: span(head, type.at) };
}
