import type { Snapshot } from '../../backend/snapshot';
import { type InterfaceGroup, interfaceTable } from './interfaces';
import type { MimeBundle } from '../mime';
import { withFonts } from '../latex';
import { indented } from '../html';
import { tablePicture, tableText } from '../table';
import type { Seen } from '../table/news';
import { topologyOf } from '../topology/model';

/**
 * The interfaces of all hosts and namespaces as one table, each with its other end.
 * @param seen what was shown before: what is new since is marked
 */
export function renderInterfaces(snapshot: Snapshot, seen?: Seen): MimeBundle {
  const peers = peersOf(snapshot);
  const groups = snapshot.hosts.flatMap(host => host.netns.map((netns): InterfaceGroup & { readonly host: string; readonly netns: string | null } => ({
    host: host.name,
    netns: netns.name,
    heading: netns.name === null ? [{ text: 'host ' }, { text: host.name, mono: true, bold: true }] : [{ text: 'namespace ' }, { text: netns.name, mono: true, bold: true }, { text: ` on ${host.name}` }],
    links: netns.addr.map(link => {
      const peer = peers.get(`${host.name}/${netns.name ?? ''}/${link.ifindex}`);
      return { link, ...(peer !== undefined && { peer }) };
    }),
  })));
  const plain = interfaceTable(groups, 'overview');
  const whole = interfaceTable(groups);
  const sections = groups.map(({ host, netns }, i) => {
    const one = { ...whole, sections: [whole.sections[i]!] };
    return seen ? seen.mark(one, ['link', 'address'], { host, netns }, true) : one;
  });
  const { html, latex, markdown } = tablePicture('interfaces', { ...whole, sections: sections.flatMap(one => one.sections), notes: sections.flatMap(({ notes = [] }) => notes) });
  return {
    'text/plain': tableText(plain),
    'text/html': indented(html),
    'text/latex': withFonts(latex),
    'text/markdown': markdown,
  };
}

/** Where the other end of a cable is, and of a veth pair that spans namespaces; by host, namespace and index. */
function peersOf(snapshot: Snapshot): ReadonlyMap<string, string> {
  return new Map(topologyOf(snapshot).joints.flatMap(({ a, b, from, to }) => {
    if (from === to) return [];
    const where = ({ host, netns }: typeof from): string => (netns === null ? `on ${host}` : `in ${netns}`);
    return [[a.id, `to ${b.link.ifname} ${where(to)}`] as const, [b.id, `to ${a.link.ifname} ${where(from)}`] as const];
  }));
}
