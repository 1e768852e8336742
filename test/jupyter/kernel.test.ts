import { KERNEL_INFO, VERSION } from '../../src/jupyter/info';
import { version } from '../../package.json';
import { FAILED, FrontEnd, OK, gist } from './fake';

const BUSY = ['iopub', 'status', { execution_state: 'busy' }];
const IDLE = ['iopub', 'status', { execution_state: 'idle' }];
const ok = (execution_count: number) => ['shell', 'execute_reply', { status: 'ok', execution_count, payload: [], user_expressions: {} }];

describe('kernel', () => {
  it('announces itself', async () => {
    const front = new FrontEnd();
    front.kernel.start();
    expect(gist(front.sent)).toEqual([['iopub', 'status', { execution_state: 'starting' }]]);
    expect(gist(await front.ask('kernel_info_request'))).toEqual([BUSY, ['shell', 'kernel_info_reply', KERNEL_INFO], IDLE]);
    expect(KERNEL_INFO).toMatchObject({ protocol_version: '5.4', implementation_version: version, language_info: { name: 'bash', file_extension: '.sh' } });
    expect(VERSION).toBe(version);
  });

  it('sends replies to where the request came from, with its header as parent', async () => {
    const front = new FrontEnd();
    const request = front.post('kernel_info_request');
    await front.idle(request);
    const reply = front.sent.find(({ channel }) => channel === 'shell')!;
    expect(reply.identities).toEqual(request.identities);
    expect(reply.parent_header).toEqual(request.header);
    expect(new Set(front.sent.map(({ header }) => header.msg_id)).size).toBe(front.sent.length);
  });

  it('has what it said go on its way as the cell begins, with its output, and at the end', async () => {
    let atStart: number[] = [];
    const front = new FrontEnd({
      hello: (output) => {
        atStart = [...front.flushed];
        output.stream('stdout', 'hello\n');
        return OK;
      },
    });
    const messages = await front.execute('hello');
    expect(gist(messages)).toEqual([
      BUSY, ['iopub', 'execute_input', { code: 'hello', execution_count: 1 }], ['iopub', 'stream', { name: 'stdout', text: 'hello\n' }], ok(1), IDLE,
    ]);
    expect(atStart).toEqual([2]);
    expect(front.flushed).toEqual([2, 3, 5]);
  });

  it('answers on control while a cell runs', async () => {
    const front = new FrontEnd({
      endless: (output, session) => new Promise((resolve) => {
        output.stream('stdout', 'on and on\n');
        session.interrupted = () => resolve({ status: 'error', ename: 'KeyboardInterrupt', evalue: 'interrupted', traceback: ['interrupted'] });
      }),
    });
    const cell = front.post('execute_request', { code: 'endless' });
    expect(gist(await front.ask('kernel_info_request', {}, 'control'))).toEqual([BUSY, ['control', 'kernel_info_reply', KERNEL_INFO], IDLE]);
    expect(gist(await front.ask('interrupt_request', {}, 'control'))).toEqual([BUSY, ['control', 'interrupt_reply', { status: 'ok' }], IDLE]);
    await front.idle(cell);
    expect(gist(front.causedBy(cell))).toEqual([
      BUSY,
      ['iopub', 'execute_input', { code: 'endless', execution_count: 1 }],
      ['iopub', 'stream', { name: 'stdout', text: 'on and on\n' }],
      ['iopub', 'error', { ename: 'KeyboardInterrupt', evalue: 'interrupted', traceback: ['interrupted'] }],
      ['shell', 'execute_reply', { status: 'error', ename: 'KeyboardInterrupt', evalue: 'interrupted', traceback: ['interrupted'], execution_count: 1 }],
      IDLE,
    ]);
  });

  it('answers an interrupt when nothing runs', async () => {
    expect(gist(await new FrontEnd().ask('interrupt_request', {}, 'control'))).toEqual([BUSY, ['control', 'interrupt_reply', { status: 'ok' }], IDLE]);
  });

  it('ends after it has answered a shutdown, even during a cell', async () => {
    const front = new FrontEnd({ endless: () => new Promise(() => undefined) });
    front.post('execute_request', { code: 'endless' });
    const messages = await front.ask('shutdown_request', { restart: true }, 'control');
    expect(gist(messages)).toEqual([
      BUSY,
      ['iopub', 'shutdown_reply', { status: 'ok', restart: true }],
      ['control', 'shutdown_reply', { status: 'ok', restart: true }],
      IDLE,
    ]);
    expect(front.ends).toBe(1);
  });

  it('answers the small requests', async () => {
    const front = new FrontEnd();
    const reply = async (type: string, content = {}) => (await front.ask(type, content)).filter(({ channel }) => channel === 'shell').map(({ content }) => content);
    expect(await reply('comm_info_request')).toEqual([{ status: 'ok', comms: {} }]);
    expect(await reply('is_complete_request', { code: 'echo \\' })).toEqual([{ status: 'incomplete', indent: '  ' }]);
    expect(await reply('is_complete_request', { code: 'echo' })).toEqual([{ status: 'complete' }]);
    expect(await reply('complete_request', { code: 'ip a', cursor_pos: 4 })).toEqual([{ status: 'ok', matches: ['address'], cursor_start: 3, cursor_end: 4, metadata: { _jupyter_types_experimental: [] } }]);
    expect(await reply('inspect_request', { code: 'ip', cursor_pos: 2 })).toEqual([{ status: 'ok', found: true, data: { 'text/plain': 'ip' }, metadata: {} }]);
    expect(await reply('inspect_request', { code: 'no', cursor_pos: 2 })).toEqual([{ status: 'ok', found: false, data: {}, metadata: {} }]);
    expect(await reply('connect_request')).toEqual([{ status: 'ok' }]);
    expect(await reply('comm_msg', { comm_id: 'x', data: {} })).toEqual([]);
  });

  it('closes a comm that nobody serves', async () => {
    expect(gist(await new FrontEnd().ask('comm_open', { comm_id: 'x', target_name: 'jupyter.widget', data: {} }))).toEqual([
      BUSY, ['iopub', 'comm_close', { comm_id: 'x', data: {} }], IDLE,
    ]);
  });

  it('logs and ignores a type that it does not know', async () => {
    const front = new FrontEnd();
    front.post('make_coffee_request');
    front.post('toString');
    expect(gist(await front.execute('x'))).toEqual([BUSY, ['iopub', 'execute_input', { code: 'x', execution_count: 1 }], ok(1), IDLE]);
    expect(front.logged).toEqual([
      'ignored a message of unknown type "make_coffee_request" on the shell channel',
      'ignored a message of unknown type "toString" on the shell channel',
    ]);
  });

  it.each([
    ['execute_request', {}, 'execute_request: content.code is missing'],
    ['execute_request', { code: 5 }, 'execute_request: content.code must be a string, not number'],
    ['execute_request', { code: 'x', silent: 'yes' }, 'execute_request: content.silent must be a boolean, not string'],
    ['execute_request', { code: 'x', user_expressions: [] }, 'execute_request: content.user_expressions must be a object, not an array'],
    ['complete_request', { code: 'x' }, 'complete_request: content.cursor_pos is missing'],
    ['is_complete_request', { code: null }, 'is_complete_request: content.code is missing'],
  ])('answers a malformed %s %j with an error', async (type, content, evalue) => {
    const front = new FrontEnd();
    expect(gist(await front.ask(type, content))).toEqual([
      BUSY, ['shell', type.replace('request', 'reply'), { status: 'error', ename: 'MalformedRequest', evalue, traceback: [] }], IDLE,
    ]);
    expect(front.session.ran).toEqual([]);
    expect(gist(await front.execute('x'))).toContainEqual(ok(1));
  });

  it('answers and lives on when the session is at fault', async () => {
    const front = new FrontEnd({ bad: () => { throw new Error('boom'); } });
    expect(gist(await front.execute('bad')).slice(2)).toEqual([
      ['iopub', 'error', { ename: 'VethlabFault', evalue: 'boom', traceback: ['This is a fault of vethlab, not of your commands: boom'] }],
      ['shell', 'execute_reply', { status: 'error', ename: 'VethlabFault', evalue: 'boom', traceback: ['This is a fault of vethlab, not of your commands: boom'], execution_count: 1 }],
      IDLE,
    ]);
    expect(gist(await front.execute('x'))).toContainEqual(ok(2));
  });
});

