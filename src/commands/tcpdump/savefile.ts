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

/** Reads a savefile of either byte order; nanoseconds are cut to microseconds. @throws {SavefileError} */
export function readSavefile(octets: Uint8Array): Savefile {
  const view = new DataView(octets.buffer, octets.byteOffset, octets.byteLength);
  const short = (wanted: number) => new SavefileError(`truncated dump file; tried to read ${wanted} file header bytes, only got ${octets.length}`);
  if (octets.length < 4) throw short(4);
  const little = [MAGIC, MAGIC_NS].includes(view.getUint32(0, true));
  const magic = view.getUint32(0, little);
  if (magic !== MAGIC && magic !== MAGIC_NS) throw new SavefileError('unknown file format');
  if (octets.length < 24) throw short(24);
  const [major, minor] = [view.getUint16(4, little), view.getUint16(6, little)];
  if (major < 2) throw new SavefileError('archaic pcap savefile format');
  if (major !== 2 || minor !== 4) throw new SavefileError(`unsupported pcap savefile version ${major}.${minor}`);
  const number = view.getUint32(20, little) & 0xffff;
  const linkType = (Object.keys(NUMBERS) as LinkType[]).find(type => NUMBERS[type] === number);
  if (!linkType) throw new SavefileError(`vethlab doesn't support link type ${number}`);
  const divisor = magic === MAGIC_NS ? 1000 : 1;
  return { linkType, snaplen: view.getUint32(16, little), packets: () => records(octets, view, little, divisor) };
}

function* records(octets: Uint8Array, view: DataView, little: boolean, divisor: number): Generator<Packet> {
  for (let at = 24; at < octets.length;) {
    const left = octets.length - at;
    if (left < 16) throw new SavefileError(`truncated dump file; tried to read 16 header bytes, only got ${left}`);
    const captured = view.getUint32(at + 8, little);
    if (left - 16 < captured) throw new SavefileError(`truncated dump file; tried to read ${captured} captured bytes, only got ${left - 16}`);
    yield {
      us: view.getUint32(at, little) * US_PER_S + Math.floor(view.getUint32(at + 4, little) / divisor),
      length: view.getUint32(at + 12, little),
      octets: octets.subarray(at + 16, at + 16 + captured),
    };
    at += 16 + captured;
  }
}
