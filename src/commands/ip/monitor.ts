import { AF_BRIDGE, AF_INET, AF_INET6, AF_UNSPEC, RTM_F, strerror, SysError, type Netns, type Notification, type NsidMessage } from '../../stack';
import { shapeRows, type Shape } from '../shape';
import { resolvePath } from '../path';
import { printAddress } from './address/print';
import { Args } from './args';
import type { Ip } from './context';
import { wrongArgument } from './errors';
import { Follower, timestamp } from './follower';
import { monitorUsage } from './help/monitor';
import { printLink } from './link/print';
import { matches } from './matches';
import { printNetconf } from './netconf';
import { printNeigh } from './neigh/print';
import { acceptsRoute, newRouteFilter, type RouteFilter } from './route/filter';
import { RoutePrinter } from './route/print';
import { printRule } from './rule/print';

/** Kinds of notifications, by ipmonitor.c's words, in its order. */
const OBJECTS = ['link', 'address', 'route', 'mroute', 'prefix', 'neigh', 'netconf', 'rule', 'nsid', 'nexthop'] as const;
type MonitorObject = (typeof OBJECTS)[number] | 'stats';

/** For completion. */
export const monitorShape: Shape = {
  keywords: [...shapeRows({ all: null, label: null, 'all-nsid': null, stats: null, dev: 'DEVICE', file: 'FILE' }), ...OBJECTS.map(text => ({ words: [{ text, abbreviable: true }], takes: [] }))],
};

interface Wanted {
  readonly objects: Set<MonitorObject>;
  label: boolean;
  index: number;
  /** of all namespaces that this one has an id for */
  allNsid: boolean;
  /** what to read instead of the kernel's messages */
  file?: string;
}

function read(ip: Ip, argv: readonly string[]): Wanted {
  const wanted: Wanted = { objects: new Set(), label: false, index: 0, allNsid: false };
  for (const args = new Args(argv); args.word !== undefined; args.advance()) {
    const { word } = args;
    const object = OBJECTS.find(candidate => matches(word, candidate));
    if (matches(word, 'file')) wanted.file = args.next();
    else if (matches(word, 'label')) wanted.label = true;
    else if (object) wanted.objects.add(object);
    else if (word === 'stats') wanted.objects.add('stats');
    else if (word === 'all') wanted.label = true;
    else if (matches(word, 'all-nsid')) wanted.allNsid = true;
    else if (matches(word, 'help')) ip.usage(monitorUsage);
    else if (word === 'dev') {
      const name = args.next();
      wanted.index = ip.deviceIndex(name);
      if (wanted.index === 0) throw wrongArgument(name, 'Device does not exist\n');
    } else ip.quit(`Argument "${word}" is unknown, try "ip monitor help".`);
  }
  return wanted;
}

/** Prints notifications as they come, by the printers of the show commands. */
class Monitor extends Follower {
  readonly #filter: RouteFilter;
  readonly #routes: RoutePrinter;
  readonly #names: Map<Netns, string>;
  /** names of devices, which outlive them until their RTM_DELLINK comes (lib/ll_map.c) */
  readonly #devices: Map<number, string>;
  #nsid: number | undefined;

  constructor(private readonly ip: Ip, private readonly wanted: Wanted) {
    super();
    this.#filter = { ...newRouteFilter(ip.family, 0), ...(wanted.index !== 0 && { oif: wanted.index }) };
    this.#routes = new RoutePrinter(ip, this.#filter);
    this.#devices = new Map(ip.dump('RTM_GETLINK').map(link => [link.index, link.ifname]));
    this.#names = new Map([...ip.process.host.namedNetns].map(([name, netns]) => [netns, name]));
  }

  /** @param nsid this namespace's id for the one that tells; undefined: it is this one */
  notify(notification: Notification, nsid?: number): void {
    this.#nsid = nsid;
    this.#print(notification);
    this.#learn(notification);
    this.printed();
  }

