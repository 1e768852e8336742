import type { HostSnapshot, IpAddrInfo, IpLink, IpNeigh, IpRoute, IpRule, NetnsSnapshot, Snapshot } from '../backend/snapshot';
import type { Address, Host, Link, Namespace, Neighbour, Net, Route, Rule } from './api';

/** What the views are of: asked at each access. */
export interface Source {
  snapshot(): Snapshot;
  /** name of the present host */
  host(): string;
  refresh(): Promise<void>;
}

/** The network as objects. They hold no state: each access reads the source's present snapshot. */
export function netOf(source: Source): Net {
  const hosts = (): readonly HostSnapshot[] => source.snapshot().hosts;
  const host = (name: string): HostSnapshot => find(hosts(), name, 'host');
  const net = hostOf(() => host(source.host())) as Net;
  return define(net, {
    hosts: () => hosts().map(({ name }) => hostOf(() => host(name))),
    time: () => source.snapshot().at / 1e9,
  }, {
    host: (name: string) => hostOf(() => host(host(name).name)),
    refresh: () => source.refresh(),
  });
}

function hostOf(read: () => HostSnapshot): Host {
  const namespace = (name: string | null): NetnsSnapshot => {
    const { name: host, netns } = read();
    return find(netns, name, `namespace on ${host}`);
  };
  const view = (name: string | null): Namespace => namespaceOf(() => namespace(name), () => read().name);
  return define(namespaceOf(() => namespace(null), () => read().name) as Host, {
    name: () => read().name,
    namespaces: () => read().netns.map(({ name }) => view(name)),
  }, { netns: (name: string) => view(namespace(name).name) });
}

function namespaceOf(read: () => NetnsSnapshot, host: () => string): Namespace {
  const links = (): Link[] => read().addr.map((row) => linkOf(row, host(), read().name));
  return define({} as Namespace, {
    name: () => read().name ?? undefined,
    links,
    addresses: () => links().flatMap(({ addresses }) => addresses),
    routes: () => read().route.map(routeOf),
    rules: () => read().rule.map(ruleOf),
    neighbours: () => read().neigh.map(neighbourOf),
  }, { link: (name: string) => find(links(), name, 'link') });
}

/** Properties that are read when asked for, and methods that don't show among them. */
function define<T extends object>(on: T, getters: Readonly<Record<string, () => unknown>>, methods: Readonly<Record<string, unknown>>): T {
  for (const [name, get] of Object.entries(getters)) Object.defineProperty(on, name, { get, enumerable: true, configurable: true });
  for (const [name, value] of Object.entries(methods)) Object.defineProperty(on, name, { value, enumerable: false, configurable: true });
  return on;
}

function find<T extends { readonly name: string | null }>(all: readonly T[], name: string | null, what: string): T {
  const found = all.find((one) => one.name === name);
  if (!found) throw new Error(`there is no ${what} ${JSON.stringify(name)}: there is ${all.map((one) => one.name).filter((one) => one !== null).join(', ') || 'none'}`);
  return found;
}

/** Without the keys that have no value, so that a printed object shows what there is. */
function given<T extends object>(object: T): T {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as T;
}

function linkOf(row: IpLink, host: string, namespace: string | null): Link {
  return given<Link>({
    name: row.ifname,
    index: row.ifindex,
    kind: row.linkinfo?.info_kind ?? row.link_type,
    up: row.flags.includes('UP'),
    carrier: row.flags.includes('LOWER_UP'),
    state: row.operstate,
    mtu: row.mtu,
    mac: row.address,
    flags: row.flags,
    master: row.master,
    peer: row.link ?? undefined,
    addresses: (row.addr_info ?? []).map((info) => addressOf(info, row.ifname)),
    host,
    namespace: namespace ?? undefined,
  });
}

function addressOf(row: IpAddrInfo, dev: string): Address {
  return given<Address>({
    address: row.local, prefix: row.prefixlen, cidr: `${row.local}/${row.prefixlen}`, family: row.family, scope: row.scope, dev,
    broadcast: row.broadcast, tentative: row.tentative === true,
  });
}

function routeOf(row: IpRoute, index: number, all: readonly IpRoute[]): Route {
  return given<Route>({
    destination: row.dst, family: isIPv6(row, index, all) ? 'inet6' : 'inet', gateway: row.gateway ?? row.via?.host, dev: row.dev, table: row.table ?? 'main',
    type: row.type ?? 'unicast', protocol: row.protocol, scope: row.scope, source: row.prefsrc, metric: row.metric,
  });
}

/** `default` doesn't tell its family, but IPv4's rows come first, and IPv6's have a `pref`. */
function isIPv6(row: IpRoute, index: number, all: readonly IpRoute[]): boolean {
  return row.dst.includes(':') || 'pref' in row || all.slice(0, index).some(({ dst }) => dst.includes(':'));
}

function ruleOf(row: IpRule): Rule {
  const prefix = (address: string | undefined, bits: number | undefined): string | undefined => (bits === undefined ? address : `${address}/${bits}`);
  return given<Rule>({ priority: row.priority, from: prefix(row.src, row.srclen)!, to: prefix(row.dst, row.dstlen), table: row.table, action: row.action });
}

function neighbourOf(row: IpNeigh): Neighbour {
  return given<Neighbour>({ address: row.dst, dev: row.dev, mac: row.lladdr, state: row.state.join(',') });
}
