import { SysError, strerror, type Errno } from '../../stack';
import type { Process } from '../program';
import { strtol, strtoul } from './numbers';

/** exit(3) from deep within a program. */
export class Exit extends Error {
  constructor(readonly code: number) {
    super(`exit ${code}`);
    this.name = 'Exit';
  }
}

/** error(3): lines on standard error that begin with the program's name. */
export class Complaints {
  constructor(private readonly process: Process, private readonly program: string) {}

  /** error(0, errno, message): complains and goes on. */
  async warn(message: string, errno?: Errno): Promise<void> {
    await this.process.stderr.write(`${this.program}: ${message}${errno ? `: ${strerror(errno)}` : ''}\n`);
  }

  /** error(code, errno, message): complains and ends the program. @throws {Exit} */
  async fail(code: number, message: string, errno?: Errno): Promise<never> {
    await this.warn(message, errno);
    throw new Exit(code);
  }

  /** Carries out a system call; its error, with `message` before it, ends the program with 2. @throws {Exit} */
  async or<T>(message: string, call: () => T): Promise<T> {
    try {
      return call();
    } catch (error) {
      if (error instanceof SysError) return this.fail(2, message, error.errno);
      throw error;
    }
  }

  /** strtol_or_err of iputils: a whole number between two bounds. @throws {Exit} */
  async integer(text: string, min: bigint, max: bigint): Promise<number> {
    return this.#bounded(text, strtol(text), min, max);
  }

  /** strtoul_or_err of iputils. @throws {Exit} */
  async unsigned(text: string, min: bigint, max: bigint): Promise<number> {
    return this.#bounded(text, strtoul(text), min, max);
  }

  async #bounded(text: string, scanned: ReturnType<typeof strtol>, min: bigint, max: bigint): Promise<number> {
    if (!scanned || scanned.rest !== '' || scanned.overflow) {
      return this.fail(1, `invalid argument: '${text}'`, scanned?.overflow ? 'ERANGE' : undefined);
    }
    const { value } = scanned;
    if (value < min || value > max) return this.fail(1, `invalid argument: '${text}': out of range: ${min} <= value <= ${max}`);
    return Number(value);
  }
}

export const INT_MAX = 0x7fffffff;
export const LONG_MAX = (1n << 63n) - 1n;
