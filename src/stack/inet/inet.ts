import { AF_INET } from '../address';
import type { NetDevice } from '../device/device';
import { ruleDevices } from '../device/l3mdev';
import { perNetns, type Netns } from '../netns';
import { RT_TABLE } from '../rtnetlink';
import type { Skb } from '../skb';
import type { IfAddr } from './ifaddr';
import { newIgmpState, type IgmpState } from './igmp';
import { Conf, effective, type ConfName } from './conf';
import { Fib } from './fib';
import { lookupTables, type LookupOptions, type Skipped } from './fib-table';
import type { NeighbourTable } from './neighbour-table';
import type { Packet } from './input';
import { ARP_SETTINGS, NeighbourParms } from './neighbour-parms';
import { Exceptions } from './exceptions';
import { Peers } from './peers';
import { globalSettings, type GlobalSettings } from './settings';

/** A device as IPv4 sees it (struct in_device). */
export interface InDevice {
  readonly dev: NetDevice;
  readonly conf: Conf;
  readonly arp: NeighbourParms;
  /** in the kernel's order: primary addresses by scope, then secondary ones */
  readonly addresses: IfAddr[];
  /** those of `groups` that the link receives (ip_mc_list.loaded) */
  readonly listening: Set<number>;
  /** joined multicast groups */
  readonly groups: Set<number>;
  readonly igmp: IgmpState;
  dead: boolean;
}

/** A socket that IPv4 hands packets and errors to. */
export interface InetSocket {
  /** IPPROTO_* */
  readonly protocol: number;
  /** A packet for this host, from its IP header on. True when it was taken. */
  deliver(packet: Delivery): boolean;
  /** An ICMP error about a packet that this host sent. */
  error(error: IcmpError): void;
}

/** A packet that reached its host. */
export interface Delivery {
  readonly skb: Skb;
  /** ifindex that it counts as come in by: for a packet over lo, that of the address's device (inet_iif) */
  readonly iif: number;
  /** of the port, where that is an L3 master (inet_sdif); else 0 */
  readonly sdif: number;
}

/** An ICMP error, and the packet that it is about. */
export interface IcmpError {
  readonly skb: Skb;
  readonly type: number;
  readonly code: number;
  /** MTU of "fragmentation needed", else 0 */
  readonly info: number;
  readonly offender: number;
  /** of the device that the error came in by */
  readonly ifindex: number;
  readonly iif: number;
  readonly sdif: number;
  /** the quoted packet, from its IP header on */
  readonly quoted: Uint8Array;
  /** the ICMP message itself */
  readonly message: Uint8Array;
}

/** IPv4 of one namespace: its tables and settings. What happens in it lives in the files beside this one. */
export class Inet {
  readonly fib: Fib;
  readonly all: Conf;
  readonly defaults: Conf;
  readonly arpDefaults: NeighbourParms;
  readonly settings: GlobalSettings;
  readonly exceptions: Exceptions;
  readonly peers: Peers;
  readonly sockets = new Set<InetSocket>();
  /** Who takes packets of other protocols than ICMP and UDP, by IPPROTO_* (inet_add_protocol). */
  readonly protocols = new Map<number, (skb: Skb, packet: Packet) => void>();
  /** Someone put a route into `local`: sources are then checked in full (fib_has_custom_local_routes). */
  hasCustomLocalRoutes = false;
  readonly #devices = new Map<number, InDevice>();
  /** set by arp.ts, which needs this */
  arp!: NeighbourTable<Skb>;

  constructor(readonly netns: Netns) {
    const { clock, random } = netns.network;
    const parent = parentOf(netns);
    this.all = new Conf('all', parent?.all);
    this.defaults = new Conf('default', parent?.defaults);
    if (!parent) this.all.values.accept_source_route = 0;
    this.settings = globalSettings(random);
    this.arpDefaults = new NeighbourParms(ARP_SETTINGS, 'net.ipv4.neigh.default', () => clock.now(), random);
    this.exceptions = new Exceptions(clock);
    this.peers = new Peers(clock);
    this.fib = new Fib(ruleDevices(netns), AF_INET);
  }

  /** The devices that speak IPv4, in order of ifindex. */
  devices(): InDevice[] {
    return [...this.netns.devices].flatMap(dev => this.#devices.get(dev.ifindex) ?? []);
  }

  /** The same, the newest first. */
  newestDevices(): InDevice[] {
    return [...this.#devices.values()].reverse();
  }

  device(ifindex: number): InDevice | undefined {
    return this.#devices.get(ifindex);
  }

  addDevice(dev: NetDevice): InDevice {
    const device: InDevice = {
      dev, conf: new Conf(dev.ifname, this.defaults), arp: this.arpDefaults.copy(`net.ipv4.neigh.${dev.ifname}`), addresses: [], groups: new Set(), igmp: newIgmpState(), listening: new Set(), dead: false,
    };
    this.#devices.set(dev.ifindex, device);
    return device;
  }

  removeDevice(ifindex: number): void {
    this.#devices.delete(ifindex);
  }

  /** A setting as it counts for a device, and why. */
  conf(device: InDevice, name: ConfName): { readonly value: number; readonly because: string } {
    return effective(name, this.all, device.conf);
  }

  /** The device that has a local address (inet_lookup_ifaddr). */
  ownerOf(address: number): IfAddr | undefined {
    for (const device of this.#devices.values()) {
      for (const ifa of device.addresses) if (ifa.local === address) return ifa;
    }
    return undefined;
  }

  /** Whether packets may bear that source: an address of this host, or one that the local table takes for one (__ip_dev_find). */
  isOwn(address: number): boolean {
    if (this.ownerOf(address)) return true;
    const local = this.fib.table(RT_TABLE.LOCAL);
    const found = local && lookupTables([local], { daddr: address });
    return found !== undefined && 'nexthop' in found && found.route.type === 'local';
  }

  nameOf = (ifindex: number): string => this.netns.devices.byIndex(ifindex)?.ifname ?? `if${ifindex}`;

  /** Options of a lookup that heeds the link state and collects what it passes over. */
  lookupOptions(skipped?: Skipped[]): LookupOptions {
    return {
      nameOf: this.nameOf,
      ignoresLinkdown: oif => {
        const device = this.device(oif);
        return device !== undefined && this.conf(device, 'ignore_routes_with_linkdown').value !== 0;
      },
      ...(skipped ? { skipped } : {}),
    };
  }
}

/** IPv4 of a namespace. */
export const inetOf = perNetns(netns => new Inet(netns));

/** A new namespace takes net.ipv4.conf.all and .default from the host's first (net.core.devconf_inherit_init_net = 0). */
function parentOf(netns: Netns): Inet | undefined {
  const first = (netns.host as { readonly initNetns?: Netns }).initNetns;
  return first && first !== netns ? inetOf(first) : undefined;
}
