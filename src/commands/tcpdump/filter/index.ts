import type { IpAddress } from '../../../stack/address';
import type { LinkType } from '../print/packet';
import { PROTOCOL_NAMES } from '../print/tokens';
import { SERVICES } from '../services';
import { FilterError } from './ast';
import { compileFilter, type FilterNames } from './compile';
import type { Test } from './frame';
import { parseFilter } from './parser';
import { satisfiable } from './satisfiable';

export { FilterError };
export type { FilterFrame, Test } from './frame';

/** /etc/protocols' names, by number where tcpdump's own differ. */
const PROTOCOL_NUMBERS: ReadonlyMap<string, number> = new Map([
  ...[...PROTOCOL_NAMES].map(([number, name]) => [name, number] as const), ['ospf', 89], ['isis', 124],
]);

/** @param hosts all names and addresses of /etc/hosts */
export function filterNames(hosts: readonly (readonly [IpAddress, readonly string[]])[]): FilterNames {
  const ports = {
    tcp: new Map([...SERVICES.tcp].map(([port, name]) => [name, port])),
    udp: new Map([...SERVICES.udp].map(([port, name]) => [name, port])),
  };
  return {
    addresses: name => hosts.filter(([, names]) => names.includes(name)).map(([address]) => address),
    port: (name, protocol) => ports[protocol].get(name),
    ipProtocol: name => PROTOCOL_NUMBERS.get(name),
  };
}

/**
 * The test that a filter expression stands for; an empty one accepts everything.
 * @param live whether packets come from a device and not from a savefile
 * @throws {FilterError}
 */
export function makeFilter(expression: string, linkType: LinkType, live: boolean, names: FilterNames): Test {
  const filter = parseFilter(expression);
  if (!filter) return () => true;
  // Packets of tunnels are shown to filters with an Ethernet header.
  const test = compileFilter(filter, linkType === 'RAW' ? 'EN10MB' : linkType, live, names);
  if (!satisfiable(filter)) throw new FilterError('expression rejects all packets');
  return test;
}
