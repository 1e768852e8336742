import { readFileSync, writeFileSync } from 'node:fs';

/** The kernel's counter of process ids (proc_sys_kernel(5)); the next process gets the number after it. */
const COUNTER = '/proc/sys/kernel/ns_last_pid';

/** Where numbers begin that no process has, for a kernel without the counter (CONFIG_CHECKPOINT_RESTORE). */
const BEYOND = 4_194_305;

/**
 * Sets process ids aside before there is a process: bash tells `$!` from fork, vethlab's shell from here, and only then starts the
 * program. Where the number is taken in between, the process has another, and is found by the first all the same.
 */
export class Pids {
  readonly #others = new Map<number, number>();
  #beyond = BEYOND;

  allocate(): number {
    try {
      const pid = last() + 1;
      writeFileSync(COUNTER, String(pid));
      return pid;
    } catch {
      return this.#beyond++;
    }
  }

  /** Starts a process that shall have a pid set aside. */
  start<T extends { readonly pid: number }>(pid: number, start: () => T): T {
    let before = 0;
    try {
      before = last();
      writeFileSync(COUNTER, String(pid - 1));
    } catch {
      before = 0;
    }
    const started = start();
    if (before > pid) writeFileSync(COUNTER, String(before));
    if (started.pid !== pid) this.#others.set(pid, started.pid);
    return started;
  }

  /** The pid by which the kernel knows a process. */
  real(pid: number): number {
    return this.#others.get(pid) ?? pid;
  }
}

function last(): number {
  return Number(readFileSync(COUNTER, 'latin1'));
}
