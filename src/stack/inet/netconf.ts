import { AF_INET } from '../address';
import { NETCONFA_IFINDEX, type NetconfMessage } from '../rtnetlink';
import type { Conf, ConfName } from './conf';
import type { Inet } from './inet';

/** Settings that RTM_NEWNETCONF tells of, and how. */
const ATTRIBUTES: Partial<Record<ConfName, (value: number) => Partial<NetconfMessage>>> = {
  forwarding: value => ({ forwarding: value !== 0 }),
  rp_filter: value => ({ rpFilter: value }),
  mc_forwarding: value => ({ mcForwarding: value !== 0 }),
  proxy_arp: value => ({ proxyNeigh: value !== 0 }),
  ignore_routes_with_linkdown: value => ({ ignoreRoutesWithLinkdown: value !== 0 }),
};

/** All of a device's settings (NETCONFA_ALL). @param index ifindex or NETCONFA_IFINDEX */
function message(index: number, { values }: Conf): NetconfMessage {
  const attributes = (Object.keys(ATTRIBUTES) as ConfName[]).map(name => ATTRIBUTES[name]!(values[name]));
  return Object.assign({ family: AF_INET, index } as const, ...attributes) as NetconfMessage;
}

/** RTM_GETNETCONF (inet_netconf_dump_devconf): devices, then `all` and `default`. */
export function netconfHandlers(inet: Inet): void {
  inet.netns.rtnetlink.registerDump('RTM_GETNETCONF', AF_INET, () => [
    ...inet.devices().map(({ dev, conf }) => message(dev.ifindex, conf)),
    message(NETCONFA_IFINDEX.ALL, inet.all), message(NETCONFA_IFINDEX.DEFAULT, inet.defaults),
  ]);
}

/** A device begins to speak IPv4, or has a new name. */
export function announceConf(inet: Inet, index: number, conf: Conf): void {
  inet.netns.rtnetlink.notify({ type: 'RTM_NEWNETCONF', netconf: message(index, conf) });
}

/** It no longer speaks IPv4, or not by its name. */
export function retractConf(inet: Inet, index: number): void {
  inet.netns.rtnetlink.notify({ type: 'RTM_DELNETCONF', netconf: { family: AF_INET, index } });
}

/** One setting has changed (inet_netconf_notify_devconf); most aren't worth a message. */
export function settingChanged(inet: Inet, index: number, name: ConfName, value: number): void {
  const attribute = ATTRIBUTES[name]?.(value);
  if (attribute) inet.netns.rtnetlink.notify({ type: 'RTM_NEWNETCONF', netconf: { family: AF_INET, index, ...attribute } });
}
