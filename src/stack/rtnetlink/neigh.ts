import { AF_INET } from '../address';
import type { NetDevice } from '../device/device';
import { addressLength } from '../device/ethernet';
import type { Inet } from '../inet/inet';
import { IFF, NTF, RtnetlinkError, type NewNeigh } from '../rtnetlink';

/** As many octets of a link address as the device's have. @throws {RtnetlinkError} EINVAL for one that is shorter */
export function fitLinkAddress(dev: NetDevice | undefined, message: NewNeigh): NewNeigh {
  if (!dev || message.lladdr === undefined) return message;
  const length = addressLength(dev.address);
  if (addressLength(message.lladdr) < length) throw new RtnetlinkError('EINVAL', 'Invalid link address');
  return { ...message, lladdr: message.lladdr.split(':').slice(0, length).join(':') };
}

/** RTM_NEWNEIGH, RTM_DELNEIGH and RTM_GETNEIGH for IPv4 (net/core/neighbour.c). */
export function neighbourHandlers(inet: Inet): void {
  const { rtnetlink, devices } = inet.netns;
  const checkDevice = (index: number): void => {
    if (index && !devices.byIndex(index)) throw new RtnetlinkError('ENODEV');
  };
  rtnetlink.register('RTM_NEWNEIGH', AF_INET, message => {
    checkDevice(message.index);
    const dev = devices.byIndex(message.index);
    const fit = fitLinkAddress(dev, message);
    // arp_constructor: where there is no link layer to speak of, one entry stands for all
    const single = dev && dev.flags & (IFF.LOOPBACK | IFF.POINTOPOINT) && !(message.flags & NTF.PROXY);
    inet.arp.add(single ? { ...fit, dst: 0 } : fit);
  });
  rtnetlink.register('RTM_DELNEIGH', AF_INET, message => {
    checkDevice(message.index);
    inet.arp.delete(message);
  });
  rtnetlink.registerDump('RTM_GETNEIGH', AF_INET, filter => {
    const wanted = (index: number): boolean => filter.index === undefined || filter.index === index;
    if (filter.proxy) return inet.arp.proxies().filter(proxy => wanted(proxy.index)).map(proxy => inet.arp.proxyMessage(proxy));
    return inet.arp.entries().filter(neighbour => wanted(neighbour.index)).map(neighbour => inet.arp.message(neighbour));
  });
  rtnetlink.registerGet('RTM_GETNEIGH', AF_INET, message => {
    if (message.flags & NTF.PROXY) {
      const proxy = inet.arp.proxies().find(entry => entry.index === message.index && entry.key === message.dst);
      if (!proxy) throw new RtnetlinkError('ENOENT', 'Proxy neighbour entry not found');
      return inet.arp.proxyMessage(proxy);
    }
    checkDevice(message.index);
    if (!message.index) throw new RtnetlinkError('EINVAL', 'No device specified');
    const neighbour = inet.arp.lookup(message.index, message.dst);
    if (!neighbour) throw new RtnetlinkError('ENOENT', 'Neighbour entry not found');
    return inet.arp.message(neighbour);
  });
}
