import type { LinkAddress } from '../../address';
import { IFLA_BRPORT_STATES } from '../../rtnetlink';
import type { Skb } from '../../skb';
import { concat, ETH_P_802_2, ETHERNET_HEADER, parseBpdu, put16, u16, VLAN_HEADER } from '../../wire';
import { ETH_HLEN, ethernetType, isMulticastAddress, isValidEthernetAddress, readMac } from '../ethernet';
import type { Bridge } from './bridge';
import { groupOf } from './listener-message';
import { STATE, type BridgePort, type SwitchName } from './port';

/** A frame on its way through a bridge. */
interface Frame {
  readonly skb: Skb;
  readonly destination: LinkAddress;
  readonly source: LinkAddress;
  /** without tag, where the bridge filters VLANs and the frame is of one */
  readonly octets: Uint8Array;
  /** its VLAN; 0 if the bridge doesn't filter */
  readonly vid: number;
  /** priority bits of the tag that it has or gets */
  readonly priority: number;
  readonly filtered: boolean;
}

/** 01:80:c2:00:00:0X (IEEE 802.1D table 7-10): a bridge doesn't forward them. */
const RESERVED_GROUP = /^01:80:c2:00:00:0([0-9a-f])$/;
const PAUSE = 1;
/** What an 802.1ad bridge forwards of those: BR_GROUPFWD_8021AD. */
const PROVIDER_GROUPS = 0xb801;
const BPDU_GROUP = 0;

/** The data path of a bridge (net/bridge/br_input.c, br_forward.c, br_device.c). */
export class Forwarding {
  constructor(private readonly bridge: Bridge) {}

  /** br_dev_xmit: a frame of this host. */
  transmit(skb: Skb): void {
    const { bridge } = this;
    bridge.stats.txPackets++;
    bridge.stats.txBytes += skb.octets.length;
    const frame = this.#ingress(null, skb, { state: STATE.FORWARDING });
    if (!frame) return;
    const { destination, vid } = frame;
    if (destination === bridge.broadcast) return this.#flood(frame, undefined, 'bcastFlood');
    if (isMulticastAddress(destination)) return void this.#toMany(frame, undefined);
    const entry = bridge.stations.find(destination, vid);
    if (!entry) return this.#flood(frame, undefined, 'unicastFlood');
    if (entry.port) this.#forward(entry.port, frame, undefined);
    else this.#drop(skb, `${bridge.ifname} has ${destination}`);
  }

  /** br_handle_frame: a frame from a port. True: it is the bridge's now. */
  handle(port: BridgePort, skb: Skb): boolean {
    const [destination, source] = [readMac(skb.octets, 0), readMac(skb.octets, 6)];
    if (!isValidEthernetAddress(source)) return this.#drop(skb, `${source} is no station`);
    const reserved = RESERVED_GROUP.exec(destination)?.[1];
    if (reserved !== undefined) {
      const kept = this.#handleReserved(port, skb, parseInt(reserved, 16));
      if (kept !== undefined) return kept;
    }
    if (!port.learns) return this.#drop(skb, `${port.dev.ifname}: bridge port state ${IFLA_BRPORT_STATES[port.state]!}`);
    this.#finish(port, skb);
    return true;
  }

