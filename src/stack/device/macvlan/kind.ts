import type { LinkAddress } from '../../address';
import type { Netns } from '../../netns';
import { RtnetlinkError } from '../../rtnetlink';
import { validateAddress } from '../create';
import { isValidEthernetAddress, randomAddress } from '../ethernet';
import type { LinkAttributes } from '../kinds';
import { registerDevice, setPromiscuity } from '../lifecycle';
import { transferOperstate } from '../stacked';
import { stationKind } from '../station';
import { FLAG, Macvlan, MODE } from './macvlan';
import { MacvlanPort } from './port';

type Data = Readonly<Record<string, unknown>>;

const MODES: readonly number[] = Object.values(MODE);

/** MACVLAN_MACADDR_*, by number: what becomes of the list of senders. */
const SENDERS: readonly ((sources: Set<LinkAddress>, data: Data) => void)[] = [
  (sources, { macaddr }) => {
    if (!isValidEthernetAddress(macaddr as LinkAddress)) throw new RtnetlinkError('EADDRNOTAVAIL');
    sources.add(macaddr as LinkAddress);
  },
  (sources, { macaddr }) => {
    if (!isValidEthernetAddress(macaddr as LinkAddress)) throw new RtnetlinkError('EADDRNOTAVAIL');
    sources.delete(macaddr as LinkAddress);
  },
  sources => sources.clear(),
  (sources, { macaddrData }) => {
    sources.clear();
    for (const address of macaddrData as LinkAddress[]) if (isValidEthernetAddress(address)) sources.add(address);
  },
];

function validate(attributes: LinkAttributes): void {
  validateAddress(attributes);
  const { data = {} } = attributes;
  if (data.mode !== undefined && !MODES.includes(Number(data.mode))) throw new RtnetlinkError('EINVAL');
}

function changeSources(vlan: Macvlan, data: Data): void {
  if (data.macaddrMode === undefined) return;
  if (vlan.mode !== MODE.source) throw new RtnetlinkError('EINVAL');
  SENDERS[Number(data.macaddrMode)]!(vlan.sources, data);
}

/** macvlan_common_newlink. */
function register(dev: Macvlan, attributes: LinkAttributes, source: Netns): void {
  if (!attributes.link) throw new RtnetlinkError('EINVAL');
  const named = source.devices.byIndex(attributes.link);
  if (!named) throw new RtnetlinkError('ENODEV');
  const lower = named instanceof Macvlan ? named.lower : named;
  if (attributes.mtu === undefined) dev.mtu = lower.mtu;
  else if (attributes.mtu > lower.mtu) throw new RtnetlinkError('EINVAL');
  const port = MacvlanPort.of(lower);
  const { data = {} } = attributes;
  dev.port = port;
  dev.mode = Number(data.mode ?? MODE.vepa);
  dev.modeFlags = Number(data.flags ?? 0);
  dev.bcQueueLen = Number(data.bcQueueLen ?? dev.bcQueueLen);
  try {
    if (port.passthru || (dev.mode === MODE.passthru && port.vlans.length > 0)) throw new RtnetlinkError('EINVAL');
    changeSources(dev, data);
    if (dev.mode === MODE.passthru) dev.address = lower.address;
    else if (attributes.address === undefined) dev.address = randomAddress(source.network.random);
    registerDevice(dev);
  } catch (error) {
    port.releaseIfEmpty();
    throw error;
  }
  port.add(dev);
  transferOperstate(lower, dev);
  dev.netns.host.linkWatch.fire(dev);
}

/** macvlan_changelink. */
function change(vlan: Macvlan, data: Data): void {
  const mode = data.mode === undefined ? vlan.mode : Number(data.mode);
  if (mode !== vlan.mode && (mode === MODE.passthru || vlan.mode === MODE.passthru)) throw new RtnetlinkError('EINVAL');
  if (vlan.mode === MODE.source && mode !== MODE.source) vlan.sources.clear();
  if (data.flags !== undefined) {
    const flags = Number(data.flags);
    if (vlan.port.passthru && vlan.up && (flags ^ vlan.modeFlags) & FLAG.nopromisc) setPromiscuity(vlan.lower, flags & FLAG.nopromisc ? -1 : 1);
    vlan.modeFlags = flags;
  }
  if (data.bcQueueLen !== undefined) vlan.bcQueueLen = Number(data.bcQueueLen);
  vlan.mode = mode;
  changeSources(vlan, data);
}

export const macvlan = stationKind('macvlan', { validate, setup: (netns, ifname) => new Macvlan(netns, ifname, 'macvlan'), register, change });
export const macvtap = stationKind('macvtap', { validate, setup: (netns, ifname) => new Macvlan(netns, ifname, 'macvtap'), register, change });
