import { makeNames } from '../../commands/tcpdump/names';
import { PacketPrinter } from '../../commands/tcpdump/print/packet';
import type { Layer } from './decode';
import type { SeenPacket } from './model';

/** Octets of a packet that are shown at most. */
const MOST_OCTETS = 512;

const NAMES = makeNames({ numeric: true, short: false, hosts: [], interfaceName: () => undefined });
const DUMP = { v: 0, e: false, n: true, q: 0, S: false, K: false, t: 1, x: 0, X: 2, A: 0, number: false } as const;

/** A packet taken apart: each header with its fields and where they stand; then all octets, as tcpdump -XX has them. */
export function decodedText(packet: SeenPacket, layers: readonly Layer[]): string {
  const width = Math.max(0, ...layers.flatMap(({ fields }) => fields.map(({ name }) => name.length))) + 2;
  const headers = layers.map(layer => {
    const lines = layer.fields.map(({ name, value, at }) => `  ${at.toString(16).padStart(4, '0')}  ${name.padEnd(width)}${value}\n`);
    return `${layer.name}: ${spanOf(layer)}\n${lines.join('')}`;
  });
  return `${headers.join('')}\n${dump(packet)}`;
}

function spanOf({ at, size }: Layer): string {
  return size === 1 ? `octet ${at}` : `octets ${at} to ${at + size - 1}`;
}

function dump({ octets, linkType }: SeenPacket): string {
  const shown = octets.subarray(0, MOST_OCTETS);
  // Of what it can't name, the printer itself shows octets: those of the whole packet come last.
  const lines = new PacketPrinter(linkType, DUMP, NAMES).print({ us: 0, length: shown.length, octets: shown }).split(/\n\t(?=0x[0-9a-f]{4,}: )/).slice(1).slice(-Math.ceil(shown.length / 16) || Infinity);
  const more = octets.length > MOST_OCTETS ? `and ${octets.length - MOST_OCTETS} more octets\n` : '';
  return lines.map(line => `${line.trimEnd()}\n`).join('') + more;
}
