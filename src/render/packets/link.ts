import { fileHeader, packetRecord } from '../../commands/tcpdump/savefile';
import { MAXIMUM_SNAPLEN } from '../../commands/tcpdump/options';
import { concat } from '../../stack/wire';
import { base64 } from '../base64';
import { element, escape, note } from '../html';
import type { Capture } from './capture';

/** Octets of a file that a page carries with it at most. */
const MOST_OCTETS = 256 * 1024;

/** A link to the packets as a savefile, which Wireshark and tcpdump open; undefined where it would be too large for a page. */
export function downloadLink({ linkType, packets, file = 'capture.pcap' }: Capture): string | undefined {
  const size = packets.reduce((sum, { octets }) => sum + 16 + octets.length, 24);
  if (size > MOST_OCTETS) return undefined;
  const octets = concat(fileHeader(linkType, MAXIMUM_SNAPLEN), ...packets.map(packetRecord));
  const name = file.replace(/.*\//, '') || 'capture.pcap';
  const href = `data:application/vnd.tcpdump.pcap;base64,${base64(octets)}`;
  return element('a', { href, download: name }, escape(`Download ${name}`)) + note(` ${size} octets, for Wireshark and tcpdump -r. In a notebook that isn't trusted, the link works once its cell has run.`);
}
