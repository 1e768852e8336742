import type { LinkAddress } from '../../address';
import { NS_PER_S } from '../../clock';
import { KernelTimer, NS_PER_CLOCK_TICK, roundedDelay } from '../../timer';
import { Skb } from '../../skb';
import { emitBpdu, emitEthernet, ETH_P_802_2, ETHERNET_HEADER, type Bpdu, type BridgeId } from '../../wire';
import { setCarrier } from '../lifecycle';
import type { Bridge } from './bridge';
import { compareIds, fromTicks, ns, ticks } from './stp-values';
import { STATE, type BridgePort } from './port';
import { NS_PER_JIFFY } from '../../jiffies';

/** Least seconds between two configuration messages by a port (IEEE 802.1D section 4.10.2), ns. */
const HOLD_TIME = NS_PER_S;
const MIN_FORWARD_DELAY = 200;
const MAX_FORWARD_DELAY = 3000;

/** Times of a spanning tree, hundredths of a second. */
export interface StpTimes {
  maxAge: number;
  helloTime: number;
  forwardDelay: number;
}

type Config = Extract<Bpdu, { readonly kind: 'config' }>;

/**
 * The spanning tree of a bridge, IEEE 802.1D-1998 (net/bridge/br_stp.c, br_stp_if.c, br_stp_timer.c). While it is off, the states of ports
 * are still chosen here: none stays blocking.
 */
export class SpanningTree {
  enabled = false;
  id: BridgeId;
  root: BridgeId;
  rootPathCost = 0;
  /** number of the port that leads to the root; 0: this bridge is the root */
  rootPort = 0;
  topologyChange = false;
  topologyChangeDetected = false;
  /** of this bridge, if it becomes the root */
  readonly own: StpTimes = { maxAge: 2000, helloTime: 200, forwardDelay: 1500 };
  /** the root's */
  readonly times: StpTimes = { ...this.own };
  readonly helloTimer: KernelTimer;
  readonly tcnTimer: KernelTimer;
  readonly topologyChangeTimer: KernelTimer;