  #print(notification: Notification): void {
    const { ip } = this;
    const deleted = notification.type.startsWith('RTM_DEL');
    if ('link' in notification) {
      if (this.#takes('link', AF_UNSPEC, notification.link.index)) {
        this.#header('[LINK]');
        printLink(ip, notification.link, { doLink: false, family: AF_UNSPEC, showQueue: false, deleted });
      }
    } else if ('addr' in notification) {
      if (this.#takes('address', notification.addr.family, notification.addr.index)) {
        this.#header('[ADDR]');
        printAddress(ip, notification.addr, { withDevice: true, deleted, nameOf: index => this.#nameOf(index) });
      }
    } else if ('route' in notification) {
      const { route } = notification;
      if ((route.flags & RTM_F.CLONED) === 0 && this.#takes('route', route.family, 0)) {
        this.#header('[ROUTE]');
        if (acceptsRoute(this.#filter, route)) this.#routes.route(route, deleted);
      }
    } else if ('rule' in notification) {
      if (this.#takes('rule', notification.rule.family, 0)) {
        this.#header('[RULE]');
        printRule(ip, notification.rule, deleted);
      }
    } else if ('neigh' in notification) {
      if (this.#takes('neigh', notification.neigh.family, notification.neigh.index)) {
        this.#header('[NEIGH]');
        printNeigh(ip, notification.neigh, { dev: this.wanted.index === 0, deleted });
      }
    } else if ('netconf' in notification) {
      const { netconf } = notification;
      if (this.#takes('netconf', netconf.family, netconf.index)) {
        this.#header('[NETCONF]');
        printNetconf(ip, netconf, { deleted, nameOf: index => this.#nameOf(index) });
      }
    } else if ('bridgePort' in notification) {
      if (this.#takes('link', AF_UNSPEC, notification.bridgePort.index)) {
        this.#header('[LINK]');
        printLink(ip, notification.bridgePort, { doLink: false, family: AF_UNSPEC, showQueue: false, deleted, ofBridge: true });
      }
    } else if ('fdb' in notification) {
      if (this.#takes('neigh', AF_BRIDGE, notification.fdb.index)) {
        this.#header('[NEIGH]');
        printNeigh(ip, notification.fdb, { dev: this.wanted.index === 0, deleted });
      }
    } else if ('nsid' in notification && this.#takes('nsid', AF_UNSPEC, 0)) {
      this.#header('[NSID]');
      this.#printNsid(notification.nsid, deleted);
    }
  }

  #learn(notification: Notification): void {
    if (!('link' in notification)) return;
    if (notification.type === 'RTM_DELLINK') this.#devices.delete(notification.link.index);
    else this.#devices.set(notification.link.index, notification.link.ifname);
  }

  #nameOf(index: number): string {
    const name = this.#devices.get(index) ?? this.ip.deviceName(index);
    this.#devices.set(index, name);
    return name;
  }

  #takes(object: MonitorObject, family: number, index: number): boolean {
    const { wanted, ip } = this;
    return (wanted.objects.size === 0 || wanted.objects.has(object))
      && (family === AF_UNSPEC || ip.family === AF_UNSPEC || ip.family === family || (ip.family !== AF_INET && ip.family !== AF_INET6))
      && (index === 0 || wanted.index === 0 || wanted.index === index);
  }

  #header(label: string): void {
    const netns = this.wanted.allNsid ? `[nsid ${this.#nsid ?? 'current'}]` : '';
    this.ip.out(timestamp(this.ip) + netns + (this.wanted.label ? label : ''));
  }

  #printNsid({ nsid, netns }: NsidMessage, deleted: boolean): void {
    for (const [name, known] of this.ip.process.host.namedNetns) this.#names.set(known, name);
    const name = this.#names.get(netns);
    this.ip.out(`${deleted ? 'Deleted ' : ''}nsid ${nsid} ${name === undefined ? '' : `(iproute2 netns name: ${name})`}\n`);
  }
}

/** Subscribes to this namespace or, with `all`, also to those that it has or gets an id for (NETLINK_LISTEN_ALL_NSID). */
function listen(ip: Ip, monitor: Monitor, all: boolean): () => void {
  const stops = new Map<number, () => void>();
  const follow = ({ nsid, netns }: NsidMessage): void => {
    if (netns !== ip.netns) stops.set(nsid, netns.rtnetlink.subscribe(notification => monitor.notify(notification, nsid)));
  };
  if (all) ip.dump('RTM_GETNSID').forEach(follow);
  const stop = ip.netns.rtnetlink.subscribe(notification => {
    if (all && 'nsid' in notification) {
      if (notification.type === 'RTM_NEWNSID') follow(notification.nsid);
      else stops.get(notification.nsid.nsid)?.();
    }
    monitor.notify(notification);
  });
  return () => [stop, ...stops.values()].forEach(each => each());
}

/** `ip monitor file`: what rtmon has kept. There is no rtmon here, so that only an empty file can be read. */
function replayFile(ip: Ip, name: string): number {
  try {
    if (ip.process.files.read(resolvePath(ip.process.cwd, name)).length === 0) return 0;
  } catch (error) {
    if (error instanceof SysError) return ip.quit(`Cannot fopen: ${strerror(error.errno)}`);
    throw error;
  }
  return ip.unsupported('ip monitor file');
}

/** `ip monitor`: runs until a signal ends it. */
export async function monitorObject(ip: Ip, argv: readonly string[]): Promise<number> {
  const wanted = read(ip, argv);
  if (wanted.file !== undefined) return replayFile(ip, wanted.file);
  const monitor = new Monitor(ip, wanted);
  return monitor.follow(ip, listen(ip, monitor, wanted.allNsid));
}
