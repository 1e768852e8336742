import { SimulatedBackend } from '../../src/backend';
import { PROGRAMS } from '../../src/commands';
import { createNetwork } from '../../src/stack/create';
import { Shell, type RunResult, type ShellOptions, type Terminal } from '../../src/shell';

/** A lab of bare hosts, without links. */
export function bareLab(seed = 1, hosts: readonly string[] = ['vm']): SimulatedBackend {
  const network = createNetwork({ seed });
  for (const name of hosts) network.addHost(name);
  return new SimulatedBackend(network, PROGRAMS, { seed });
}

/** A terminal that keeps what is written to it. */
export function paper(): { terminal: Terminal; all(): string; stdout(): string; stderr(): string } {
  const written: { kind: 'stdout' | 'stderr'; text: string }[] = [];
  const output = (kind: 'stdout' | 'stderr') => () => {
    const decoder = new TextDecoder();
    return {
      isTerminal: true,
      write: async (data: string | Uint8Array) => void written.push({ kind, text: typeof data === 'string' ? data : decoder.decode(data, { stream: true }) }),
      close: () => undefined,
    };
  };
  const text = (kind?: string) => written.filter(item => kind === undefined || item.kind === kind).map(item => item.text).join('');
  return {
    terminal: { stdin: { read: async () => null, close: () => undefined }, stdout: output('stdout'), stderr: output('stderr') },
    all: () => text(), stdout: () => text('stdout'), stderr: () => text('stderr'),
  };
}

export interface Session {
  readonly backend: SimulatedBackend;
  readonly shell: Shell;
  run(text: string): Promise<RunResult & { readonly stdout: string; readonly stderr: string; readonly all: string }>;
}

/** A shell on a bare host. */
export function session(options: ShellOptions = {}, seed = 1): Session {
  const backend = bareLab(seed);
  const shell = new Shell(backend, options);
  return {
    backend, shell,
    run: async text => {
      const { terminal, all, stdout, stderr } = paper();
      const result = await shell.run(text, terminal);
      return { ...result, stdout: stdout(), stderr: stderr(), all: all() };
    },
  };
}
