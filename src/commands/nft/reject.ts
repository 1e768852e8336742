import type { RejectType } from '../../stack/netfilter';
import { span, type Cursor } from './cursor';
import { ICMP_CODES, ICMPV6_CODES, ICMPX_CODES } from './datatypes';
import type { Env, StatementAst } from './env';
import { NftError, type Location } from './lexer';

const CODES = { icmp: ICMP_CODES, icmpv6: ICMPV6_CODES, icmpx: ICMPX_CODES } as const;

/** What a family's `reject` without more says: the port is unreachable. */
const DEFAULTS: Readonly<Record<string, RejectType>> = { ip: { kind: 'icmp', code: 3 }, ip6: { kind: 'icmpv6', code: 4 } };

/** `reject`, and what the sender is told. */
export function parseReject(cursor: Cursor, head: Location): StatementAst {
  const with_ = cursor.take('with');
  if (!with_) return { at: head, terminal: true, build: env => ({ kind: 'reject', with: DEFAULTS[env.family] ?? { kind: 'icmpx', code: 1 }, isDefault: true }) };
  if (cursor.take('tcp')) {
    const last = cursor.expect('reset');
    return { at: span(head, last.at), terminal: true, build: env => ({ kind: 'reject', with: resetFor(env, head), isDefault: false }) };
  }
  const kind = (cursor.take('icmp', 'icmpv6', 'icmpx') ?? cursor.unexpected()).text as keyof typeof CODES;
  cursor.take('type');
  const token = cursor.next.kind === 'word' || cursor.next.kind === 'number' ? cursor.advance() : cursor.unexpected();
  const at = span(head, token.at);
  return {
    at, terminal: true,
    build: env => {
      const code = CODES[kind][token.text] ?? (token.kind === 'number' ? Number(token.text) : undefined);
      if (code === undefined) throw new NftError(`Could not parse ${kind === 'icmp' ? 'ICMP' : kind === 'icmpv6' ? 'ICMPv6' : 'icmpx'} code`, token.at);
      const standard = DEFAULTS[env.family] ?? { kind: 'icmpx', code: 1 };
      return { kind: 'reject', with: { kind, code }, isDefault: standard.kind === kind && 'code' in standard && standard.code === code };
    },
  };
}

function resetFor(env: Env, at: Location): RejectType {
  if (env.l4 !== undefined && env.l4 !== 'tcp') throw new NftError('you cannot use tcp reset with this protocol', at, env.l4At);
  return { kind: 'tcp-reset' };
}
