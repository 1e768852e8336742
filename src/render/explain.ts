import type { IpAddrInfo, IpLink } from '../backend/snapshot';
import { COLOUR } from './theme';

/** How an interface is doing, as a shape, a word and a colour that say the same. */
export interface LinkState {
  readonly shape: '●' | '◐' | '○';
  readonly word: 'up' | 'no carrier' | 'down';
  readonly colour: string;
  readonly title: string;
}

const UP: LinkState = { shape: '●', word: 'up', colour: COLOUR.up, title: 'switched on, and the other end answers' };
const NO_CARRIER: LinkState = { shape: '◐', word: 'no carrier', colour: COLOUR.noCarrier, title: 'switched on, but nothing works at the other end' };
const DOWN: LinkState = { shape: '○', word: 'down', colour: COLOUR.down, title: 'switched off: `ip link set dev NAME up` switches it on' };

export function linkState(link: Pick<IpLink, 'flags' | 'operstate'>): LinkState {
  if (!link.flags.includes('UP')) return DOWN;
  return link.operstate === 'UP' || (link.operstate === 'UNKNOWN' && link.flags.includes('LOWER_UP')) ? UP : NO_CARRIER;
}

/** The operational states of RFC 2863, as Linux names them (Documentation/networking/operstates). */
const OPERSTATES: Readonly<Record<string, string>> = {
  UNKNOWN: 'this kind of device doesn\'t say; lo never does',
  NOTPRESENT: 'a part of it is missing',
  DOWN: 'can\'t pass packets: off, or without carrier',
  LOWERLAYERDOWN: 'on, but what it rests on (a veth\'s peer, a VLAN\'s parent) is off',
  TESTING: 'in a test mode',
  DORMANT: 'waits for something outside, such as 802.1X',
  UP: 'passes packets',
};

export function explainOperstate(operstate: string): string {
  return OPERSTATES[operstate] ?? 'operational state (RFC 2863)';
}

/** netdevice(7), and what iproute2 adds: M-DOWN and NO-CARRIER. */
const FLAGS: Readonly<Record<string, string>> = {
  'UP': 'switched on by an administrator',
  'LOWER_UP': 'the link below has carrier: a cable is plugged in, or the veth\'s peer is on',
  'NO-CARRIER': 'switched on, but without carrier: the other end is off or unplugged',
  'M-DOWN': 'the device that it rests on, or its peer, is switched off',
  'LOOPBACK': 'what is sent comes straight back; it never leaves the host',
  'BROADCAST': 'can send to everybody on its link',
  'MULTICAST': 'can send to groups',
  'POINTOPOINT': 'has exactly one other end, so needs no link-layer addresses',
  'NOARP': 'doesn\'t ask for its neighbours\' link-layer addresses',
  'PROMISC': 'receives every frame, not only its own',
  'ALLMULTI': 'receives frames for every group',
  'MASTER': 'has devices under it (a bond)',
  'SLAVE': 'is under another device (a bond)',
  'DYNAMIC': 'its address is lost when it goes down',
  'ECHO': 'echoes what it sends',
  'DORMANT': 'waits for something outside before it passes packets',
  'DEBUG': 'debugging is on',
  'NOTRAILERS': 'avoids trailers',
  'PORTSEL': 'can choose its medium',
  'AUTOMEDIA': 'chooses its medium by itself',
};

export function explainFlag(flag: string): string {
  return FLAGS[flag] ?? 'a flag of netdevice(7)';
}

const QDISCS: Readonly<Record<string, string>> = {
  noop: 'not attached yet: the interface is off',
  noqueue: 'no queue: packets go straight out',
  fq_codel: 'fair queues that keep delay short',
  pfifo_fast: 'three priority bands, each first in, first out',
  mq: 'one queue a hardware queue',
};

export function explainQdisc(qdisc: string): string {
  return `queueing discipline: ${QDISCS[qdisc] ?? 'see tc(8)'}`;
}

