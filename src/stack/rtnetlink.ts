import type { Family } from './address';
import { strerror, type Errno } from './errno';
import type { DelLink, LinkMessage, LinkProp, NewLink } from './rtnetlink/messages/link';
import type { AddrMessage, DelAddr, NewAddr } from './rtnetlink/messages/addr';
import type { DelRoute, GetRoute, NewRoute, RouteMessage } from './rtnetlink/messages/route';
import type { DelRule, NewRule, RuleMessage } from './rtnetlink/messages/rule';
import type { DelNeigh, GetNeigh, NeighMessage, NewNeigh } from './rtnetlink/messages/neigh';
import type { ChangeMdb, DelBridgeLink, MdbMessage, NewVlan, SetBridgeLink, VlanMessage } from './rtnetlink/messages/bridge';
import type { DelFdb, FdbMessage, FlushFdb, GetFdb, NewFdb } from './rtnetlink/messages/fdb';
import type { NeighTableMessage, SetNeighTable } from './rtnetlink/messages/neightbl';
import type { DelNexthop, NewNexthop, NexthopMessage } from './rtnetlink/messages/nexthop';
import type { NetconfMessage } from './rtnetlink/messages/netconf';
import type { AddrLabelMessage, DelAddrLabel, NewAddrLabel } from './rtnetlink/messages/addrlabel';
import type { GetNsid, NewNsid, NsidMessage } from './rtnetlink/messages/nsid';

export * from './rtnetlink/messages/flags';
export * from './rtnetlink/messages/link';
export * from './rtnetlink/messages/addr';
export * from './rtnetlink/messages/addrlabel';
export * from './rtnetlink/messages/route';
export * from './rtnetlink/messages/rule';
export * from './rtnetlink/messages/neigh';
export * from './rtnetlink/messages/neightbl';
export * from './rtnetlink/messages/nexthop';
export * from './rtnetlink/messages/nsid';
export * from './rtnetlink/messages/netconf';
export * from './rtnetlink/messages/bridge';
export * from './rtnetlink/messages/fdb';

/**
 * rtnetlink(7), the one door into a namespace's tables: requests that change them, dumps, notifications.
 * Messages carry the attributes of the kernel's messages by their names without prefix (IFLA_MTU is `mtu`), in host types.
 */
export class RtnetlinkError extends Error {
  /** @param extack the kernel's own sentence (NLMSGERR_ATTR_MSG), where it gives one */
  constructor(readonly errno: Errno, readonly extack?: string) {
    super(extack ?? strerror(errno));
    this.name = 'RtnetlinkError';
  }
}

export type Request = NewLink | DelLink | LinkProp | SetBridgeLink | DelBridgeLink | NewVlan | ChangeMdb | NewFdb | DelFdb | FlushFdb | NewAddr | DelAddr | NewRoute | DelRoute | NewRule | DelRule | NewNeigh | DelNeigh | NewNsid | NewAddrLabel | DelAddrLabel | SetNeighTable | NewNexthop | DelNexthop;

/** What each dump or get answers with. */
export interface Answers {
  RTM_GETLINK: LinkMessage;
  RTM_GETADDR: AddrMessage;
  RTM_GETROUTE: RouteMessage;
  RTM_GETRULE: RuleMessage;
  RTM_GETNEIGH: NeighMessage;
  RTM_GETNEIGHTBL: NeighTableMessage;
  RTM_GETNEXTHOP: NexthopMessage;
  RTM_GETNSID: NsidMessage;
  RTM_GETADDRLABEL: AddrLabelMessage;
  RTM_GETNETCONF: NetconfMessage;
  'RTM_GETNEIGH AF_BRIDGE': FdbMessage;
  RTM_GETVLAN: VlanMessage;
  RTM_GETMDB: MdbMessage;
}

/** Strict-check filters that the kernel itself applies to a dump; the rest is the caller's. */
export interface DumpFilter {
  readonly family?: Family;
  /** RTM_GETADDR, RTM_GETROUTE, RTM_GETNEIGH: one device only */
  readonly index?: number;
  /** RTM_GETROUTE: one table only; an unused one is ENOENT, "ipv4: FIB table does not exist." */
  readonly table?: number;
  /** RTM_GETROUTE: the cache (always empty for IPv4) */
  readonly cloned?: boolean;
  /** RTM_GETNEIGH AF_BRIDGE: one bridge and its ports only */
  readonly master?: number;
  /** RTM_GETNEIGH: proxy entries */
  readonly proxy?: boolean;
}

export type Notification =
  | { readonly type: 'RTM_NEWLINK' | 'RTM_DELLINK'; readonly link: LinkMessage }
  /** of a bridge's port, by the bridge (br_ifinfo_notify) */
  | { readonly type: 'RTM_NEWLINK AF_BRIDGE' | 'RTM_DELLINK AF_BRIDGE'; readonly bridgePort: LinkMessage }
  | { readonly type: 'RTM_NEWNEIGH AF_BRIDGE' | 'RTM_DELNEIGH AF_BRIDGE'; readonly fdb: FdbMessage }
  | { readonly type: 'RTM_NEWMDB' | 'RTM_DELMDB'; readonly mdb: MdbMessage }
  | { readonly type: 'RTM_NEWVLAN' | 'RTM_DELVLAN'; readonly vlans: VlanMessage }
  | { readonly type: 'RTM_NEWADDR' | 'RTM_DELADDR'; readonly addr: AddrMessage }
  | { readonly type: 'RTM_NEWROUTE' | 'RTM_DELROUTE'; readonly route: RouteMessage; readonly replace?: boolean }
  | { readonly type: 'RTM_NEWRULE' | 'RTM_DELRULE'; readonly rule: RuleMessage }
  | { readonly type: 'RTM_NEWNEIGH' | 'RTM_DELNEIGH'; readonly neigh: NeighMessage }
  | { readonly type: 'RTM_NEWNETCONF' | 'RTM_DELNETCONF'; readonly netconf: NetconfMessage }
  | { readonly type: 'RTM_NEWNSID' | 'RTM_DELNSID'; readonly nsid: NsidMessage };

/** A namespace's rtnetlink, as a privileged process sees it. */
export interface Rtnetlink {
  /** Carries out a change, or changes nothing. @throws {RtnetlinkError} */
  request(message: Request): void;
  /** All entries in the kernel's own order. @throws {RtnetlinkError} */
  dump<T extends keyof Answers>(type: T, filter?: DumpFilter): Answers[T][];
  /** RTM_GETLINK of one device, by index, name or altname. @throws {RtnetlinkError} ENODEV */
  getLink(which: { readonly index: number } | { readonly ifname: string }): LinkMessage;
  /** A route lookup as the kernel does for output (or, with iif, for input). @throws {RtnetlinkError} e.g. ENETUNREACH */
  getRoute(message: GetRoute): RouteMessage;
  /** @throws {RtnetlinkError} ENOENT */
  getNeigh(message: GetNeigh): NeighMessage;
  /** One entry of a bridge's forwarding database. @throws {RtnetlinkError} ENOENT, EINVAL, EOPNOTSUPP */
  getFdb(message: GetFdb): FdbMessage;
  /** This namespace's id for another, or undefined. */
  getNsid(message: GetNsid): number | undefined;
  /** All notifications of this namespace, in order, until the returned function is called. */
  subscribe(listener: (notification: Notification) => void): () => void;
}
