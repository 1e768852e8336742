import type { NewRule, SelectorName, Statement } from '../../stack/netfilter';
import type { Flavour, Interface, Match, Network, Spec } from './model';
import { ruleSave } from './save';

function interfaceStatements(selector: SelectorName, device: Interface | undefined): Statement[] {
  if (!device || device.name === '+') return [];
  const op = device.inverted ? '!=' : '==';
  const right = device.name.endsWith('+') ? { kind: 'wildcard' as const, beginning: device.name.slice(0, -1) } : { kind: 'value' as const, value: device.name };
  return [{ kind: 'match', left: { name: selector }, op, right }];
}

function networkStatements(selector: SelectorName, net: Network | undefined, bits: number): Statement[] {
  if (!net || (net.length === 0 && !net.inverted)) return [];
  const right = net.length === bits ? { kind: 'value' as const, value: net.address } : { kind: 'prefix' as const, address: net.address, length: net.length };
  return [{ kind: 'match', left: { name: selector }, op: net.inverted ? '!=' : '==', right }];
}

/** Whether a match or target says by itself of what protocol the packet is. */
function impliesProtocol({ matches }: Spec, number: number): boolean {
  const first = matches[0];
  return (number === 6 && first?.name === 'tcp' && first.statements.length > 0) || (number === 17 && first?.name === 'udp' && first.statements.length > 0);
}

function protocolStatements(spec: Spec): Statement[] {
  const { protocol } = spec;
  if (!protocol || protocol.number === 0 || (!protocol.inverted && impliesProtocol(spec, protocol.number))) return [];
  // nft's words for multiport name the protocol themselves.
  if (spec.matches[0]?.name === 'multiport') return [];
  return [{ kind: 'match', left: { name: 'meta l4proto' }, op: protocol.inverted ? '!=' : '==', right: { kind: 'value', value: protocol.number } }];
}

function parts({ statements, nft }: Pick<Match, 'statements' | 'nft'>): Statement[] {
  return nft === undefined ? [...statements] : [{ kind: 'foreign', text: nft, parts: statements }];
}

/** The rule that the kernel runs for what iptables was told. */
export function compile(spec: Spec, flavour: Flavour): NewRule {
  const bits = flavour.family === 'ip' ? 32 : 128;
  const { target } = spec;
  const statements: Statement[] = [
    ...interfaceStatements('meta iifname', spec.input), ...interfaceStatements('meta oifname', spec.output),
    ...networkStatements(`${flavour.family} saddr`, spec.source, bits), ...networkStatements(`${flavour.family} daddr`, spec.destination, bits),
    ...(spec.fragment ? [{ kind: 'match', left: { name: 'ip frag-off', mask: 0x1fff }, op: spec.fragment.inverted ? '==' : '!=', right: { kind: 'value', value: 0 } } as const] : []),
    ...protocolStatements(spec), ...spec.matches.flatMap(parts), { kind: 'counter', packets: 0, bytes: 0 }, ...(target ? parts(target) : []),
  ];
  return { statements, userdata: { iptables: spec }, text: ruleSave(spec, flavour) };
}

