import { readFileSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseTranscript, type Exchange } from './transcript';
import type { CompareOptions } from './replay';

const TRANSCRIPTS = join(__dirname, 'transcripts');

/** A recorded session, and what it takes to replay it. */
export interface Case {
  /** What its lines are about: the second word of its file's name. */
  readonly object: string;
  /** File below the folder of transcripts. */
  readonly file: string;
  readonly transcript: readonly Exchange[];
  readonly options: CompareOptions;
}

/** The kernel of the recordings in the folder 6.18: what its build shows otherwise than the reference's. */
const KERNEL_618 = '6.18,RPS=y,HZ_250=y,CPUS=2,IPV6_MROUTE=y,IPV6_OPTIMISTIC_DAD=y,IPV6_SEG6_HMAC=y';

const read = (file: string): Exchange[] => parseTranscript(readFileSync(join(TRANSCRIPTS, file), 'utf8'));

function folder(name: string, options: CompareOptions): Case[] {
  return readdirSync(join(TRANSCRIPTS, name)).map(file => {
    const [, object] = basename(file, '.txt').split('-');
    return { object: object!, file: `${name}/${file}`, transcript: read(`${name}/${file}`), options };
  });
}

/** Short sessions on a fresh host, recorded on the reference kernel. */
export const referenceCases = (): Case[] => folder('cases', {});

/** Those that Linux 6.18 answers otherwise. */
export const laterCases = (): Case[] => folder('6.18', { kernel: KERNEL_618 });

/** The recording's own cables took the indices 4 and 5. */
const withoutVethIndex = (exchange: Exchange): Exchange => ({ ...exchange, stdout: exchange.stdout.replace(/^[4-7](: veth[01][@:])/gm, 'N$1') });

const PING_SOCKETS: Exchange = { cmd: 'sudo sysctl -qw net.ipv4.ping_group_range="0 2147483647"', stdout: '', stderr: '', rc: 0 };

/** The veth lab, with raw sockets for ping and with ping sockets. */
export const labCases = (): Case[] => [
  { file: 'lab02/lab02.txt', before: [] },
  { file: 'lab02/lab02-ping-dgram.txt', before: [PING_SOCKETS] },
].map(({ file, before }) => ({ object: 'lab02', file, transcript: [...before, ...read(file)], options: { lab: 'beachhead', normalise: withoutVethIndex } }));
