import { fileHeader, packetRecord } from '../../commands/tcpdump/savefile';
import { MAXIMUM_SNAPLEN } from '../../commands/tcpdump/options';
import { concat } from '../../stack/wire';
import { base64 } from '../base64';
import { element, escape, indented } from '../html';
import type { Capture } from './capture';

/** Octets of a file that a page carries with it at most. */
const MOST_OCTETS = 256 * 1024;

/** A link to the packets as a savefile, which Wireshark and tcpdump open; where it would be too large for a page, a line on how to make a smaller one. */
export function downloadLink({ linkType, packets, more, file }: Capture): string {
  const size = packets.reduce((sum, { octets }) => sum + 16 + octets.length, 24);
  if (more > 0 || size > MOST_OCTETS) return below(escape(tooLarge(more > 0 ? `${packets.length + more} packets` : `${size} octets`, file)));
  const octets = concat(fileHeader(linkType, MAXIMUM_SNAPLEN), ...packets.map(packetRecord));
  const name = file?.replace(/.*\//, '') || 'capture.pcap';
  const href = `data:application/vnd.tcpdump.pcap;base64,${base64(octets)}`;
  return below(element('a', { href, download: name, style: 'text-decoration: underline' }, escape(`Download ${name}`)) + escape(` ${size} octets, for Wireshark and tcpdump -r. In a notebook that isn't trusted, the link works once its cell has run.`));
}

/** On the page itself, so in its colours: they are legible there, be it light or dark. */
function below(content: string): string {
  return indented(content, 'font-size: 12px');
}

function tooLarge(what: string, file: string | undefined): string {
  const how = file === undefined ? 'capture fewer, with a filter or -c' : `tcpdump -r ${file} -c 500 -w part.pcap makes a smaller file, and so does a filter`;
  return `No link to download: ${what} are more than a page should carry. For one, ${how}.`;
}
