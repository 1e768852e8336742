import type { Program } from './program';

/** Lines are written in pieces of about this size. */
const PIECE = 8192;
/** What a piece costs in lab time, so that it passes though nothing blocks. */
const PIECE_NS = 1_000_000;

/** yes(1) */
export const yes: Program = async (process, argv) => {
  const line = `${argv.length > 1 ? argv.slice(1).join(' ') : 'y'}\n`;
  const piece = line.repeat(Math.max(1, Math.floor(PIECE / line.length)));
  for (;;) {
    await process.stdout.write(piece);
    await process.sleep(PIECE_NS);
  }
};
