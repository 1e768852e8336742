import { createHmac, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Publisher, Reply, Router } from 'zeromq';

/**
 * The least that a kernel on Node can be: zeromq and five sockets, kernel_info and execute. A cell `lines N` prints N lines,
 * any other one prints itself. What kernels are measured against.
 */
interface Connection {
  readonly key: string;
  readonly shell_port: number;
  readonly iopub_port: number;
  readonly stdin_port: number;
  readonly control_port: number;
  readonly hb_port: number;
}

const connection = JSON.parse(readFileSync(process.argv[2]!, 'utf8')) as Connection;
const session = randomUUID();
const shell = new Router();
const control = new Router();
const stdin = new Router();
const iopub = new Publisher();
const heartbeat = new Reply();

type Content = Readonly<Record<string, unknown>>;

function frames(msg_type: string, parent: unknown, content: Content): Buffer[] {
  const header = { msg_id: randomUUID(), msg_type, session, username: 'kernel', date: new Date().toISOString(), version: '5.4' };
  const parts = [header, parent, {}, content].map((part) => Buffer.from(JSON.stringify(part)));
  const hmac = createHmac('sha256', connection.key);
  for (const part of parts) hmac.update(part);
  return [Buffer.from('<IDS|MSG>'), Buffer.from(hmac.digest('hex')), ...parts];
}

const INFO: Content = {
  status: 'ok', protocol_version: '5.4', implementation: 'floor', implementation_version: '1', banner: '',
  language_info: { name: 'text', version: '1', mimetype: 'text/plain', file_extension: '.txt' },
};

async function serve(socket: Router): Promise<void> {
  let count = 0;
  for await (const message of socket) {
    const at = message.findIndex((frame) => frame.toString() === '<IDS|MSG>');
    const header = JSON.parse(String(message[at + 2])) as { readonly msg_type: string };
    const content = JSON.parse(String(message[at + 5])) as { readonly code?: string };
    const say = (msg_type: string, said: Content): Promise<void> => iopub.send([Buffer.from(msg_type), ...frames(msg_type, header, said)]);
    await say('status', { execution_state: 'busy' });
    let answer: Content = { status: 'ok' };
    if (header.msg_type === 'kernel_info_request') answer = INFO;
    if (header.msg_type === 'execute_request') {
      const code = content.code ?? '';
      const lines = Number(/^lines (\d+)$/.exec(code)?.[1] ?? 0);
      await say('execute_input', { code, execution_count: ++count });
      await say('stream', { name: 'stdout', text: lines > 0 ? Array.from({ length: lines }, (_, i) => `${i + 1}\n`).join('') : `${code}\n` });
      answer = { status: 'ok', execution_count: count, payload: [], user_expressions: {} };
    }
    await socket.send([...message.slice(0, at), ...frames(header.msg_type.replace(/request$/, 'reply'), header, answer)]);
    await say('status', { execution_state: 'idle' });
  }
}

async function main(): Promise<void> {
  const at = (port: number): string => `tcp://127.0.0.1:${port}`;
  await Promise.all([
    shell.bind(at(connection.shell_port)), control.bind(at(connection.control_port)), stdin.bind(at(connection.stdin_port)),
    iopub.bind(at(connection.iopub_port)), heartbeat.bind(at(connection.hb_port)),
  ]);
  void serve(shell);
  void serve(control);
  for await (const beat of heartbeat) await heartbeat.send(beat);
}

void main();