  constructor(private readonly bridge: Bridge, address: LinkAddress) {
    this.id = this.root = { priority: 0x8000, address };
    const { clock } = bridge.netns.network;
    this.helloTimer = new KernelTimer(clock, () => this.#helloExpired());
    this.tcnTimer = new KernelTimer(clock, () => {
      if (!this.isRoot && this.bridge.up) this.#notifyRoot();
    });
    this.topologyChangeTimer = new KernelTimer(clock, () => {
      this.topologyChangeDetected = false;
      this.#setTopologyChange(false);
    });
  }

  get isRoot(): boolean {
    return compareIds(this.id, this.root) === 0;
  }

  isDesignated(port: BridgePort): boolean {
    return compareIds(port.designatedBridge, this.id) === 0 && port.designatedPort === port.id;
  }

  /** br_stp_set_enabled. */
  setEnabled(enabled: boolean): void {
    if (enabled === this.enabled) return;
    this.enabled = enabled;
    if (!enabled) return;
    this.setForwardDelay(Math.min(MAX_FORWARD_DELAY, Math.max(MIN_FORWARD_DELAY, this.own.forwardDelay)));
    if (this.bridge.up) this.helloTimer.start(ns(this.times.helloTime));
    this.selectStates();
  }

  setForwardDelay(hundredths: number): void {
    this.setTime('forwardDelay', hundredths);
  }

  /** br_set_hello_time and the like. */
  setTime(which: keyof StpTimes, hundredths: number): void {
    this.own[which] = hundredths;
    if (this.isRoot) this.times[which] = hundredths;
  }

  /** br_stp_set_bridge_priority. */
  setPriority(priority: number): void {
    const id = { ...this.id, priority };
    this.#rename(id, port => {
      if (port.state !== STATE.DISABLED && this.isDesignated(port)) port.designatedBridge = { ...port.designatedBridge, priority };
    });
  }

  /** br_stp_change_bridge_id. */
  setAddress(address: LinkAddress): void {
    const old = this.id.address;
    const renamed = (id: BridgeId): BridgeId => (id.address === old ? { ...id, address } : id);
    this.#rename({ ...this.id, address }, port => {
      port.designatedBridge = renamed(port.designatedBridge);
      port.designatedRoot = renamed(port.designatedRoot);
    });
  }

  #rename(id: BridgeId, change: (port: BridgePort) => void): void {
    const wasRoot = this.isRoot;
    this.bridge.ports.forEach(change);
    this.id = id;
    this.#reconsider(wasRoot);
  }

  /** What follows wherever a port or an id has changed. */
  #reconsider(wasRoot: boolean): void {
    this.#updateConfiguration();
    this.selectStates();
    if (this.isRoot && !wasRoot) this.#becomeRoot();
  }

  /** br_stp_set_port_priority. */
  setPortPriority(port: BridgePort, priority: number): void {
    const designated = this.isDesignated(port);
    port.priority = priority;
    if (designated) port.designatedPort = port.id;
    if (compareIds(this.id, port.designatedBridge) !== 0 || port.id >= port.designatedPort) return;
    this.#becomeDesignated(port);
    this.selectStates();
  }

  /** br_stp_set_path_cost. */
  setPathCost(port: BridgePort, cost: number): void {
    port.cost = cost;
    port.costSet = true;
    this.#updateConfiguration();
    this.selectStates();
  }

  /** br_stp_enable_bridge, but for its ports. */
  enableBridge(): void {
    if (this.enabled) this.helloTimer.start(ns(this.times.helloTime));
    this.#generateConfigs();
  }

  /** br_stp_disable_bridge, after its ports. */
  disableBridge(): void {
    this.#setTopologyChange(false);
    this.topologyChangeDetected = false;
    for (const timer of [this.helloTimer, this.topologyChangeTimer, this.tcnTimer]) timer.stop();
  }

  /** br_init_port, of a port that takes no part yet. */
  initPort(port: BridgePort): void {
    this.#becomeDesignated(port);
  }

  /** br_stp_enable_port. */
  enablePort(port: BridgePort): void {
    this.#becomeDesignated(port);
    port.state = STATE.BLOCKING;
    port.topologyChangeAck = port.configPending = false;
    this.selectStates();
    this.bridge.announcePort(port);
  }

  /** br_stp_disable_port; `forget` is what the bridge does in between. */
  disablePort(port: BridgePort, forget: () => void): void {
    const wasRoot = this.isRoot;
    this.#becomeDesignated(port);
    port.state = STATE.DISABLED;
    port.topologyChangeAck = port.configPending = false;
    this.bridge.announcePort(port);
    for (const timer of [port.messageAgeTimer, port.forwardDelayTimer, port.holdTimer]) timer.stop();
    forget();
    this.#reconsider(wasRoot);
  }

  /** br_port_state_selection: the states that the roles of the ports ask for, and carrier while any port forwards. */
  selectStates(): void {
    for (const port of this.bridge.ports) {
      if (port.state === STATE.DISABLED) continue;
      if (port.no !== this.rootPort && this.isDesignated(port)) {
        port.messageAgeTimer.stop();
        this.#makeForwarding(port);
        continue;
      }
      port.configPending = port.topologyChangeAck = false;
      if (port.no === this.rootPort) this.#makeForwarding(port);
      else this.#makeBlocking(port);
    }
    for (const port of this.bridge.ports) if (port.state !== STATE.DISABLED && port.state !== STATE.BLOCKING) this.bridge.snooping.enablePort(port);
    setCarrier(this.bridge, this.bridge.ports.some(port => port.state === STATE.FORWARDING));
  }

  #makeForwarding(port: BridgePort): void {
    if (port.state !== STATE.BLOCKING) return;
    if (!this.enabled || this.times.forwardDelay === 0) {
      port.state = STATE.FORWARDING;
      this.#detectTopologyChange();
      port.forwardDelayTimer.stop();
    } else port.state = STATE.LISTENING;
    this.bridge.announcePort(port);
    if (this.times.forwardDelay !== 0) port.forwardDelayTimer.start(ns(this.times.forwardDelay));
  }

  #makeBlocking(port: BridgePort): void {
    if (port.state === STATE.BLOCKING) return;
    if (port.learns) this.#detectTopologyChange();
    port.state = STATE.BLOCKING;
    this.bridge.announcePort(port);
    port.forwardDelayTimer.stop();
  }

  /** br_root_selection, then br_designated_port_selection. */
  #updateConfiguration(): void {
    let best: BridgePort | undefined;
    for (const port of this.bridge.ports) {
      if (!this.#isBetterRootPort(port, best)) continue;
      if (port.switches.protect) this.#keepFromRoot(port);
      else best = port;
    }
    this.rootPort = best?.no ?? 0;
    this.root = best?.designatedRoot ?? this.id;
    this.rootPathCost = best ? best.designatedCost + best.cost : 0;
    for (const port of this.bridge.ports) if (port.state !== STATE.DISABLED && this.#shouldBeDesignated(port)) this.#becomeDesignated(port);
  }

  #isBetterRootPort(port: BridgePort, best: BridgePort | undefined): boolean {
    if (port.state === STATE.DISABLED || this.isDesignated(port) || compareIds(this.id, port.designatedRoot) <= 0) return false;
    if (!best) return true;
    const order = compareIds(port.designatedRoot, best.designatedRoot) || port.designatedCost + port.cost - best.designatedCost - best.cost
      || compareIds(port.designatedBridge, best.designatedBridge) || port.designatedPort - best.designatedPort || port.id - best.id;
    return order < 0;
  }

  /** br_root_port_block: with `root_block` a port never leads to the root. */
  #keepFromRoot(port: BridgePort): void {
    port.state = STATE.LISTENING;
    this.bridge.announcePort(port);
    if (this.times.forwardDelay > 0) port.forwardDelayTimer.start(ns(this.times.forwardDelay));
  }

  #shouldBeDesignated(port: BridgePort): boolean {
    if (this.isDesignated(port) || compareIds(port.designatedRoot, this.root) !== 0) return true;
    return (this.rootPathCost - port.designatedCost || compareIds(this.id, port.designatedBridge) || port.id - port.designatedPort) < 0;
  }

  #becomeDesignated(port: BridgePort): void {
    port.designatedRoot = this.root;
    port.designatedCost = this.rootPathCost;
    port.designatedBridge = this.id;
    port.designatedPort = port.id;
  }

  #becomeRoot(): void {
    Object.assign(this.times, this.own);
    this.#detectTopologyChange();
    this.tcnTimer.stop();
    if (!this.bridge.up) return;
    this.#generateConfigs();
    this.helloTimer.start(ns(this.times.helloTime));
  }

  #helloExpired(): void {
    if (!this.bridge.up) return;
    this.#generateConfigs();
    if (this.enabled) this.helloTimer.start(this.#rounded(ns(this.times.helloTime)));
  }

  #rounded(delay: number): number {
    return roundedDelay(this.bridge.netns.network.clock.now(), delay);
  }

  /** A port has heard nothing from its designated bridge for too long. */
  messageAgeExpired(port: BridgePort): void {
    if (port.state === STATE.DISABLED) return;
    const wasRoot = this.isRoot;
    this.#becomeDesignated(port);
    this.#reconsider(wasRoot);
  }

  forwardDelayExpired(port: BridgePort): void {
    if (port.state === STATE.LISTENING) {
      port.state = STATE.LEARNING;
      port.forwardDelayTimer.start(ns(this.times.forwardDelay));
    } else if (port.state === STATE.LEARNING) {
      port.state = STATE.FORWARDING;
      const designated = this.bridge.ports.some(each => each.state !== STATE.DISABLED && compareIds(each.designatedBridge, this.id) === 0);
      if (designated) this.#detectTopologyChange();
      setCarrier(this.bridge, true);
    }
    this.bridge.announcePort(port);
  }

  holdExpired(port: BridgePort): void {
    if (port.configPending) this.#sendConfig(port);
  }

  /** br_topology_change_detection. */
  #detectTopologyChange(): void {
    if (!this.enabled) return;
    if (this.isRoot) {
      this.#setTopologyChange(true);
      this.topologyChangeTimer.start(ns(this.own.forwardDelay + this.own.maxAge));
    } else if (!this.topologyChangeDetected) this.#notifyRoot();
    this.topologyChangeDetected = true;
  }

  /** Entries age sooner while the tree changes. */
  #setTopologyChange(changing: boolean): void {
    if (this.enabled && this.topologyChange !== changing) this.bridge.setActiveAgeing(changing ? 2 * this.times.forwardDelay : undefined);
    this.topologyChange = changing;
  }

  #notifyRoot(): void {
    const port = this.bridge.ports.find(({ no }) => no === this.rootPort);
    if (port) this.#send(port, { kind: 'topology-change' });
    this.tcnTimer.start(ns(this.own.helloTime));
  }

  #generateConfigs(): void {
    for (const port of this.bridge.ports) if (port.state !== STATE.DISABLED && this.isDesignated(port)) this.#sendConfig(port);
  }

  /** br_transmit_config. */
  #sendConfig(port: BridgePort): void {
    if (port.holdTimer.pending) {
      port.configPending = true;
      return;
    }
    const rootPort = this.bridge.ports.find(({ no }) => no === this.rootPort);
    const age = this.isRoot || !rootPort ? 0 : this.bridge.netns.network.clock.now() - rootPort.designatedAge + NS_PER_JIFFY;
    if (age >= ns(this.times.maxAge)) return;
    this.#send(port, {
      kind: 'config', topologyChange: this.topologyChange, topologyChangeAck: port.topologyChangeAck, root: this.root, rootPathCost: this.rootPathCost,
      bridge: this.id, port: port.id, messageAge: ticks(age), maxAge: ticks(ns(this.times.maxAge)), helloTime: ticks(ns(this.times.helloTime)), forwardDelay: ticks(ns(this.times.forwardDelay)),
    });
    port.topologyChangeAck = port.configPending = false;
    if (this.enabled) port.holdTimer.start(this.#rounded(HOLD_TIME));
  }

  #send(port: BridgePort, bpdu: Bpdu): void {
    if (!this.enabled) return;
    const unit = emitBpdu(bpdu);
    const octets = emitEthernet({ destination: this.bridge.groupAddress, source: port.dev.address, type: unit.length }, unit);
    port.dev.queueXmit(new Skb({ octets, networkOffset: ETHERNET_HEADER, protocol: ETH_P_802_2 }));
  }

  /** A message has come in by a port that isn't disabled (br_stp_rcv). */
  receive(port: BridgePort, bpdu: Bpdu): void {
    if (bpdu.kind === 'config') return this.#receiveConfig(port, bpdu);
    if (!this.isDesignated(port)) return;
    this.#detectTopologyChange();
    port.topologyChangeAck = true;
    this.#sendConfig(port);
  }

  #receiveConfig(port: BridgePort, config: Config): void {
    if (!this.#supersedes(port, config)) {
      if (this.isDesignated(port)) this.#sendConfig(port);
      return;
    }
    const wasRoot = this.isRoot;
    this.#record(port, config);
    this.#updateConfiguration();
    this.selectStates();
    if (!this.isRoot && wasRoot) {
      this.helloTimer.stop();
      if (this.topologyChangeDetected) {
        this.topologyChangeTimer.stop();
        this.#notifyRoot();
      }
    }
    if (port.no !== this.rootPort) return;
    for (const which of ['maxAge', 'helloTime', 'forwardDelay'] as const) this.times[which] = Math.floor(fromTicks(config[which]) / NS_PER_CLOCK_TICK);
    this.#setTopologyChange(config.topologyChange);
    this.#generateConfigs();
    if (!config.topologyChangeAck) return;
    this.topologyChangeDetected = false;
    this.tcnTimer.stop();
  }

  #supersedes(port: BridgePort, config: Config): boolean {
    const order = compareIds(config.root, port.designatedRoot) || config.rootPathCost - port.designatedCost || compareIds(config.bridge, port.designatedBridge);
    return order < 0 || (order === 0 && (compareIds(config.bridge, this.id) !== 0 || config.port <= port.designatedPort));
  }

  #record(port: BridgePort, config: Config): void {
    const age = fromTicks(config.messageAge);
    port.designatedRoot = config.root;
    port.designatedCost = config.rootPathCost;
    port.designatedBridge = config.bridge;
    port.designatedPort = config.port;
    port.designatedAge = this.bridge.netns.network.clock.now() - age;
    port.messageAgeTimer.start(fromTicks(config.maxAge) - age);
  }
}
