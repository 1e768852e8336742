import { RtnetlinkError, type AddrMessage } from '../../../stack';
import { kernelError, type Ip } from '../context';
import { Failed } from '../failure';
import { decodeAddresses, encodeAddress, requestOf } from './netlink';
import { printAddress } from './print';
import { addressDumpFilter, filterIndex, readFilter } from './show';

/** What a file of saved addresses begins with (IPADDR_DUMP_MAGIC), little-endian. */
const MAGIC = 0x47361222;

/** `ip address save`: the kernel's messages as they are. Of the filter's words only the device and the family count. */
export async function saveAddresses(ip: Ip, args: readonly string[]): Promise<number> {
  const filter = readFilter(ip, args);
  const index = filterIndex(ip, filter);
  if (ip.process.stdout.isTerminal) return ip.fail('Not sending a binary stream to stdout');
  const addresses = ip.dump('RTM_GETADDR', addressDumpFilter({ ...filter, family: ip.family }, index), 1);
  const magic = new Uint8Array(4);
  new DataView(magic.buffer).setUint32(0, MAGIC, true);
  await ip.flush();
  for (const octets of [magic, ...addresses.map(encodeAddress)]) await ip.process.stdout.write(octets);
  return 0;
}

/** The addresses that standard input holds. @throws {Failed} for another kind of file */
async function readSaved(ip: Ip): Promise<AddrMessage[]> {
  const chunks: Uint8Array[] = [];
  for (let data = await ip.process.stdin.read(); data !== null; data = await ip.process.stdin.read()) chunks.push(data);
  const octets = Uint8Array.from(chunks.flatMap(chunk => [...chunk]));
  const complete = octets.length >= 4;
  const magic = complete ? new DataView(octets.buffer).getUint32(0, true) : 0;
  if (magic !== MAGIC) throw new Failed(`Magic mismatch (${complete ? 1 : 0} elems, ${magic.toString(16)} magic)\n`, 255);
  return decodeAddresses(octets.subarray(4));
}

/** `ip address showdump`. */
export async function showSaved(ip: Ip): Promise<number> {
  for (const addr of await readSaved(ip)) {
    ip.out(`if${addr.index}:\n`);
    printAddress(ip, addr, { withDevice: ip.options.oneline });
  }
  return 0;
}

/** `ip address restore`: addresses that are there already are complained of, no more. */
export async function restoreAddresses(ip: Ip): Promise<number> {
  for (const addr of await readSaved(ip)) {
    try {
      ip.netns.rtnetlink.request(requestOf(addr));
    } catch (error) {
      if (!(error instanceof RtnetlinkError)) throw error;
      ip.err(kernelError(error));
      if (error.errno !== 'EEXIST') return 255;
    }
  }
  return 0;
}
