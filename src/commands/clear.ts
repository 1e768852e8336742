import type { Program } from './program';

/** clear(1) on an xterm: home, erase the screen, erase what has scrolled off it. */
export const clear: Program = async process => {
  await process.stdout.write('\x1b[H\x1b[2J\x1b[3J');
  return 0;
};
