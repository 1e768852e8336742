import type { Netns } from '../../netns';
import { RtnetlinkError } from '../../rtnetlink';
import type { LinkAttributes } from '../kinds';
import { registerDevice } from '../lifecycle';
import { transferOperstate } from '../stacked';
import { stationKind } from '../station';
import { FLAG, Ipvlan, MODE } from './ipvlan';
import { IpvlanPort } from './port';

const MODES: readonly number[] = Object.values(MODE);

/** ipvlan_nl_validate. */
function validate({ data = {} }: LinkAttributes): void {
  const [mode, flags] = [Number(data.mode ?? MODE.l3), Number(data.flags ?? 0)];
  const both = FLAG.private | FLAG.vepa;
  if (!MODES.includes(mode) || flags & ~both || (flags & both) === both) throw new RtnetlinkError('EINVAL');
}

/** ipvlan_link_new. */
function register(dev: Ipvlan, attributes: LinkAttributes, source: Netns): void {
  if (!attributes.link) throw new RtnetlinkError('EINVAL');
  const named = source.devices.byIndex(attributes.link);
  if (!named) throw new RtnetlinkError('ENODEV');
  const lower = named instanceof Ipvlan ? named.lower : named;
  const port = IpvlanPort.of(lower);
  dev.port = port;
  if (attributes.mtu === undefined) dev.mtu = lower.mtu;
  dev.address = lower.address;
  try {
    registerDevice(dev);
  } catch (error) {
    port.releaseIfEmpty();
    throw error;
  }
  port.flags = Number(attributes.data?.flags ?? port.flags);
  port.setMode(Number(attributes.data?.mode ?? MODE.l3));
  port.add(dev);
  transferOperstate(lower, dev);
}

/** ipvlan_nl_changelink. */
function change({ port }: Ipvlan, data: Readonly<Record<string, unknown>>): void {
  if (data.mode !== undefined) port.setMode(Number(data.mode));
  if (data.flags !== undefined) port.flags = Number(data.flags);
}

export const ipvlan = stationKind('ipvlan', { validate, setup: (netns, ifname) => new Ipvlan(netns, ifname, 'ipvlan'), register, change });
export const ipvtap = stationKind('ipvtap', { validate, setup: (netns, ifname) => new Ipvlan(netns, ifname, 'ipvtap'), register, change });
