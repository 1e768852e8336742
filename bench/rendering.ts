/**
 * `npm run bench:render`: how long a topology of 10 and one of 500 hosts take from snapshot to SVG and to every format, beside Graphviz's dot
 * (@viz-js/viz, its layout and its SVG) on the same graph. Medians of CPU time in ms, warm, in one process; the ratio is ours to dot's.
 */
import type { IpLink, Snapshot } from '../src/backend/snapshot';
import { drawingBundle, drawingOfTopology } from '../src/render';
import { toSvg } from '../src/render/emit/svg';

const RUNS = 7;

/** A tree of hosts, eight below each, joined by cables. */
function tree(count: number): Snapshot {
  const nic = (ifindex: number): IpLink => ({
    ifindex, ifname: `eth${ifindex}`, flags: ['BROADCAST', 'MULTICAST', 'UP', 'LOWER_UP'], mtu: 1500, qdisc: 'noqueue', operstate: 'UP', link_type: 'ether',
    addr_info: [{ family: 'inet', local: `10.0.0.${ifindex}`, prefixlen: 24, scope: 'global', valid_life_time: 0xffffffff, preferred_life_time: 0xffffffff }],
  });
  const below = (i: number): number[] => Array.from({ length: 8 }, (_, n) => 8 * i + n + 1).filter(child => child < count);
  const hosts = Array.from({ length: count }, (_, i) => ({
    name: `h${i}`, netns: [{ name: null, addr: [1, ...below(i).map((_, n) => n + 2)].map(nic), route: [], rule: [], neigh: [] }],
  }));
  const cables = hosts.flatMap((_, i) => below(i).map((child, n) => ({ a: { host: `h${i}`, dev: `eth${n + 2}`, ifindex: n + 2 }, b: { host: `h${child}`, dev: 'eth1', ifindex: 1 } })));
  return { at: 0, hosts, cables };
}

/** Median of the CPU time in ms, after two runs that warm up. */
function median(run: () => void): number {
  for (let i = 0; i < 2; i++) run();
  const times = Array.from({ length: RUNS }, () => {
    const before = process.cpuUsage();
    run();
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  });
  return times.sort((a, b) => a - b)[RUNS >> 1]!;
}

async function main(): Promise<void> {
  const { instance } = await import('@viz-js/viz');
  const viz = await instance();
  process.stdout.write(`${'hosts'.padEnd(8)}${'SVG ms'.padStart(10)}${'all formats ms'.padStart(16)}${'dot ms'.padStart(10)}${'ratio'.padStart(8)}\n`);
  for (const count of [10, 500]) {
    const snapshot = tree(count);
    const graph = `digraph { rankdir=LR; node [shape=box]; ${snapshot.cables.map(({ a, b }) => `${a.host} -> ${b.host};`).join(' ')} }`;
    const svg = median(() => void toSvg(drawingOfTopology(snapshot).scene));
    const all = median(() => void drawingBundle(drawingOfTopology(snapshot)));
    const dot = median(() => void viz.renderString(graph, { engine: 'dot', format: 'svg' }));
    process.stdout.write(`${String(count).padEnd(8)}${svg.toFixed(1).padStart(10)}${all.toFixed(1).padStart(16)}${dot.toFixed(1).padStart(10)}${(svg / dot).toFixed(2).padStart(8)}\n`);
  }
}

void main();
