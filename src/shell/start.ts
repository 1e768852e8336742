import { createSimulatedBackend, type Backend, type CreateBackend, type SimulatedBackend } from '../backend';
import { drawVariables } from '../lab';
import type { Lab } from '../lab';
import { Shell } from './shell';
import type { Terminal } from './terminal';

/** A line of a host's `exec` that fails: the lab can't start. */
export class LabStartError extends Error {
  override readonly name = 'LabStartError';

  constructor(readonly host: string, readonly line: string, readonly status: number, readonly stderr: string) {
    super(`${host}: ${line}: exit code ${status}${stderr === '' ? '' : `: ${stderr.trim()}`}`);
  }
}

export interface StartOptions {
  /** without it: one host, `vm` */
  readonly lab?: Lab;
  /** of all randomness */
  readonly seed?: number;
}

/**
 * Builds a lab's network, simulated, and runs each host's first commands as root.
 * @throws {LabStartError} when one of them fails
 */
export function startLab(options: StartOptions = {}): Promise<SimulatedBackend> {
  return startLabOn(createSimulatedBackend, options);
}

/**
 * As {@link startLab}, on the backend that `create` makes.
 * @throws {LabStartError} when one of the first commands fails
 */
export function startLabOn<B extends Backend>(create: CreateBackend<B>, options: StartOptions = {}): Promise<B> {
  const variables = variablesOf(options);
  return create({ ...options, execute: (backend, host, line) => execute(backend, host, line, variables) });
}

/** What a lab's variables hold: the first commands and every shell have them. Without any seed they are those of seed 1, as all else is. */
export function variablesOf({ lab, seed }: StartOptions): Readonly<Record<string, string>> {
  return drawVariables(lab?.variables ?? [], seed ?? lab?.seed ?? 1);
}

async function execute(backend: Backend, host: string, line: string, variables: Readonly<Record<string, string>>): Promise<void> {
  let errors = '';
  const decoder = new TextDecoder();
  const output = (keep: boolean) => () => ({
    isTerminal: false,
    write: async (data: string | Uint8Array) => {
      if (keep) errors += typeof data === 'string' ? data : decoder.decode(data, { stream: true });
    },
    close: () => undefined,
  });
  const terminal: Terminal = { stdin: { read: () => Promise.resolve(null), close: () => undefined }, stdout: output(false), stderr: output(true) };
  const result = await new Shell(backend, { host, variables }).run(line, terminal);
  if (result.status !== 0) throw new LabStartError(host, line, result.status, result.message ?? errors);
}
