import { SysError, strerror } from '../stack/errno';
import type { Process } from './program';

/** Writes a complaint as GNU coreutils do, with the line that points at --help, and gives the exit code. */
export async function usageError(process: Process, name: string, message: string, code = 1): Promise<number> {
  await process.stderr.write(`${name}: ${message}\nTry '${name} --help' for more information.\n`);
  return code;
}

/** What a failed system call says. @throws anything else */
export function reasonOf(error: unknown): string {
  if (error instanceof SysError) return strerror(error.errno);
  throw error;
}

const UNITS: Readonly<Record<string, number>> = { '': 1, s: 1, m: 60, h: 3600, d: 86400 };

/** A time as sleep(1) and timeout(1) take it (`1.5`, `2m`), in ns; undefined for anything else. */
export function parseDuration(text: string): number | undefined {
  if (/^(inf|infinity)$/i.test(text)) return Infinity;
  const match = /^([0-9]+\.?[0-9]*(?:e[+-]?[0-9]+)?|\.[0-9]+)([smhd]?)$/i.exec(text);
  const unit = match && UNITS[match[2]!];
  return match && unit !== undefined && unit !== null ? Number(match[1]) * unit * 1e9 : undefined;
}
