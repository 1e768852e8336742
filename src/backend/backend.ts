import type { Child, Input, Output, Program, Signal } from '../commands/program';
import type { FileStatus } from '../commands/files';
import type { Snapshot } from './snapshot';

/** A named network namespace of a host, which something has entered. */
export interface Namespace {
  readonly name: string;
  /** Until then it lives, though its name may go. */
  leave(): void;
}

export interface RunOptions {
  /** Name of the host on which it runs. */
  readonly host: string;
  /** Default: the host's own. */
  readonly netns?: Namespace;
  readonly stdin: Input;
  readonly stdout: Output;
  readonly stderr: Output;
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  /** Process group: pid of its first process, whose own it is by default. */
  readonly group?: number;
  /** From {@link Backend.allocatePid}: the pid that it shall have; default: the next. */
  readonly pid?: number;
}

/** Time as the lab sees it: virtual on the simulated backend. */
export interface LabClock {
  /** ns since the lab started */
  now(): number;
  /** µs since the Unix epoch */
  wallUs(): number;
  /** Resolves after `ns` nanoseconds of lab time; rejects with the signal's reason when aborted. */
  sleep(ns: number, abort?: AbortSignal): Promise<void>;
}

/** A network that commands run against: simulated, or real in namespaces. */
export interface Backend {
  readonly kind: 'simulated' | 'real';
  readonly clock: LabClock;
  /** Names of the lab's hosts; the first is where a shell starts. */
  readonly hosts: readonly string[];
  /** The path of a program's file, as PATH finds it, or as it is where it holds a slash; undefined where there is none. */
  which(program: string, from: { readonly host: string; readonly cwd: string }): string | undefined;
  /** What to do about a program that there isn't, where something can be done. */
  mend?(program: string): string | undefined;
  /** Enters a host's namespace as `ip netns exec` does; undefined where there is none of that name. */
  enterNetns(host: string, name: string): Namespace | undefined;
  /** Names of a host's namespaces, the oldest first. */
  namespaces(host: string): readonly string[];
  /** Starts a program. @throws {SysError} ENOENT when there is none of that name */
  spawn(argv: readonly string[], options: RunOptions): Child;
  /**
   * A process id for something that the shell itself runs as a process (a subshell, a background list). With an `argv` it
   * stands in the process table, as the shell of a session does.
   */
  allocatePid(host: string, argv?: readonly string[]): number;
  /** Adds a program of that name, such as the shell itself as `bash`; the real backend has its own and ignores it. */
  install(name: string, program: Program): void;
  /** kill(2), as the host's user. @throws {SysError} ESRCH, EPERM */
  kill(host: string, pid: number, signal: Signal): void;
  /** Signals each process of a group, as a terminal does on Ctrl-C. */
  killGroup(host: string, group: number, signal: Signal): void;
  /**
   * Since when (ns of lab time) no process of the group runs or waits for a time, so that only others can wake it;
   * undefined while one does, or when it can't be known.
   */
  idleSince(host: string, group: number): number | undefined;
  /** The user whose shell a host gives: name, home directory, uid. */
  user(host: string): { readonly name: string; readonly uid: number; readonly home: string };
  /** A pipe of 64 KiB (pipe(7)). */
  pipe(): { readonly input: Input; readonly output: Output };
  /** A path that a program can open for what `<(...)` gives; `n` tells apart those of one command. */
  substitutionPath(n: number): string;
  /** Opens a file for a redirection; paths are absolute. @throws {SysError} as open(2) */
  openInput(host: string, path: string, netns?: Namespace): Promise<Input>;
  openOutput(host: string, path: string, mode: 'truncate' | 'append' | 'create-new', netns?: Namespace): Promise<Output>;
  /** As stat(2); undefined where there is nothing. For globs, `test` and `cd`. */
  stat(host: string, path: string, netns?: Namespace): Promise<FileStatus | undefined>;
  list(host: string, path: string, netns?: Namespace): Promise<string[]>;
  /**
   * Runs the lab until `work` settles: on the simulated backend nothing moves outside such a call.
   * @throws what `work` rejects with
   */
  drive<T>(work: Promise<T>): Promise<T>;
  /** Lets lab time go no faster than the wall's until `work` settles, for someone who watches. Without it, it never does. */
  paced?<T>(work: Promise<T>): Promise<T>;
  /** Differs from what it was whenever links, addresses, routes, rules or namespaces may have changed. Quick. */
  revision(): string;
  /** The state of all hosts and namespaces, in iproute2's own JSON. Takes no lab time. */
  snapshot(): Promise<Snapshot>;
  /** Standard output of a command that only reads, e.g. `['ip', '-j', 'link']`. Takes no lab time. @throws on a non-zero exit */
  query(host: string, argv: readonly string[]): Promise<string>;
  close(): Promise<void>;
}

export type { Child, Input, Output, Signal, Snapshot };
