import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundle } from '../bundle';
import { Client, freeConnection } from './client';

const folder = mkdtempSync(join(tmpdir(), 'vethlab-lifetime-'));
const started: ChildProcess[] = [];

afterAll(() => {
  for (const one of started) one.kill('SIGKILL');
  rmSync(folder, { recursive: true });
});

/** A process that does nothing. */
function idle(): ChildProcess {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => 0, 1e6)'], { stdio: 'ignore' });
  started.push(child);
  return child;
}

const ended = (child: ChildProcess): Promise<number | null> => new Promise((resolve) => (child.exitCode !== null || child.signalCode !== null ? resolve(child.exitCode) : child.on('exit', resolve)));

async function kernel(parent: number): Promise<{ readonly child: ChildProcess; readonly connection: Awaited<ReturnType<typeof freeConnection>> }> {
  const connection = await freeConnection();
  const file = join(folder, `${connection.shell_port}.json`);
  writeFileSync(file, JSON.stringify(connection));
  const child = spawn(process.execPath, [bundle(), 'kernel', file], { env: { ...process.env, JPY_PARENT_PID: String(parent), VETHLAB_HISTORY: join(folder, 'history') }, stdio: 'ignore' });
  started.push(child);
  return { child, connection };
}

describe('a kernel', () => {
  it('ends where its Jupyter has ended before it looked', async () => {
    const jupyter = idle();
    jupyter.kill('SIGKILL');
    await ended(jupyter);
    expect(await ended((await kernel(jupyter.pid!)).child)).toBe(0);
  });

  it('ends with a Jupyter that started it by way of another program, and not before', async () => {
    const jupyter = idle();
    const { child, connection } = await kernel(jupyter.pid!);
    const client = new Client(connection);
    while ((await client.receive('iopub')).header.msg_type !== 'iopub_welcome');
    await new Promise((resolve) => setTimeout(resolve, 1500));
    expect(child.exitCode).toBe(null);
    jupyter.kill('SIGKILL');
    expect(await ended(child)).toBe(0);
    client.close();
  });
});
