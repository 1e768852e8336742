import { addressBits, familyOf, parseAddress } from '../stack/address';
import type { Slot } from './syntax';

const OPERSTATES = ['UP', 'DOWN', 'UNKNOWN', 'LOWERLAYERDOWN', 'DORMANT', 'TESTING', 'NOTPRESENT'];
const NEIGHBOUR_STATES = ['REACHABLE', 'STALE', 'DELAY', 'PROBE', 'FAILED', 'INCOMPLETE', 'PERMANENT', 'NOARP'];

const matching = (what: string, pattern: RegExp): Slot => ({ what, fits: (token) => pattern.test(token) });
const oneOf = (what: string, values: readonly string[]): Slot => ({ what, values, fits: (token) => values.includes(token) });

/** The kernel's limits of a name are 15 octets (IFNAMSIZ), no slash, no blank; the arrow is this grammar's own. */
const INTERFACE: Slot = { what: 'the name of an interface', fits: (token) => /^[^\s/]{1,15}$/.test(token) && token !== '->' };
const ADDRESS: Slot = { what: 'an IP address', fits: (token) => parseAddress(token) !== undefined };
const PREFIX: Slot = { what: 'a prefix such as 10.0.0.0/24, or default', fits: (token) => token === 'default' || isPrefix(token) };

/** What fills the names in capitals of the grammar. */
export const SLOTS: ReadonlyMap<string, Slot> = new Map(Object.entries<Slot>({
  HOST: matching('the name of a host', /^[\w.-]+$/),
  NETNS: matching('the name of a namespace', /^[^\s/]+$/),
  DEV: INTERFACE,
  PEER: INTERFACE,
  MASTER: INTERFACE,
  OPERSTATE: oneOf('an operational state', OPERSTATES),
  MTU: matching('a number of octets', /^\d{1,10}$/),
  KIND: matching('a kind of link', /^[a-z0-9_-]+$/),
  FLAG: matching('a flag such as LOWER_UP', /^[A-Z][A-Z-_]*$/),
  MAC: matching('a MAC address', /^[0-9a-fA-F]{2}(:[0-9a-fA-F]{2}){5}$/),
  LOCAL: { what: 'an address such as 10.0.0.1/24', fits: isPrefix },
  TABLE: { what: 'a routing table (main, local or a number)', fits: (token) => /^\w[\w.-]*$/.test(token) && token !== 'get' },
  PREFIX,
  FROM: { ...PREFIX, what: 'a prefix such as 10.0.0.0/24, or all', fits: (token) => token === 'all' || isPrefix(token) },
  TO: { ...PREFIX, what: 'a prefix such as 10.0.0.0/24, or all', fits: (token) => token === 'all' || isPrefix(token) },
  VIA: ADDRESS,
  ADDRESS,
  SOURCE: ADDRESS,
  PRIORITY: matching("a rule's number", /^\d{1,10}$/),
  STATES: { what: 'states such as REACHABLE|STALE', values: NEIGHBOUR_STATES, fits: (token) => token.split('|').every((state) => NEIGHBOUR_STATES.includes(state)) },
  PINGER: { what: 'an interface or an IP address', fits: (token) => INTERFACE.fits(token) || ADDRESS.fits(token) },
  REASON: { what: 'a reason such as IP_LOCAL_SOURCE, or words of one', fits: (rest) => rest !== '', rest: true },
  SYSCTL: matching('a setting such as net.ipv4.ip_forward', /^[a-z0-9_]+([./][\w@:-]+)+$/i),
  VALUE: { what: 'a value', fits: (rest) => rest !== '', rest: true },
}));

function isPrefix(text: string): boolean {
  const [address, length, ...more] = text.split('/');
  const parsed = parseAddress(address!);
  return parsed !== undefined && more.length === 0 && (length === undefined || (/^\d{1,3}$/.test(length) && Number(length) <= addressBits(familyOf(parsed))));
}
