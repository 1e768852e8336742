import { v4 as uuid } from 'uuid';
import { Dealer, Request, Subscriber } from 'zeromq';
import { Author } from '../../src/jupyter/message';
import type { Channel, Content, Message } from '../../src/jupyter/message';
import type { Connection } from '../../src/transport/connection';
import { endpoint } from '../../src/transport/connection';
import { Signer, decode, encode } from '../../src/transport/wire';

/** A connection on ports that nobody else has. */
export async function freeConnection(): Promise<Connection> {
  const probes = await Promise.all(Array.from({ length: 5 }, async () => {
    const { createServer } = await import('node:net');
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return server;
  }));
  const [shell_port, iopub_port, stdin_port, control_port, hb_port] = probes.map((server) => (server.address() as { port: number }).port) as [number, number, number, number, number];
  await Promise.all(probes.map((server) => new Promise((resolve) => server.close(resolve))));
  return { transport: 'tcp', ip: '127.0.0.1', shell_port, iopub_port, stdin_port, control_port, hb_port, key: 'b7a5-key', signature_scheme: 'hmac-sha256' };
}

/** A Jupyter front end over real sockets. */
export class Client {
  readonly signer: Signer;
  /** as Jupyter has it, its sockets share an identity: what answers a request finds its way on stdin, too */
  readonly identity = uuid();
  readonly shell: Dealer;
  readonly stdin: Dealer;
  readonly control: Dealer;
  readonly iopub: Subscriber;
  readonly heartbeat: Request;
  readonly author = new Author();

  /** @param options `reconnectInterval`: ms until a socket looks again for a kernel that isn't there yet */
  constructor(connection: Connection, options: { readonly reconnectInterval?: number } = {}) {
    this.shell = new Dealer({ linger: 0, routingId: this.identity, ...options });
    this.stdin = new Dealer({ linger: 0, routingId: this.identity, ...options });
    this.control = new Dealer({ linger: 0, ...options });
    this.iopub = new Subscriber({ linger: 0, receiveHighWaterMark: 0, ...options });
    this.heartbeat = new Request({ linger: 0, ...options });
    this.signer = new Signer(connection.key, connection.signature_scheme);
    this.shell.connect(endpoint(connection, 'shell_port'));
    this.stdin.connect(endpoint(connection, 'stdin_port'));
    this.control.connect(endpoint(connection, 'control_port'));
    this.iopub.connect(endpoint(connection, 'iopub_port'));
    this.heartbeat.connect(endpoint(connection, 'hb_port'));
    this.iopub.subscribe('');
  }

  async send(channel: 'shell' | 'control' | 'stdin', msg_type: string, content: Content = {}, parent?: Message): Promise<Message> {
    const message = this.author.write(channel, msg_type, content, parent);
    await this.write(channel, message);
    return message;
  }

  write(channel: 'shell' | 'control' | 'stdin', message: Message): Promise<void> {
    return this[channel].send(encode({ ...message, identities: [] }, this.signer));
  }

  async receive(channel: 'shell' | 'control' | 'stdin' | 'iopub'): Promise<Message> {
    return decode(channel satisfies Channel, await this[channel].receive(), this.signer);
  }

  /** All that iopub says until the kernel is idle after `request`. */
  async untilIdle(request: Message): Promise<Message[]> {
    const messages: Message[] = [];
    for (;;) {
      const message = await this.receive('iopub');
      if (message.parent_header.msg_id !== request.header.msg_id) continue;
      messages.push(message);
      if (message.content.execution_state === 'idle') return messages;
    }
  }

  close(): void {
    for (const socket of [this.shell, this.control, this.stdin, this.iopub, this.heartbeat]) socket.close();
  }
}
