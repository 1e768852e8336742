import { NS_PER_MS, NS_PER_S, NS_PER_US } from '../../stack/clock';
import type { Process } from '../program';
import { openCapture, type Capture } from './capture';
import { failure } from './failure';
import { describeLinkType } from './offline';
import type { Options } from './options';
import { BufferedOutput, SavefileOutput } from './output';
import { PacketPrinter, type Packet } from './print/packet';
import { fileHeader, packetRecord } from './savefile';
import type { Tools } from './tools';

/** What libpcap takes to look at a machine's devices before it captures: measured on two machines. */
const START_UP_NS = [25 * NS_PER_MS, 55 * NS_PER_MS] as const;

/** Captures until -c, a signal or the device's end, then tells how many packets there were. @returns the exit code. @throws {Exit} */
export async function captureLive(process: Process, options: Options, tools: Tools): Promise<number> {
  await process.sleep(process.host.network.random.between(...START_UP_NS));
  const capture = openCapture(process, options);
  try {
    if (options.listLinkTypes) {
      await process.stderr.write(linkTypes(capture));
      return 0;
    }
    await chooseLinkType(process, options, capture);
    capture.filter(tools.filter(capture.linkType, true));
    return await new Session(process, options, tools, capture).run();
  } finally {
    capture.socket.close();
  }
}

function linkTypes({ device, linkType }: Capture): string {
  const lines = linkType === 'RAW' ? ['RAW (Raw IP)'] : linkType === 'EN10MB' ? ['EN10MB (Ethernet)', ...(device === 'lo' ? [] : ['DOCSIS (DOCSIS) (printing not supported)'])] : ['LINUX_SLL (Linux cooked v1)', 'LINUX_SLL2 (Linux cooked v2)'];
  return `Data link types for ${device} (use option -y to set):\n${lines.map(line => `  ${line}\n`).join('')}`;
}

/** -y; on `any` tcpdump asks for LINUX_SLL2 by itself. @throws {Exit} */
async function chooseLinkType(process: Process, options: Options, { linkType }: Capture): Promise<void> {
  const wanted = options.linkType?.toUpperCase();
  if (wanted === undefined && linkType !== 'LINUX_SLL2') return;
  if (wanted !== undefined && wanted !== linkType) {
    throw failure(wanted === 'LINUX_SLL' && linkType === 'LINUX_SLL2'
      ? 'vethlab doesn\'t support link type LINUX_SLL'
      : `${wanted} is not one of the DLTs supported by this device`);
  }
  await process.stderr.write(`tcpdump: data link type ${linkType}\n`);
}

class Session {
  readonly #output: BufferedOutput;
  readonly #savefile: SavefileOutput | undefined;
  readonly #printer: PacketPrinter;
  #captured = 0;
  #interrupted = false;

  constructor(readonly process: Process, readonly options: Options, tools: Tools, readonly capture: Capture) {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGPIPE'] as const) process.onSignal(signal, () => void (this.#interrupted = true));
    this.#output = new BufferedOutput(process, options.lineBuffered);
    this.#savefile = options.writeFile === undefined ? undefined : new SavefileOutput(process, options.writeFile, options.packetBuffered);
    this.#printer = new PacketPrinter(capture.linkType, options.print, tools.names);
  }

  async run(): Promise<number> {
    const { stderr } = this.process;
    await this.#savefile?.write(fileHeader(this.capture.linkType, this.options.snaplen));
    await stderr.write(this.#greeting());
    const fault = await this.#loop();
    if (!this.#savefile) {
      if (this.#interrupted) await this.#output.write('\n');
      await this.#output.flush();
    }
    await this.#savefile?.flush();
    if (fault !== undefined) await stderr.write(`tcpdump: pcap_loop: ${fault}\n`);
    const { packets, drops } = this.capture.socket.statistics();
    await stderr.write(`${plural(this.#captured)} captured\n${plural(packets)} received by filter\n${plural(drops)} dropped by kernel\n`);
    return fault === undefined ? 0 : 1;
  }

  #greeting(): string {
    const suppressed = this.options.print.v === 0 && !this.#savefile;
    return `tcpdump: ${suppressed ? 'verbose output suppressed, use -v[v]... for full protocol decode\n' : ''}`
      + `listening on ${this.capture.device}, link-type ${describeLinkType(this.capture.linkType)}, snapshot length ${this.options.snaplen} bytes\n`;
  }

  /** @returns why it ended, if by a fault */
  async #loop(): Promise<string | undefined> {
    const { count, print, printToo } = this.options;
    const tells = print.v > 0 && this.#savefile !== undefined && !printToo;
    const clock = this.process.host.network.clock;
    let told: number | undefined;
    let nextTold = clock.now() + NS_PER_S + NS_PER_US;
    while (!this.#interrupted) {
      const packet = this.capture.next();
      if (packet) {
        await this.#take(packet);
        if (this.#captured === count) return undefined;
        continue;
      }
      const fault = this.capture.failure();
      if (fault !== undefined) return fault;
      const event = await this.process.poll([this.capture.socket], tells ? Math.max(0, nextTold - clock.now()) : undefined);
      if (event !== 'timeout') continue;
      nextTold += NS_PER_S;
      if (told !== this.#captured) await this.process.stderr.write(`Got ${this.#captured}\r`);
      told = this.#captured;
    }
    return undefined;
  }

  async #take(packet: Packet): Promise<void> {
    this.#captured++;
    this.process.stdout.captured?.({ linkType: this.capture.linkType, packet, ...(this.options.writeFile !== undefined && { file: this.options.writeFile }) });
    await this.#savefile?.write(packetRecord(packet));
    if (!this.options.countOnly && (!this.#savefile || this.options.printToo)) await this.#output.write(this.#printer.print(packet));
  }
}

function plural(count: number): string {
  return `${count} packet${count === 1 ? '' : 's'}`;
}
