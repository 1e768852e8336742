import type { FileStatus } from '../../commands/files';
import type { Input, Output } from '../../commands/program';
import { errnoOf, SysError } from '../../stack/errno';
import { textInput } from './text';

/** Runs a program on the host to its end. */
export type Run = (argv: readonly string[], input?: string) => Promise<{ readonly code: number; readonly stdout: string; readonly stderr: string }>;

/** Whether what a path names depends on the namespaces of the process that looks (proc(5)). */
export function isPerProcess(path: string): boolean {
  return path === '/proc' || path.startsWith('/proc/');
}

/** /proc as a process of a host sees it: sysctls of net and kernel are those of its own namespaces, so one of them has to look. */
export class HostProc {
  /** @param written is told of each write */
  constructor(private readonly run: Run, private readonly written: () => void) {}

  async openInput(path: string): Promise<Input> {
    return textInput(await this.#answer(['cat', '--', path]));
  }

  /** Each write is a write(2) of its own, as the kernel takes a sysctl's value. */
  async openOutput(path: string): Promise<Output> {
    const status = await this.stat(path);
    if (!status) throw new SysError('ENOENT');
    if (status.type === 'directory') throw new SysError('EISDIR');
    if ((status.mode & 0o222) === 0) throw new SysError('EACCES');
    return {
      isTerminal: false,
      write: async data => {
        await this.#answer(['dd', `of=${path}`, 'conv=notrunc', 'status=none'], typeof data === 'string' ? data : new TextDecoder().decode(data));
        this.written();
      },
      close: () => undefined,
    };
  }

  async stat(path: string): Promise<FileStatus | undefined> {
    const { code, stdout } = await this.run(['stat', '-L', '-c', '%F|%s|%a|%Y', '--', path]);
    const [type = '', size, mode = '', seconds] = stdout.trim().split('|');
    if (code !== 0) return undefined;
    return { type: type === 'directory' ? 'directory' : type.startsWith('regular') ? 'file' : 'device', size: Number(size), mode: parseInt(mode, 8), modified: Number(seconds) * 1000 };
  }

  async list(path: string): Promise<string[]> {
    return (await this.#answer(['ls', '-1A', '--', path])).split('\n').filter(name => name !== '').sort();
  }

  /** @throws {SysError} for what the program's message says */
  async #answer(argv: readonly string[], input?: string): Promise<string> {
    const { code, stdout, stderr } = await this.run(argv, input);
    if (code === 0) return stdout;
    throw new SysError(errnoOf(stderr.trim().split(': ').at(-1)!) ?? 'EIO');
  }
}
