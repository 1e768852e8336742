import {
  AF_INET, AF_INET6, ROUTE_TYPES, RTM_F, RTNH_F, RT_SCOPE, RT_TABLE, RTPROT, addressBits, errnoNumber, formatAddress,
  type Family, type IpAddress, type NextHop, type Prefix, type RouteMessage,
} from '../../../stack';
import type { Ip } from '../context';
import { familyName } from '../inet';
import { printNexthop } from '../nexthop/print';
import type { Color } from '../print';
import type { RouteFilter } from './filter';
import { printMetrics } from './metrics';

const color = (family: Family): Color => family === AF_INET ? 'inet' : 'inet6';

/** In print_rt_flags' order. */
const FLAGS: readonly (readonly [number, string])[] = [
  [RTNH_F.DEAD, 'dead'], [RTNH_F.ONLINK, 'onlink'], [RTNH_F.PERVASIVE, 'pervasive'], [RTNH_F.OFFLOAD, 'offload'], [RTNH_F.TRAP, 'trap'],
  [RTM_F.NOTIFY, 'notify'], [RTNH_F.LINKDOWN, 'linkdown'], [RTNH_F.UNRESOLVED, 'unresolved'], [0x4000, 'rt_offload'], [0x8000, 'rt_trap'], [0x20000000, 'rt_offload_failed'],
];

/** RTCF_* in print_cache_flags' order. */
const CACHE_FLAGS: readonly (readonly [number, string])[] = [
  [0x80000000, 'local'], [0x40000000, 'reject'], [0x20000000, 'mc'], [0x10000000, 'brd'], [0x08000000, 'dst-nat'], [0x00800000, 'src-nat'], [0x00400000, 'masq'],
  [0x00020000, 'dst-direct'], [0x04000000, 'src-direct'], [0x00040000, 'redirected'], [0x01000000, 'redirect'], [0x00200000, 'fastroute'], [0x00010000, 'notify'], [0x00080000, 'proxy'],
];

const PREFERENCES: Readonly<Record<number, string>> = { 3: 'low', 0: 'medium', 1: 'high' };

function prefixText(ip: Ip, family: Family, prefix: Prefix): string {
  return prefix.length === addressBits(family) ? ip.host(prefix.address) : `${formatAddress(prefix.address)}/${prefix.length}`;
}

/** Prints routes as `ip route`, `ip route get` and `ip monitor` do. One dump's device names are looked up once. */
export class RoutePrinter {
  readonly #names = new Map<number, string>();

  /** @param filter what the reader knows already, and so isn't told */
  constructor(private readonly ip: Ip, private readonly filter: RouteFilter) {}

  /** One route: print_route of ip/iproute.c. @param deleted RTM_DELROUTE */
  route(route: RouteMessage, deleted = false): void {
    const { ip, filter } = this;
    const { print, names } = ip;
    const details = ip.options.details > 0;
    const { family, table } = route;
    const isCloned = (route.flags & RTM_F.CLONED) !== 0;
    const single = route.nexthops.length === 1 && !route.multipath ? route.nexthops[0]! : undefined;

    print.openObject();
    if (deleted) print.flag('deleted', 'Deleted ');
    if (route.type !== 'unicast' || details) print.any('type', '%s ', ip.options.numeric ? String(ROUTE_TYPES.indexOf(route.type)) : route.type);
    print.any('dst', '%s ', route.dst.length === 0 ? 'default' : prefixText(ip, family, route.dst), route.dst.length === 0 ? undefined : color(family));
    if (route.src) print.any('from', 'from %s ', prefixText(ip, family, route.src), color(family));
    if (route.tos !== 0 && filter.tos === undefined) print.any('tos', 'tos %s ', names.name('rt_dsfield', route.tos));
    if (route.nhid !== undefined) print.any('nhid', 'nhid %u ', route.nhid);
    if (single) this.#gateway(single, filter.via?.length === addressBits(family));
    if (single?.oif !== undefined && filter.oif === undefined) this.#device('dev', single.oif);
    if (table !== 0 && (table !== RT_TABLE.MAIN || details) && filter.table === 0) print.any('table', 'table %s ', names.name('rt_tables', table));
    if (!isCloned) {
      if ((route.protocol !== RTPROT.BOOT || details) && filter.protocol === undefined) print.any('protocol', 'proto %s ', names.name('rt_protos', route.protocol));
      if ((route.scope !== RT_SCOPE.UNIVERSE || details) && filter.scope === undefined) print.any('scope', 'scope %s ', names.name('rt_scopes', route.scope));
    }
    if (route.prefsrc !== undefined && filter.prefsrc?.length !== addressBits(family)) this.#address('prefsrc', 'src ', formatAddress(route.prefsrc), route.prefsrc);
    if (route.priority !== undefined && filter.metric === undefined) print.any('metric', 'metric %u ', route.priority);
    this.#flags(route.flags | (single?.flags ?? 0));
    this.#mark(route.mark);
    if (route.flow !== undefined && filter.realms?.mask !== 0xffffffff) this.#realms(route.flow);
    if (route.uid !== undefined) print.any('uid', 'uid %u ', route.uid);
    if (family === AF_INET && isCloned) this.#cacheFlags((route.flags | (route.cache?.flags ?? 0)) >>> 0);
    if (route.cache) this.#cacheInfo(route.cache);
    if (route.metrics) printMetrics(ip, route.metrics);
    if (route.iif !== undefined && filter.iif === undefined) this.#device('iif', route.iif);
    if (route.pref !== undefined) this.#preference(route.pref);
    if (route.nhid !== undefined && details) this.#object(route.nhid);
    if (route.nexthops.length > 1 || route.multipath) this.#multipath(route);
    print.text('\n');
    print.closeObject();
  }

