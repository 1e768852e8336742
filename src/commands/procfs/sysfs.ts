import { IFF, RtnetlinkError, SysError, macOctets, type LinkMessage, type Netns, type NewLink } from '../../stack';
import { treeOf, type VirtualTree } from './tree';

/** Attributes under /sys/class/net/DEV (sysfs-class-net of the kernel's ABI documents), each without its newline. */
const SYSFS: Readonly<Record<string, (link: LinkMessage) => string>> = {
  address: link => link.address ?? '',
  addr_len: link => String(macOctets(link.address ?? '').length),
  broadcast: link => link.broadcast ?? '',
  carrier: link => {
    if (!(link.flags & IFF.UP)) throw new SysError('EINVAL');
    return link.flags & IFF.LOWER_UP ? '1' : '0';
  },
  carrier_changes: link => String(link.carrierChanges),
  flags: link => `0x${(link.flags & 0xffff & ~0x40).toString(16)}`,
  ifalias: link => link.ifalias ?? '',
  ifindex: link => String(link.index),
  iflink: link => String(link.link ?? link.index),
  mtu: link => String(link.mtu),
  netdev_group: link => String(link.group),
  operstate: link => link.operstate.toLowerCase(),
  tx_queue_len: link => String(link.txqlen),
  type: link => String(link.type),
};

/** Those that root may write, as requests. */
const WRITABLE: Readonly<Record<string, (text: string) => Partial<NewLink>>> = {
  ifalias: text => ({ ifalias: text }),
  mtu: text => ({ mtu: decimal(text) }),
  netdev_group: text => ({ group: decimal(text) }),
  tx_queue_len: text => ({ txqlen: decimal(text) }),
};

function decimal(text: string): number {
  if (!/^\d+$/.test(text)) throw new SysError('EINVAL');
  return Number(text);
}

/** The write of an attribute; undefined where there is none. */
function writer(netns: Netns, index: () => number, attribute: string): ((text: string) => void) | undefined {
  const request = WRITABLE[attribute];
  return request && (text => {
    try {
      netns.rtnetlink.request({ type: 'RTM_NEWLINK', index: index(), ...request(text.trim()) });
    } catch (error) {
      throw error instanceof RtnetlinkError ? new SysError(error.errno) : error;
    }
  });
}

/** /sys/class/net of a namespace. */
export function sysClassNet(netns: Netns): VirtualTree {
  const links = (): Map<string, LinkMessage> => new Map(netns.rtnetlink.dump('RTM_GETLINK').map(link => [link.ifname, link]));
  return treeOf(
    () => [...links().keys()].flatMap(name => Object.keys(SYSFS).map(attribute => `${name}/${attribute}`)),
    path => {
      const [name, attribute] = path.split('/') as [string, string];
      const write = writer(netns, () => links().get(name)!.index, attribute);
      return { read: () => `${SYSFS[attribute]!(links().get(name)!)}\n`, ...(write && { write }) };
    },
  );
}
