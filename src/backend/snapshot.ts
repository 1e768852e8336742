/** iproute2's JSON (`ip -j -d …`), as far as pictures, checks and comparison read it. Keys and values are iproute2's own. */

/** A row of `ip -j -d link` or `ip -j -d addr`. */
export interface IpLink {
  readonly ifindex: number;
  readonly ifname: string;
  /** name of the lower device or veth peer in the same namespace; null: a tunnel that is bound to none, `@NONE` in text */
  readonly link?: string | null;
  /** ifindex of the lower device or veth peer where it lives in another namespace */
  readonly link_index?: number;
  readonly link_netns?: string;
  readonly link_netnsid?: number;
  readonly flags: readonly string[];
  readonly mtu: number;
  readonly qdisc: string;
  readonly operstate: string;
  readonly master?: string;
  readonly group?: string;
  readonly txqlen?: number;
  readonly link_type: string;
  readonly address?: string;
  readonly broadcast?: string;
  readonly ifalias?: string;
  readonly altnames?: readonly string[];
  readonly linkinfo?: { readonly info_kind?: string; readonly info_data?: Readonly<Record<string, unknown>>; readonly info_slave_kind?: string; readonly info_slave_data?: Readonly<Record<string, unknown>> };
  readonly promiscuity?: number;
  readonly addr_info?: readonly IpAddrInfo[];
  readonly stats64?: { readonly rx: Readonly<Record<string, number>>; readonly tx: Readonly<Record<string, number>> };
}

/** An element of `addr_info` in `ip -j addr`. Flags (`secondary`, `tentative`, ...) are keys with the value true. */
export interface IpAddrInfo {
  readonly family: 'inet' | 'inet6';
  readonly local: string;
  readonly address?: string;
  readonly prefixlen: number;
  readonly broadcast?: string;
  readonly scope: string;
  readonly label?: string;
  readonly secondary?: true;
  readonly tentative?: true;
  readonly deprecated?: true;
  readonly dadfailed?: true;
  readonly dynamic?: true;
  readonly temporary?: true;
  readonly nodad?: true;
  readonly valid_life_time: number;
  readonly preferred_life_time: number;
}

/** A row of `ip -j -d route`. */
export interface IpRoute {
  readonly type?: string;
  readonly dst: string;
  readonly gateway?: string;
  readonly via?: { readonly family: string; readonly host: string };
  readonly dev?: string;
  readonly table?: string;
  readonly protocol?: string;
  readonly scope?: string;
  readonly prefsrc?: string;
  readonly metric?: number;
  readonly tos?: string;
  /** IPv6's router preference */
  readonly pref?: string;
  /** of the nexthop object (`ip nexthop`) that the route points to */
  readonly nhid?: number;
  readonly flags: readonly string[];
  readonly nexthops?: readonly { readonly gateway?: string; readonly via?: { readonly family: string; readonly host: string }; readonly dev?: string; readonly weight?: number; readonly flags: readonly string[] }[];
}

/** A row of `ip -j nexthop`. */
export interface IpNexthop {
  readonly id: number;
  readonly gateway?: string;
  readonly dev?: string;
  readonly blackhole?: null;
  readonly group?: readonly { readonly id: number; readonly weight?: number }[];
  readonly flags?: readonly string[];
}

/** A row of `ip -j rule`. */
export interface IpRule {
  readonly priority: number;
  readonly src: string;
  readonly srclen?: number;
  readonly dst?: string;
  readonly dstlen?: number;
  readonly table?: string;
  readonly action?: string;
  readonly iif?: string;
  readonly oif?: string;
}

/** A row of `ip -j neigh`. */
export interface IpNeigh {
  readonly dst: string;
  readonly dev: string;
  readonly lladdr?: string;
  readonly router?: null;
  readonly state: readonly string[];
}

/** A row of `bridge -j vlan`: a bridge or one of its ports. */
export interface BridgeVlans {
  readonly ifname: string;
  readonly vlans: readonly { readonly vlan: number; readonly vlanEnd?: number; readonly flags?: readonly string[] }[];
}

/** One network namespace. `route` and `rule` hold both families' rows, IPv4 first; `table all`. */
export interface NetnsSnapshot {
  /** null for the namespace in which the host booted */
  readonly name: string | null;
  readonly addr: readonly IpLink[];
  readonly route: readonly IpRoute[];
  readonly rule: readonly IpRule[];
  readonly neigh: readonly IpNeigh[];
  /** where a bridge tells VLANs apart */
  readonly vlan?: readonly BridgeVlans[];
}

export interface HostSnapshot {
  readonly name: string;
  readonly netns: readonly NetnsSnapshot[];
}

/** A cable between two hosts' NICs, as the lab file names them; `dev` is the name at the start. */
export interface Cable {
  readonly a: { readonly host: string; readonly dev: string; readonly ifindex: number };
  readonly b: { readonly host: string; readonly dev: string; readonly ifindex: number };
}

export interface Snapshot {
  /** ns of lab time */
  readonly at: number;
  readonly hosts: readonly HostSnapshot[];
  readonly cables: readonly Cable[];
}
