import type { LinkMessage, Netns } from '../../stack';

const MODES: Readonly<Record<number, string>> = {
  0: 'load balancing (round-robin)', 1: 'fault-tolerance (active-backup)', 2: 'load balancing (xor)', 3: 'fault-tolerance (broadcast)',
};
const ACTIVE_BACKUP = 1;
const XOR = 2;
const RESELECT = ['always', 'better', 'failure'];
const HASH_POLICIES = ['layer2', 'layer3+4', 'layer2+3', 'encap2+3', 'encap3+4', 'vlan+srcmac'];
const FAIL_OVER_MAC = ['none', 'active', 'follow'];
const LINK_STATES = ['up', 'going down', 'down', 'going back'];
/** linux/if_link.h: what a running carrier is told as */
const LOWER_UP = 0x10000;

/** The bonds of a namespace, each with a file in /proc/net/bonding. */
export function bondNames(netns: Netns): string[] {
  return bonds(netns).map(({ ifname }) => ifname);
}

function bonds(netns: Netns): LinkMessage[] {
  return netns.rtnetlink.dump('RTM_GETLINK').filter(({ kind }) => kind === 'bond');
}

/** bond_info_show_master and bond_info_show_slave (drivers/net/bonding/bond_procfs.c). */
export function bonding(netns: Netns, name: string): string {
  const links = netns.rtnetlink.dump('RTM_GETLINK');
  const bond = links.find(({ ifname }) => ifname === name)!;
  const slaves = links.filter(({ master }) => master === bond.index);
  return [`Ethernet Channel Bonding Driver: v6.1.0\n`, head(bond, links), ...slaves.map(slave)].join('\n');
}

function head({ data = {}, flags }: LinkMessage, links: readonly LinkMessage[]): string {
  const value = (key: string): number => Number(data[key] ?? 0);
  const named = (key: string): string | undefined => links.find(({ index }) => index === data[key])?.ifname;
  const mode = value('mode');
  const primary = named('primary');
  return [
    `Bonding Mode: ${MODES[mode]}${mode === ACTIVE_BACKUP && value('failOverMac') ? ` (fail_over_mac ${FAIL_OVER_MAC[value('failOverMac')]})` : ''}`,
    ...(mode === XOR ? [`Transmit Hash Policy: ${HASH_POLICIES[value('xmitHashPolicy')]} (${value('xmitHashPolicy')})`] : []),
    ...(mode === ACTIVE_BACKUP ? [
      `Primary Slave: ${primary === undefined ? 'None' : `${primary} (primary_reselect ${RESELECT[value('primaryReselect')]})`}`,
      `Currently Active Slave: ${named('activeSlave') ?? 'None'}`,
    ] : []),
    `MII Status: ${flags & LOWER_UP ? 'up' : 'down'}`,
    `MII Polling Interval (ms): ${value('miimon')}`,
    `Up Delay (ms): ${value('updelay')}`,
    `Down Delay (ms): ${value('downdelay')}`,
    `Peer Notification Delay (ms): ${value('peerNotifDelay')}`,
    '',
  ].join('\n');
}

function slave({ ifname, kind, slaveData = {} }: LinkMessage): string {
  const measured = kind === 'veth';
  return [
    `Slave Interface: ${ifname}`,
    `MII Status: ${LINK_STATES[Number(slaveData.miiStatus)]}`,
    `Speed: ${measured ? '10000 Mbps' : 'Unknown'}`,
    `Duplex: ${measured ? 'full' : 'Unknown'}`,
    `Link Failure Count: ${Number(slaveData.linkFailureCount)}`,
    `Permanent HW addr: ${String(slaveData.permHwaddr)}`,
    `Slave queue ID: ${Number(slaveData.queueId)}`,
    '',
  ].join('\n');
}
