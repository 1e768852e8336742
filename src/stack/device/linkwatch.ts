import { NS_PER_S, type Clock, type Timer } from '../clock';
import type { OperState } from '../rtnetlink';
import { announceLink } from '../rtnetlink/announce';
import { activate, deactivate } from './queue';
import type { NetDevice } from './device';

/**
 * A kernel's linkwatch (net/core/link_watch.c): carrier changes become operstate changes in a work item, at once where
 * the change is urgent, else no more often than once a second.
 */
export class LinkWatch {
  readonly #pending = new Set<NetDevice>();
  #nextEvent = 0;
  #urgent = false;
  #work: Timer | undefined;

  constructor(private readonly clock: Clock) {}

  /** A device's carrier has changed (linkwatch_fire_event). */
  fire(dev: NetDevice): void {
    const urgent = isUrgent(dev);
    if (this.#pending.has(dev) && !urgent) return;
    this.#pending.add(dev);
    this.#schedule(urgent);
  }

  /** The device goes away. */
  forget(dev: NetDevice): void {
    this.#pending.delete(dev);
  }

  /** Brings a device's state up to date, for someone who asks (linkwatch_sync_dev). */
  sync(dev: NetDevice): void {
    // Urgent work doesn't wait for the next command.
    if (this.#urgent) {
      this.#work?.cancel();
      this.#run();
    }
    if (this.#pending.delete(dev)) apply(dev);
  }

  #schedule(urgent: boolean): void {
    if (this.#urgent) return;
    if (urgent) {
      this.#urgent = true;
      this.#work?.cancel();
      this.#work = undefined;
    }
    if (this.#work) return;
    const delay = urgent ? 0 : Math.max(0, this.#nextEvent - this.clock.now());
    this.#work = this.clock.after(delay, () => this.#run());
  }

  #run(): void {
    this.#work = undefined;
    this.#urgent = false;
    const now = this.clock.now();
    const urgentOnly = this.#nextEvent > now;
    if (!urgentOnly) this.#nextEvent = now + NS_PER_S;
    for (const dev of [...this.#pending]) {
      if (urgentOnly && !isUrgent(dev)) continue;
      this.#pending.delete(dev);
      apply(dev);
    }
    if (this.#pending.size > 0) this.#schedule(false);
  }
}

/** linkwatch_urgent_event: devices on top of others, and those that get their carrier. */
function isUrgent(dev: NetDevice): boolean {
  return dev.up && (stacked(dev) || (dev.carrier && !dev.active && dev.qdisc !== 'noop'));
}

/** Whether its IFLA_LINK is another ifindex than its own. */
function stacked(dev: NetDevice): boolean {
  return dev.link !== undefined && dev.link?.ifindex !== dev.ifindex;
}

function apply(dev: NetDevice): void {
  updateOperstate(dev);
  if (!dev.up) return;
  if (dev.carrier) activate(dev);
  else deactivate(dev);
  announceChange(dev);
}

/** Sets operstate from the carrier (rfc2863_policy). */
export function updateOperstate(dev: NetDevice): void {
  const state = defaultOperstate(dev);
  dev.operstate = state === 'UP' && dev.linkmode === 1 ? 'DORMANT' : state;
}

function defaultOperstate(dev: NetDevice): OperState {
  if (dev.carrier) return 'UP';
  if (!stacked(dev)) return 'DOWN';
  if (!dev.netns.network.release.has('lower layer looked at')) return 'LOWERLAYERDOWN';
  const lower = dev.netns.devices.byIndex(dev.link?.ifindex ?? 0);
  return lower && !lower.carrier ? 'LOWERLAYERDOWN' : 'DOWN';
}

/** What user space may make of operstate, for IFLA_OPERSTATE (set_operstate of net/core/rtnetlink.c). */
export function setOperstate(dev: NetDevice, wanted: OperState): void {
  const before = dev.operstate;
  if (wanted === 'UP' && (before === 'DORMANT' || before === 'TESTING' || before === 'UNKNOWN')) dev.operstate = 'UP';
  else if ((wanted === 'TESTING' || wanted === 'DORMANT') && (before === 'UP' || before === 'UNKNOWN')) dev.operstate = wanted;
  if (dev.operstate !== before) announceChange(dev);
}

/** Tells the namespace that a device's state has changed, if it is up (netdev_state_change). */
export function announceChange(dev: NetDevice): void {
  if (!dev.up) return;
  dev.netns.notifier.call('change', dev);
  announceLink('RTM_NEWLINK', dev);
}
