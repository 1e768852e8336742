import { AF_INET, AF_INET6, AF_UNSPEC, parseIpv4, parseIpv6 } from '../../stack';
import type { Process } from '../program';
import { Exit, INT_MAX, LONG_MAX, type Complaints } from '../libc/error';
import { getopt } from '../libc/getopt';
import { strtod, strtol, strtoul } from '../libc/numbers';
import { iputilsVersion, nodeInformationUsage, pingUsage } from './usage';

/** What the command line asks for; the names are ping.c's. */
export interface PingOptions {
  family: typeof AF_UNSPEC | typeof AF_INET | typeof AF_INET6;
  broadcastPings: boolean;
  ident: number | undefined;
  audible: boolean;
  adaptive: boolean;
  strictSource: boolean;
  /** 0: no limit */
  npackets: number;
  ptimeofday: boolean;
  flood: boolean;
  /** ms */
  interval: number;
  intervalGiven: boolean;
  device: string | undefined;
  source4: number;
  source6: bigint;
  preload: number;
  noLoop: boolean;
  mark: number | undefined;
  pmtudisc: 'do' | 'dont' | 'want' | undefined;
  numeric: boolean;
  outstanding: boolean;
  pattern: string | undefined;
  quiet: boolean;
  tos: number;
  datalen: number;
  ttl: number | undefined;
  latency: boolean;
  verbose: boolean;
  /** s; 0: none */
  deadline: number;
  /** ms */
  lingertime: number;
  /** record route or timestamps, which the simulation lacks */
  ipOption: '-R' | '-T' | undefined;
}

const MAX_DUP_CHK = 0x10000n;
const IDENTIFIER_MAX = 0xffffn;

function defaults(program: string): PingOptions {
  return {
    family: program.endsWith('4') ? AF_INET : program.endsWith('6') ? AF_INET6 : AF_UNSPEC,
    broadcastPings: false, ident: undefined, audible: false, adaptive: false, strictSource: false, npackets: 0, ptimeofday: false,
    flood: false, interval: 1000, intervalGiven: false, device: undefined, source4: 0, source6: 0n, preload: 1, noLoop: false, mark: undefined,
    pmtudisc: undefined, numeric: false, outstanding: false, pattern: undefined, quiet: false, tos: 0, datalen: 56, ttl: undefined,
    latency: false, verbose: false, deadline: 0, lingertime: 10_000, ipOption: undefined,
  };
}

type Reader = (text: string, options: PingOptions, complaints: Complaints, process: Process) => Promise<void> | void;

const flag = (set: (options: PingOptions) => void): Reader => (_, options) => set(options);
const unsupported = (option: string): Reader => (_, __, complaints) => complaints.fail(2, `vethlab does not support ${option}`);

/** No visible effect in a simulation: the sizes of socket buffers, SO_DEBUG, connect(2) on the ICMP socket. */
const ignored: Reader = () => undefined;

async function family(wanted: typeof AF_INET | typeof AF_INET6, options: PingOptions, complaints: Complaints): Promise<void> {
  if (options.family !== AF_UNSPEC && options.family !== wanted) await complaints.fail(2, 'only one -4 or -6 option may be specified');
  options.family = wanted;
}

/** Seconds as ms. ping forgives garbage after a number, and says that it won't for ever. */
async function seconds(text: string, what: string, lowest: number, complaints: Complaints): Promise<number> {
  if (text === '') return complaints.fail(2, `${what}: `);
  const { value, rest } = strtod(text);
  if (rest !== '') {
    await complaints.warn(`option argument contains garbage: ${rest}`);
    await complaints.warn('this will become fatal error in the future');
  }
  if (!Number.isFinite(value)) return complaints.fail(2, `${what}: ${text}`, 'ERANGE');
  if (value < lowest || value > INT_MAX / 1000) return complaints.fail(2, `${what}: ${text}`);
  return Math.trunc(value * 1000);
}

async function tosOf(text: string, complaints: Complaints): Promise<number> {
  const scanned = /^0[xX]/.test(text) ? strtol(text.slice(2), 16) : strtol(text);
  if (!scanned || scanned.rest !== '') return complaints.fail(2, `bad TOS value: ${text}`);
  const tos = Number(BigInt.asIntN(32, scanned.value));
  if (tos > 255) return complaints.fail(2, `the decimal value of TOS bits must be in range 0-255: ${tos}`);
  return tos & 0xff;
}

async function flowLabel(text: string, complaints: Complaints): Promise<never> {
  const scanned = /^0[xX]/.test(text) ? strtoul(text.slice(2), 16) : strtoul(text);
  if (!scanned || scanned.rest !== '') return complaints.fail(2, `bad value for flowinfo: ${text}`);
  if (scanned.value & ~0xfffffn) return complaints.fail(2, `flow value is greater than 20 bits: ${text}`);
  return complaints.fail(2, 'vethlab does not support -F');
}

async function interfaceOrAddress(text: string, options: PingOptions, complaints: Complaints): Promise<void> {
  if (text.includes(':')) {
    const [address = '', device] = text.split(/%(.*)/s);
    if (device !== undefined) options.device = device;
    options.source6 = parseIpv6(address) ?? await complaints.fail(2, `invalid source address: ${text}`);
    options.strictSource = true;
    return;
  }
  const address = parseIpv4(text);
  if (address === undefined) {
    options.device = text;
  } else {
    options.source4 = address;
    options.strictSource = true;
  }
}

