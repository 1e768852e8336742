import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Author } from '../../src/jupyter/message';
import { readConnection } from '../../src/transport/connection';
import type { Connection } from '../../src/transport/connection';
import { Outbox } from '../../src/transport/outbox';
import { serve } from '../../src/transport/serve';
import type { Served } from '../../src/transport/serve';
import { Signer, encode } from '../../src/transport/wire';
import type { Frame } from '../../src/transport/wire';
import { FAILED, FakeSession, OK } from '../jupyter/fake';
import { Client, freeConnection } from './client';

const CELLS: ConstructorParameters<typeof FakeSession>[0] = {
  flood: async (output) => {
    // Displays can't be joined: each one is a message.
    for (let i = 0; i < 20_000; i++) output.display({ 'text/plain': String(i) });
    return OK;
  },
  ask: async (output) => {
    output.stream('stdout', `[${await output.input!('? ', true)}]\n`);
    return OK;
  },
  endless: (_output, session) => new Promise((resolve) => {
    session.interrupted = () => resolve(FAILED);
  }),
  fail: () => FAILED,
  busy: (output) => {
    const until = Date.now() + 300;
    while (Date.now() < until);
    output.stream('stdout', 'done\n');
    return FAILED;
  },
};

describe('serve', () => {
  let connection: Connection;
  let client: Client;
  let session: FakeSession;
  const logged: string[] = [];
  let served: Served;
  let ended = false;

  beforeAll(async () => {
    connection = await freeConnection();
    session = new FakeSession(CELLS);
    served = await serve(connection, async () => session, (line) => void logged.push(line));
    void served.ended.then(() => void (ended = true));
    client = new Client(connection);
    const { header, content } = await client.receive('iopub');
    expect([header.msg_type, content]).toEqual(['iopub_welcome', { subscription: '' }]);
  });

  afterAll(() => {
    client.close();
    served.close();
  });

  it('echoes heartbeats', async () => {
    await client.heartbeat.send('ping');
    expect(String((await client.heartbeat.receive())[0])).toBe('ping');
  });

  it('loses none of 20,000 messages, and idle comes last', async () => {
    const request = await client.send('shell', 'execute_request', { code: 'flood' });
    const messages = await client.untilIdle(request);
    const shown = messages.filter(({ header }) => header.msg_type === 'display_data').map(({ content }) => (content.data as Record<string, string>)['text/plain']);
    expect(shown).toEqual(Array.from({ length: 20_000 }, (_, i) => String(i)));
    expect((await client.receive('shell')).content.status).toBe('ok');
  });

  it('greets who subscribes in the midst of a flood before anything else, and no longer sends what nobody wants', async () => {
    const request = await client.send('shell', 'execute_request', { code: 'flood' });
    const late = Array.from({ length: 5 }, () => new Client(connection));
    for (const one of late) expect((await one.receive('iopub')).header.msg_type).toBe('iopub_welcome');
    await Promise.all([client.untilIdle(request), client.receive('shell')]);
    for (const one of late) one.close();

    const other = new Client(connection);
    const topic = `kernel.${(await other.receive('iopub')).header.session}.status`;
    other.iopub.subscribe(topic);
    expect((await other.receive('iopub')).content).toEqual({ subscription: topic });
    other.iopub.unsubscribe('');
    const again = await client.send('shell', 'execute_request', { code: 'flood' });
    const [told] = await Promise.all([other.untilIdle(again), client.untilIdle(again), client.receive('shell')]);
    expect(new Set(told.map(({ header }) => header.msg_type))).toEqual(new Set(['status']));
    other.close();
  });

  it('asks the front end that sent the cell', async () => {
    const request = await client.send('shell', 'execute_request', { code: 'ask', allow_stdin: true });
    const asked = await client.receive('stdin');
    expect([asked.header.msg_type, asked.parent_header, asked.content]).toEqual(['input_request', request.header, { prompt: '? ', password: true }]);
    await client.send('stdin', 'input_reply', { value: 'yes' }, asked);
    expect((await client.untilIdle(request)).map(({ content }) => content.text)).toContain('[yes]\n');
    expect((await client.receive('shell')).content.status).toBe('ok');
  });

  it('says what it uses, opens subshells and interrupts, all while a cell runs', async () => {
    const cell = await client.send('shell', 'execute_request', { code: 'endless' });
    await client.send('control', 'usage_request');
    const { content } = await client.receive('control');
    expect(content).toEqual({
      status: 'ok', hostname: expect.any(String), pid: process.pid, kernel_cpu: expect.any(Number), kernel_memory: expect.any(Number), host_cpu_percent: expect.any(Number),
      cpu_count: expect.any(Number), host_virtual_memory: { total: expect.any(Number), available: expect.any(Number), percent: expect.any(Number), used: expect.any(Number), free: expect.any(Number) },
    });
    expect(content.kernel_memory).toBeGreaterThan(10_000_000);
    await client.send('control', 'create_subshell_request');
    const { subshell_id } = (await client.receive('control')).content;
    const { header, ...aside } = client.author.write('shell', 'execute_request', { code: 'aside' });
    await client.shell.send(encode({ ...aside, header: { ...header, subshell_id: String(subshell_id) } }, client.signer));
    const reply = await client.receive('shell');
    expect([reply.parent_header, reply.content.status]).toEqual([{ ...header, subshell_id }, 'ok']);
    await client.send('control', 'interrupt_request');
    expect((await client.receive('control')).header.msg_type).toBe('interrupt_reply');
    expect((await client.receive('shell')).parent_header.msg_id).toBe(cell.header.msg_id);
  });

  it('aborts what was sent before the error though it had not been read, and runs what comes after', async () => {
    session.ran.length = 0;
    const requests = [await client.send('shell', 'execute_request', { code: 'busy' }), await client.send('shell', 'execute_request', { code: 'a' }), await client.send('shell', 'execute_request', { code: 'b' })];
    const replies = [await client.receive('shell')];
    const later = await client.send('shell', 'execute_request', { code: 'later' });
    replies.push(await client.receive('shell'), await client.receive('shell'), await client.receive('shell'));
    expect(replies.map(({ parent_header }) => parent_header.msg_id)).toEqual([...requests, later].map(({ header }) => header.msg_id));
    expect(replies.map(({ content }) => content.status)).toEqual(['error', 'aborted', 'aborted', 'ok']);
    expect(session.ran).toEqual(['busy', 'later']);
  });

  it('drops garbage, says why, and lives on', async () => {
    logged.length = 0;
    const good = new Author().write('shell', 'execute_request', { code: 'forged' });
    await client.shell.send('garbage');
    await client.shell.send([Buffer.from('<IDS|MSG>'), Buffer.from('')]);
    await client.shell.send(encode(good, new Signer('another key', 'hmac-sha256')));
    await client.shell.send(encode({ ...good, content: 5 as never }, client.signer));
    await client.control.send([]);
    const request = await client.send('shell', 'kernel_info_request');
    expect((await client.receive('shell')).parent_header.msg_id).toBe(request.header.msg_id);
    expect(logged.filter((line) => line.includes('shell'))).toEqual([
      'dropped a message on the shell channel: no <IDS|MSG> delimiter',
      'dropped a message on the shell channel: 1 frames after the delimiter where at least 5 belong',
      'dropped a message on the shell channel: the signature does not match',
      'dropped a message on the shell channel: content is not a JSON object',
    ]);
    expect(session.ran).not.toContain('forged');
  });

  it('ends on request', async () => {
    await client.send('control', 'shutdown_request', { restart: false });
    expect((await client.receive('control')).content).toEqual({ status: 'ok', restart: false });
    expect(ended).toBe(true);
  });
});

