import { type Checker, quote } from './checker';
import type { LabEnd, LabLink, Position } from './lab';
import { suggest } from './suggest';
import type { Located } from './yaml';

/** IFNAMSIZ of linux/if.h, less the final NUL. */
const IFNAME_LIMIT = 15;

/** What containerlab's links name instead of a node. */
const SPECIAL = ['host', 'mgmt-net', 'macvlan'];

/** `topology.links` as cables, in the file's order; both of containerlab's notations. */
export function readLinks(checker: Checker, links: Located | undefined, hosts: readonly string[]): LabLink[] {
  const taken = new Map<string, Position>();
  return checker.items(links, 'topology.links').flatMap(link => readLink(checker, link, hosts, taken) ?? []);
}

function readLink(checker: Checker, link: Located, hosts: readonly string[], taken: Map<string, Position>): LabLink | undefined {
  const entries = checker.keyed(link, 'a link', ['endpoints', 'type', 'mtu', 'labels', 'vars']);
  const type = entries.get('type')?.value;
  if (type && checker.text(type, 'type') !== 'veth') {
    checker.complain(type.at, `a link of type ${quote(checker.text(type, 'type'))} isn't supported; \`type: veth\` is a cable between two nodes`);
    return undefined;
  }
  const items = checker.items(entries.get('endpoints')?.value, 'endpoints');
  const ends = items.map(item => readEnd(checker, item, hosts, taken));
  const [a, b] = ends;
  if (ends.length !== 2) checker.complain(link.at, `a link has two endpoints, as in \`endpoints: ["a:eth1", "b:eth1"]\`; this one has ${ends.length}`);
  if (!a || !b || ends.length !== 2) return undefined;
  const mtu = entries.get('mtu')?.value;
  return { a, b, ...(mtu && { mtu: checker.whole(mtu, 'mtu', 68, 65535) }) };
}

function readEnd(checker: Checker, item: Located, hosts: readonly string[], taken: Map<string, Position>): LabEnd | undefined {
  const end = item.kind === 'map' ? readLongEnd(checker, item) : readShortEnd(checker, item);
  if (!end) return undefined;
  if (!hosts.includes(end.host)) {
    const why = SPECIAL.includes(end.host) ? `cables to ${end.host}: aren't supported` : `no node is named ${quote(end.host)}`;
    checker.complain(item.at, `${why}; ${suggest(end.host, hosts)}`);
  }
  const name = end.ifname;
  if (name === '' || name.length > IFNAME_LIMIT || name === '.' || name === '..' || name === 'lo' || /[\s/:%\0]/.test(name)) {
    checker.complain(item.at, `${quote(name)} can't be a NIC's name: use 1 to ${IFNAME_LIMIT} characters without blank, /, : and %, and not lo`);
  }
  const id = `${end.host}:${name}`;
  const first = taken.get(id);
  if (first) checker.complain(item.at, `${id} has a cable already, at line ${first.line}; give this end another interface`);
  else taken.set(id, item.at);
  return end;
}

function readShortEnd(checker: Checker, item: Located): LabEnd | undefined {
  const text = checker.text(item, 'an endpoint');
  const colon = text.indexOf(':');
  if (colon > 0) return { host: text.slice(0, colon), ifname: text.slice(colon + 1) };
  if (item.kind === 'text') checker.complain(item.at, `an endpoint is written "node:interface", as in "beachhead:ens3", not ${quote(text)}`);
  return undefined;
}

function readLongEnd(checker: Checker, item: Located): LabEnd | undefined {
  const entries = checker.keyed(item, 'an endpoint', ['node', 'interface', 'mac', 'ipv4', 'ipv6', 'vars']);
  for (const key of ['ipv4', 'ipv6']) {
    const entry = entries.get(key);
    if (entry) checker.complain(entry.at, `${key} of an endpoint isn't supported; add the address in the node's exec, as in \`ip addr add ADDRESS dev NAME\``);
  }
  const [node, ifname, mac] = ['node', 'interface', 'mac'].map(key => entries.get(key)?.value);
  if (!node || !ifname) {
    checker.complain(item.at, 'an endpoint needs `node:` and `interface:`');
    return undefined;
  }
  const end = { host: checker.text(node, 'node'), ifname: checker.text(ifname, 'interface') };
  return mac ? { ...end, mac: readMac(checker, mac) } : end;
}

function readMac(checker: Checker, value: Located): string {
  const text = checker.text(value, 'mac').toLowerCase();
  if (value.kind !== 'text') return text;
  if (!/^([0-9a-f]{2}:){5}[0-9a-f]{2}$/.test(text)) checker.complain(value.at, `${quote(text)} is no MAC address; write six octets, as in fa:16:3e:59:a0:b8`);
  else if (parseInt(text.slice(0, 2), 16) & 1) checker.complain(value.at, `${text} is a group address; a NIC's first octet must be even`);
  else if (text === '00:00:00:00:00:00') checker.complain(value.at, 'a NIC can\'t have the all-zero address');
  return text;
}
