/**
 * `npm run bench`: the same command files on the simulated network and on this machine's kernel (in namespaces of their own),
 * side by side in one run. Prints the median of each in ms and their ratio; below 1, vethlab is the quicker one.
 * Needs root, iproute2 and iputils for the real side.
 */
import { execFileSync, type ExecFileSyncOptions } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const RUNS = 5;
const VETHLAB = resolve(__dirname, '../dist/vethlab.js');

const pairs = (count: number): string[] => Array.from({ length: count }, (_, i) => `link add a${i} type veth peer name b${i}`);

const routes = (count: number): string[] =>
  Array.from({ length: count }, (_, i) => `route add 172.${16 + (i >> 12)}.${(i >> 4) & 255}.${(i & 15) << 4}/28 via 10.0.0.2`);

const batch = (lines: readonly string[]): string => `echo '${lines.join('\\n')}' | sed 's/\\\\n/\\n/g' | ip -batch -`;

const TASKS: readonly { readonly name: string; readonly lines: readonly string[] }[] = [
  { name: 'start, one ip link', lines: ['ip link'] },
  { name: '200 × ip link show', lines: Array.from({ length: 200 }, () => 'ip link show') },
  { name: '500 veth pairs', lines: pairs(500).map(line => `ip ${line}`) },
  { name: '500 veth pairs by ip -batch', lines: [batch(pairs(500))] },
  {
    name: '5,000 routes by ip -batch, counted',
    lines: ['ip link add v0 type veth peer name v1', 'ip link set v0 up', 'ip addr add 10.0.0.1/24 dev v0', batch(routes(5000)), 'ip route | wc -l'],
  },
  { name: 'ping -c 3 to oneself', lines: ['ping -c 3 127.0.0.1'] },
];

function medianMs(run: () => void): number {
  const times = Array.from({ length: RUNS }, () => {
    const start = process.hrtime.bigint();
    run();
    return Number(process.hrtime.bigint() - start) / 1e6;
  });
  return times.sort((a, b) => a - b)[RUNS >> 1]!;
}

const folder = mkdtempSync(join(tmpdir(), 'vethlab-bench-'));
try {
  process.stdout.write(`${'task'.padEnd(38)}${'vethlab ms'.padStart(12)}${'Linux ms'.padStart(12)}${'ratio'.padStart(8)}\n`);
  for (const { name, lines } of TASKS) {
    const file = join(folder, 'commands');
    writeFileSync(file, `${lines.join('\n')}\n`);
    const quiet: ExecFileSyncOptions = { stdio: ['ignore', 'ignore', 'inherit'] };
    const namespaces = ['--net', '--mount', '--pid', '--fork', '--kill-child'];
    const simulated = medianMs(() => void execFileSync(process.execPath, [VETHLAB, 'run', file], quiet));
    const real = medianMs(() => void execFileSync('unshare', [...namespaces, 'bash', '-c', 'ip link set lo up; . "$1"', 'bash', file], quiet));
    process.stdout.write(`${name.padEnd(38)}${simulated.toFixed(0).padStart(12)}${real.toFixed(0).padStart(12)}${(simulated / real).toFixed(2).padStart(8)}\n`);
  }
} finally {
  rmSync(folder, { recursive: true });
}
