import { randomUUID } from 'node:crypto';
import { unlinkSync } from 'node:fs';
import { resolvePath } from '../../../commands/path';
import type { ExitStatus, Output } from '../../../commands/program';
import type { HostFiles } from '../files';
import { namedPipe } from '../pipes';
import { alsoWriting, capturing, type Capturing } from './command';
import { Messages } from './messages';
import { PacketSink } from './sink';

interface Wanted {
  readonly stdout: Output;
  readonly stderr: Output;
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
}

/** How a process is run so that its packets are seen beside its text. */
export interface Capture {
  readonly argv: readonly string[];
  /** where the process's own are to go */
  readonly streams: { readonly stdout: Output; readonly stderr: Output };
  /** a pipe whose writing end the process is to hold, and where goes what comes out of it */
  readonly pipe?: { readonly read: number; readonly write: number; readonly to: Output };
  /** To be called when it has ended, and all that it wrote has come. */
  end(status: ExitStatus): Promise<void>;
}

/**
 * A tcpdump whose standard output takes packets (see {@link Output.captured}). The packets that it prints are those that it writes into a pipe meanwhile
 * (--print), so they are the same without fail; those of a file that it is told to write are read from there.
 * @returns undefined for any other program, and where its packets can't be had
 */
export function capture(argv: readonly string[], wanted: Wanted, files: HostFiles): Capture | undefined {
  const command = wanted.stdout.captured && wanted.env.POSIXLY_CORRECT === undefined ? capturing(argv) : undefined;
  if (!command) return undefined;
  return command.options.writeFile === undefined ? printing(command, wanted, files) : writing(command, command.options.writeFile, wanted, files);
}

/** The name ends so that AppArmor's profile of tcpdump lets it be written. */
function printing(command: Capturing, { stdout, stderr }: Wanted, files: HostFiles): Capture {
  const path = `/dev/shm/${randomUUID().slice(0, 8)}.pcap`;
  const file = files.locate(path);
  const messages = new Messages(stderr, command.options);
  return {
    argv: alsoWriting(command, path), streams: { stdout: stdout === stderr ? messages : stdout, stderr: messages },
    pipe: { ...namedPipe(file), to: new PacketSink(packet => stdout.captured!(packet)) },
    end: async () => {
      unlinkSync(file);
      await messages.end(stdout);
    },
  };
}

/** What timeout(1) returns where it ended the command. */
const TIMED_OUT = 124;

function writing({ argv }: Capturing, file: string, { stdout, stderr, cwd }: Wanted, files: HostFiles): Capture {
  return {
    argv, streams: { stdout, stderr },
    end: async status => {
      if (!('code' in status) || ![0, TIMED_OUT].includes(status.code)) return;
      const path = resolvePath(cwd, file);
      if ((await files.stat(path))?.type !== 'file') return;
      const [input, sink] = [await files.openInput(path), new PacketSink(packet => stdout.captured!(packet), file)];
      for (let data = await input.read(); data !== null; data = await input.read()) await sink.write(data);
      input.close();
    },
  };
}
