import { line, mono, type Column, type Table } from '../table/model';
import { decodedText } from './decoded';
import type { SeenPacket } from './model';
import type { Words } from './words';

const COLUMNS: Readonly<Record<string, Column>> = {
  number: { head: 'No.', title: 'the number beside its arrow in the ladder', names: true },
  time: { head: 'time', title: 'seconds since the beginning' },
  where: { head: 'interface', title: 'which interface sent it and which one received it' },
  source: { head: 'source', title: 'who sent it: an IP address, or a MAC where it has none' },
  destination: { head: 'destination', title: 'whom it is for' },
  protocol: { head: 'protocol', title: 'the innermost protocol that is known' },
  length: { head: 'length', title: 'octets on the wire' },
  info: { head: 'info', title: 'what tcpdump prints of it; a click opens the decoded headers and the octets', wraps: true },
};

/** Rows that open at most: each makes the page about 1 kB longer. */
export const MOST_OPENED = 40;

/** Packets as a table, a row each, which opens to the decoded headers and the octets, as far as there aren't too many. */
export function packetTable(packets: readonly SeenPacket[], words: readonly Words[]): Table {
  const wanted = Object.keys(COLUMNS).filter(key => key !== 'where' || packets.some(({ where }) => where !== ''));
  const cells = (packet: SeenPacket, i: number): Readonly<Record<string, string>> => {
    const { source, destination, protocol, info } = words[i]!;
    return { number: String(i + 1), time: (packet.at / 1e9).toFixed(6), where: packet.where, source, destination, protocol, length: String(packet.length), info };
  };
  return {
    columns: wanted.map(key => COLUMNS[key]!),
    sections: [{
      rows: packets.map((packet, i) => ({ cells: wanted.map(key => line(key === 'number' || key === 'protocol' ? { text: cells(packet, i)[key]! } : mono(cells(packet, i)[key]!))) })),
      opens: packets.slice(0, MOST_OPENED).map((packet, i) => decodedText(packet, words[i]!.layers)),
    }],
  };
}
