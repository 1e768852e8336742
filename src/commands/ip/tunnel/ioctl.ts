import { strerror, SysError } from '../../../stack';
import type { TunnelCommand, TunnelParms } from '../../../stack/tunnels';
import type { Ip } from '../context';

const VERBS: Readonly<Record<TunnelCommand, string>> = { SIOCGETTUNNEL: 'get', SIOCADDTUNNEL: 'add', SIOCCHGTUNNEL: 'add', SIOCDELTUNNEL: 'delete' };

/** Works on a tunnel by its name, or on a kind of tunnel by that of its fallback device (tnl_get_ioctl and its like). @throws {Failed} */
export function tunnelIoctl(ip: Ip, command: TunnelCommand, ifname: string, parms: TunnelParms): TunnelParms {
  try {
    return ip.netns.tunnels.ioctl(command, ifname, parms);
  } catch (error) {
    if (error instanceof SysError) ip.fail(`${VERBS[command]} tunnel "${ifname}" failed: ${strerror(error.errno)}`);
    throw error;
  }
}
