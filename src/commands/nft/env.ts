import type { NftSet, SetElement, Statement, Table, TableFamily } from '../../stack/netfilter';
import type { Process } from '../program';
import { NftError, type Location } from './lexer';

/** What a rule's parts are understood by: where the rule stands, and what its earlier parts say of the packet. */
export interface Env {
  readonly process: Process;
  readonly family: TableFamily;
  /** undefined while the table isn't there */
  readonly table: Table | undefined;
  /** transport protocol that the packet has by now: tcp, udp, icmp, ... */
  l4: string | undefined;
  /** network protocol likewise */
  l3: string | undefined;
  /** where the protocol was said */
  l4At: Location | undefined;
  /** A set that belongs to the rule. */
  newSet(type: string, elements: readonly SetElement[], isMap: boolean, at: Location): NftSet;
}

/** A statement as it was read; what it means is known once its rule's place is. */
export interface StatementAst {
  readonly at: Location;
  /** nothing after it is reached */
  readonly terminal: boolean;
  /** the chain that it jumps to */
  readonly target?: Location;
  build(env: Env): Statement;
}

const NETWORK: Readonly<Record<string, string>> = { ip: 'ip', ip6: 'ip6', icmp: 'ip', icmpv6: 'ip6' };
const TRANSPORT: readonly string[] = ['tcp', 'udp', 'icmp', 'icmpv6'];

/** Notes what protocol a selector takes for granted. @throws {NftError} when the packet can't be of it */
export function assume(env: Env, protocol: string, at: Location): void {
  const l3 = protocol === 'ip' || protocol === 'ip6' ? NETWORK[protocol] : undefined;
  if (l3 !== undefined) {
    const known = env.l3 ?? (env.family === 'ip' || env.family === 'ip6' ? env.family : undefined);
    if (known !== undefined && known !== l3) throw new NftError(`conflicting protocols specified: ${known} vs. ${l3}`, at);
    env.l3 = l3;
  }
  if (!TRANSPORT.includes(protocol)) return;
  if (env.l4 !== undefined && env.l4 !== protocol) throw new NftError(`conflicting protocols specified: ${env.l4} vs. ${protocol}`, at);
  env.l4 = protocol;
}
