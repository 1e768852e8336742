import type { Flavour, Interface, Spec } from './model';
import { networkText, protocolName } from './words';

/** A rule's words after `-A CHAIN`, as -S and iptables-save print them. */
export function ruleSave(spec: Spec, flavour: Flavour): string {
  const { source, destination, input, output, fragment, protocol, matches, target } = spec;
  const words: string[] = [];
  const bits = flavour.family === 'ip' ? 32 : 128;
  for (const [option, net] of [['-s', source], ['-d', destination]] as const) {
    if (net && (net.length > 0 || net.inverted)) words.push(`${net.inverted ? '! ' : ''}${option} ${networkText(net)}`);
  }
  for (const [option, device] of [['-i', input], ['-o', output]] as const) if (device) words.push(interfaceSave(option, device));
  if (protocol && protocol.number !== 0) words.push(`${protocol.inverted ? '! ' : ''}-p ${protocolName(protocol.number)}`);
  if (fragment && bits === 32) words.push(`${fragment.inverted ? '! ' : ''}-f`);
  for (const match of matches) words.push(`-m ${match.name}${match.save}`);
  if (target) words.push(`${target.goto ? '-g' : '-j'} ${target.name}${target.save}`);
  return words.join(' ');
}

function interfaceSave(option: string, { name, inverted }: Interface): string {
  return `${inverted ? '! ' : ''}${option} ${name}`;
}