  /** What isn't to be forwarded; undefined for what is. */
  #handleReserved(port: BridgePort, skb: Skb, group: number): boolean | undefined {
    const { bridge } = this;
    const asked = port.groupFwdMask | (bridge.vlanFiltering && bridge.vlanProtocol !== 0x8100 ? PROVIDER_GROUPS & ~(1 << parseInt(bridge.groupAddress.slice(-2), 16)) : 0);
    if (group === PAUSE) return this.#drop(skb, 'a pause frame');
    const forwarded = group === BPDU_GROUP ? asked : asked | bridge.settings.groupFwdMask;
    if (forwarded & (1 << group) || (group === BPDU_GROUP && !bridge.stp.enabled)) return undefined;
    if (port.switches.learning && port.learns && !bridge.ignoresLinkLocal) {
      const frame = this.#ingress(port, skb, { state: port.state });
      if (frame) bridge.stations.learn(frame.source, frame.vid, port);
    }
    if (group !== parseInt(bridge.groupAddress.slice(-2), 16) || ethernetType(skb.octets) !== ETH_P_802_2) return false;
    this.#receiveBpdu(port, skb);
    return true;
  }

  /** br_stp_rcv. */
  #receiveBpdu(port: BridgePort, skb: Skb): void {
    const { bridge } = this;
    const bpdu = parseBpdu(skb.octets.subarray(ETHERNET_HEADER));
    if (!('kind' in bpdu) || !bridge.stp.enabled || !bridge.up || port.state === STATE.DISABLED) return void this.#drop(skb, 'no use for a BPDU');
    if (port.switches.guard) {
      this.#drop(skb, `BPDU received on blocked port ${port.no}(${port.dev.ifname})`);
      return bridge.disable(port);
    }
    bridge.stp.receive(port, bpdu);
  }

  /**
   * br_allowed_ingress: finds a frame's VLAN and takes its tag off. Undefined: it may not come in.
   * @param at the port's state, which that of the VLAN may replace
   */
  #ingress(port: BridgePort | null, skb: Skb, at: { state: number }): Frame | undefined {
    const { bridge } = this;
    const { octets } = skb;
    const base = { skb, destination: readMac(octets, 0), source: readMac(octets, 6) };
    if (!bridge.vlanFiltering) return { ...base, octets, vid: 0, priority: 0, filtered: false };
    const tagged = ethernetType(octets) === bridge.vlanProtocol;
    const control = tagged ? u16(octets, ETHERNET_HEADER) : 0;
    const group = bridge.vlanTables.groupOf(port);
    const where = port?.dev.ifname ?? bridge.ifname;
    const vid = (control & 0xfff) || group.pvid;
    if (vid === 0) return void this.#drop(skb, `${where} has no PVID`);
    const vlan = group.usable(vid);
    if (!vlan) return void this.#drop(skb, `${where} isn't in VLAN ${vid}`);
    if (at.state === STATE.FORWARDING) {
      at.state = vlan.state;
      if (vlan.state !== STATE.FORWARDING && vlan.state !== STATE.LEARNING) return void this.#drop(skb, `${where}: VLAN ${vid} is ${IFLA_BRPORT_STATES[vlan.state]!}`);
    }
    const plain = tagged ? concat(octets.subarray(0, 12), octets.subarray(12 + VLAN_HEADER)) : octets;
    if (bridge.settings.vlanStatsEnabled) {
      vlan.stats.rxPackets++;
      vlan.stats.rxBytes += plain.length - ETH_HLEN;
    }
    return { ...base, octets: plain, vid, priority: control & 0xf000, filtered: true };
  }

  /** br_handle_frame_finish. */
  #finish(port: BridgePort, skb: Skb): void {
    const { bridge } = this;
    const at = { state: port.state };
    const frame = this.#ingress(port, skb, at);
    if (!frame) return;
    const { source, destination, vid } = frame;
    if (port.switches.locked) {
      const known = bridge.stations.find(source, vid);
      if (!known || known.port !== port || known.local) return void this.#drop(skb, `${port.dev.ifname} is locked`);
    }
    if (port.switches.learning) bridge.stations.learn(source, vid, port);
    const many = isMulticastAddress(destination);
    if (at.state === STATE.LEARNING) {
      if (many && destination !== bridge.broadcast) bridge.snooping.snoop(port, untagged(frame.octets), vid);
      return void this.#drop(skb, `${port.dev.ifname}: bridge port state learning`);
    }
    if (destination === bridge.broadcast) {
      this.#flood(frame, port, 'bcastFlood');
      return this.#passUp(frame);
    }
    if (many) {
      if (this.#toMany(frame, port)) this.#passUp(frame);
      return;
    }
    const entry = bridge.stations.find(destination, vid);
    if (entry) entry.used = bridge.netns.network.clock.now();
    if (entry?.local) return this.#passUp(frame);
    if (entry?.port) this.#forward(entry.port, frame, port);
    else this.#flood(frame, port, 'unicastFlood');
    if (bridge.promiscuity > 0) this.#passUp(frame);
  }

  /** A frame to a group: to its listeners where they are known. Returns whether this host takes it too. */
  #toMany(frame: Frame, from: BridgePort | undefined): boolean {
    const { bridge } = this;
    const octets = untagged(frame.octets);
    bridge.snooping.snoop(from ?? null, octets, frame.vid);
    const route = bridge.snooping.route(octets, groupOf(octets), frame.vid);
    if (!route) this.#flood(frame, from, 'mcastFlood');
    else for (const port of bridge.ports) if (route.ports.has(port)) this.#forward(port, frame, from);
    if (!route || route.host) bridge.stats.multicast += from ? 1 : 0;
    return !route || route.host || bridge.promiscuity > 0;
  }

  /** br_pass_frame_up. */
  #passUp(frame: Frame): void {
    const { bridge } = this;
    bridge.stats.rxPackets++;
    bridge.stats.rxBytes += frame.octets.length - ETH_HLEN;
    if (bridge.promiscuity === 0 && !this.#allowsEgress(null, frame)) return void this.#drop(frame.skb, `${bridge.ifname} isn't in VLAN ${frame.vid}`);
    const skb = frame.skb.clone();
    skb.octets = this.#egress(null, frame);
    bridge.receive(skb);
  }

  /** br_flood. */
  #flood(frame: Frame, from: BridgePort | undefined, kind: SwitchName & `${string}Flood`): void {
    for (const port of this.bridge.ports) {
      const floods = port.switches[kind] !== 0 || (!from && kind !== 'unicastFlood');
      if (floods && !port.switches.proxyarp) this.#forward(port, frame, from);
    }
  }

  /** br_forward: out by a port, or its backup while it has no carrier, if it may go there (should_deliver). */
  #forward(chosen: BridgePort, frame: Frame, from: BridgePort | undefined): void {
    const port = chosen.backup && !chosen.dev.carrier ? chosen.backup : chosen;
    if (port.state !== STATE.FORWARDING || (port === from && !port.switches.mode) || (from?.switches.isolated && port.switches.isolated)) return;
    if (!this.#allowsEgress(port, frame)) return;
    if (frame.octets.length > port.dev.mtu + ETH_HLEN + VLAN_HEADER) {
      this.bridge.netns.drop('PKT_TOO_BIG', frame.skb, `${port.dev.ifname} mtu ${port.dev.mtu}`);
      return;
    }
    const skb = frame.skb.clone();
    skb.octets = this.#egress(port, frame);
    skb.networkOffset = ETHERNET_HEADER;
    skb.protocol = ethernetType(skb.octets);
    port.dev.queueXmit(skb);
  }

  /** br_allowed_egress. */
  #allowsEgress(port: BridgePort | null, { filtered, vid }: Frame): boolean {
    return !filtered || this.bridge.vlanTables.groupOf(port).usable(vid)?.state === STATE.FORWARDING;
  }

  /** br_handle_vlan: with the tag that the VLAN wants where it leaves. */
  #egress(port: BridgePort | null, { filtered, octets, vid, priority }: Frame): Uint8Array {
    if (!filtered) return octets;
    const { bridge } = this;
    const vlan = bridge.vlanTables.groupOf(port).usable(vid);
    if (vlan && bridge.settings.vlanStatsEnabled) {
      vlan.stats.txPackets++;
      vlan.stats.txBytes += octets.length - ETH_HLEN;
    }
    if (vlan?.untagged) return octets;
    const tag = new Uint8Array(VLAN_HEADER);
    put16(tag, 0, bridge.vlanProtocol);
    put16(tag, 2, priority | vid);
    return concat(octets.subarray(0, 12), tag, octets.subarray(12));
  }

  #drop(skb: Skb, because: string): true {
    this.bridge.netns.drop('NOT_SPECIFIED', skb, because);
    return true;
  }
}

/** A frame without its tag, if it has one: what snooping looks at where VLANs aren't filtered. */
function untagged(octets: Uint8Array): Uint8Array {
  return ethernetType(octets) === 0x8100 ? concat(octets.subarray(0, 12), octets.subarray(12 + VLAN_HEADER)) : octets;
}
