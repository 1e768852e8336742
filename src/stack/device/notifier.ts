import type { NetDevice } from './device';

/** NETDEV_* of include/linux/netdevice.h. `unregister` comes after `down`; `change-netns` is seen by the namespace arrived in. */
export type NetdevEvent =
  | 'register' | 'up' | 'going-down' | 'down' | 'change' | 'change-address' | 'change-mtu' | 'change-name' | 'change-upper'
  | 'change-netns' | 'notify-peers' | 'unregister';

export type NetdevListener = (event: NetdevEvent, dev: NetDevice) => void;

/** A namespace's netdevice notifier chain: listeners run in the order in which they came. */
export class NotifierChain {
  readonly #listeners: NetdevListener[] = [];

  subscribe(listener: NetdevListener): void {
    this.#listeners.push(listener);
  }

  call(event: NetdevEvent, dev: NetDevice): void {
    for (const listener of this.#listeners) listener(event, dev);
  }
}
