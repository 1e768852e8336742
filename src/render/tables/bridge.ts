import type { IpLink } from '../../backend/snapshot';
import { explainPort, explainVlanFlag, linkState, portMark } from '../explain';
import { type Cell, type Column, type Line, NOTHING, type Row, type Table, explained, line, mono, soft, spaced } from '../table/model';

/** A row of `bridge -j -d link`. */
export interface BridgePort extends Pick<IpLink, 'ifindex' | 'ifname' | 'flags' | 'mtu' | 'master'> {
  readonly link?: string;
  readonly state?: string;
  readonly priority?: number;
  readonly cost?: number;
  readonly [setting: string]: unknown;
}

/** A row of `bridge -j fdb`. */
export interface FdbEntry {
  readonly mac: string;
  readonly ifname?: string;
  readonly vlan?: number;
  readonly dst?: string;
  readonly vni?: number;
  readonly flags: readonly string[];
  readonly master?: string;
  readonly state: string;
}

/** A row of `bridge -j vlan`. */
export interface PortVlans {
  readonly ifname: string;
  readonly vlans: readonly { readonly vlan: number; readonly vlanEnd?: number; readonly flags?: readonly string[] }[];
}

/** The one row of `bridge -j mdb`. */
export interface Mdb {
  readonly mdb?: readonly { readonly dev: string; readonly port: string; readonly grp: string; readonly src?: string; readonly state: string; readonly vid?: number }[];
}

const SWITCHES: Readonly<Record<string, string>> = {
  hairpin: 'sends frames back out of the port that they came in', guard: 'takes no part in spanning tree, and blocks when somebody speaks it', root_block: 'never the way to the root',
  fastleave: 'drops a group as soon as somebody leaves it', learning: 'learns MAC addresses', flood: 'gets frames for unknown addresses', mcast_flood: 'gets multicast that nobody asked for',
  bcast_flood: 'gets broadcasts', mcast_to_unicast: 'gets multicast as unicast', neigh_suppress: 'ARP is answered for it', vlan_tunnel: 'maps VLANs to tunnels', isolated: 'may not talk to other isolated ports',
  locked: 'only lets known senders in',
};

/** What bridges usually let a port do, so that it is worth a word when it isn't so. */
const USUALLY_ON = ['learning', 'flood', 'mcast_flood', 'bcast_flood'];

const PORT_COLUMNS: readonly Column[] = [
  { head: 'port', title: 'a device that belongs to a bridge', names: true },
  { head: 'bridge', title: 'that it belongs to', marks: 'one' },
  { head: 'link', title: 'whether the device itself works', marks: 'one' },
  { head: 'state', title: 'what spanning tree lets the port do', marks: 'one' },
  { head: 'cost', title: 'what spanning tree counts for a way through it', marks: 'one' },
  { head: 'priority', title: 'the lower, the better for spanning tree', marks: 'one' },
  { head: 'unusual', title: 'settings that differ from those of a new port, each explained on hover', wraps: true, marks: 'one' },
];

/** Ports of bridges as a table. */
export function portTable(ports: readonly BridgePort[]): Table {
  const rows = ports.map((port): Row => {
    const { shape, word, colour, title } = linkState({ flags: port.flags, operstate: port.flags.includes('LOWER_UP') ? 'UP' : 'DOWN' });
    const unusual = Object.entries(SWITCHES).filter(([key]) => port[key] === !USUALLY_ON.includes(key))
      .map(([key, why]) => explained(USUALLY_ON.includes(key) ? `no ${key}` : key, `${USUALLY_ON.includes(key) ? 'not: ' : ''}${why}`, { mono: true }));
    return {
      id: String(port.ifindex),
      cells: [
        line(mono(port.ifname, { bold: true }), ...port.link === undefined ? [] : [mono(`@${port.link}`)]), maybe(port.master), line({ text: `${shape} ${word}`, bold: true, colour, title }),
        port.state === undefined ? NOTHING : line(stateSpan(port.state)), number(port.cost), number(port.priority), unusual.length === 0 ? NOTHING : [spaced(unusual)],
      ],
    };
  });
  return { columns: PORT_COLUMNS, sections: [{ rows }] };
}

