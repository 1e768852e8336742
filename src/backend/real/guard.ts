import { readdirSync, readFileSync } from 'node:fs';
import { BOUNDS } from './bounds';
import { signalGroup } from './process';

/** ms between two looks */
const INTERVAL_MS = 250;

/** Octets of a page, as /proc/PID/stat counts memory (sysconf(3), _SC_PAGESIZE; 4096 where Node runs). */
const PAGE = 4096;

/** Processes that belong together: what one command has started. */
interface Family {
  readonly leader: number;
  processes: number;
  /** octets */
  memory: number;
}

/** Ends what takes too much of the machine, so that the next command can run. */
export class Guard {
  #timer: NodeJS.Timeout | undefined;

  /**
   * @param spared leaders of sessions that must live on, besides this process's own
   * @param told gets a line for each family that had to end
   */
  constructor(private readonly spared: readonly number[], private readonly told: (line: string) => void) {}

  start(): void {
    this.#timer ??= setInterval(() => this.look(), INTERVAL_MS).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /** Ends the largest family if all together are near a bound. @param must even if none is near */
  look(must = false): void {
    const families = sessions(this.spared);
    const sum = (of: 'processes' | 'memory'): number => families.reduce((total, family) => total + family[of], 0);
    const many = must || sum('processes') > BOUNDS.processes * 0.75;
    if (!many && sum('memory') <= BOUNDS.totalMemory) return;
    const by = many ? 'processes' : 'memory';
    const largest = families.sort((a, b) => b[by] - a[by])[0];
    if (!largest) return;
    signalGroup(largest.leader, 'SIGKILL');
    const bound = many ? `${BOUNDS.processes} processes` : `${BOUNDS.totalMemory / 1024 ** 3} GiB of memory`;
    this.told(`vethlab: a command took more than the sandbox's ${bound} allow, and was killed with all that it had started\n`);
  }
}

/**
 * All processes but this one, what is in its session, and what came from outside, by the session that they are in.
 * @param spared leaders of sessions that are left out, too
 */
export function sessions(spared: readonly number[]): Family[] {
  const families = new Map<number, Family>();
  // what comes from outside the pid namespace has session 0 here
  const left = new Set([0, statusOf('self')!.session, ...spared]);
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const status = statusOf(name);
    if (!status || left.has(status.session)) continue;
    const family = families.get(status.session) ?? { leader: status.session, processes: 0, memory: 0 };
    family.processes += status.threads;
    family.memory += status.memory;
    families.set(status.session, family);
  }
  return [...families.values()];
}

/** Fields of proc_pid_stat(5), counted behind the name, which may hold blanks; undefined where there is no such process. */
function statusOf(pid: string): { readonly session: number; readonly threads: number; readonly memory: number } | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ').map(Number);
    return { session: fields[3]!, threads: fields[17]!, memory: fields[21]! * PAGE };
  } catch {
    return undefined;
  }
}
