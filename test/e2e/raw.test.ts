import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Connection } from '../../src/transport/connection';
import { bundle } from '../bundle';
import { Client, freeConnection } from '../transport/client';
import { finish } from './tools';

interface Kernelspec {
  readonly argv: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly interrupt_mode: string;
  readonly language: string;
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** As VS Code starts kernels: by a kernelspec's command, without Jupyter, with a connection file that it wrote itself, from the notebook's folder. */
describe('a kernel that a front end starts by its kernelspec', () => {
  let folder: string;
  let spec: Kernelspec;
  let child: ChildProcess | undefined;

  beforeAll(async () => {
    folder = join(mkdtempSync(join(tmpdir(), 'vethlab-')), 'Übung 1');
    mkdirSync(folder);
    await finish(process.execPath, [bundle(), 'install', '--prefix', folder]);
    spec = JSON.parse(readFileSync(join(folder, 'share', 'jupyter', 'kernels', 'vethlab', 'kernel.json'), 'utf8')) as Kernelspec;
  });

  afterEach(() => void child?.kill('SIGKILL'));

  afterAll(() => rmSync(join(folder, '..'), { recursive: true }));

  /** Starts it; what it says on stderr, and its exit code, come at the end. */
  function start(connection: Partial<Connection>): Promise<{ code: number | null; stderr: string }> {
    const file = join(folder, 'the connection.json');
    writeFileSync(file, JSON.stringify({ ...connection, kernel_name: 'vethlab', jupyter_session: '' }));
    const [program, ...args] = spec.argv.map((word) => word.replace('{connection_file}', file));
    child = spawn(program!, args, { cwd: folder, env: { ...process.env, ...spec.env, VETHLAB_HISTORY: join(folder, 'history.jsonl') }, stdio: ['ignore', 'pipe', 'pipe'] });
    let stderr = '';
    child.stderr!.on('data', (data: Buffer) => (stderr += String(data)));
    return new Promise((resolve) => child!.on('exit', (code) => resolve({ code, stderr })));
  }

  it('says what VS Code asks of a kernelspec', () => {
    expect(spec).toEqual({
      argv: [process.execPath, bundle(), 'kernel', '{connection_file}'], display_name: 'vethlab (Linux network)', language: 'bash', interrupt_mode: 'message', metadata: { debugger: false },
    });
  });

  const own = async (): Promise<Connection> => freeConnection();
  it.each<[string, () => Promise<Partial<Connection>>]>([
    ['over TCP', own],
    ['with another hash', async () => ({ ...await own(), signature_scheme: 'hmac-sha512' })],
    ['with another, older hash', async () => ({ ...await own(), signature_scheme: 'hmac-md5' })],
    ['unsigned', async () => ({ ...await own(), key: '', signature_scheme: '' })],
    ['unsigned over sockets in the file system', async () => ({ ...await own(), transport: 'ipc', ip: join(folder, 'socket of it'), key: '' })],
    ['with a key that is not ASCII', async () => ({ ...await own(), key: 'schlüssel ✓' })],
  ])('answers %s, is interrupted and ends', async (_how, choose) => {
    const connection = { ...await own(), ...await choose() };
    const ended = start(connection);
    if (connection.transport === 'tcp') await untilOpen(connection.shell_port);
    const client = new Client(connection);
    try {
      // Each socket connects in its own time: what is said on iopub before this is lost.
      expect((await client.receive('iopub')).header.msg_type).toBe('iopub_welcome');
      await client.send('shell', 'kernel_info_request');
      expect((await client.receive('shell')).content).toMatchObject({ status: 'ok', implementation: 'vethlab', language_info: { name: spec.language } });

      const listed = await client.send('shell', 'execute_request', { code: 'ip -br link show lo' });
      expect((await client.receive('shell')).content).toMatchObject({ status: 'ok' });
      const said = await client.untilIdle(listed);
      expect(said.map(({ header }) => header.msg_type)).toEqual(['status', 'execute_input', 'display_data', 'status']);
      expect(said[2]!.content.data).toMatchObject({ 'text/plain': 'lo               UNKNOWN        00:00:00:00:00:00 <LOOPBACK,UP,LOWER_UP> \n' });

      const endless = await client.send('shell', 'execute_request', { code: '%limit 0\nsleep inf' });
      while ((await client.receive('iopub')).header.msg_type !== 'execute_input');
      await client.send('control', 'interrupt_request');
      expect((await client.receive('control')).content).toEqual({ status: 'ok' });
      expect((await client.receive('shell')).content).toMatchObject({ status: 'error', ename: 'KeyboardInterrupt' });
      expect((await client.untilIdle(endless)).map(({ header }) => header.msg_type)).toEqual(['stream', 'error', 'status']);

      await client.send('control', 'shutdown_request', { restart: false });
      expect((await client.receive('control')).content).toEqual({ status: 'ok', restart: false });
      expect(await ended).toEqual({ code: 0, stderr: '' });
    } finally {
      client.close();
    }
  });

  it.each([
    [{ signature_scheme: 'hmac-nosuch' }, 'vethlab: signature_scheme "hmac-nosuch" is not supported: use hmac-sha256\n'],
    [{ signature_scheme: 'rsa' }, 'vethlab: signature_scheme "rsa" is not supported: use hmac-sha256\n'],
    [{ transport: 'udp' }, expect.stringMatching(/^vethlab: the connection file .* asks for transport "udp": only tcp and ipc are supported\n$/)],
  ])('refuses %j in one line', async (wrong, stderr) => {
    expect(await start({ ...await own(), ...wrong as Partial<Connection> })).toEqual({ code: 1, stderr });
  });
});

/** VS Code tries a port until something listens there, and hangs up. */
async function untilOpen(port: number): Promise<void> {
  for (;;) {
    const open = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => resolve(true));
      socket.on('error', () => resolve(false));
      socket.on('connect', () => socket.destroy());
    });
    if (open) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
