import type { NetDevice } from './device';

/** NETDEV_* of include/linux/netdevice.h. `change-l3-upper` is NETDEV_CHANGEUPPER by an L3 master, such as a VRF. `unregister` comes after `down`. A move to another namespace is `unregister` in the old one, `register` in the new one. */
export type NetdevEvent =
  | 'register' | 'up' | 'going-down' | 'down' | 'change' | 'change-address' | 'change-mtu' | 'change-name' | 'change-upper' | 'change-l3-upper' | 'notify-peers' | 'unregister';

/** @param oldName of `change-name`: what the device was called before */
export type NetdevListener = (event: NetdevEvent, dev: NetDevice, oldName?: string) => void;

/** A namespace's netdevice notifier chain: listeners run in the order in which they came. */
export class NotifierChain {
  readonly #listeners: NetdevListener[] = [];

  subscribe(listener: NetdevListener): void {
    this.#listeners.push(listener);
  }

  call(event: NetdevEvent, dev: NetDevice, oldName?: string): void {
    for (const listener of this.#listeners) listener(event, dev, oldName);
  }
}
