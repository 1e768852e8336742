import { readFileSync } from 'node:fs';
import { release } from 'node:os';
import { gunzipSync } from 'node:zlib';
import { KERNEL_OPTIONS, nearestRelease } from '../stack';

/** What --kernel has to say for the simulated network to answer as this machine's kernel does, as far as can be found out. */
export function machineKernel(): string {
  const config = kernelConfig();
  const built = config === undefined ? [] : KERNEL_OPTIONS.map(option => `${option}=${new RegExp(`^CONFIG_${option}=[ym]$`, 'm').test(config) ? 'y' : 'n'}`);
  return [nearestRelease(release()), ...built, `CPUS=${possibleCpus()}`].join(',');
}

/** The kernel's build configuration, where it or the distribution shows it. */
function kernelConfig(): string | undefined {
  for (const [path, decode] of [['/proc/config.gz', gunzipSync], [`/boot/config-${release()}`, (data: Buffer) => data]] as const) {
    try {
      return decode(readFileSync(path)).toString('utf8');
    } catch {
      // the next place may have it
    }
  }
  return undefined;
}

/** CPUs that could be there, as the kernel counts them: the last of `0-3`, and one. */
function possibleCpus(): number {
  try {
    return Number(/(\d+)\s*$/.exec(readFileSync('/sys/devices/system/cpu/possible', 'utf8'))?.[1] ?? 0) + 1;
  } catch {
    return 1;
  }
}