const SCOPES: Readonly<Record<string, string>> = {
  global: 'valid everywhere',
  site: 'valid within the site',
  link: 'valid on this link only; routers don\'t forward it',
  host: 'valid inside this host only',
  nowhere: 'leads nowhere',
};

export function explainScope(scope: string): string {
  return SCOPES[scope] ?? 'a scope of /etc/iproute2/rt_scopes';
}

/** Flags of an address that are worth a word, and what they mean. */
const ADDRESS_FLAGS: readonly (readonly [keyof IpAddrInfo, string])[] = [
  ['secondary', 'another address of the same subnet came first; it goes when that one goes'],
  ['tentative', 'not in use yet: duplicate address detection is asking whether somebody has it'],
  ['dadfailed', 'somebody else has it'],
  ['deprecated', 'not chosen for new connections any more'],
  ['dynamic', 'assigned for a limited time'],
  ['temporary', 'a privacy address that changes'],
  ['nodad', 'used without duplicate address detection'],
];

export function addressFlags(address: IpAddrInfo): readonly { readonly flag: string; readonly title: string }[] {
  return ADDRESS_FLAGS.filter(([flag]) => address[flag] === true).map(([flag, title]) => ({ flag, title }));
}

const NEIGHBOUR_STATES: Readonly<Record<string, string>> = {
  INCOMPLETE: 'asked for its link-layer address, no answer yet',
  REACHABLE: 'answered lately',
  STALE: 'answered some time ago; checked again when used',
  DELAY: 'used while stale: waits a moment for proof that it is alive before asking',
  PROBE: 'being asked again, directly',
  FAILED: 'never answered: packets to it are dropped',
  PERMANENT: 'set by hand, never expires',
  NOARP: 'needs no resolution',
  NONE: 'no state yet',
};

export function explainNeighbour(state: string): string {
  return NEIGHBOUR_STATES[state] ?? 'a state of ip-neighbour(8)';
}

const BAD_NEIGHBOUR = ['FAILED'];
const OPEN_NEIGHBOUR = ['INCOMPLETE', 'DELAY', 'PROBE'];

/** A neighbour's state as shape and colour. */
export function neighbourMark(state: string): { readonly shape: string; readonly colour: string } {
  if (BAD_NEIGHBOUR.includes(state)) return { shape: '✕', colour: COLOUR.bad };
  if (OPEN_NEIGHBOUR.includes(state)) return { shape: '◐', colour: COLOUR.noCarrier };
  return state === 'STALE' ? { shape: '○', colour: COLOUR.down } : { shape: '●', colour: COLOUR.up };
}

/** What spanning tree lets a port do (IEEE 802.1D), as bridge(8) names it. */
const PORT_STATES: Readonly<Record<string, string>> = {
  disabled: 'the port is off, or without carrier: nothing passes',
  listening: 'waits for other bridges to speak: nothing passes yet',
  learning: 'learns MAC addresses: nothing passes yet',
  forwarding: 'frames pass',
  blocking: 'kept in reserve, so that there is no loop: nothing passes',
};

export function explainPort(state: string): string {
  return PORT_STATES[state] ?? 'a state of bridge(8)';
}

/** A port's state as shape and colour. */
export function portMark(state: string): { readonly shape: string; readonly colour: string } {
  if (state === 'forwarding') return { shape: '●', colour: COLOUR.up };
  return state === 'disabled' ? { shape: '○', colour: COLOUR.down } : { shape: '◐', colour: COLOUR.noCarrier };
}

const VLAN_FLAGS: Readonly<Record<string, string>> = {
  'PVID': 'frames that come in without a tag belong to it',
  'Egress Untagged': 'its frames go out without a tag',
};

export function explainVlanFlag(flag: string): string {
  return VLAN_FLAGS[flag] ?? 'a flag of bridge(8)';
}
