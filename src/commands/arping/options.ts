import { Exit, INT_MAX, type Complaints } from '../libc/error';
import { getopt } from '../libc/getopt';
import { iputilsVersion } from '../ping/usage';
import type { Process } from '../program';

/** What the command line asks for; the names are arping.c's. */
export interface ArpingOptions {
  advert: boolean;
  broadcastOnly: boolean;
  dad: boolean;
  quiet: boolean;
  quitOnReply: boolean;
  unsolicited: boolean;
  /** undefined: no limit */
  count: number | undefined;
  /** s; 0: none */
  timeout: number;
  /** s; 0: one probe only */
  interval: number;
  device: string | undefined;
  source: string | undefined;
}

/** `arping -h`. */
export const arpingUsage = `
Usage:
  arping [options] <destination>

Options:
  -f            quit on first reply
  -q            be quiet
  -b            keep on broadcasting, do not unicast
  -D            duplicate address detection mode
  -U            unsolicited ARP mode, update your neighbours
  -A            ARP answer mode, update your neighbours
  -V            print version and exit
  -c <count>    how many packets to send
  -w <timeout>  how long to wait for a reply
  -i <interval> set interval between packets (default: 1 second)
  -I <device>   which ethernet device to use
  -s <source>   source ip address
  <destination> dns name or ip address

For more details see arping(8).
`;

type Reader = (text: string, options: ArpingOptions, complaints: Complaints, process: Process) => Promise<void> | void;

const READERS: Readonly<Record<string, Reader>> = {
  b: (_, options) => { options.broadcastOnly = true; },
  D: (_, options) => { options.dad = options.quitOnReply = true; },
  U: (_, options) => { options.unsolicited = true; },
  A: (_, options) => { options.advert = options.unsolicited = true; },
  q: (_, options) => { options.quiet = true; },
  f: (_, options) => { options.quitOnReply = true; },
  c: async (text, options, complaints) => { options.count = await complaints.integer(text, 1n, BigInt(INT_MAX)); },
  w: async (text, options, complaints) => { options.timeout = await complaints.integer(text, 0n, BigInt(INT_MAX)); },
  i: async (text, options, complaints) => { options.interval = await complaints.integer(text, 0n, BigInt(INT_MAX)); },
  I: (text, options) => { options.device = text === '' ? undefined : text; },
  s: (text, options) => { options.source = text; },
  V: async (_, __, ___, process) => {
    await process.stdout.write(iputilsVersion('arping'));
    throw new Exit(0);
  },
};

/** The options as getopt(3) has them. */
export const SPEC = 'h?bfDUAqc:w:i:s:I:V';

/** Reads the command line. @throws {Exit} */
export async function readOptions(process: Process, argv: readonly string[], complaints: Complaints): Promise<{ readonly options: ArpingOptions; readonly target: string }> {
  const options: ArpingOptions = {
    advert: false, broadcastOnly: false, dad: false, quiet: false, quitOnReply: false, unsolicited: false,
    count: undefined, timeout: 0, interval: 1, device: undefined, source: undefined,
  };
  const usage = async (): Promise<never> => {
    await process.stderr.write(arpingUsage);
    throw new Exit(2);
  };
  const parsed = getopt(SPEC, argv.slice(1));
  for (const option of parsed.options) {
    if (option.kind === 'error') {
      await complaints.warn(option.message);
      return usage();
    }
    const read = READERS[option.letter];
    if (!read) return usage();
    await read(option.argument, options, complaints, process);
  }
  const [target, ...more] = parsed.operands;
  return target === undefined || more.length > 0 ? usage() : { options, target };
}
