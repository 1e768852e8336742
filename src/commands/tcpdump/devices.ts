import { IFF, type LinkMessage } from '../../stack/rtnetlink';
import type { Netns } from '../../stack/netns';

/** A source of packets, as pcap_findalldevs(3) lists it. */
export interface CaptureDevice {
  readonly name: string;
  readonly description?: string;
  readonly up?: boolean;
  readonly running?: boolean;
  readonly loopback?: boolean;
  readonly wireless?: boolean;
  readonly connection: 'connected' | 'disconnected' | 'not applicable';
}

/** What libpcap adds to the interfaces; none but `any` can be captured on here. */
const PSEUDO_DEVICES: readonly CaptureDevice[] = [
  { name: 'any', description: 'Pseudo-device that captures on all interfaces', up: true, running: true, connection: 'not applicable' },
  { name: 'bluetooth-monitor', description: 'Bluetooth Linux Monitor', wireless: true, connection: 'not applicable' },
  { name: 'nflog', description: 'Linux netfilter log (NFLOG) interface', connection: 'not applicable' },
  { name: 'nfqueue', description: 'Linux netfilter queue (NFQUEUE) interface', connection: 'not applicable' },
  { name: 'dbus-system', description: 'D-Bus system bus', connection: 'not applicable' },
  { name: 'dbus-session', description: 'D-Bus session bus', connection: 'not applicable' },
];

/** Link kinds whose driver doesn't tell whether there is a link (no ethtool get_link). */
const SILENT_KINDS: readonly string[] = ['dummy'];

/** All that libpcap offers in a namespace, the likeliest first. */
export function captureDevices(netns: Netns): CaptureDevice[] {
  const devices = [...netns.rtnetlink.dump('RTM_GETLINK').map(describe), ...PSEUDO_DEVICES];
  return devices.sort((a, b) => merit(a) - merit(b));
}

function describe({ ifname, flags, kind }: LinkMessage): CaptureDevice {
  const loopback = (flags & IFF.LOOPBACK) !== 0;
  const known = (flags & IFF.LOWER_UP) !== 0 ? 'connected' : 'disconnected';
  return {
    name: ifname, up: (flags & IFF.UP) !== 0, running: (flags & IFF.RUNNING) !== 0, loopback,
    connection: loopback ? 'not applicable' : kind && SILENT_KINDS.includes(kind) ? 'not applicable' : known,
  };
}

/** get_figure_of_merit of libpcap: small is good. */
function merit({ name, up, running, loopback, wireless, connection }: CaptureDevice): number {
  return (running ? 0 : 16) + (up ? 0 : 8) + (!wireless && connection === 'disconnected' ? 4 : 0) + (loopback ? 2 : 0) + (name === 'any' ? 1 : 0);
}

/** -D. */
export function formatDevices(devices: readonly CaptureDevice[]): string {
  return devices.map((device, i) => `${i + 1}.${device.name}${device.description ? ` (${device.description})` : ''} [${status(device)}]\n`).join('');
}

function status({ up, running, loopback, wireless, connection }: CaptureDevice): string {
  const flags = [up && 'Up', running && 'Running', loopback && 'Loopback', wireless && 'Wireless'].filter(flag => typeof flag === 'string');
  const states = { 'connected': ', Connected', 'disconnected': ', Disconnected', 'not applicable': '' };
  return (flags.join(', ') || 'none') + states[connection];
}
