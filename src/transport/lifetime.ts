/** ms between two looks at whether the parent lives. */
const LOOK_MS = 1000;

/** Who adopts orphans, and who a parent is that another pid namespace has. */
const [INIT, OUTSIDE] = [1, 0];

/**
 * Calls `gone` once the process that started this kernel has ended, so that no kernel outlives its Jupyter, not even one whose Jupyter ended before this
 * was called. A kernel that Jupyter didn't start (no JPY_PARENT_PID) lives on.
 */
export function watchParent(gone: () => void): void {
  const jupyter = Number(process.env.JPY_PARENT_PID);
  if (!jupyter) return;
  // it isn't Jupyter itself where a script starts the kernel
  const parent = process.ppid;
  const look = (): void => {
    // An orphan gets another parent at once, whereas a parent's pid may live on as a zombie.
    const orphan = process.ppid !== parent || (parent === INIT && jupyter !== INIT);
    if (orphan || (parent !== OUTSIDE && !exists(jupyter))) gone();
  };
  look();
  setInterval(look, LOOK_MS).unref();
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/**
 * A Ctrl-C in the terminal in which Jupyter runs reaches all of its kernels; only a message may interrupt one.
 */
export function ignoreTerminal(): void {
  process.on('SIGINT', () => undefined);
}
