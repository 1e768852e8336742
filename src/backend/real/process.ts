import { closeSync } from 'node:fs';
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import type { Child, ExitStatus, Input, Output, Signal } from '../../commands/program';
import { SysError } from '../../stack/errno';
import { LINE_BUFFERED } from './buffering';
import type { Capture } from './capture';
import { isNative, PipeInput, PipeOutput } from './descriptors';
import { sysError } from './errors';
import type { PipeMaker } from './pipes';
import { Drain, feed } from './pump';

export interface Streams {
  readonly stdin: Input;
  readonly stdout: Output;
  readonly stderr: Output;
}

export interface StartOptions extends Streams {
  readonly env: Readonly<Record<string, string>>;
  readonly pipes: PipeMaker;
  /** how messages name it */
  readonly name: string;
  /** octets that it may print where no descriptor of the kernel's leads; default: without bound */
  readonly most?: number;
  /** so that its packets are seen, where it captures some */
  readonly capture?: Capture;
}

/** A process of this machine, leader of a session of its own. */
export class RealProcess implements Child {
  readonly #child: ChildProcess;
  readonly #ended: Promise<ExitStatus>;
  #status: ExitStatus | undefined;
  readonly #wakers = new Set<() => void>();

  /**
   * @param command by its absolute path, with its arguments
   * @throws {SysError} EAGAIN where there are too many processes already
   */
  constructor([command, ...args]: readonly string[], { stdin, stdout, stderr, env, pipes, name, most = Infinity, capture }: StartOptions) {
    const given: number[] = [];
    const drains: Drain[] = [];
    let feeder: PipeOutput | undefined;
    const reading = (input: Input): number => {
      if (isNative(input)) return input.fd;
      const { read, write } = pipes.open();
      given.push(read);
      feeder = new PipeOutput(write);
      return read;
    };
    const writing = (output: Output): number => {
      if (isNative(output)) return output.fd;
      const { read, write } = pipes.open();
      given.push(write);
      const overflow = (): void => void stderr.write(`vethlab: ${name} printed more than ${most / 1024 ** 2} MiB: the rest is cut off\n`).catch(() => undefined);
      drains.push(new Drain(new PipeInput(read), output, most, overflow));
      return write;
    };
    const input = reading(stdin);
    const output = writing(stdout);
    const errors = stdout === stderr ? output : writing(stderr);
    const pipe = capture?.pipe;
    if (pipe) {
      given.push(pipe.write);
      drains.push(new Drain(new PipeInput(pipe.read), pipe.to, Infinity, () => undefined));
    }
    const stdio = [input, output, errors, ...(pipe ? [pipe.write] : [])];
    this.#child = spawn(command!, args, { env: { ...env, ...(stdout.isTerminal && LINE_BUFFERED) }, stdio, detached: true });
    given.forEach(fd => closeSync(fd));
    // Node tells why only later; of a program that is there it can only be that there are too many processes
    this.#child.on('error', () => undefined);
    if (this.#child.pid === undefined) {
      feeder?.close();
      void capture?.end({ code: 1 }).catch(() => undefined);
      throw new SysError('EAGAIN');
    }
    if (feeder) void feed(stdin, feeder);
    this.#ended = new Promise(resolve => {
      this.#child.on('exit', (code, signal) => {
        drains.forEach(drain => drain.exited());
        void Promise.all(drains.map(({ drained }) => drained)).then(async () => {
          const status: ExitStatus = code === null ? { signal: signal as Signal } : { code };
          // nobody reads what it has to say any more, or its file is gone
          await capture?.end(status).catch(() => undefined);
          this.#status = status;
          this.#wakers.forEach(wake => wake());
          resolve(status);
        });
      });
    });
  }

  get pid(): number {
    return this.#child.pid!;
  }

  ready(): boolean {
    return this.#status !== undefined;
  }

  subscribe(wake: () => void): () => void {
    this.#wakers.add(wake);
    return () => void this.#wakers.delete(wake);
  }

  wait(): Promise<ExitStatus> {
    return this.#ended;
  }

  /** Signals it and what it has started, as long as that has stayed in its session. */
  kill(signal: Signal): void {
    signalGroup(this.pid, signal);
  }
}

/** killpg(3); a group that is gone is left in peace. */
export function signalGroup(group: number, signal: Signal): void {
  try {
    process.kill(-group, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw sysError(error);
  }
}
