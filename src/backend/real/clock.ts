import type { LabClock } from '../backend';

/** setTimeout's longest delay, ms */
const LONGEST = 0x7fff_ffff;

/** The machine's own time. */
export function realClock(): LabClock {
  const began = process.hrtime.bigint();
  return {
    now: () => Number(process.hrtime.bigint() - began),
    wallUs: () => Math.round((performance.timeOrigin + performance.now()) * 1000),
    sleep: (ns, abort) => new Promise((resolve, reject) => {
      if (abort?.aborted) return reject(abort.reason as Error);
      const cancel = (): void => {
        clearTimeout(timer);
        reject(abort!.reason as Error);
      };
      const timer = setTimeout(() => {
        abort?.removeEventListener('abort', cancel);
        resolve();
      }, Math.min(ns / 1e6, LONGEST));
      abort?.addEventListener('abort', cancel, { once: true });
    }),
  };
}
