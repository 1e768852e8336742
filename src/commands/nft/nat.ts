import type { NatRange, Value } from '../../stack/netfilter';
import { span, type Cursor } from './cursor';
import { TYPES } from './datatypes';
import type { Env, StatementAst } from './env';
import { NftError, type Location, type Token } from './lexer';
import { valueOf } from './operand';

const FLAGS = ['random', 'fully-random', 'persistent'] as const;
type Kind = 'masquerade' | 'redirect' | 'snat' | 'dnat';
type Pair = { readonly min: Token; readonly max: Token };

function value(cursor: Cursor): Token {
  return cursor.next.kind === 'word' || cursor.next.kind === 'number' ? cursor.advance() : cursor.unexpected();
}

/** One word, or two with a dash between. */
function pair(cursor: Cursor): Pair {
  const min = value(cursor);
  return { min, max: cursor.take('-') ? value(cursor) : min };
}

/** `snat to 1.2.3.4:80`, `redirect to :80`, `masquerade random` and the like. */
export function parseNat(kind: Kind): (cursor: Cursor, head: Location) => StatementAst {
  return (cursor, head) => {
    const family = kind === 'snat' || kind === 'dnat' ? (cursor.take('ip', 'ip6')?.text as 'ip' | 'ip6' | undefined) : undefined;
    const wantsAddress = kind === 'snat' || kind === 'dnat';
    const to = cursor.take('to');
    if (cursor.is('{') || cursor.is('@') || (cursor.next.kind === 'word' && ['ip', 'tcp', 'udp', 'meta', 'numgen', 'jhash'].includes(cursor.next.text))) {
      throw new NftError(`vethlab does not support ${kind} to what a map says`, cursor.next.at);
    }
    const addresses = wantsAddress && !cursor.is(':') ? pair(cursor) : undefined;
    const ports = cursor.take(':') ? pair(cursor) : to && !wantsAddress ? pair(cursor) : undefined;
    const flags: string[] = [];
    for (let flag = cursor.take(...FLAGS); flag; flag = cursor.take(...FLAGS)) {
      flags.push(flag.text);
      if (!cursor.take(',')) break;
    }
    return {
      at: span(head, cursor.previous.at), terminal: true,
      build: env => {
        const range = rangeOf(env, head, addresses, ports, family);
        if (kind === 'masquerade' || kind === 'redirect') return { kind, range, flags };
        return { kind, range, flags, ...(env.family === 'inet' ? { family: familyOf(env, family, head) } : {}) };
      },
    };
  };
}

function familyOf(env: Env, family: 'ip' | 'ip6' | undefined, at: Location): 'ip' | 'ip6' {
  const known = family ?? (env.l3 as 'ip' | 'ip6' | undefined);
  if (known === undefined) throw new NftError('ambiguous network protocol: say ip or ip6 before the address', at);
  return known;
}

function rangeOf(env: Env, head: Location, addresses: Pair | undefined, ports: Pair | undefined, family: string | undefined): NatRange {
  if (ports && env.l4 !== 'tcp' && env.l4 !== 'udp') {
    throw new NftError('transport protocol mapping is only valid after transport protocol match', span(ports.min.at, ports.max.at), head);
  }
  const type = env.family === 'ip6' || family === 'ip6' || env.l3 === 'ip6' ? TYPES.ipv6_addr : TYPES.ipv4_addr;
  const read = ({ min, max }: Pair, parse: (token: Token) => Value): { min: Value; max: Value } => ({ min: parse(min), max: parse(max) });
  return {
    ...(addresses ? { addresses: read(addresses, token => valueOf(token, type, env)) as NatRange['addresses'] & object } : {}),
    ...(ports ? { ports: read(ports, token => valueOf(token, TYPES.inet_service, env)) as NatRange['ports'] & object } : {}),
  };
}
