import { MAC_ZERO } from '../address';
import type { Flow } from '../inet/fib-table';
import type { RuleDevices } from '../inet/rules';
import type { Netns } from '../netns';
import type { Skb } from '../skb';
import { ethernetFrame, ETH_HLEN } from './ethernet';
import type { NetDevice } from './device';

/** Layer 3 master devices (net/l3mdev/l3mdev.c): VRFs, whose ports share a routing table of their own. */

/** The L3 master that a device belongs to, or is itself (l3mdev_master_dev_rcu, l3mdev_master_ifindex_rcu). */
export function l3Master(dev: NetDevice | undefined): NetDevice | undefined {
  if (dev?.ownTable !== undefined) return dev;
  return dev?.master?.ownTable === undefined ? undefined : dev.master;
}

/** The table that a device's routes go to, where it isn't local or main (l3mdev_fib_table). */
export function l3Table(dev: NetDevice | undefined): number | undefined {
  return l3Master(dev)?.ownTable;
}

/** A flow with the L3 master that its devices lead to; a master as oif stands for its table, not for itself (l3mdev_update_flow). */
export function l3Flow({ devices }: Netns, flow: Flow): Flow {
  const out = flow.oif ? devices.byIndex(flow.oif) : undefined;
  if (out) {
    const l3mdev = flow.l3mdev ?? l3Master(out)?.ifindex;
    if (l3mdev === undefined) return flow;
    return { ...flow, l3mdev, oif: out.ownTable === undefined ? out.ifindex : 0 };
  }
  const master = (flow.iif ?? 0) > 1 && !flow.l3mdev ? l3Master(devices.byIndex(flow.iif!)) : undefined;
  return master ? { ...flow, l3mdev: master.ifindex } : flow;
}

/** What rules ask of a namespace's devices. */
export function ruleDevices(netns: Netns): RuleDevices {
  return {
    indexOf: name => netns.devices.byName(name)?.ifindex,
    resolve: flow => l3Flow(netns, flow),
    l3Table: flow => (flow.l3mdev ? netns.devices.byIndex(flow.l3mdev)?.ownTable : undefined),
  };
}

/**
 * A packet has come in by a port of an L3 master, or goes round inside one: it belongs to the master from here on
 * (vrf_ip_rcv, vrf_ip6_rcv). The route is still looked up for the device that it came in by, which is returned.
 */
export function l3Receive(skb: Skb): NetDevice {
  const dev = skb.dev!;
  const master = l3Master(dev);
  if (!master) return dev;
  skb.l3Slave = dev.ifindex;
  if (master === dev) return dev;
  skb.dev = master;
  skb.iif = master.ifindex;
  master.stats.rxPackets++;
  master.stats.rxBytes += skb.network.length;
  master.netns.tap(skb, skb.packetType);
  return dev;
}

/** A packet that this host sends by a port of an L3 master passes the master's taps first (vrf_ip_out, vrf_ip6_out). */
export function l3Send(skb: Skb, dev: NetDevice): void {
  const master = l3Master(dev);
  if (!master || master === dev) return;
  const shown = skb.clone();
  shown.octets = ethernetFrame(MAC_ZERO, master.address, skb.protocol, skb.network);
  shown.networkOffset = ETH_HLEN;
  shown.dev = master;
  master.netns.tap(shown, 'outgoing');
}
