import type { Snapshot } from '../backend';
import type { Output } from '../commands/program';
import type { Exchange } from '../compare';
import type { Shell } from '../shell/shell';
import type { Terminal } from '../shell/terminal';

/** What `vethlab run --json` prints: a line for each command line and, with --snapshot, a last one for the network. */
export type RunRecord = Exchange | { readonly snapshot: Snapshot };

class Line {
  stdout = '';
  stderr = '';
  rc: number | undefined;
  open = 0;

  constructor(readonly cmd: string) {}
}

/**
 * Records of lines, written in order. A background job's later output belongs to the line that started it, so a
 * record waits until every output of its line is closed, and those after it wait too.
 */
export class Recorder {
  readonly #lines: Line[] = [];

  constructor(private readonly write: (record: Exchange) => void) {}

  /** Begins a line. @returns the terminal for it, and what to call with `$?` when its foreground has ended */
  begin(cmd: string): { readonly terminal: Terminal; readonly end: (rc: number, message?: string) => void } {
    const line = new Line(cmd);
    this.#lines.push(line);
    return {
      terminal: {
        stdin: { read: () => Promise.resolve(null), close: () => undefined },
        stdout: () => this.#output(line, 'stdout'),
        stderr: () => this.#output(line, 'stderr'),
      },
      end: (rc, message) => {
        if (message !== undefined) line.stderr += `${message}\n`;
        line.rc = rc;
        this.#settle();
      },
    };
  }

  /** Writes all that is left, as when the shell ends and its jobs go on unheard. */
  finish(): void {
    for (const line of this.#lines.splice(0)) this.#tell(line);
  }

  #output(line: Line, name: 'stdout' | 'stderr'): Output {
    const decoder = new TextDecoder();
    line.open++;
    return {
      isTerminal: false,
      write: async (data) => {
        line[name] += typeof data === 'string' ? data : decoder.decode(data, { stream: true });
      },
      close: () => {
        line[name] += decoder.decode();
        line.open--;
        this.#settle();
      },
    };
  }

  #settle(): void {
    while (this.#lines[0]?.rc !== undefined && this.#lines[0].open === 0) this.#tell(this.#lines.shift()!);
  }

  #tell({ cmd, stdout, stderr, rc }: Line): void {
    this.write({ cmd, stdout, stderr, rc: rc ?? 0 });
  }
}

/** Runs lines one after the other, until the shell exits. @param write gets a record of each, in order */
export async function recordLines(shell: Pick<Shell, 'run'>, lines: readonly string[], write: (record: Exchange) => void): Promise<void> {
  const recorder = new Recorder(write);
  for (const line of lines) {
    const { terminal, end } = recorder.begin(line);
    const { status, outcome, message } = await shell.run(line, terminal);
    end(status, message);
    if (outcome === 'exit' || outcome === 'errexit') break;
  }
  recorder.finish();
}