describe('execute_request', () => {
  it('shows all output, in order, before the reply and idle', async () => {
    const front = new FrontEnd({
      mixed: (output) => {
        for (let i = 0; i < 1000; i++) output.stream('stdout', `${i}\n`);
        output.stream('stderr', 'oops\n');
        output.display({ 'text/plain': 'table' });
        output.stream('stdout', 'end\n');
        output.result({ 'text/plain': '42' });
        return OK;
      },
    });
    expect(gist(await front.execute('mixed'))).toEqual([
      BUSY,
      ['iopub', 'execute_input', { code: 'mixed', execution_count: 1 }],
      ['iopub', 'stream', { name: 'stdout', text: Array.from({ length: 1000 }, (_, i) => `${i}\n`).join('') }],
      ['iopub', 'stream', { name: 'stderr', text: 'oops\n' }],
      ['iopub', 'display_data', { data: { 'text/plain': 'table' }, metadata: {}, transient: {} }],
      ['iopub', 'stream', { name: 'stdout', text: 'end\n' }],
      ['iopub', 'execute_result', { execution_count: 1, data: { 'text/plain': '42' }, metadata: {} }],
      ok(1),
      IDLE,
    ]);
  });

  it('shows output while the cell still runs', async () => {
    let finish = () => undefined as void;
    const front = new FrontEnd({
      slow: (output) => new Promise((resolve) => {
        output.stream('stdout', 'so far\n');
        finish = () => resolve(OK);
      }),
    });
    const request = front.post('execute_request', { code: 'slow' });
    while (!front.causedBy(request).some(({ header }) => header.msg_type === 'stream')) await new Promise((resolve) => setTimeout(resolve, 5));
    finish();
    await front.idle(request);
    expect(gist(front.causedBy(request))).toContainEqual(['iopub', 'stream', { name: 'stdout', text: 'so far\n' }]);
  });

  it('clears output', async () => {
    const front = new FrontEnd({ clear: (output) => { output.stream('stdout', 'gone'); output.clear(); return OK; } });
    expect(gist(await front.execute('clear')).slice(2, 3)).toEqual([['iopub', 'clear_output', { wait: false }]]);
  });

  it('keeps silent when asked to', async () => {
    const front = new FrontEnd({ loud: (output) => { output.stream('stdout', 'hey\n'); output.display({}); return OK; } });
    expect(gist(await front.execute('loud', { silent: true }))).toEqual([BUSY, ok(0), IDLE]);
    expect(gist(await front.execute('loud', { store_history: false }))).toContainEqual(ok(0));
    expect(gist(await front.execute('loud'))).toContainEqual(ok(1));
    expect((await front.ask('history_request', { hist_access_type: 'tail', n: 10 }))[1]!.content).toEqual({ status: 'ok', history: [[1, 1, 'loud']] });
  });

  it('aborts what was queued before an error, and nothing that comes later', async () => {
    const front = new FrontEnd({ fail: () => FAILED });
    const [first, queued, info, last] = [
      front.post('execute_request', { code: 'fail' }), front.post('execute_request', { code: 'queued' }),
      front.post('kernel_info_request'), front.post('execute_request', { code: 'queued too' }),
    ];
    await front.idle(first);
    const later = front.post('execute_request', { code: 'later' });
    for (const request of [queued, info, last, later]) await front.idle(request);
    expect(front.session.ran).toEqual(['fail', 'later']);
    const aborted = [BUSY, ['shell', 'execute_reply', { status: 'aborted', execution_count: 1 }], IDLE];
    expect(gist(front.causedBy(queued))).toEqual(aborted);
    expect(gist(front.causedBy(last))).toEqual(aborted);
    expect(gist(front.causedBy(info))).toContainEqual(['shell', 'kernel_info_reply', KERNEL_INFO]);
    expect(gist(front.causedBy(later))).toContainEqual(ok(2));
  });

  it('goes on after an error without stop_on_error', async () => {
    const front = new FrontEnd({ fail: () => FAILED });
    front.post('execute_request', { code: 'fail', stop_on_error: false });
    expect(gist(await front.execute('next'))).toContainEqual(ok(2));
    expect(front.session.ran).toEqual(['fail', 'next']);
  });

  it('answers each user expression', async () => {
    const [, , reply] = await new FrontEnd().execute('x', { user_expressions: { a: '1' } });
    expect(reply!.content.user_expressions).toEqual({ a: { status: 'ok', data: { 'text/plain': '1' }, metadata: {} } });
  });
});
