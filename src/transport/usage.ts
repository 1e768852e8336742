import { cpus, freemem, hostname, totalmem } from 'node:os';
import type { Content } from '../jupyter/message';

interface Times {
  readonly wall: number;
  /** µs of processor time */
  readonly own: number;
  /** ms of all processors */
  readonly busy: number;
  readonly all: number;
}

/**
 * What this process and the machine use, as ipykernel's usage_reply has it: `kernel_cpu` and `host_cpu_percent` since the last call, in
 * percent (of one processor, and of all of them), `kernel_memory` and `host_virtual_memory` in octets.
 */
export function usageMeter(): () => Content {
  let before = measure();
  return () => {
    const now = measure();
    const [wall, all] = [now.wall - before.wall, now.all - before.all];
    const kernel_cpu = wall > 0 ? round((now.own - before.own) / 10 / wall) : 0;
    const host_cpu_percent = all > 0 ? round(100 * (now.busy - before.busy) / all) : 0;
    before = now;
    const [total, free] = [totalmem(), freemem()];
    return {
      hostname: hostname(),
      pid: process.pid,
      kernel_cpu,
      kernel_memory: process.memoryUsage.rss(),
      host_cpu_percent,
      cpu_count: cpus().length,
      host_virtual_memory: { total, available: free, percent: round(100 * (total - free) / total), used: total - free, free },
    };
  };
}

function measure(): Times {
  const { user, system } = process.cpuUsage();
  let [busy, all] = [0, 0];
  for (const { times } of cpus()) {
    const sum = times.user + times.nice + times.sys + times.idle + times.irq;
    all += sum;
    busy += sum - times.idle;
  }
  return { wall: performance.now(), own: user + system, busy, all };
}

function round(percent: number): number {
  return Math.round(percent * 10) / 10;
}
