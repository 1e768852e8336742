import { mergeFlags, validateMtu } from '../device/create';
import type { NetDevice } from '../device/device';
import { addressLength } from '../device/ethernet';
import { changeFlags, moveDevice, setCarrier } from '../device/lifecycle';
import { announceChange, setOperstate } from '../device/linkwatch';
import { chooseName } from '../device/names';
import { RtnetlinkError, type NewLink } from '../rtnetlink';
import { announceLink } from './announce';

/** Octets that an alias and its terminating zero may have. */
const IFALIASZ = 256;

/** What a step did: nothing, something told of already, or something still to be told of. */
type Outcome = 'none' | 'modified' | 'notify';

/** A part of a request, done if the attribute is there. */
type Step = (dev: NetDevice, message: NewLink) => Outcome;

/** In do_setlink's order: a later one's failure leaves the earlier ones done, as in Linux. */
const STEPS: readonly (readonly [keyof NewLink, Step])[] = [
  ['netns', (dev, { netns, ifname, newIndex }) => {
    moveDevice(dev, netns!, ifname, newIndex);
    return 'modified';
  }],
  ['address', (dev, { address }) => {
    const same = dev.address === address && dev.netns.network.release.has('address set again');
    if (!same) dev.setAddress(address!);
    tell(dev, 'change-address');
    return 'notify';
  }],
  ['mtu', (dev, { mtu }) => {
    changeMtu(dev, mtu!);
    return 'modified';
  }],
  ['group', (dev, { group }) => {
    dev.group = group!;
    return 'notify';
  }],
  ['ifname', (dev, { index, ifname }) => {
    if (!index) return 'none';
    rename(dev, ifname!);
    return 'modified';
  }],
  ['ifalias', (dev, { ifalias }) => {
    if (new TextEncoder().encode(ifalias).length >= IFALIASZ) throw new RtnetlinkError('EINVAL');
    dev.alias = ifalias === '' ? undefined : ifalias;
    return 'notify';
  }],
  ['broadcast', (dev, { broadcast }) => {
    dev.broadcast = broadcast!;
    tell(dev, 'change-address');
    return 'none';
  }],
  ['master', (dev, { master }) => {
    setMaster(dev, master!);
    return 'modified';
  }],
  ['change', (dev, message) => {
    if (message.change) changeFlags(dev, mergeFlags(dev, message));
    return 'none';
  }],
  ['carrier', (dev, { carrier }) => {
    if (!dev.changesCarrier) throw new RtnetlinkError('EOPNOTSUPP');
    setCarrier(dev, carrier!);
    return 'modified';
  }],
  ['txqlen', (dev, { txqlen }) => {
    if (dev.txqlen !== txqlen) {
      dev.txqlen = txqlen!;
      announceLink('RTM_NEWLINK', dev);
    }
    return 'modified';
  }],
  ['gsoMaxSize', (dev, { gsoMaxSize }) => {
    if (gsoMaxSize! > dev.tsoMaxSize) throw new RtnetlinkError('EINVAL');
    return limit(dev, 'gsoMaxSize', gsoMaxSize!);
  }],
  ['gsoMaxSegs', (dev, { gsoMaxSegs }) => limit(dev, 'gsoMaxSegs', gsoMaxSegs!)],
  ['groMaxSize', (dev, { groMaxSize }) => limit(dev, 'groMaxSize', groMaxSize!)],
  ['operstate', (dev, { operstate }) => {
    setOperstate(dev, operstate!);
    return 'none';
  }],
  ['linkmode', (dev, { linkmode }) => {
    const changed = dev.linkmode !== linkmode;
    dev.linkmode = linkmode!;
    return changed ? 'notify' : 'none';
  }],
  ['vfInfo', () => {
    throw new RtnetlinkError('EOPNOTSUPP');
  }],
  ['addrGenMode', (dev, { addrGenMode }) => {
    dev.netns.setAddrGenMode(dev, addrGenMode!);
    return 'notify';
  }],
  ['protoDown', () => {
    throw new RtnetlinkError('EOPNOTSUPP', 'Protodown not supported by device');
  }],
];

/** Changes an existing link (do_setlink). @throws {RtnetlinkError} */
export function setLink(dev: NetDevice, message: NewLink, before: Outcome = 'none'): void {
  for (const address of [message.address, message.broadcast]) {
    if (address !== undefined && addressLength(address) < addressLength(dev.address)) throw new RtnetlinkError('EINVAL');
  }
  if (message.addrGenMode !== undefined) dev.netns.checkAddrGenMode(dev, message.addrGenMode);
  let outcome: Outcome = before;
  try {
    for (const [attribute, step] of STEPS) {
      if (message[attribute] === undefined) continue;
      const done = step(dev, message);
      if (done !== 'none' && outcome !== 'notify') outcome = done;
    }
  } finally {
    if (outcome === 'notify') announceChange(dev);
  }
}

/** Makes a device a port of another; 0 sets it free (do_set_master). @throws {RtnetlinkError} EINVAL, EOPNOTSUPP */
export function setMaster(dev: NetDevice, ifindex: number): void {
  if (dev.master) {
    if (dev.master.ifindex === ifindex) return;
    dev.master.deletePort(dev);
  }
  if (ifindex === 0) return;
  const master = dev.netns.devices.byIndex(ifindex);
  if (!master) throw new RtnetlinkError('EINVAL');
  master.addPort(dev);
}

function limit(dev: NetDevice, key: 'gsoMaxSize' | 'gsoMaxSegs' | 'groMaxSize', value: number): Outcome {
  if (dev[key] === value) return 'none';
  dev[key] = value;
  return 'modified';
}

/** dev_set_mtu_ext. */
function changeMtu(dev: NetDevice, mtu: number): void {
  if (mtu === dev.mtu) return;
  validateMtu(dev, mtu);
  dev.setMtu(mtu);
  tell(dev, 'change-mtu');
}

/** dev_change_name. */
function rename(dev: NetDevice, ifname: string): void {
  if (dev.up && !dev.netns.network.release.has('rename while up')) throw new RtnetlinkError('EBUSY');
  if (dev.ifname === ifname) return;
  const { devices } = dev.netns;
  const chosen = chooseName(devices, ifname);
  devices.remove(dev);
  const old = dev.ifname;
  dev.ifname = chosen;
  devices.add(dev);
  dev.netns.notifier.call('change-name', dev, old);
  announceLink('RTM_NEWLINK', dev);
}

function tell(dev: NetDevice, event: 'change-address' | 'change-mtu'): void {
  dev.netns.notifier.call(event, dev);
  announceLink('RTM_NEWLINK', dev);
}
