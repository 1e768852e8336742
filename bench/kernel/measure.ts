import type { Peer } from './peers';
import { Running, printed } from './running';

/** Cells whose round trip is timed; fewer where they take longer than {@link CELLS_MS} in all. */
const CELLS = 300;
const CELLS_MS = 3000;

/** ms after which a cell that should have been interrupted, or have printed its lines, is given up. */
const PATIENCE_MS = { interrupt: 2000, lines: 15_000 };

/** ms that an endless cell runs before it is interrupted. */
const RUNS_MS = 300;

const LINES = Array.from({ length: 20_000 }, (_, i) => `${i + 1}\n`).join('');

/** What can't be put into ms: a word for the table. */
export type Found = number | string;

/** One run of one kernel: what was found, by row. */
export type Figures = ReadonlyMap<string, Found>;

export const ROWS = {
  info: 'spawn → kernel_info_reply, ms',
  cpu: 'processor time until then, ms',
  first: 'spawn → first execute_reply, ms',
  trip: 'round trip of a cell, median, ms',
  slow: 'round trip, 99th percentile, ms',
  cost: 'processor time of a cell, ms',
  rss: 'memory at the start, MB',
  later: `memory after ${CELLS} cells, MB`,
  lines: (how: string): string => `20,000 lines: ${how}, s`,
  interrupt: (what: string): string => `interrupt of ${what}, ms`,
} as const;

/** Takes one kernel from its start to its end, and the time. */
export async function measure(peer: Peer, given: ReadonlySet<string>): Promise<Figures> {
  const figures = new Map<string, Found>();
  await started(peer, figures);
  await interrupted(peer, figures, given);
  return figures;
}

async function started(peer: Peer, figures: Map<string, Found>): Promise<void> {
  const { cells } = peer;
  const kernel = await Running.start(peer);
  try {
    const info = await kernel.request('kernel_info_request', {}, { idle: false }).answer;
    if (!info) throw new Error(`${peer.name} doesn't answer kernel_info_request`);
    const toInfo = performance.now() - kernel.spawned;
    figures.set(ROWS.info, toInfo);
    figures.set(ROWS.cpu, kernel.cpu());
    const start = kernel.rss();
    const first = await kernel.execute(cells.hello).answer;
    if (!first) throw new Error(`${peer.name} doesn't answer execute_request`);
    figures.set(ROWS.first, toInfo + first.replied);
    figures.set(ROWS.rss, start);
    await roundTrips(kernel, cells.hello, figures);
    for (const [how, code] of Object.entries(cells.lines)) {
      const answer = await kernel.execute(code, PATIENCE_MS.lines).answer;
      figures.set(ROWS.lines(how), answer === undefined ? 'no end' : printed(answer) === LINES ? answer.ended / 1000 : 'not whole');
      if (answer === undefined) break;
    }
  } finally {
    await kernel.end();
  }
}

async function roundTrips(kernel: Running, code: string, figures: Map<string, Found>): Promise<void> {
  const times: number[] = [];
  const before = kernel.cpu();
  const began = performance.now();
  while (times.length < CELLS && performance.now() - began < CELLS_MS) {
    const answer = await kernel.execute(code).answer;
    if (!answer) return;
    times.push(answer.ended);
  }
  times.sort((a, b) => a - b);
  figures.set(ROWS.cost, (kernel.cpu() - before) / times.length);
  figures.set(ROWS.trip, times[times.length >> 1]!);
  figures.set(ROWS.slow, times[Math.ceil(times.length * 0.99) - 1]!);
  figures.set(ROWS.later, kernel.rss());
}

/** @param given rows that a run before has given up: they would only take time */
async function interrupted(peer: Peer, figures: Map<string, Found>, given: ReadonlySet<string>): Promise<void> {
  if (!peer.interrupt) return;
  let kernel: Running | undefined;
  for (const [what, code] of Object.entries(peer.cells.endless)) {
    const row = ROWS.interrupt(what);
    if (given.has(row)) continue;
    kernel ??= await ready(peer);
    const { begun, answer } = kernel.execute(code, RUNS_MS + PATIENCE_MS.interrupt);
    await Promise.race([begun, answer]);
    await new Promise((resolve) => setTimeout(resolve, RUNS_MS));
    const at = performance.now();
    kernel.interrupt(peer.interrupt);
    const found = await answer && performance.now() - at;
    const kept = found !== undefined && printed(await kernel.execute(peer.cells.kept, PATIENCE_MS.interrupt).answer).trim() === 'kept';
    figures.set(row, kept ? found : !kernel.alive ? 'it dies' : found === undefined ? 'never' : 'state lost');
    if (kept) continue;
    await kernel.end();
    kernel = undefined;
  }
  await kernel?.end();
}

async function ready(peer: Peer): Promise<Running> {
  const kernel = await Running.start(peer);
  await kernel.request('kernel_info_request', {}, { idle: false }).answer;
  for (const code of [peer.cells.prepare, peer.cells.keep]) if (code !== undefined) await kernel.execute(code).answer;
  return kernel;
}
