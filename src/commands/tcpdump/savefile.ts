import { concat } from '../../stack/wire';
import type { LinkType, Packet } from './print/packet';

const MAGIC = 0xa1b2c3d4;
const MAGIC_NS = 0xa1b23c4d;
const US_PER_S = 1_000_000;

/** LINKTYPE_* of the pcap file format. */
const NUMBERS: Readonly<Record<LinkType, number>> = { EN10MB: 1, LINUX_SLL2: 276, RAW: 101 };

/** A savefile's fault, in libpcap's words. */
export class SavefileError extends Error {}

/** A capture as pcap-savefile(5) has it. */
export interface Savefile {
  readonly linkType: LinkType;
  readonly snaplen: number;
  /** Packets in order. @throws {SavefileError} where the file ends too early */
  packets(): Generator<Packet>;
}

/** The file header: microseconds, little endian. */
export function fileHeader(linkType: LinkType, snaplen: number): Uint8Array {
  const octets = new Uint8Array(24);
  const view = new DataView(octets.buffer);
  view.setUint32(0, MAGIC, true);
  view.setUint16(4, 2, true);
  view.setUint16(6, 4, true);
  view.setUint32(16, snaplen, true);
  view.setUint32(20, NUMBERS[linkType], true);
  return octets;
}

/** A packet with its record header. */
export function packetRecord({ us, length, octets }: Packet): Uint8Array {
  const record = new Uint8Array(16 + octets.length);
  const view = new DataView(record.buffer);
  view.setUint32(0, Math.floor(us / US_PER_S), true);
  view.setUint32(4, us % US_PER_S, true);
  view.setUint32(8, octets.length, true);
  view.setUint32(12, length, true);
  record.set(octets, 16);
  return record;
}

/** How the octets of a savefile are to be read. */
interface Header {
  readonly linkType: LinkType;
  readonly snaplen: number;
  readonly little: boolean;
  /** parts of a second's fraction that make a microsecond */
  readonly divisor: number;
}

const HEADER = 24;
const RECORD_HEADER = 16;

/** @throws {SavefileError} */
function readHeader(octets: Uint8Array): Header {
  const view = viewOf(octets);
  const short = (wanted: number) => new SavefileError(`truncated dump file; tried to read ${wanted} file header bytes, only got ${octets.length}`);
  if (octets.length < 4) throw short(4);
  const little = [MAGIC, MAGIC_NS].includes(view.getUint32(0, true));
  const magic = view.getUint32(0, little);
  if (magic !== MAGIC && magic !== MAGIC_NS) throw new SavefileError('unknown file format');
  if (octets.length < HEADER) throw short(HEADER);
  const [major, minor] = [view.getUint16(4, little), view.getUint16(6, little)];
  if (major < 2) throw new SavefileError('archaic pcap savefile format');
  if (major !== 2 || minor !== 4) throw new SavefileError(`unsupported pcap savefile version ${major}.${minor}`);
  const number = view.getUint32(20, little) & 0xffff;
  const linkType = (Object.keys(NUMBERS) as LinkType[]).find(type => NUMBERS[type] === number);
  if (!linkType) throw new SavefileError(`vethlab doesn't support link type ${number}`);
  return { linkType, snaplen: view.getUint32(16, little), little, divisor: magic === MAGIC_NS ? 1000 : 1 };
}

function viewOf(octets: Uint8Array): DataView {
  return new DataView(octets.buffer, octets.byteOffset, octets.byteLength);
}

/** Reads a savefile of either byte order; nanoseconds are cut to microseconds. @throws {SavefileError} */
export function readSavefile(octets: Uint8Array): Savefile {
  const header = readHeader(octets);
  return { linkType: header.linkType, snaplen: header.snaplen, packets: () => records(octets, header) };
}

function* records(octets: Uint8Array, header: Header): Generator<Packet> {
  for (let at = HEADER; at < octets.length;) {
    const left = octets.length - at;
    if (left < RECORD_HEADER) throw new SavefileError(`truncated dump file; tried to read ${RECORD_HEADER} header bytes, only got ${left}`);
    const packet = recordAt(octets, at, header);
    if (typeof packet === 'number') throw new SavefileError(`truncated dump file; tried to read ${packet} captured bytes, only got ${left - RECORD_HEADER}`);
    yield packet;
    at += RECORD_HEADER + packet.octets.length;
  }
}

/** The packet whose record header stands there; the number of octets that it should have, where not all of them are there. */
function recordAt(octets: Uint8Array, at: number, { little, divisor }: Header): Packet | number {
  const view = viewOf(octets);
  const captured = view.getUint32(at + 8, little);
  const start = at + RECORD_HEADER;
  if (octets.length - start < captured) return captured;
  return {
    us: view.getUint32(at, little) * US_PER_S + Math.floor(view.getUint32(at + 4, little) / divisor),
    length: view.getUint32(at + 12, little),
    octets: octets.subarray(start, start + captured),
  };
}

/** Reads a savefile that comes piece by piece. */
export class SavefileStream {
  #rest: Uint8Array = new Uint8Array(0);
  #header: Header | undefined;

  /** @param take is given each packet once it is whole */
  constructor(private readonly take: (packet: Packet, linkType: LinkType) => void) {}

  /** @throws {SavefileError} for a file header that it can't use */
  push(octets: Uint8Array): void {
    const all = this.#rest.length === 0 ? octets : concat(this.#rest, octets);
    let at = 0;
    if (!this.#header && all.length >= HEADER) {
      this.#header = readHeader(all);
      at = HEADER;
    }
    while (this.#header && all.length - at >= RECORD_HEADER) {
      const packet = recordAt(all, at, this.#header);
      if (typeof packet === 'number') break;
      this.take({ ...packet, octets: packet.octets.slice() }, this.#header.linkType);
      at += RECORD_HEADER + packet.octets.length;
    }
    this.#rest = all.slice(at);
  }
}
