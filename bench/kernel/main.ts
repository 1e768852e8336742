/**
 * `npm run bench:kernel`: vethlab beside the kernels that people know, on this machine. It installs them itself, below
 * node_modules/.cache, starts them in turn, speaks to each over ZeroMQ, and prints a table (Markdown) of medians and their ratios
 * to the floor, which is the least that a kernel on Node can be. Needs Linux, Python 3 with venv, and ping.
 *
 *   --runs N       runs of each kernel (default 7)
 *   --only A,B     these kernels alone, and the floor
 *   --starts N     starts of vethlab in which not one message may be lost (default 1000)
 */
import { parseArgs } from 'node:util';
import { ROWS, measure } from './measure';
import type { Figures, Found } from './measure';
import { LOOP, NAMES, PROGRAM, prepare } from './peers';
import type { Peer } from './peers';
import { countLosses } from './starts';

/** What vethlab has to reach: at most a ratio to the floor, or a figure. */
interface Goal {
  readonly row: string;
  readonly ratio?: number;
  readonly most?: number;
}

const GOALS: readonly Goal[] = [
  { row: ROWS.info, ratio: 1.35 },
  { row: ROWS.trip, ratio: 1.3 },
  { row: ROWS.rss, ratio: 1.25 },
  { row: ROWS.lines(LOOP), most: 0.2 },
  { row: ROWS.lines(PROGRAM), most: 0.2 },
];
const MOST_INTERRUPT_MS = 50;

function tell(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** The middle of the figures; where a run has found none, the word that it has instead. */
function middle(found: readonly Found[]): Found | undefined {
  const word = found.find((one) => typeof one === 'string');
  return word ?? [...found].sort((a, b) => Number(a) - Number(b))[found.length >> 1];
}

function shown(value: number): string {
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
}

function cell(value: Found | undefined, floor: Found | undefined): string {
  if (typeof value !== 'number') return value ?? '–';
  return typeof floor === 'number' ? `${shown(value)} (${(value / floor).toFixed(2)})` : shown(value);
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { runs: { type: 'string', default: '7' }, only: { type: 'string', default: NAMES.join() }, starts: { type: 'string', default: '1000' } } });
  const peers = prepare(values.only.split(','), tell);
  const runs = new Map<Peer, Figures[]>(peers.map((peer) => [peer, []]));
  for (let run = 1; run <= Number(values.runs); run++) {
    for (const peer of peers) {
      tell(`run ${run} of ${values.runs}: ${peer.name}`);
      const done = runs.get(peer)!;
      const given = new Set(done.flatMap((figures) => [...figures].filter(([, found]) => typeof found === 'string').map(([row]) => row)));
      done.push(await measure(peer, given));
    }
  }
  const figure = (peer: Peer, row: string): Found | undefined => middle(runs.get(peer)!.flatMap((figures) => figures.get(row) ?? []));
  const rows = [...new Set([...runs.values()].flat(2).flatMap((figures) => [...figures.keys()]))];
  const order = peers.flatMap((peer) => runs.get(peer)!.flatMap((figures) => [...figures.keys()]));
  rows.sort((a, b) => order.indexOf(a) - order.indexOf(b));
  const [floor] = peers;
  const table = [['', ...peers.map(({ name }) => name)], peers.reduce((line) => [...line, '--:'], ['---']),
    ...rows.map((row) => [row, ...peers.map((peer) => cell(figure(peer, row), peer === floor ? undefined : figure(floor!, row)))])];
  process.stdout.write(`${table.map((line) => `| ${line.join(' | ')} |\n`).join('')}\n`);

  const vethlab = peers.find(({ name }) => name === 'vethlab');
  if (!vethlab) return;
  judge(rows, (row) => figure(vethlab, row), (row) => figure(floor!, row));
  const losses = await countLosses(vethlab, Number(values.starts), (done) => done % 100 === 0 && tell(`${done} of ${values.starts} starts`));
  process.stdout.write(`${losses.lost.length} of ${losses.messages} messages lost in ${losses.starts} starts\n${losses.lost.map((what) => `  ${what}\n`).join('')}`);
}

/** Says which goals are met. */
function judge(rows: readonly string[], own: (row: string) => Found | undefined, floor: (row: string) => Found | undefined): void {
  const goals: readonly Goal[] = [...GOALS, ...rows.filter((row) => row.startsWith(ROWS.interrupt('').replace(/, ms$/, ''))).map((row) => ({ row, most: MOST_INTERRUPT_MS }))];
  for (const { row, ratio, most } of goals) {
    const found = own(row);
    const limit = most ?? Number(floor(row)) * ratio!;
    process.stdout.write(`${typeof found === 'number' && found <= limit ? 'reached' : 'MISSED '}  ${row}: ${typeof found === 'number' ? shown(found) : found}, ${ratio === undefined ? `at most ${most}` : `${(Number(found) / Number(floor(row))).toFixed(2)} times the floor, at most ${ratio}`}\n`);
  }
}

void main();
