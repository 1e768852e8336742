import { AF_INET, AF_INET6, type Family } from '../address';
import {
  NUD, RtnetlinkError, type Answers, type DumpFilter, type FdbMessage, type GetFdb, type GetNeigh, type GetNsid, type GetRoute, type LinkMessage, type NeighMessage,
  type Notification, type Request, type RouteMessage, type Rtnetlink,
} from '../rtnetlink';

type RequestOf<T extends Request['type']> = Extract<Request, { readonly type: T }>;
type LinkQuery = { readonly index: number } | { readonly ifname: string };

/** Queries for one object, and what they answer with. */
interface Gets {
  RTM_GETLINK: (which: LinkQuery) => LinkMessage;
  RTM_GETROUTE: (message: GetRoute) => RouteMessage;
  RTM_GETNEIGH: (message: GetNeigh) => NeighMessage;
  'RTM_GETNEIGH AF_BRIDGE': (message: GetFdb) => FdbMessage;
  RTM_GETNSID: (message: GetNsid) => number | undefined;
}

const FAMILIES: readonly (Family | 0)[] = [0, AF_INET, AF_INET6];

/** What comes and goes by itself isn't among them: neighbours, and what bridges learn. */
const LASTING: ReadonlySet<Notification['type']> = new Set<Notification['type']>([
  'RTM_NEWLINK', 'RTM_DELLINK', 'RTM_NEWADDR', 'RTM_DELADDR', 'RTM_NEWROUTE', 'RTM_DELROUTE', 'RTM_NEWRULE', 'RTM_DELRULE', 'RTM_DELNEIGH',
]);

/** A namespace's rtnetlink socket (net/core/rtnetlink.c): hands each message to the handler of its type and family. */
export class RtnetlinkDoor implements Rtnetlink {
  readonly #requests = new Map<string, (message: never) => void>();
  readonly #dumps = new Map<string, (filter: DumpFilter) => unknown[]>();
  readonly #gets = new Map<string, (message: never) => unknown>();
  readonly #listeners = new Set<(notification: Notification) => void>();

  /** rtnl_register of a change. `family` 0 is for messages without one (links, namespace ids). */
  register<T extends Request['type']>(type: T, family: Family | 0, handler: (message: RequestOf<T>) => void): void {
    this.#requests.set(`${type} ${family}`, handler as (message: never) => void);
  }

  /** rtnl_register of a dump. A dump of no family runs all families' handlers, IPv4 first. */
  registerDump<T extends keyof Answers>(type: T, family: Family | 0, handler: (filter: DumpFilter) => Answers[T][]): void {
    this.#dumps.set(`${type} ${family}`, handler);
  }

  /** rtnl_register of a query for one object. */
  registerGet<T extends keyof Gets>(type: T, family: Family | 0, handler: Gets[T]): void {
    this.#gets.set(`${type} ${family}`, handler as (message: never) => unknown);
  }

  /** How often something that an administrator sets has changed: links, addresses, routes, rules, neighbours that stay. */
  revision = 0;

  /** Tells all subscribers (rtnl_notify). */
  notify(notification: Notification): void {
    if (LASTING.has(notification.type) || ('neigh' in notification && notification.neigh.state & NUD.PERMANENT)) this.revision++;
    for (const listener of [...this.#listeners]) listener(notification);
  }

  request(message: Request): void {
    const handler = this.#requests.get(`${message.type} ${familyOfRequest(message)}`);
    if (!handler) throw new RtnetlinkError('EOPNOTSUPP');
    handler(message as never);
  }

  dump<T extends keyof Answers>(type: T, filter: DumpFilter = {}): Answers[T][] {
    const families = filter.family === undefined ? FAMILIES : [0, filter.family];
    const handlers = families.flatMap(family => this.#dumps.get(`${type} ${family}`) ?? []);
    if (handlers.length === 0) throw new RtnetlinkError('EOPNOTSUPP');
    return handlers.flatMap(handler => handler(filter) as Answers[T][]);
  }

  getLink(which: LinkQuery): LinkMessage {
    return this.#get('RTM_GETLINK', 0)(which);
  }

  getRoute(message: GetRoute): RouteMessage {
    return this.#get('RTM_GETROUTE', message.family)(message);
  }

  getNeigh(message: GetNeigh): NeighMessage {
    return this.#get('RTM_GETNEIGH', message.family)(message);
  }

  getFdb(message: GetFdb): FdbMessage {
    return this.#get('RTM_GETNEIGH AF_BRIDGE', 0)(message);
  }

  getNsid(message: GetNsid): number | undefined {
    return this.#get('RTM_GETNSID', 0)(message);
  }

  subscribe(listener: (notification: Notification) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  #get<T extends keyof Gets>(type: T, family: Family | 0): Gets[T] {
    const handler = this.#gets.get(`${type} ${family}`);
    if (!handler) throw new RtnetlinkError('EOPNOTSUPP');
    return handler as unknown as Gets[T];
  }
}

function familyOfRequest(message: Request): Family | 0 {
  if ('family' in message) return message.family;
  return 'rule' in message ? message.rule.family : 0;
}
