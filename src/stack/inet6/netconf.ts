import { AF_INET6 } from '../address';
import { NETCONFA_IFINDEX, type NetconfMessage } from '../rtnetlink';
import type { Conf, ConfName } from './conf';
import type { Inet6, Inet6Dev } from './inet6';

/** Settings that RTM_NEWNETCONF tells of, and how. */
const ATTRIBUTES: Partial<Record<ConfName, (value: number) => Partial<NetconfMessage>>> = {
  forwarding: value => ({ forwarding: value !== 0 }),
  mc_forwarding: value => ({ mcForwarding: value !== 0 }),
  proxy_ndp: value => ({ proxyNeigh: value !== 0 }),
  ignore_routes_with_linkdown: value => ({ ignoreRoutesWithLinkdown: value !== 0 }),
};

/** All of a device's settings (NETCONFA_ALL). @param index ifindex or NETCONFA_IFINDEX */
function message(index: number, conf: Conf): NetconfMessage {
  const attributes = (Object.keys(ATTRIBUTES) as ConfName[]).flatMap(name => {
    const value = conf[name];
    return value === undefined ? [] : [ATTRIBUTES[name]!(value)];
  });
  return Object.assign({ family: AF_INET6, index } as const, ...attributes) as NetconfMessage;
}

/** RTM_GETNETCONF (inet6_netconf_dump_devconf): devices, then `all` and `default`. */
export function registerNetconf(inet6: Inet6): void {
  inet6.netns.rtnetlink.registerDump('RTM_GETNETCONF', AF_INET6, () => [
    ...inet6.devices().map(({ dev, conf }) => message(dev.ifindex, conf)),
    message(NETCONFA_IFINDEX.ALL, inet6.all), message(NETCONFA_IFINDEX.DEFAULT, inet6.defaults),
  ]);
}

/** A device begins to speak IPv6, or has a new name. */
export function announceConf({ netns }: Inet6, { dev, conf }: Inet6Dev): void {
  netns.rtnetlink.notify({ type: 'RTM_NEWNETCONF', netconf: message(dev.ifindex, conf) });
}

/** It no longer speaks IPv6, or not by its name. */
export function retractConf({ netns }: Inet6, index: number): void {
  netns.rtnetlink.notify({ type: 'RTM_DELNETCONF', netconf: { family: AF_INET6, index } });
}

/** One setting has changed (inet6_netconf_notify_devconf); most aren't worth a message. */
export function settingChanged({ netns }: Inet6, index: number, name: ConfName, value: number): void {
  const attribute = ATTRIBUTES[name]?.(value);
  if (attribute) netns.rtnetlink.notify({ type: 'RTM_NEWNETCONF', netconf: { family: AF_INET6, index, ...attribute } });
}
