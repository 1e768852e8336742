import { createSimulatedBackend, type SimulatedBackend } from '../backend';
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

/**
 * Builds a lab's network (without a lab: one host, `vm`) and runs each host's first commands as root.
 * @throws {LabStartError} when one of them fails
 */
export function startLab(options: { readonly lab?: Lab; readonly seed?: number } = {}): Promise<SimulatedBackend> {
  return createSimulatedBackend({
    ...options,
    execute: async (backend, host, line) => {
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
      const result = await new Shell(backend, { host }).run(line, terminal);
      if (result.status !== 0) throw new LabStartError(host, line, result.status, result.message ?? errors);
    },
  });
}
