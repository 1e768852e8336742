import type { NetDevice } from './device';

/** dev_activate: attaches the default qdisc to a device that has none, and lets it take packets once there is a carrier. */
export function activate(dev: NetDevice): void {
  if (dev.qdisc === 'noop') dev.qdisc = dev.noQueue ? 'noqueue' : dev.numTxQueues > 1 ? 'mq' : dev.netns.host.defaultQdisc;
  if (dev.carrier) dev.active = true;
}

/** dev_deactivate: the qdisc keeps its name, but takes no packets. */
export function deactivate(dev: NetDevice): void {
  dev.active = false;
}
