import { AF_INET6 } from '../address';
import type { NetDevice } from '../device/device';
import { ruleDevices } from '../device/l3mdev';
import { NDP_SETTINGS, NeighbourParms } from '../inet/neighbour-parms';
import type { NeighbourTable } from '../inet/neighbour-table';
import { RuleTable } from '../inet/rules';
import { perNetns, type Netns } from '../netns';
import type { Skb } from '../skb';
import type { Timer } from '../clock';
import { AddrLabels } from './addrlabel';
import { confDefaults, GLOBAL_DEFAULTS, type Conf, type Settings } from './conf';
import { Exceptions } from './exceptions';
import { Fib6 } from './fib6';
import type { IfAddr6 } from './ifaddr';
import type { Group } from './mcast';
import type { Ipv6Packet } from './packet';

/** A device as IPv6 sees it (struct inet6_dev). */
export interface Inet6Dev {
  readonly dev: NetDevice;
  readonly conf: Conf;
  readonly nd: NeighbourParms;
  /** wider scope first, of one scope the youngest first */
  readonly addresses: IfAddr6[];
  /** anycast addresses, with the number of users of each */
  readonly anycast: Map<bigint, number>;
  /** the youngest first */
  groups: Group[];
  /** IF_READY: the link passes packets */
  ready: boolean;
  dead: boolean;
  /** what one MLD report still has to tell of groups left (mc_tomb) */
  left: { readonly group: bigint; count: number }[];
  mldCount: number;
  mldTimer: Timer | undefined;
  dadReportTimer: Timer | undefined;
  rsTimer: Timer | undefined;
  rsProbes: number;
  /** ns */
  rsIntervalNs: number;
}

/** A socket that IPv6 hands packets and errors to. */
export interface Inet6Socket {
  /** IPPROTO_* */
  readonly protocol: number;
  /** A packet for this host. True when it was taken. */
  deliver(packet: Ipv6Packet): boolean;
  /** An ICMPv6 error about a packet that this host sent. */
  error(error: Icmp6Error): void;
}

/** An ICMPv6 error, and the packet that it is about. */
export interface Icmp6Error {
  readonly type: number;
  readonly code: number;
  /** MTU, pointer */
  readonly info: number;
  readonly offender: bigint;
  readonly iif: number;
  /** the quoted packet, from its IPv6 header on */
  readonly quoted: Uint8Array;
  readonly at: number;
}

/** IPv6 of one namespace: its tables and settings. What happens in it lives in the files beside this one. */
export class Inet6 {
  readonly all: Conf;
  readonly defaults: Conf;
  readonly settings: Settings = { ...GLOBAL_DEFAULTS };
  readonly ndDefaults: NeighbourParms;
  readonly rules: RuleTable;
  readonly fib: Fib6;
  readonly exceptions: Exceptions;
  readonly labels = new AddrLabels();
  readonly sockets = new Set<Inet6Socket>();
  /** set by ndisc.ts, which needs this */
  nd!: NeighbourTable<Skb>;
  readonly #devices = new Map<number, Inet6Dev>();

  constructor(readonly netns: Netns) {
    const { clock, random, release } = netns.network;
    this.defaults = confDefaults(release);
    this.all = { ...this.defaults, accept_dad: 0 };
    if (release.has('icmpv6 ratelimit of 100 ms')) this.settings['icmp/ratelimit'] = 100;
    if (release.has('net.ipv6.icmp.error_anycast_as_unicast')) this.settings['icmp/error_anycast_as_unicast'] = 0;
    this.ndDefaults = new NeighbourParms(NDP_SETTINGS, 'net.ipv6.neigh.default', () => clock.now(), random);
    this.rules = new RuleTable(AF_INET6, ruleDevices(netns));
    this.fib = new Fib6(netns, this.rules, oif => this.ignoresLinkdown(oif));
    this.exceptions = new Exceptions(clock);
  }

  /** The devices that speak IPv6, in order of ifindex. */
  devices(): Inet6Dev[] {
    return [...this.#devices.values()].sort((a, b) => a.dev.ifindex - b.dev.ifindex);
  }

  /** The same, the newest first. */
  newestDevices(): Inet6Dev[] {
    return [...this.#devices.values()].reverse();
  }

  device(ifindex: number): Inet6Dev | undefined {
    return this.#devices.get(ifindex);
  }

  /** ipv6_add_dev, but for the groups to join. */
  addDevice(dev: NetDevice): Inet6Dev {
    const loopback = dev === this.netns.devices.byIndex(1) && dev.kind === undefined && dev.netnsLocal;
    const idev: Inet6Dev = {
      dev, conf: { ...this.defaults, mtu: dev.mtu, ...(loopback ? { accept_dad: -1, use_tempaddr: -1 } : {}) },
      nd: this.ndDefaults.copy(`net.ipv6.neigh.${dev.ifname}`), addresses: [], anycast: new Map(), groups: [], ready: false, dead: false,
      left: [], mldCount: 0, mldTimer: undefined, dadReportTimer: undefined, rsTimer: undefined, rsProbes: 0, rsIntervalNs: 0,
    };
    this.#devices.set(dev.ifindex, idev);
    return idev;
  }

  removeDevice(ifindex: number): void {
    this.#devices.delete(ifindex);
  }

  ignoresLinkdown(oif: number): boolean {
    return this.all.ignore_routes_with_linkdown !== 0 || (this.device(oif)?.conf.ignore_routes_with_linkdown ?? 0) !== 0;
  }

  /** All addresses of the namespace. */
  addresses(): IfAddr6[] {
    return this.devices().flatMap(idev => idev.addresses);
  }

  /** An address that packets may be sent to here (ipv6_chk_addr): not tentative; of one device, if that is given. */
  hasAddress(address: bigint, dev?: NetDevice): boolean {
    return this.addresses().some(ifa => ifa.address === address && !ifa.tentative && (dev === undefined || ifa.idev.dev === dev));
  }

  nameOf(ifindex: number): string {
    return this.netns.devices.byIndex(ifindex)?.ifname ?? `if${ifindex}`;
  }
}

/** IPv6 of a namespace. */
export const inet6Of = perNetns(netns => new Inet6(netns));
