import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { simulatedWith, type Backend } from '../../src/backend';
import { recordLines } from '../../src/cli/records';
import { normalise, type Session } from '../../src/compare';
import { readLab } from '../../src/lab';
import { Shell, startLabOn } from '../../src/shell';
import { REFERENCE_RELEASE, readRelease } from '../../src/stack';
import type { Exchange } from './transcript';

const LABS = join(__dirname, '../../notebooks/labs');

const labText = (name: string): string => readFileSync(join(LABS, `${name}.yaml`), 'utf8');

export interface ReplayOptions {
  /** a lab that comes along; else one host, `vm` */
  readonly lab?: string;
  readonly seed?: number;
  /** the kernel, as `vethlab run --kernel` takes it; else the reference */
  readonly kernel?: string;
}

export interface CompareOptions extends ReplayOptions {
  /** Takes out what the recording has by chance. */
  readonly normalise?: (exchange: Exchange) => Exchange;
}

/** Runs command lines on the simulated network, in one shell. */
export async function replay(lines: readonly string[], options: ReplayOptions = {}): Promise<Exchange[]> {
  const { exchanges, backend } = await replayed(lines, options);
  await backend.close();
  return exchanges;
}

/** The same, and the network that they leave. */
export async function replaySession(lines: readonly string[], options: ReplayOptions = {}): Promise<Session> {
  const { exchanges, backend } = await replayed(lines, options);
  const snapshot = await backend.snapshot();
  await backend.close();
  return { exchanges, snapshot };
}

async function replayed(lines: readonly string[], { lab, seed, kernel }: ReplayOptions): Promise<{ readonly exchanges: Exchange[]; readonly backend: Backend }> {
  const create = simulatedWith(kernel === undefined ? REFERENCE_RELEASE : readRelease(kernel));
  const backend = await startLabOn(create, { ...(lab !== undefined && { lab: readLab(labText(lab), lab) }), ...(seed !== undefined && { seed }) });
  const exchanges: Exchange[] = [];
  await recordLines(new Shell(backend, { interactive: false }), lines, record => exchanges.push(record));
  return { exchanges, backend };
}

/** An exchange as it was recorded, and as it came out, both without what Linux doesn't repeat. */
export interface Pair {
  readonly expected: Exchange;
  readonly actual: Exchange;
  readonly identical: boolean;
}

/** Replays a transcript and sets each of its exchanges beside what came out. */
export async function compare(transcript: readonly Exchange[], options: CompareOptions = {}): Promise<Pair[]> {
  const actual = await replay(transcript.map(({ cmd }) => cmd), options);
  const lab = options.lab === undefined ? '' : labText(options.lab);
  const [left, right] = [transcript, actual].map(exchanges => normalise({ exchanges }, lab).exchanges) as [Exchange[], Exchange[]];
  const own = options.normalise ?? (exchange => exchange);
  return left.map((exchange, i) => {
    const pair = { expected: own(exchange), actual: own(right[i]!) };
    return { ...pair, identical: JSON.stringify(pair.expected) === JSON.stringify(pair.actual) };
  });
}
