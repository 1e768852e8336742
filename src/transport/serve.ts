import { Reply, Router } from 'zeromq';
import { Kernel } from '../jupyter/kernel';
import type { KernelOptions } from '../jupyter/kernel';
import type { Channel } from '../jupyter/message';
import type { Session } from '../jupyter/session';
import { endpoint } from './connection';
import type { Connection } from './connection';
import { Iopub } from './iopub';
import { Outbox } from './outbox';
import type { Sink } from './outbox';
import { usageMeter } from './usage';
import { Signer, decode, encode } from './wire';

/** A served kernel. */
export interface Served {
  /** Resolves when the front end has asked for the end and has its answer. */
  readonly ended: Promise<void>;
  /** Closes the sockets; what was sent still arrives. */
  close(): void;
}

/**
 * A send never waits: without a high-water mark ZeroMQ takes whatever comes, in order. With a timeout zeromq.js would look for room first, and refuse
 * a send that starts while another one looks (EBUSY).
 */
const AT_ONCE = { sendHighWaterMark: 0, sendTimeout: 0 } as const;

/**
 * Serves a kernel on a connection's five sockets. All are bound before the first one is read, so no request can be lost.
 * @param open opens the session when the first request needs one
 * @param more what else the kernel has
 * @throws Error when a port can't be bound
 */
export async function serve(connection: Connection, open: () => Promise<Session>, log: (line: string) => void, more: Pick<KernelOptions, 'history' | 'comms'> = {}): Promise<Served> {
  const signer = new Signer(connection.key, connection.signature_scheme);
  const shell = new Router({ ...AT_ONCE, linger: 1000, receiveHighWaterMark: 0 });
  const control = new Router({ ...AT_ONCE, linger: 1000 });
  const stdin = new Router({ ...AT_ONCE, linger: 0 });
  const iopub = new Iopub({ ...AT_ONCE, linger: 1000 });
  const heartbeat = new Reply({ linger: 0 });
  await Promise.all([
    shell.bind(endpoint(connection, 'shell_port')),
    control.bind(endpoint(connection, 'control_port')),
    stdin.bind(endpoint(connection, 'stdin_port')),
    iopub.bind(endpoint(connection, 'iopub_port')),
    heartbeat.bind(endpoint(connection, 'hb_port')),
  ]);

  const sockets: Record<Channel, Sink> = { shell, control, stdin, iopub };
  const outbox = new Outbox(log, () => signer.prepare());
  let end: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  const kernel = new Kernel({
    ...more,
    session: open,
    usage: usageMeter(),
    send: (message) => outbox.push(sockets[message.channel], encode(message, signer)),
    flush: () => outbox.flush(),
    log,
    drain: settle,
    ended: end,
  });

  const read = async (channel: Channel, socket: AsyncIterable<Buffer[]>): Promise<void> => {
    for await (const frames of socket) {
      try {
        kernel.receive(decode(channel, frames, signer));
      } catch (error) {
        log(`dropped a message on the ${channel} channel: ${(error as Error).message}`);
      }
    }
  };
  const greet = async (): Promise<void> => {
    for await (const [frame] of iopub) {
      if (!frame) continue;
      const topic = frame.subarray(1);
      if (frame[0] === 0) iopub.release(topic);
      if (frame[0] !== 1) continue;
      iopub.accept(topic);
      void outbox.send(iopub, encode({ ...kernel.author.write('iopub', 'iopub_welcome', { subscription: String(topic) }), identities: [topic] }, signer));
    }
  };
  const beat = async (): Promise<void> => {
    for await (const frames of heartbeat) await heartbeat.send(frames);
  };
  let closed = false;
  for (const loop of [read('shell', shell), read('control', control), read('stdin', stdin), greet(), beat()]) {
    loop.catch((error: Error) => {
      // a read that was under way as the sockets closed
      if (closed) return;
      log(`a socket failed: ${error.message}`);
      end();
    });
  }
  kernel.start();
  return {
    ended,
    close: () => {
      closed = true;
      for (const socket of [shell, control, stdin, iopub, heartbeat]) socket.close();
    },
  };
}

/** Turns of the event loop that give every request which ZeroMQ already holds to the kernel. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 4; turn++) await new Promise((resolve) => setImmediate(resolve));
}