  #name(index: number): string {
    let name = this.#names.get(index);
    if (name === undefined) this.#names.set(index, name = this.ip.deviceName(index));
    return name;
  }

  #device(key: string, index: number): void {
    const { print } = this.ip;
    print.text('%s ', key);
    print.any(key, '%s ', this.#name(index), 'ifname');
  }

  #address(key: string, lead: string, text: string, address: IpAddress): void {
    const { print } = this.ip;
    print.text('%s', lead);
    print.any(key, '%s ', text, color(typeof address === 'number' ? AF_INET : AF_INET6));
  }

  #gateway(hop: NextHop, known: boolean): void {
    const { print } = this.ip;
    if (hop.gateway !== undefined && !known) this.#address('gateway', 'via ', this.ip.host(hop.gateway), hop.gateway);
    if (hop.via === undefined) return;
    const name = familyName(typeof hop.via === 'number' ? AF_INET : AF_INET6);
    print.text('via %s ', name);
    if (print.isJson) {
      print.openObject('via');
      print.field('family', name);
      print.field('host', this.ip.host(hop.via));
      print.closeObject();
    } else print.text('%s ', this.ip.host(hop.via), color(typeof hop.via === 'number' ? AF_INET : AF_INET6));
  }

  #flags(flags: number): void {
    const { print } = this.ip;
    print.openArray('flags');
    for (const [flag, name] of FLAGS) {
      if ((flags & flag) !== 0) print.any(null, '%s ', name);
    }
    print.closeArray();
  }

  #mark(mark: number | undefined): void {
    const { print } = this.ip;
    if (!mark) return;
    if (print.isJson) print.field('mark', mark);
    else print.text(mark >= 16 ? 'mark 0x%x ' : 'mark %u ', mark);
  }

  /** print_rta_flow. */
  #realms(flow: number): void {
    const { print, names } = this.ip;
    const from = flow >>> 16 === 0 ? undefined : names.name('rt_realms', flow >>> 16);
    const to = names.name('rt_realms', flow & 0xffff);
    if (print.isJson) {
      print.openObject('flow');
      if (from !== undefined) print.field('from', from);
      print.field('to', to);
      print.closeObject();
    } else print.text('%s ', from === undefined ? `realm ${to}` : `realms ${from}/${to}`);
  }

  #cacheFlags(all: number): void {
    const { print } = this.ip;
    const names = CACHE_FLAGS.filter(([flag]) => (all & flag) !== 0).map(([, name]) => name);
    if (print.isJson) {
      print.openArray('cache');
      for (const name of names) print.field(null, name);
      print.closeArray();
    } else {
      print.text('%s    cache ', print.lineEnd);
      if (names.length > 0) print.text('<%s> ', names.join(','));
    }
  }

  #cacheInfo({ expires, error }: NonNullable<RouteMessage['cache']>): void {
    const { print } = this.ip;
    if (expires) print.any('expires', 'expires %dsec ', expires);
    if (error) print.any('error', 'error %u ', 2 ** 32 - errnoNumber(error));
  }

  #preference(pref: number): void {
    const { print } = this.ip;
    const name = PREFERENCES[pref];
    if (name === undefined) print.any('pref', '%u', pref);
    else print.any('pref', 'pref %s', name);
  }

  /** print_cache_nexthop_id. */
  #object(id: number): void {
    const { ip } = this;
    const object = ip.dump('RTM_GETNEXTHOP').find(each => each.id === id);
    if (!object) return;
    ip.print.text('\n\tnh_info ');
    printNexthop(ip, object, 'nh_info');
  }

  #multipath(route: RouteMessage): void {
    const { print } = this.ip;
    print.openArray('nexthops');
    for (const hop of route.nexthops) {
      print.openObject();
      print.text('%s\tnexthop ', print.lineEnd);
      this.#gateway(hop, false);
      print.any('dev', 'dev %s ', this.#name(hop.oif ?? 0));
      print.any('weight', 'weight %d ', hop.weight ?? 1);
      this.#flags(hop.flags);
      print.closeObject();
    }
    print.closeArray();
  }
}
