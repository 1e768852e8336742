import { SysError, type TcpSocket, type UdpSocket } from '../../stack';
import type { Process } from '../program';

/** Octets both ways: what socat and nc stand between. */
export interface Channel {
  /** null at the end */
  read(): Promise<Uint8Array | null>;
  write(octets: Uint8Array): Promise<void>;
  /** Nothing more will be written. */
  finish(): void;
  close(): void;
}

/** A TCP connection. A peer that breaks it off ends it. */
export function tcpChannel(process: Process, socket: TcpSocket): Channel {
  return {
    read: async () => {
      for (;;) {
        const data = orEnd(() => socket.read());
        if (data !== undefined) return data;
        await process.poll([socket]);
      }
    },
    write: async octets => {
      for (let rest = octets; rest.length > 0;) {
        const part = rest;
        const taken = orEnd(() => socket.write(part));
        if (taken === null) return;
        rest = rest.subarray(taken);
        if (rest.length > 0) await process.poll([socket.writable]);
      }
    },
    finish: () => socket.shutdown(),
    close: () => socket.close(),
  };
}

function orEnd<T>(act: () => T): T | null {
  try {
    return act();
  } catch (error) {
    if (error instanceof SysError) return null;
    throw error;
  }
}

/** A UDP socket with a peer: it never ends. */
export function udpChannel(process: Process, socket: UdpSocket, first?: Uint8Array): Channel {
  let waiting = first;
  return {
    read: async () => {
      for (;;) {
        const octets = waiting ?? socket.receive()?.octets;
        waiting = undefined;
        if (octets) return octets;
        await process.poll([socket]);
      }
    },
    write: async octets => socket.send(octets),
    finish: () => undefined,
    close: () => socket.close(),
  };
}

/** The process's own standard streams. */
export function standardChannel(process: Process): Channel {
  return { read: () => process.stdin.read(), write: octets => process.stdout.write(octets), finish: () => undefined, close: () => undefined };
}

/** Copies until the end of `from`. */
export async function copy(from: Channel, to: Channel): Promise<void> {
  for (let data = await from.read(); data !== null; data = await from.read()) await to.write(data);
  to.finish();
}

/** Waits until a connection is made. @param timeoutNs undefined: as long as TCP tries @throws {SysError} ECONNREFUSED, ETIMEDOUT, EHOSTUNREACH, ...; EINPROGRESS: it took too long */
export async function connected(process: Process, socket: TcpSocket, timeoutNs?: number): Promise<void> {
  const woke = socket.writable.ready() ? socket : await process.poll([socket.writable], timeoutNs);
  const errno = woke === 'timeout' ? 'EINPROGRESS' : socket.takeError();
  if (errno) throw new SysError(errno);
}

/** The next connection of a listening socket. */
export async function accepted(process: Process, listener: TcpSocket): Promise<TcpSocket> {
  for (;;) {
    const socket = listener.accept();
    if (socket) return socket;
    await process.poll([listener]);
  }
}
