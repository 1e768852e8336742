import { python } from './tools';

async function check(name: string): Promise<unknown> {
  const { stdout, stderr } = await python('behaviour.py', [name]);
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout);
}

describe('the kernel over real sockets', () => {
  it('passes jupyter_kernel_test, nothing skipped', async () => {
    const { code, stderr } = await python('kernel_test.py');
    expect(stderr).toMatch(/^Ran 13 tests/m);
    expect(stderr).not.toMatch(/skipped/i);
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
      ['%nosuchmagic', 'error', '', '', expect.stringMatching(/^there is no %nosuchmagic\. There are %lab, .*; %help says what each does$/)],
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

  it('asks for what read reads, and hides passwords', async () => {
    expect(await check('stdin')).toEqual({
      asked: [{ prompt: 'Name: ', password: false }, { prompt: 'Password: ', password: true }],
      said: 'jo:s3cret\n',
      without: ["vethlab: nobody can be asked for input here, so 'read' finds the end of it\n", '1\n'],
    });
  });

  it('evaluates user expressions', async () => {
    expect(await check('expressions')).toEqual([{ status: 'ok', data: { 'text/plain': '5' }, metadata: {} }, 'lo', 'exit code 1']);
  });

  it('answers in a subshell while a cell runs', async () => {
    expect(await check('subshells')).toEqual({ 'answered meanwhile': 'ok', listed: true, deleted: 'ok', memory: true, interrupted: 'KeyboardInterrupt' });
  });

  it('starts afresh on the same ports when it is restarted', async () => {
    expect(await check('restart')).toEqual(['[1]\n', '[]\n0\n', '[]\n0\n']);
  });

  it('keeps the history from one kernel to the next', async () => {
    expect(await check('history')).toEqual([[[1, 1, ['echo first', null]]], [[1, 1, ['echo first', null]], [2, 1, ['%limit', '10']]]]);
  });

  it('searches the history of before a restart', async () => {
    expect(await check('remembered')).toEqual([
      [[1, 1, 'ip link'], [1, 3, 'ip link'], [2, 1, 'ip link']],
      [[1, 2, 'ip addr'], [2, 1, 'ip link']],
      [[2, 1, 'ip link']],
      [[1, 2, 'ip addr'], [1, 3, 'ip link']],
      [[0, 1, 'ip link']],
      [[1, 3, 'ip link'], [2, 1, 'ip link']],
    ]);
  });

  it('says while one types whether a cell is whole, and what could come next', async () => {
    expect(await check('typing')).toEqual({
      whole: [['incomplete', ''], ['incomplete', ''], ['incomplete', '  '], ['incomplete', '    '], ['incomplete', ''], ['complete', null], ['invalid', null]],
      matches: ['inside', 'lo'],
      from: true,
      types: ['interface', 'interface'],
    });
  });

  it('shows what a terminal would show', async () => {
    const found = (await check('terminal')) as { messages: number };
    expect(found).toEqual({
      shown: [
        [['stream', '10%\r20%\n']],
        [['stream', '\ufffd\ufffdx\n']],
        [['display_data', expect.objectContaining({ 'text/plain': '\u001b[36mlo               \u001b[0mUNKNOWN        \u001b[33m00:00:00:00:00:00 \u001b[0m<LOOPBACK,UP,LOWER_UP> \n', 'text/html': expect.stringContaining('<span style="color: #0b6e80">lo ') })]],
        [['clear_output', true]],
      ],
      whole: true,
      messages: expect.any(Number),
    });
    expect(found.messages).toBeLessThan(100);
  });

  it('ends on shutdown, and with its parent', async () => {
    expect(await check('ends')).toEqual({ code: 0, 'orphan lives': false });
  });
});
