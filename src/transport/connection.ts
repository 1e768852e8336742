import { readFileSync } from 'node:fs';

/** A connection file, as Jupyter writes one for each kernel that it starts. */
export interface Connection {
  readonly transport: 'tcp' | 'ipc';
  readonly ip: string;
  readonly shell_port: number;
  readonly iopub_port: number;
  readonly stdin_port: number;
  readonly control_port: number;
  readonly hb_port: number;
  readonly key: string;
  readonly signature_scheme: string;
}

export type Port = 'shell_port' | 'iopub_port' | 'stdin_port' | 'control_port' | 'hb_port';

const PORTS: readonly Port[] = ['shell_port', 'iopub_port', 'stdin_port', 'control_port', 'hb_port'];

/** Reads a connection file. @throws Error saying what is wrong with it */
export function readConnection(path: string): Connection {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new Error(`cannot read the connection file ${path}: ${(error as Error).message}`);
  }
  let file: Record<string, unknown>;
  try {
    file = JSON.parse(text) as Record<string, unknown>;
  } catch {
    throw new Error(`the connection file ${path} is not JSON`);
  }
  for (const port of PORTS) {
    if (typeof file[port] !== 'number') throw new Error(`the connection file ${path} has no ${port}`);
  }
  if (file.transport !== undefined && file.transport !== 'tcp' && file.transport !== 'ipc') {
    throw new Error(`the connection file ${path} asks for transport ${JSON.stringify(file.transport)}: only tcp and ipc are supported`);
  }
  return { transport: 'tcp', ip: '127.0.0.1', key: '', signature_scheme: 'hmac-sha256', ...file } as unknown as Connection;
}

/** ZeroMQ's address of a port. */
export function endpoint(connection: Connection, port: Port): string {
  return connection.transport === 'tcp' ? `tcp://${connection.ip}:${connection[port]}` : `ipc://${connection.ip}-${connection[port]}`;
}
