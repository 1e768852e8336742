import { SysError } from '../../stack/errno';
import { resolvePath } from '../path';
import type { Process } from '../program';
import { failure } from './failure';
import type { Options } from './options';
import { BufferedOutput, SavefileOutput } from './output';
import { PacketPrinter, type LinkType } from './print/packet';
import { fileHeader, packetRecord, readSavefile, SavefileError } from './savefile';
import type { Tools } from './tools';

const DESCRIPTIONS: Readonly<Record<LinkType, string>> = { EN10MB: 'Ethernet', LINUX_SLL2: 'Linux cooked v2', RAW: 'Raw IP' };

/** `EN10MB (Ethernet)` */
export function describeLinkType(type: LinkType): string {
  return `${type} (${DESCRIPTIONS[type]})`;
}

/** -r: prints, counts or copies the packets of a savefile. @returns the exit code. @throws {Exit} */
export async function readPackets(process: Process, options: Options, file: string, tools: Tools): Promise<number> {
  const savefile = openSavefile(await readAll(process, file));
  await process.stderr.write(`reading from file ${file}, link-type ${describeLinkType(savefile.linkType)}, snapshot length ${savefile.snaplen}\n`);
  if (savefile.linkType === 'LINUX_SLL2') await process.stderr.write('Warning: interface names might be incorrect\n');
  const accept = tools.filter(savefile.linkType, false);
  const printer = new PacketPrinter(savefile.linkType, options.print, tools.names);
  const output = new BufferedOutput(process, options.lineBuffered);
  const copy = options.writeFile === undefined ? undefined : new SavefileOutput(process, options.writeFile, options.packetBuffered);
  await copy?.write(fileHeader(savefile.linkType, savefile.snaplen));
  let count = 0;
  let fault: string | undefined;
  try {
    for (const packet of savefile.packets()) {
      if (!accept(packet)) continue;
      count++;
      process.stdout.captured?.({ linkType: savefile.linkType, packet, ...(options.writeFile !== undefined && { file: options.writeFile }) });
      await copy?.write(packetRecord(packet));
      if (!options.countOnly && (!copy || options.printToo)) await output.write(printer.print(packet));
      if (count === options.count) break;
    }
  } catch (error) {
    if (!(error instanceof SavefileError)) throw error;
    fault = error.message;
  }
  await output.flush();
  await copy?.flush();
  if (fault !== undefined) await process.stderr.write(`tcpdump: pcap_loop: ${fault}\n`);
  if (options.countOnly) await process.stdout.write(`${count} packet${count === 1 ? '' : 's'}\n`);
  return fault === undefined ? 0 : 1;
}

function openSavefile(octets: Uint8Array): ReturnType<typeof readSavefile> {
  try {
    return readSavefile(octets);
  } catch (error) {
    if (error instanceof SavefileError) throw failure(error.message);
    throw error;
  }
}

/** A file's octets, or for `-` those of standard input. @throws {Exit} */
async function readAll(process: Process, file: string): Promise<Uint8Array> {
  if (file !== '-') {
    try {
      return process.files.read(resolvePath(process.cwd, file));
    } catch (error) {
      if (error instanceof SysError) throw failure(error.errno === 'EISDIR' ? `error reading dump file: ${error.message}` : `${file}: ${error.message}`);
      throw error;
    }
  }
  const parts: number[] = [];
  for (let part = await process.stdin.read(); part; part = await process.stdin.read()) parts.push(...part);
  return Uint8Array.from(parts);
}
