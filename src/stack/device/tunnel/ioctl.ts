import { SysError } from '../../errno';
import type { Netns } from '../../netns';
import { RtnetlinkError } from '../../rtnetlink';
import { GRE_FLAG, type TunnelCommand, type TunnelParms } from '../../tunnels';
import { configureLink } from '../create';
import { unregisterDevices } from '../lifecycle';
import { IpTunnel } from './ip-tunnel';
import { addTunnel, moduleOf } from './kinds';
import { GRE, IPIP, SIT, type TunnelSpec } from './spec';
import { findTunnel } from './table';

/** Kinds that the ioctls know; the name of a fallback device loads its module (dev_load). */
const SPECS: readonly TunnelSpec[] = [IPIP, GRE, SIT];

/** Lets a namespace's tunnels be worked on by ioctls. */
export function tunnelIoctls(netns: Netns): void {
  netns.tunnels.handler = (command, ifname, parms) => {
    try {
      return control(netns, command, ifname, parms);
    } catch (error) {
      if (error instanceof RtnetlinkError) throw new SysError(error.errno);
      throw error;
    }
  };
}

/** ip_tunnel_ctl. */
function control(netns: Netns, command: TunnelCommand, ifname: string, asked: TunnelParms): TunnelParms {
  const spec = SPECS.find(({ fallback }) => fallback === ifname);
  if (spec) netns.host.load(moduleOf(spec));
  const dev = netns.devices.byName(ifname);
  if (!dev) throw new SysError('ENODEV');
  if (!(dev instanceof IpTunnel) || dev.isEthernet) throw new SysError('EOPNOTSUPP');
  const parms = normalise(dev.spec, asked);
  const found = findTunnel(dev.home, dev.spec, parms);
  switch (command) {
    case 'SIOCGETTUNNEL': return { ...(dev.isFallback ? found ?? dev : dev).parms, name: (dev.isFallback ? found ?? dev : dev).ifname };
    case 'SIOCADDTUNNEL':
      if (found) throw new SysError('EEXIST');
      return create(netns, dev.spec, parms);
    case 'SIOCCHGTUNNEL': return change(dev, found, parms);
    case 'SIOCDELTUNNEL': return remove(dev, found);
  }
}

function normalise(spec: TunnelSpec, parms: TunnelParms): TunnelParms {
  const gre = spec === GRE;
  const [iflags, oflags] = gre ? [parms.iflags, parms.oflags] : [0, 0];
  return { ...parms, iflags, oflags, ikey: iflags & GRE_FLAG.KEY ? parms.ikey : 0, okey: oflags & GRE_FLAG.KEY ? parms.okey : 0, df: parms.df || parms.ttl > 0 };
}

/** ip_tunnel_create. */
function create(netns: Netns, spec: TunnelSpec, parms: TunnelParms): TunnelParms {
  const dev = new IpTunnel(netns, parms.name || `${spec.kind}%d`, spec, parms, netns, false);
  addTunnel(dev);
  configureLink(dev, {});
  dev.parms = { ...parms, name: dev.ifname };
  return dev.parms;
}

function change(dev: IpTunnel, found: IpTunnel | undefined, parms: TunnelParms): TunnelParms {
  if (dev.isFallback && !found) throw new SysError('ENOENT');
  if (!dev.isFallback && found && found !== dev) throw new SysError('EEXIST');
  const tunnel = found ?? dev;
  if (!found) dev.checkEnds(parms);
  tunnel.update(parms, true);
  return tunnel.parms;
}

function remove(dev: IpTunnel, found: IpTunnel | undefined): TunnelParms {
  if (dev.isFallback && !found) throw new SysError('ENOENT');
  const doomed = dev.isFallback ? found! : dev;
  if (doomed.isFallback) throw new SysError('EPERM');
  doomed.detach();
  unregisterDevices([doomed]);
  return doomed.parms;
}
