import { linkState } from '../explain';
import { kindAndDetails } from './boxes';
import type { Joint, Place, Port, Topology } from './model';

function titleOf(place: Place): string {
  return place.netns === null ? `${place.host} (host)` : `${place.netns} (netns on ${place.host})`;
}

/** One sentence a joint, for those who can't see the picture. */
export function describe({ places, joints }: Topology): string {
  const where = (port: Port, place: Place): string => `${port.link.ifname} in ${place.netns ?? place.host} (${linkState(port.link).word})`;
  const what: Readonly<Record<Joint['kind'], string>> = { cable: 'a cable joins', veth: 'a veth pair joins' };
  const sentences = joints.map(({ kind, a, b, from, to }) => `${what[kind]} ${where(a, from)} and ${where(b, to)}`);
  return `Topology of ${places.map(titleOf).join(', ')}${sentences.map(sentence => `; ${sentence}`).join('')}.`;
}

/** The picture in plain text: a paragraph a place, a line an interface. */
export function topologyText(topology: Topology): string {
  const ends = new Map(topology.joints.flatMap(joint => [
    [joint.a, { joint, port: joint.b, place: joint.to }] as const,
    [joint.b, { joint, port: joint.a, place: joint.from }] as const,
  ]));
  const paragraphs = topology.places.map(place => {
    const lines = place.ports.map(port => {
      const { kind, details } = kindAndDetails(port);
      const state = linkState(port.link);
      const other = ends.get(port);
      const joint = other && `${other.joint.kind === 'cable' ? 'cable to' : 'veth pair with'} ${other.port.link.ifname}${other.place === place ? '' : ` in ${other.place.netns ?? other.place.host}`}`;
      return [`${'  '.repeat(port.depth)}${state.shape} ${port.link.ifname}`, state.word, kind, details.join(', '), joint ?? '', port.news ? `(${port.news})` : ''];
    });
    const remark = place.hidden > 0 ? `  and ${place.hidden} more\n` : lines.length === 0 ? '  only lo\n' : '';
    return `${titleOf(place)}\n${columns(lines).map(line => `  ${line}\n`).join('')}${remark}`;
  });
  return paragraphs.join('\n');
}

/** Rows of cells with each column padded; columns that are empty throughout vanish. */
function columns(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map(row => row[i]!.length)));
  return rows.map(row => row.map((cell, i) => widths[i] === 0 ? '' : cell.padEnd(widths[i]! + 2)).join('').trimEnd());
}
