import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Recorder } from '../../src/cli/records';
import { normalise } from '../../src/compare';
import { readLab } from '../../src/lab';
import { Shell, startLab } from '../../src/shell';
import type { Exchange } from './transcript';

const LABS = join(__dirname, '../../notebooks/labs');

const labText = (name: string): string => readFileSync(join(LABS, `${name}.yaml`), 'utf8');

/** Runs command lines on the simulated network, in one shell. @param lab a lab that comes along; else one host, `vm` */
export async function replay(lines: readonly string[], options: { readonly lab?: string; readonly seed?: number } = {}): Promise<Exchange[]> {
  const lab = options.lab === undefined ? undefined : readLab(labText(options.lab), options.lab);
  const backend = await startLab({ lab, seed: options.seed });
  const shell = new Shell(backend, { interactive: false });
  const exchanges: Exchange[] = [];
  const recorder = new Recorder(record => exchanges.push(record));
  for (const line of lines) {
    const { terminal, end } = recorder.begin(line);
    const { status, message } = await shell.run(line, terminal);
    end(status, message);
  }
  recorder.finish();
  await backend.close();
  return exchanges;
}

/** An exchange as it was recorded, and as it came out, both without what Linux doesn't repeat. */
export interface Pair {
  readonly expected: Exchange;
  readonly actual: Exchange;
  readonly identical: boolean;
}

/** Replays a transcript and sets each of its exchanges beside what came out. */
export async function compare(transcript: readonly Exchange[], options: { readonly lab?: string; readonly seed?: number; readonly normalise?: (exchange: Exchange) => Exchange } = {}): Promise<Pair[]> {
  const actual = await replay(transcript.map(({ cmd }) => cmd), options);
  const lab = options.lab === undefined ? '' : labText(options.lab);
  const [left, right] = [transcript, actual].map(exchanges => normalise({ exchanges }, lab).exchanges) as [Exchange[], Exchange[]];
  const own = options.normalise ?? (exchange => exchange);
  return left.map((exchange, i) => {
    const pair = { expected: own(exchange), actual: own(right[i]!) };
    return { ...pair, identical: JSON.stringify(pair.expected) === JSON.stringify(pair.actual) };
  });
}
