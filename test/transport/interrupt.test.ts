import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundle } from '../bundle';
import { Client, freeConnection } from './client';

describe('the kernel', () => {
  it('is interrupted in filters of endless and of long input, and keeps its state', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'vethlab-'));
    const connection = await freeConnection();
    writeFileSync(join(folder, 'connection.json'), JSON.stringify(connection));
    const kernel = spawn(process.execPath, [bundle(), 'kernel', join(folder, 'connection.json')], { stdio: 'ignore', env: { ...process.env, VETHLAB_HISTORY: join(folder, 'history.jsonl') } });
    const client = new Client(connection);
    const execute = async (code: string): Promise<string> => {
      const said = await client.untilIdle(await client.send('shell', 'execute_request', { code }));
      return said.map(({ content }) => content.ename ?? (content.name === 'stdout' ? content.text : '')).join('');
    };
    try {
      while ((await client.receive('iopub')).header.msg_type !== 'iopub_welcome');
      await execute('%limit 0\nX=kept');
      for (const code of ['yes | sed s/y/x/ | grep nothing', 'yes | grep -E "(y|n)+x"', 'yes | sed s/y/x/ | grep -v x', 'echo a | sed ":a;s/a/a/;ta"', 'printf "%060d\\n" 0 | grep -E "(0*)*\\1x"', 'seq 2000000 | sort -r | awk "{ n += 1 } END { print n }"']) {
        const ended = execute(code);
        setTimeout(() => void client.send('control', 'interrupt_request'), 300);
        expect(await ended).toContain('KeyboardInterrupt');
        expect(await execute('echo $X')).toBe('kept\n');
      }
      expect(await execute('seq 3000 | sed s/1/x/ | sort -r | head -n 1')).toBe('x999\n');
    } finally {
      client.close();
      kernel.kill('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    }
  }, 60_000);
});
