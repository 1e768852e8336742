import { python } from './tools';

async function check(name: string): Promise<unknown> {
  const { stdout, stderr } = await python('behaviour.py', [name]);
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout);
}

describe('the kernel over real sockets', () => {
  it('passes jupyter_kernel_test, nothing skipped but the pager', async () => {
    const { code, stderr } = await python('kernel_test.py');
    expect(stderr).toMatch(/^Ran 13 tests/m);
    expect(stderr.match(/\.\.\. skipped .*/g)).toEqual(["... skipped 'No code page something'"]);
    expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' });
  });

  it('sends 20,000 lines whole, in few messages', async () => {
    const found = (await check('volume')) as { messages: number };
    expect(found).toEqual({ messages: expect.any(Number), whole: true, status: 'ok' });
    expect(found.messages).toBeLessThan(100);
  });

  it('keeps 1,000 lines of stdout and stderr in order, all before idle', async () => {
    expect(await check('order')).toEqual({ 'in order': true, late: 0 });
  });

  it('answers mistakes and lives on with its state', async () => {
    expect(await check('mistakes')).toEqual([
      ['X=kept', 'ok', '', '', ''],
      ['if then', 'error', '', '', "bash: syntax error near unexpected token `then'\nbash: `if then'"],
      ['nosuchcommand', 'ok', '', 'bash: nosuchcommand: command not found\n', ''],
      ['ip addr add 10.0.0.256/24 dev lo', 'ok', '', 'Error: any valid prefix is expected rather than "10.0.0.256/24".\n', ''],
      ['%nosuchmagic', 'error', '', '', 'there is no %nosuchmagic. There are %lab, %host, %show, %why, %limit, %seed, %reset, %clear, %help, %lsmagic; %help says what each does'],
      ['echo $X', 'ok', 'kept\n', '', ''],
    ]);
  });

  it('lets nbclient interrupt an endless ping at once', async () => {
    const found = (await check('interrupt')) as { seconds: number };
    expect(found).toEqual({ seconds: expect.any(Number), error: 'KeyboardInterrupt', pinged: true, 'summed up': true, after: ['alive\n'] });
    expect(found.seconds).toBeLessThan(15);
  });

  it('loses no first request of 30 kernels', async () => {
    expect(await check('starts')).toEqual({ answered: 30 });
  });

  it('ends on shutdown, and with its parent', async () => {
    expect(await check('ends')).toEqual({ code: 0, 'orphan lives': false });
  });
});
