import { LabSession } from '../../src/jupyter/lab-session';
import { NotebookSession } from '../../src/jupyter/notebook-session';
import type { Message } from '../../src/jupyter/message';
import { FrontEnd } from './fake';

/** A cell's end, and what it printed and showed. */
function said(messages: readonly Message[]): { status: unknown; ename: unknown; stdout: string; stderr: string } {
  const streamed = (name: string): string => messages.filter(({ header, content }) => header.msg_type === 'stream' && content.name === name).map(({ content }) => String(content.text)).join('');
  const { status, ename } = messages.find(({ header }) => header.msg_type === 'execute_reply')!.content;
  return { status, ename, stdout: streamed('stdout'), stderr: streamed('stderr') };
}

describe('a kernel in nasty hands', () => {
  let front: FrontEnd;
  let session: NotebookSession;
  const cell = async (code: string) => {
    const request = front.post('execute_request', { code });
    while (!front.causedBy(request).some(({ content }) => content.execution_state === 'idle')) await new Promise((resolve) => setTimeout(resolve, 5));
    return said(front.causedBy(request));
  };
  const NETWORK = 'ip -br link | cat; ip route | cat; echo $kept; jobs';
  let before: Awaited<ReturnType<typeof cell>>;

  beforeAll(async () => {
    session = new NotebookSession(async (_kind, settings) => new LabSession({ loadLab: () => Promise.reject(new Error('there is no lab')), settings }), 'simulated', {});
    front = new FrontEnd({}, session);
    await cell('kept=value; ip link add d0 address 02:00:00:00:00:01 type dummy; ip addr add 192.0.2.1/24 dev d0; ip link set d0 up');
    before = await cell(NETWORK);
  });
  afterAll(() => session.close());
  afterEach(async () => {
    expect(await cell(NETWORK)).toEqual(before);
    expect(before.stdout).toContain('192.0.2.0/24 dev d0 proto kernel scope link src 192.0.2.1');
  });

  it.each([
    ['a syntax error', 'if then', 'error', '', ''],
    ['a quote without end', 'echo "x', 'error', '', ''],
    ['a here-document without end', 'cat <<EOF\nx\nEO', 'ok', 'x\nEO', expect.stringMatching(/^(bash: .*here-document.*\n)?$/)],
    ['an unknown command', 'frobnicate', 'ok', '', 'bash: frobnicate: command not found\n'],
    ['a bad address', 'ip addr add 10.0.0.256/24 dev d0', 'ok', '', 'Error: any valid prefix is expected rather than "10.0.0.256/24".\n'],
    ['exit', 'exit 3', 'ok', '', 'exit\n'],
    ['a shell that kills itself', 'kill -9 $$', 'ok', '', ''],
    ['a fork bomb', 'bomb() { bomb | bomb & }; bomb', 'ok', expect.stringMatching(/^\[1\] \d+\n\[1\]\+ {2}Done {20}bomb \| bomb\n$/), expect.stringContaining('bash: fork: Resource temporarily unavailable\n')],
    ['functions without end', 'f() { f; }; f', 'ok', '', 'bash: f: maximum function nesting level exceeded (1000)\n'],
    ['braces without end', 'echo {1..100000000}', 'ok', '{1..100000000}\n', 'bash: brace expansion: failed to allocate memory for 100000000 elements\n'],
    ['a slow expression', '[[ aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa! =~ ^(a+)+$ ]]; echo $?', 'ok', '1\n', ''],
    ['an endless loop', 'while true; do sleep 1; done', 'ok', '^C\n', ''],
    ['a cell of blanks', ' \n\t\n', 'ok', '', ''],
    ['octets that are no text', String.raw`printf '\001\033[31m\000x\n'`, 'ok', '\u001b[31mx\n', ''],
  ])('survives %s', async (_, code, status, stdout, stderr) => {
    expect(await cell(code)).toMatchObject({ status, stdout, stderr });
  });

  it('shows 10 MB of output in few messages', async () => {
    const { stdout, status } = await cell('line=$(printf "%0999d" 0); for i in {1..10000}; do echo "$line"; done');
    expect({ status, length: stdout.length }).toEqual({ status: 'ok', length: 10_000_000 });
    expect(front.sent.filter(({ header }) => header.msg_type === 'stream').length).toBeLessThan(200);
  });

  it('bounds yes as any endless command', async () => {
    const { status, stdout } = await cell('yes > /dev/null; yes | head -n 2');
    expect({ status, stdout }).toEqual({ status: 'ok', stdout: '^C\n' });
  });

  it('takes a cell of 2 MB', async () => {
    expect(await cell(`: <<'END'\n${'x'.repeat(2_000_000)}\nEND\necho here`)).toMatchObject({ status: 'ok', stdout: 'here\n' });
  });

  it.each(['while true; do :; done', 'while [ 1 -eq 1 ]; do x=$((x+1)); done', 'sleep inf', "bash -c 'until false; do :; done'", 'for ((;;)); do ip link show lo > /dev/null; done'])('interrupts %s at once', async (code) => {
    await cell('%limit 0');
    const request = front.post('execute_request', { code });
    await new Promise((resolve) => setTimeout(resolve, 50));
    await front.ask('interrupt_request', {}, 'control');
    await front.idle(request);
    await cell('%limit 10');
    expect(said(front.causedBy(request))).toMatchObject({ status: 'error', ename: 'KeyboardInterrupt' });
  });

  it('answers messages that make no sense and lives on', async () => {
    for (const content of [{}, { code: 1 }, { code: null }, { code: ['ip'] }, { code: 'x', silent: 3 }]) {
      const messages = await front.ask('execute_request', content);
      expect(messages.map(({ content: answered }) => answered.ename ?? answered.status ?? answered.execution_state)).toEqual(['busy', 'MalformedRequest', 'idle']);
    }
    expect((await front.ask('complete_request', { code: 'ip a', cursor_pos: -5 })).find(({ channel }) => channel === 'shell')!.content.status).toBe('ok');
    expect((await front.ask('complete_request', { code: 'ip a', cursor_pos: 1e9 })).find(({ channel }) => channel === 'shell')!.content.status).toBe('ok');
    expect((await front.ask('inspect_request', { code: '', cursor_pos: 0.5 })).find(({ channel }) => channel === 'shell')!.content.status).toBe('ok');
    expect((await front.ask('is_complete_request', { code: '"'.repeat(100_001) })).find(({ channel }) => channel === 'shell')!.content.status).toBe('incomplete');
  });
});