describe('readConnection', () => {
  const file = (text: string): string => {
    const path = join(mkdtempSync(join(tmpdir(), 'vethlab-')), 'kernel.json');
    writeFileSync(path, text);
    return path;
  };

  it('fills in what Jupyter leaves out', () => {
    const ports = { shell_port: 1, iopub_port: 2, stdin_port: 3, control_port: 4, hb_port: 5 };
    expect(readConnection(file(JSON.stringify(ports)))).toEqual({ transport: 'tcp', ip: '127.0.0.1', key: '', signature_scheme: 'hmac-sha256', ...ports });
  });

  it.each([
    ['{', 'is not JSON'],
    ['{}', 'has no shell_port'],
    ['{"shell_port":1,"iopub_port":1,"stdin_port":1,"control_port":1,"hb_port":1,"transport":"pigeon"}', 'asks for transport "pigeon"'],
  ])('says what is wrong with %s', (text, problem) => expect(() => readConnection(file(text))).toThrow(problem));

  it('says which file is missing', () => expect(() => readConnection('/nonexistent/kernel.json')).toThrow('cannot read the connection file /nonexistent/kernel.json'));
});

describe('Outbox', () => {
  it('sends what came in one turn in one burst, in order, and survives a failing send', async () => {
    const sent: string[] = [];
    const logged: string[] = [];
    const sink = {
      send: async ([frame]: Frame[]) => {
        if (frame === 'bad') throw new Error('Host unreachable');
        sent.push(String(frame));
      },
    };
    let rests = 0;
    const outbox = new Outbox((line) => void logged.push(line), () => void rests++);
    for (const text of ['a', 'bad', 'b']) outbox.push(sink, [text]);
    void outbox.send(sink, ['first']);
    expect(sent).toEqual(['first']);
    await new Promise((resolve) => setImmediate(resolve));
    outbox.push(sink, ['c']);
    outbox.flush();
    expect(sent).toEqual(['first', 'a', 'b', 'c']);
    expect(rests).toBe(1);
    const closed = {
      send: () => {
        throw new Error('Socket is closed');
      },
    };
    await outbox.send(closed, ['d']);
    expect(logged).toEqual(['a message could not be sent: Host unreachable', 'a message could not be sent: Socket is closed']);
  });
});
