import type { Host } from '../stack/host';
import type { Netns } from '../stack/netns';
import type { Files } from './files';
import type { Workers } from './filter/job';
import type { LinkType, Packet } from './tcpdump/print/packet';

/** Octets in order, from a pipe, a file or a terminal. */
export interface Input {
  /** The next octets, at least one; null at the end. In virtual time this may block. */
  read(): Promise<Uint8Array | null>;
  /** A terminal's next line where nobody types of their own accord: asks for it, after a prompt. @param hidden it isn't to be shown */
  ask?(prompt: string, hidden: boolean): Promise<Uint8Array | null>;
  /** The reader is done; a writer at the other end of a pipe gets EPIPE from now on. */
  close(): void;
}

/** A packet that a program took from an interface or a file. */
export interface CapturedPacket {
  readonly linkType: LinkType;
  readonly packet: Packet;
  /** name of the file that it is written to */
  readonly file?: string;
}

/** Where octets go. */
export interface Output {
  /** isatty(3): programs print colours and flush lines only if it holds. */
  readonly isTerminal: boolean;
  /** Text is written as UTF-8. May block while a pipe is full. @throws {SysError} EPIPE when nobody reads any more */
  write(data: string | Uint8Array): Promise<void>;
  /** Writes text where nothing has to be waited for, as at a cell's terminal; missing where something may have to be. */
  writeNow?(text: string): void;
  /** Takes the packets that a program tells of, where someone pictures them beside its text. */
  captured?(packet: CapturedPacket): void;
  close(): void;
}

export type Signal = 'SIGHUP' | 'SIGINT' | 'SIGQUIT' | 'SIGKILL' | 'SIGUSR1' | 'SIGUSR2' | 'SIGPIPE' | 'SIGALRM' | 'SIGTERM' | 'SIGCHLD' | 'SIGCONT' | 'SIGSTOP' | 'SIGTSTP';

/** signal(7) numbers on x86-64. */
export const SIGNALS: Readonly<Record<Signal, number>> = {
  SIGHUP: 1, SIGINT: 2, SIGQUIT: 3, SIGKILL: 9, SIGUSR1: 10, SIGUSR2: 12, SIGPIPE: 13, SIGALRM: 14, SIGTERM: 15,
  SIGCHLD: 17, SIGCONT: 18, SIGSTOP: 19, SIGTSTP: 20,
};

/** A signal by name (with or without SIG, in any case) or number, as kill(1) reads it; undefined for none that is modelled. */
export function parseSignal(text: string): Signal | undefined {
  const upper = text.toUpperCase();
  const name = upper.startsWith('SIG') ? upper : `SIG${upper}`;
  return (Object.entries(SIGNALS) as [Signal, number][]).find(([known, number]) => known === name || String(number) === text)?.[0];
}

/** How a process ended: by exit(2) with a code of 0 to 255, or by a signal. */
export type ExitStatus = { readonly code: number } | { readonly signal: Signal };

/** `$?` as bash gives it: the exit code, or 128 + the signal's number. */
export function exitCode(status: ExitStatus): number {
  return 'code' in status ? status.code : 128 + SIGNALS[status.signal];
}

/** Something that a process can wait for: a socket, a monitor, a child. */
export interface Waitable {
  /** Whether a read would return at once. */
  ready(): boolean;
  /** Calls `wake` each time that ready() may have become true, until the returned function is called. */
  subscribe(wake: () => void): () => void;
}

/** A child process, as its parent sees it. */
export interface Child extends Waitable {
  readonly pid: number;
  /** Resolves when it has ended. */
  wait(): Promise<ExitStatus>;
  kill(signal: Signal): void;
}

/** The VRF that a process was started in (the cgroup of `ip vrf exec`): by name, and the device that its sockets get bound to. */
export interface ProcessVrf {
  readonly name: string;
  readonly ifindex: number;
}

export interface SpawnOptions {
  /** Default: the parent's own. */
  readonly netns?: Netns;
  readonly stdin?: Input;
  readonly stdout?: Output;
  readonly stderr?: Output;
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly uid?: number;
  /** the VRF whose device its sockets are bound to; null: none; default: the parent's own */
  readonly vrf?: ProcessVrf | null;
  /** The new program takes its parent's place in the process table, as after execve(2); the parent lives on unseen. */
  readonly replaces?: boolean;
}

/** A row of the host's process table, as ps(1) shows it. */
export interface ProcessEntry {
  readonly pid: number;
  readonly ppid: number;
  readonly uid: number;
  readonly argv: readonly string[];
  readonly netns: Netns;
  /** ns since boot */
  readonly startedAt: number;
  readonly stopped: boolean;
  readonly vrf?: ProcessVrf | undefined;
}

/** The processes of a host. */
export interface ProcessTable {
  /** By pid. */
  list(): ProcessEntry[];
  /** kill(2). @throws {SysError} ESRCH, EPERM */
  kill(pid: number, signal: Signal, uid: number): void;
}

/**
 * A running program's view of the system. A program is a coroutine in virtual time: it blocks only in the methods here
 * (poll, sleep, read, write, wait), and a signal that it doesn't handle makes the one it blocks in throw, which it must not swallow.
 */
export interface Process {
  readonly pid: number;
  /** Process group (getpgrp(2)). */
  readonly group: number;
  /** Real user id; 0 is root. */
  readonly uid: number;
  readonly host: Host;
  /** The network namespace: what `ip netns exec` or `-n` chose. */
  readonly netns: Netns;
  readonly vrf?: ProcessVrf | undefined;
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  /** Files of the host, with the process's own view of /proc. */
  readonly files: Files;
  /** All processes of the host. */
  readonly processes: ProcessTable;
  readonly stdin: Input;
  readonly stdout: Output;
  readonly stderr: Output;
  /**
   * Waits until one of `sources` is ready, `timeoutNs` nanoseconds of virtual time have passed (default: never), or a
   * handled signal came (as EINTR).
   */
  poll<T extends Waitable>(sources: readonly T[], timeoutNs?: number): Promise<T | 'timeout' | 'signal'>;
  /** Sleeps for that many nanoseconds; a handled signal doesn't cut it short. */
  sleep(ns: number): Promise<void>;
  /** Waits for work that isn't the lab's own, such as loading code: lab time holds still meanwhile. */
  outside<T>(work: Promise<T>): Promise<T>;
  /** Do what may take long; without them it's done in this thread. */
  readonly workers?: Workers | undefined;
  /** Handles a signal; without a handler it has its default action (signal(7)). */
  onSignal(signal: Signal, handler: () => void): void;
  /** Ends by a signal as if nothing handled it: what a program owes the signal that ended the child it stood for. */
  raise(signal: Signal): never;
  /** Starts another program by name. @throws {SysError} ENOENT when there is none of that name */
  spawn(argv: readonly string[], options?: SpawnOptions): Child;
}

/** A program. `argv[0]` is the name that it was called by; the result is the exit code, 0 to 255. */
export type Program = (process: Process, argv: readonly string[]) => Promise<number>;