export const TIMESTAMPS: readonly string[] = ['tsonly', 'tsandaddr', 'tsprespec'];
export const PMTUDISC: readonly string[] = ['do', 'dont', 'want'];

const READERS: Readonly<Record<string, Reader>> = {
  4: (_, options, complaints) => family(AF_INET, options, complaints),
  6: (_, options, complaints) => family(AF_INET6, options, complaints),
  a: flag(options => { options.audible = true; }),
  A: flag(options => { options.adaptive = true; }),
  b: flag(options => { options.broadcastPings = true; }),
  B: flag(options => { options.strictSource = true; }),
  c: async (text, options, complaints) => { options.npackets = await complaints.integer(text, 1n, LONG_MAX); },
  C: ignored,
  d: ignored,
  D: flag(options => { options.ptimeofday = true; }),
  e: async (text, options, complaints) => { options.ident = await complaints.unsigned(text, 0n, IDENTIFIER_MAX); },
  f: flag(options => { options.flood = options.numeric = true; }),
  F: (text, _, complaints) => flowLabel(text, complaints),
  i: async (text, options, complaints) => {
    options.interval = await seconds(text, 'bad timing interval', -INT_MAX / 1000, complaints);
    options.intervalGiven = true;
  },
  I: interfaceOrAddress,
  l: async (text, options, complaints, process) => {
    options.preload = await complaints.integer(text, 1n, MAX_DUP_CHK);
    if (process.uid !== 0 && options.preload > 3) await complaints.fail(2, `cannot set preload to value greater than 3: ${options.preload}`);
  },
  L: flag(options => { options.noLoop = true; }),
  m: async (text, options, complaints) => { options.mark = await complaints.unsigned(text, 0n, 0xffffffffn); },
  M: async (text, options, complaints) => {
    if (!PMTUDISC.includes(text)) await complaints.fail(2, `invalid -M argument: ${text}`);
    options.pmtudisc = text as PingOptions['pmtudisc'];
  },
  n: flag(options => { options.numeric = true; }),
  N: async (text, _, complaints, process) => {
    if (text !== 'help') return complaints.fail(2, 'vethlab does not support -N');
    await process.stdout.write(nodeInformationUsage);
    throw new Exit(0);
  },
  O: flag(options => { options.outstanding = true; }),
  p: (text, options) => { options.pattern = text; },
  q: flag(options => { options.quiet = true; }),
  Q: async (text, options, complaints) => { options.tos = await tosOf(text, complaints); },
  r: unsupported('-r'),
  R: async (_, options, complaints) => {
    if (options.ipOption === '-T') await complaints.fail(2, 'only one of -T or -R may be used');
    options.ipOption = '-R';
  },
  s: async (text, options, complaints) => { options.datalen = await complaints.integer(text, 0n, BigInt(INT_MAX)); },
  S: async (text, _, complaints) => { await complaints.integer(text, 1n, BigInt(INT_MAX)); },
  t: async (text, options, complaints) => { options.ttl = await complaints.integer(text, 0n, 255n); },
  T: async (text, options, complaints) => {
    if (options.ipOption === '-R') await complaints.fail(2, 'only one of -T or -R may be used');
    options.ipOption = '-T';
    if (!TIMESTAMPS.includes(text)) await complaints.fail(2, `invalid timestamp type: ${text}`);
  },
  U: flag(options => { options.latency = true; }),
  v: flag(options => { options.verbose = true; }),
  V: async (_, __, ___, process) => {
    await process.stdout.write(iputilsVersion('ping'));
    throw new Exit(0);
  },
  w: async (text, options, complaints) => { options.deadline = await complaints.integer(text, 0n, BigInt(INT_MAX)); },
  W: async (text, options, complaints) => { options.lingertime = await seconds(text, 'bad linger time', 0, complaints); },
};

/** The options as getopt(3) has them. */
export const SPEC = 'h?4bRT:6F:N:aABc:CdDe:fi:I:l:Lm:M:nOp:qQ:rs:S:t:UvVw:W:';

/** Ends with the usage text. @throws {Exit} */
export async function usage(process: Process): Promise<never> {
  await process.stderr.write(pingUsage);
  throw new Exit(2);
}

/** Reads the command line. @throws {Exit} */
export async function readOptions(process: Process, argv: readonly string[], complaints: Complaints): Promise<{ readonly options: PingOptions; readonly operands: readonly string[] }> {
  const options = defaults(argv[0]!);
  const parsed = getopt(SPEC, argv.slice(1));
  for (const option of parsed.options) {
    if (option.kind === 'error') await complaints.warn(option.message);
    const read = option.kind === 'option' ? READERS[option.letter] : undefined;
    if (!read || option.kind === 'error') return usage(process);
    await read(option.argument, options, complaints, process);
  }
  if (options.ipOption) await complaints.fail(2, `vethlab does not support ${options.ipOption}`);
  if (parsed.operands.length === 0) await complaints.fail(1, 'usage error: Destination address required');
  return { options, operands: parsed.operands };
}
