import { createSimulatedBackend } from '../backend';
import type { SimulatedBackend } from '../backend';
import { exitCode } from '../commands/program';
import type { Output } from '../commands/program';
import type { Lab } from '../lab';
import { Shell } from '../shell/shell';
import type { ShellOptions } from '../shell/shell';

export interface OpenNetwork {
  readonly backend: SimulatedBackend;
  /** One shell session, on the lab's first host. */
  readonly shell: Shell;
}

/**
 * Builds a lab's network and opens a shell on it.
 * @param lab without one: a single host `vm`
 * @param seed of all randomness; default: the lab's own
 * @throws Error naming the host and the command when one of the lab's first commands fails
 */
export async function openNetwork(lab: Lab | undefined, seed: number | undefined, options: ShellOptions): Promise<OpenNetwork> {
  let shell: Shell | undefined;
  const backend = await createSimulatedBackend({
    lab,
    seed,
    execute: (simulated, host, line) => {
      shell ??= new Shell(simulated, options);
      return runAsRoot(simulated, host, line);
    },
  });
  return { backend, shell: shell ?? new Shell(backend, options) };
}

async function runAsRoot(backend: SimulatedBackend, host: string, line: string): Promise<void> {
  const said = new Text();
  const child = backend.spawn(['sudo', 'bash', '-c', line], {
    host, stdin: { read: () => Promise.resolve(null), close: () => undefined }, stdout: said, stderr: said, env: {}, cwd: '/',
  });
  const code = exitCode(await child.wait());
  if (code !== 0) throw new Error(`the lab's command for host ${host} failed with exit code ${code}: ${line}\n${said.text.trim()}`);
}

class Text implements Output {
  readonly isTerminal = false;
  readonly #decoder = new TextDecoder();
  text = '';

  async write(data: string | Uint8Array): Promise<void> {
    this.text += typeof data === 'string' ? data : this.#decoder.decode(data, { stream: true });
  }

  close(): void {}
}
