import { AF_INET, AF_INET6, type Family } from '../../stack';
import { Exit } from '../libc/error';
import { strtod, strtoul } from '../libc/numbers';
import type { Process } from '../program';
import { tracerouteUsage } from './usage';

/** What the command line asks for. Times are seconds. */
export interface TracerouteOptions {
  family: Family | undefined;
  method: 'udp' | 'icmp';
  numeric: boolean;
  firstHop: number;
  maxHops: number;
  probes: number;
  simultaneous: number;
  port: number | undefined;
  tos: number;
  source: string | undefined;
  device: string | undefined;
  /** no longer than this, than so many times a reply of the same hop, or of a later one */
  wait: { max: number; here: number; near: number };
  host: string;
  packetLength: number | undefined;
}

const LONG: Readonly<Record<string, string>> = {
  '--first': '-f', '--icmp': '-I', '--interface': '-i', '--max-hops': '-m', '--sim-queries': '-N', '--port': '-p', '--tos': '-t', '--wait': '-w',
  '--queries': '-q', '--source': '-s', '--version': '-V',
};

const MAX_PACKET = 65000;

type Reader = (options: TracerouteOptions, text: string) => boolean | void;

function number(text: string): number | undefined {
  const scanned = /^0[xX]/.test(text) ? strtoul(text, 16) : strtoul(text);
  return scanned && scanned.rest === '' ? Number(scanned.value) : undefined;
}

/** An option's number; false if the text is none. */
function numeric(set: (options: TracerouteOptions, value: number) => void): Reader {
  return (options, text) => {
    const value = number(text);
    if (value === undefined) return false;
    set(options, value);
    return true;
  };
}

/** Options that take an argument. */
export const WITH_ARGUMENT: Readonly<Record<string, Reader>> = {
  '-f': numeric((options, value) => { options.firstHop = value; }),
  '-m': numeric((options, value) => { options.maxHops = value; }),
  '-N': numeric((options, value) => { options.simultaneous = value; }),
  '-p': numeric((options, value) => { options.port = value; }),
  '-q': numeric((options, value) => { options.probes = value; }),
  '-t': numeric((options, value) => { options.tos = value; }),
  '-i': (options, text) => { options.device = text; },
  '-s': (options, text) => { options.source = text; },
  '-w': (options, text) => {
    const parts = text.split(',').map(part => strtod(part));
    if (parts.length > 3 || parts.some(part => part.rest !== '')) return false;
    const [max, here, near] = parts.map(part => part.value);
    options.wait = { max: max ?? 0, here: here ?? 0, near: near ?? 0 };
    return true;
  },
};

/** Options that take none. */
export const FLAGS: Readonly<Record<string, (options: TracerouteOptions) => void>> = {
  '-4': options => { options.family = AF_INET; },
  '-6': options => { options.family = AF_INET6; },
  '-n': options => { options.numeric = true; },
  '-I': options => { options.method = 'icmp'; },
};

/** Known to traceroute, not to the simulation. */
const UNSUPPORTED = /^-(d|F|g|T|l|r|z|e|A|M|O|U|UL|D|P)$|^--(debug|dont-fragment|gateway|tcp|flowlabel|sendwait|extensions|as-path-lookups|module|options|sport|fwmark|udp|dccp|protocol|mtu|back)$/;

/** @throws {Exit} */
export async function readOptions(process: Process, argv: readonly string[]): Promise<TracerouteOptions> {
  const options: TracerouteOptions = {
    family: argv[0]?.endsWith('6') ? AF_INET6 : undefined, method: 'udp', numeric: false, firstHop: 1, maxHops: 30, probes: 3, simultaneous: 16, port: undefined, tos: 0,
    source: undefined, device: undefined, wait: { max: 5, here: 3, near: 10 }, host: '', packetLength: undefined,
  };
  const end = async (text: string, code: number): Promise<never> => {
    await process.stderr.write(text);
    throw new Exit(code);
  };
  const operands: string[] = [];
  for (let i = 1; i < argv.length; i++) {
    const word = argv[i]!;
    if (!word.startsWith('-') || word === '-') {
      operands.push(word);
      continue;
    }
    if (word === '--help') await end(tracerouteUsage, 0);
    const [long = '', given] = word.startsWith('--') ? word.split(/=(.*)/s) : [word.slice(0, 2), undefined];
    const name = LONG[long] ?? long;
    if (name === '-V') await end('Modern traceroute for Linux, version 2.1.2\nCopyright (c) 2016  Dmitry Butskoy,   License: GPL v2 or any later\n', 0);
    if (UNSUPPORTED.test(word.startsWith('--') ? long : name)) await end(`traceroute: vethlab does not support ${word.startsWith('--') ? long : name}\n`, 2);
    const reader = WITH_ARGUMENT[name];
    if (reader) {
      const attached = given ?? (word.startsWith('--') || word.length === 2 ? undefined : word.slice(2));
      const text = attached ?? argv[++i];
      if (text === undefined) await end(`Option \`${word}' (argc ${i - 1}) requires an argument: \`${word} ${name}'\n`, 2);
      if (reader(options, text!) === false) await end(`Cannot handle \`${long}' option with arg \`${text}' (argc ${i})\n`, 2);
      continue;
    }
    const letters = word.startsWith('--') ? [name] : [...word.slice(1)].map(letter => `-${letter}`);
    for (const letter of letters) {
      const flag = FLAGS[letter];
      if (!flag) await end(`Bad option \`${word}' (argc ${i})\n`, 2);
      flag!(options);
    }
  }
  if (operands.length === 0) await end(argv.length === 1 ? tracerouteUsage : 'Specify "host" missing argument.\n', argv.length === 1 ? 0 : 2);
  options.host = operands[0]!;
  if (operands[1] !== undefined) {
    options.packetLength = number(operands[1]);
    if (options.packetLength === undefined) await end(`Cannot handle "packetlen" cmdline arg \`${operands[1]}' on position 2 (argc ${argv.length - 1})\n`, 2);
  }
  if (options.firstHop < 1 || options.firstHop > options.maxHops) await end('first hop out of range\n', 2);
  if (options.maxHops > 255) await end('max hops cannot be more than 255\n', 2);
  if (options.probes < 1 || options.probes > 10) await end('no more than 10 probes per hop\n', 2);
  const { max, here, near } = options.wait;
  if (max < 0 || here < 0 || near < 0) await end(`bad wait specifications \`${max},${here},${near}' used\n`, 2);
  if ((options.packetLength ?? 0) > MAX_PACKET) await end(`too big packetlen ${options.packetLength} specified\n`, 2);
  return options;
}
