import { MAGICS } from './magics';
import type { Completion, MimeBundle } from './session';

/** Programs worth completing, with what they are. */
const PROGRAMS: Readonly<Record<string, string>> = {
  ip: 'show and change interfaces, addresses, routes, rules, neighbours and namespaces; `ip help`, `ip link help`, ...',
  bridge: 'show and change bridges: forwarding database, VLANs; `bridge help`',
  ping: 'send ICMP echo requests: -c COUNT, -I INTERFACE or address, -i SECONDS, -W SECONDS, -n, -t TTL',
  tcpdump: 'print packets: -i INTERFACE, -n, -e, -c COUNT, -v, and a filter such as `icmp or arp`',
  sysctl: 'read and write kernel settings: `sysctl net.ipv4.ip_forward`, `sysctl -w NAME=VALUE`',
  hostname: "print this host's name",
};

/** ip's objects that people type most. */
const OBJECTS = ['address', 'link', 'neighbour', 'netns', 'route', 'rule'];

/** Text as code points, since the protocol counts those. */
function before(code: string, cursor: number): string {
  return [...code].slice(0, cursor).join('');
}

/** Words that fit before the cursor: magics and their arguments, programs, ip's objects. */
export function completeAt(code: string, cursor: number): Completion {
  const line = before(code, cursor).split('\n').at(-1)!;
  const word = /\S*$/.exec(line)![0];
  const matches = candidates(line.slice(0, line.length - word.length).trim(), word).filter((one) => one.startsWith(word));
  return { matches: matches.sort(), start: cursor - [...word].length, end: cursor };
}

function candidates(earlier: string, word: string): string[] {
  if (earlier === '') return word.startsWith('%') ? [...MAGICS.keys()].map((name) => `%${name}`) : word === '' ? [] : Object.keys(PROGRAMS);
  if (earlier.startsWith('%')) return [...(MAGICS.get(earlier.slice(1))?.words ?? [])];
  if (/(^|[\s;|&])ip$/.test(earlier)) return OBJECTS;
  return /(^|[;|&])\s*sudo$|[;|&]$/.test(earlier) && word !== '' ? Object.keys(PROGRAMS) : [];
}

/** What there is to say about the word at the cursor. */
export function inspectAt(code: string, cursor: number): MimeBundle | undefined {
  const points = [...code];
  const start = /[^\s;|&]*$/.exec(points.slice(0, cursor).join(''))![0];
  const word = start + /^[^\s;|&]*/.exec(points.slice(cursor).join(''))![0];
  if (word.startsWith('%')) {
    const magic = MAGICS.get(word.slice(1));
    return magic && { 'text/plain': `${magic.usage}\n${magic.summary}` };
  }
  const known = Object.hasOwn(PROGRAMS, word) ? PROGRAMS[word] : undefined;
  return known === undefined ? undefined : { 'text/plain': `${word}\n${known}` };
}
