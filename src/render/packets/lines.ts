import type { SeenPacket } from './model';
import type { Words } from './words';

/** Lines that are shown at most. */
const MOST = 100;

/** Packets as tcpdump prints them, a line each, behind number, time and interfaces. */
export function linesText(packets: readonly SeenPacket[], words: readonly Words[]): string {
  const width = Math.max(...packets.map(({ where }) => where.length));
  const lines = packets.slice(0, MOST).map(({ at, where }, i) => `${String(i + 1).padStart(4)}  ${(at / 1e9).toFixed(6).padStart(9)}  ${where.padEnd(width)}  ${words[i]!.line.replace(/\n\s*/g, ': ')}\n`);
  return lines.join('') + (packets.length > MOST ? `      and ${packets.length - MOST} more\n` : '');
}
