/** ms between two looks at whether the parent lives. */
const LOOK_MS = 1000;

/**
 * Calls `gone` once the process that started this kernel has ended, so that no kernel outlives its Jupyter. A kernel that
 * Jupyter didn't start (no JPY_PARENT_PID) lives on.
 */
export function watchParent(gone: () => void): void {
  if (!process.env.JPY_PARENT_PID) return;
  // An orphan gets another parent at once, whereas a parent's pid may live on as a zombie.
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) gone();
  }, LOOK_MS).unref();
}

/**
 * A Ctrl-C in the terminal in which Jupyter runs reaches all of its kernels; only a message may interrupt one.
 */
export function ignoreTerminal(): void {
  process.on('SIGINT', () => undefined);
}