function stateSpan(state: string): Line[number] {
  const { shape, colour } = portMark(state);
  return explained(`${shape} ${state}`, explainPort(state), { bold: true, colour });
}

const FDB_COLUMNS: readonly Column[] = [
  { head: 'MAC', title: 'frames for this address', names: true },
  { head: 'VLAN', title: 'with this tag; empty: untagged, or in all VLANs' },
  { head: 'leave by', title: 'the port or device', marks: 'one' },
  { head: 'to', title: 'the tunnel\'s other end, where the device is a tunnel', marks: 'one' },
  { head: 'bridge', title: 'whose table has the entry; self: the device\'s own table' },
  { head: 'how it is known', title: 'learned from a frame, or set' },
];

const FDB_STATES: ReadonlyMap<string, readonly [word: string, title: string]> = new Map([
  ['', ['learned', 'from a frame that came in there; forgotten after a while']], ['permanent', ['permanent', 'an address of the device itself: frames for it are taken in']],
  ['static', ['static', 'set by hand: forwarded, never forgotten']], ['stale', ['stale', 'not seen for long']],
]);

/** A bridge's or tunnel's forwarding database as a table. */
export function fdbTable(entries: readonly FdbEntry[]): Table {
  const rows = entries.map(({ mac, vlan, ifname, dst, vni, master, flags, state }): Row => {
    const [word, title] = FDB_STATES.get(state) ?? [state, 'see bridge(8)'];
    const to = [dst, vni === undefined ? undefined : `vni ${vni}`].filter(one => one !== undefined).join(' ');
    return {
      id: JSON.stringify([mac, vlan, master, master === undefined ? ifname : '', flags]),
      cells: [
        line(mono(mac, { bold: true })), number(vlan), maybe(ifname), maybe(to === '' ? undefined : to),
        line(master === undefined ? soft(flags.includes('self') ? 'self' : '—', 'the device\'s own table') : mono(master)),
        line(explained(word, title), ...flags.filter(flag => flag !== 'self').map(flag => soft(` ${flag}`))),
      ],
    };
  });
  return { columns: FDB_COLUMNS, sections: [{ rows }] };
}

const VLAN_COLUMNS: readonly Column[] = [
  { head: 'port', title: 'a device that belongs to a bridge, or the bridge itself', names: true },
  { head: 'VLANs', title: 'whose frames may come in and go out there', marks: 'many' },
];

/** Which VLANs pass which ports. */
export function vlanTable(ports: readonly PortVlans[]): Table {
  const rows = ports.map(({ ifname, vlans }): Row => ({
    id: ifname,
    cells: [
      line(mono(ifname, { bold: true })),
      vlans.map(({ vlan, vlanEnd, flags = [] }) => spaced([
        mono(vlanEnd === undefined ? String(vlan) : `${vlan}-${vlanEnd}`, { bold: true }), ...flags.length === 0 ? [soft('tagged')] : flags.map(flag => explained(flag, explainVlanFlag(flag))),
      ])),
    ],
  }));
  return { columns: VLAN_COLUMNS, sections: [{ rows }] };
}

const MDB_COLUMNS: readonly Column[] = [
  { head: 'group', title: 'frames for this multicast group', names: true },
  { head: 'leave by', title: 'where somebody wants them' },
  { head: 'VLAN', title: 'with this tag' },
  { head: 'bridge', title: 'whose table has the entry' },
  { head: 'how it is known', title: 'temp: somebody joined lately; permanent: set by hand' },
];

/** A bridge's multicast groups as a table. */
export function mdbTable([whole = {}]: readonly Mdb[]): Table {
  const rows = (whole.mdb ?? []).map(({ dev, port, grp, src, state, vid }): Row => ({
    id: JSON.stringify([dev, port, grp, src, vid]),
    cells: [line(mono(grp, { bold: true }), ...src === undefined ? [] : [soft(` from ${src}`)]), maybe(port), number(vid), maybe(dev), line({ text: state })],
  }));
  return { columns: MDB_COLUMNS, sections: [{ rows }] };
}

function maybe(text: string | undefined): Cell {
  return text === undefined ? NOTHING : line(mono(text));
}

function number(value: number | undefined): Cell {
  return value === undefined ? NOTHING : line({ text: String(value) });
}
