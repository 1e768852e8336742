import type { NetDevice } from '../device/device';
import type { LinkMessage } from '../rtnetlink';
import { peerId } from './nsid';

const TSO_MAX_SEGS = 65535;

/** A device as RTM_NEWLINK tells it (rtnl_fill_ifinfo). */
export function linkMessage(dev: NetDevice): LinkMessage {
  return {
    index: dev.ifindex,
    type: dev.type,
    flags: dev.userVisibleFlags,
    ifname: dev.ifname,
    altnames: [...dev.altnames],
    mtu: dev.mtu,
    minMtu: dev.minMtu,
    maxMtu: dev.maxMtu,
    // a device without a link layer has neither
    ...optional('address', dev.address || undefined),
    ...optional('broadcast', dev.broadcast || undefined),
    ...optional('permAddress', dev.permAddress),
    txqlen: dev.txqlen,
    operstate: dev.up ? dev.operstate : 'DOWN',
    linkmode: dev.linkmode,
    qdisc: dev.qdisc,
    group: dev.group,
    promiscuity: dev.promiscuity,
    allmulti: dev.allmulti,
    carrierChanges: dev.carrierChanges,
    ...optional('ifalias', dev.alias),
    ...lower(dev),
    ...optional('master', dev.master?.ifindex),
    ...optional('kind', dev.kind),
    ...optional('data', dev.infoData()),
    ...optional('slaveKind', dev.master?.kind),
    ...optional('slaveData', dev.master?.portData(dev)),
    numTxQueues: dev.numTxQueues,
    ...(dev.netns.network.release.built('RPS') && { numRxQueues: dev.numRxQueues }),
    gsoMaxSize: dev.gsoMaxSize,
    gsoMaxSegs: dev.gsoMaxSegs,
    tsoMaxSize: dev.tsoMaxSize,
    tsoMaxSegs: TSO_MAX_SEGS,
    groMaxSize: dev.groMaxSize,
    ...optional('addrGenMode', dev.netns.speaksIpv6(dev) ? dev.addrGenMode : undefined),
    stats: { ...dev.stats },
  };
}

function lower(dev: NetDevice): Pick<LinkMessage, 'link' | 'linkNetnsid'> {
  const { link, linkNetns } = dev;
  const elsewhere = linkNetns && linkNetns !== dev.netns ? { linkNetnsid: peerId(dev.netns, linkNetns) } : {};
  if (link === undefined) return 'linkNetnsid' in elsewhere ? { link: dev.ifindex, ...elsewhere } : {};
  return { link: link?.ifindex ?? 0, ...elsewhere };
}

function optional<K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } {
  return value === undefined ? {} : { [key]: value } as { [P in K]?: V };
}
