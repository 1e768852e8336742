import fc from '../property';
import { Kernel } from '../../src/jupyter/kernel';
import { Author } from '../../src/jupyter/message';
import type { Channel, Content, Message } from '../../src/jupyter/message';
import { HANDLERS } from '../../src/jupyter/requests';
import type { Comm, CommTarget } from '../../src/jupyter/comms';
import type { CellOutcome } from '../../src/jupyter/session';
import { FakeSession, FrontEnd, OK, gist } from './fake';

const BUSY = ['iopub', 'status', { execution_state: 'busy' }];
const IDLE = ['iopub', 'status', { execution_state: 'idle' }];
const INTERRUPTED: CellOutcome = { status: 'error', ename: 'KeyboardInterrupt', evalue: 'interrupted', traceback: [] };

const replyTo = (messages: readonly Message[]) => messages.find(({ channel }) => channel === 'shell' || channel === 'control')!.content;

describe('user_expressions', () => {
  it('are answered one by one, without output', async () => {
    const messages = await new FrontEnd().execute('x', { user_expressions: { a: 'echo 1', b: 'false', c: 'boom', d: 5 } });
    expect(messages.filter(({ channel }) => channel === 'iopub')).toHaveLength(3);
    expect(replyTo(messages).user_expressions).toEqual({
      a: { status: 'ok', data: { 'text/plain': 'echo 1' }, metadata: {} },
      b: { status: 'error', ename: 'CommandFailed', evalue: 'exit code 1', traceback: ['exit code 1'] },
      c: { status: 'error', ename: 'VethlabFault', evalue: 'boom', traceback: [] },
      d: { status: 'error', ename: 'MalformedRequest', evalue: 'an expression must be a string, not number', traceback: [] },
    });
  });

  it('are left out where the cell failed', async () => {
    const front = new FrontEnd({ fail: () => INTERRUPTED });
    expect(replyTo(await front.execute('fail', { user_expressions: { a: '1' } })).user_expressions).toBeUndefined();
  });
});

describe('displays', () => {
  it('are updated under their id, and cleared at once or later', async () => {
    const front = new FrontEnd({
      progress: (output) => {
        output.display({ 'text/plain': '0%' }, {}, 'bar');
        output.update('bar', { 'text/plain': '50%' }, { isolated: true });
        output.stream('stdout', 'kept until there is more\n');
        output.clear(true);
        output.stream('stdout', 'gone');
        output.clear();
        return OK;
      },
    });
    expect(gist(await front.execute('progress')).slice(2, -2)).toEqual([
      ['iopub', 'display_data', { data: { 'text/plain': '0%' }, metadata: {}, transient: { display_id: 'bar' } }],
      ['iopub', 'update_display_data', { data: { 'text/plain': '50%' }, metadata: { isolated: true }, transient: { display_id: 'bar' } }],
      ['iopub', 'stream', { name: 'stdout', text: 'kept until there is more\n' }],
      ['iopub', 'clear_output', { wait: true }],
      ['iopub', 'clear_output', { wait: false }],
    ]);
  });
});

describe('streams', () => {
  it('of 100,000 writes make few messages, in order', async () => {
    const front = new FrontEnd({
      long: async (output) => {
        for (let i = 0; i < 100_000; i++) {
          output.stream('stdout', `line ${i}\n`);
          if (i % 1000 === 0) await new Promise((resolve) => setImmediate(resolve));
        }
        return OK;
      },
    });
    const pieces = (await front.execute('long')).filter(({ header }) => header.msg_type === 'stream').map(({ content }) => String(content.text));
    expect(pieces.join('') === Array.from({ length: 100_000 }, (_, i) => `line ${i}\n`).join('')).toBe(true);
    expect(pieces.length).toBeLessThan(100);
  });

  it('are cut off where a front end would choke', async () => {
    const line = `${'x'.repeat((1 << 20) - 1)}\n`;
    const front = new FrontEnd({
      flood: (output) => {
        for (let i = 0; i < 200; i++) output.stream('stdout', line);
        return OK;
      },
    });
    const pieces = (await front.execute('flood')).filter(({ header }) => header.msg_type === 'stream').map(({ content }) => content);
    expect(pieces).toHaveLength(65);
    expect(pieces.at(-1)).toEqual({ name: 'stderr', text: 'vethlab: this cell has printed more than 64 MiB: the rest is cut off\n' });
  });
});

describe('stdin', () => {
  const front = (): FrontEnd => new FrontEnd({
    ask: async (output) => {
      output.stream('stdout', 'before\n');
      output.stream('stdout', output.input ? `[${await output.input('name? ', false)}][${await output.input('password: ', true)}]\n` : 'nobody to ask\n');
      return OK;
    },
    'ask and wait': (output, session) => new Promise((resolve) => {
      session.interrupted = () => resolve(INTERRUPTED);
      void output.input!('? ', false);
    }),
  });
  const question = async (end: FrontEnd, count: number): Promise<Message> => {
    for (;;) {
      const asked = end.sent.filter(({ channel }) => channel === 'stdin');
      if (asked.length >= count) return asked.at(-1)!;
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
  };
  const answer = (end: FrontEnd, value: unknown, parent?: Message): void => {
    const reply = new Author().write('stdin', 'input_reply', { value }, parent);
    end.kernel.receive(reply);
  };

  it('asks whoever sent the request, after what was printed', async () => {
    const end = front();
    const request = end.post('execute_request', { code: 'ask', allow_stdin: true });
    const first = await question(end, 1);
    expect(first.identities).toEqual(request.identities);
    expect(gist(end.causedBy(request)).slice(2)).toEqual([['iopub', 'stream', { name: 'stdout', text: 'before\n' }], ['stdin', 'input_request', { prompt: 'name? ', password: false }]]);
    answer(end, 'a stranger', new Author().write('stdin', 'input_request', {}));
    answer(end, 'me', first);
    expect((await question(end, 2)).content).toEqual({ prompt: 'password: ', password: true });
    answer(end, 'secret');
    await end.idle(request);
    expect(gist(end.causedBy(request))).toContainEqual(['iopub', 'stream', { name: 'stdout', text: '[me][secret]\n' }]);
  });

  it.each([['\u0004', null], [undefined, null], ['', '']])('takes %j for the answer %j', async (value, meant) => {
    const end = front();
    const request = end.post('execute_request', { code: 'ask', allow_stdin: true });
    await question(end, 1);
    answer(end, value);
    await question(end, 2);
    answer(end, value);
    await end.idle(request);
    expect(gist(end.causedBy(request))).toContainEqual(['iopub', 'stream', { name: 'stdout', text: `[${meant}][${meant}]\n` }]);
  });

  it.each([{}, { allow_stdin: false }])('asks nobody with %j', async (more) => {
    expect(gist(await front().execute('ask', more))).toContainEqual(['iopub', 'stream', { name: 'stdout', text: 'before\nnobody to ask\n' }]);
  });

  it('forgets its question on an interrupt, and passes over a late answer', async () => {
    const end = front();
    const request = end.post('execute_request', { code: 'ask and wait', allow_stdin: true });
    const asked = await question(end, 1);
    await end.ask('interrupt_request', {}, 'control');
    await end.idle(request);
    answer(end, 'late', asked);
    answer(end, 'late');
    expect(replyTo(await end.execute('x')).status).toBe('ok');
    expect(end.logged).toEqual([]);
  });
});

describe('subshells', () => {
  const create = async (front: FrontEnd): Promise<string> => String(replyTo(await front.ask('create_subshell_request', {}, 'control')).subshell_id);

  it('run cells while the notebook runs one, and count for themselves', async () => {
    const front = new FrontEnd({
      endless: (_output, session) => new Promise((resolve) => {
        session.interrupted = () => resolve(INTERRUPTED);
      }),
    });
    const cell = front.post('execute_request', { code: 'endless' });
    const id = await create(front);
    expect(gist(await front.ask('kernel_info_request', {}, 'shell', id)).map(([, type]) => type)).toEqual(['status', 'kernel_info_reply', 'status']);
    expect(gist(await front.ask('execute_request', { code: 'look' }, 'shell', id))).toEqual([
      BUSY,
      ['iopub', 'execute_input', { code: 'look', execution_count: 1 }],
      ['shell', 'execute_reply', { status: 'ok', execution_count: 1, payload: [], user_expressions: {} }],
      IDLE,
    ]);
    expect(replyTo(await front.ask('complete_request', { code: 'ip a', cursor_pos: 4 }, 'shell', id)).matches).toEqual(['address']);
    expect(front.session.ran).toEqual(['endless']);
    expect(front.session.subshells[0]!.ran).toEqual(['look']);
    expect(replyTo(await front.ask('history_request', { hist_access_type: 'tail', n: 9 }, 'shell', id)).history).toEqual([[1, 1, 'endless']]);
    await front.ask('interrupt_request', {}, 'control');
    await front.idle(cell);
    expect(replyTo(await front.execute('x')).execution_count).toBe(2);
  });

  it('are listed and deleted; what they run ends, what waits for them is aborted', async () => {
    const front = new FrontEnd({ endless: (_output, session) => new Promise((resolve) => { session.interrupted = () => resolve(INTERRUPTED); }) });
    const [a, b] = [await create(front), await create(front)];
    expect(replyTo(await front.ask('list_subshell_request', {}, 'control'))).toEqual({ status: 'ok', subshell_id: [a, b] });
    const cell = front.post('execute_request', { code: 'endless', stop_on_error: false }, 'shell', a);
    const queued = front.post('execute_request', { code: 'queued' }, 'shell', a);
    while (front.session.subshells[0]?.interrupted === undefined) await new Promise((resolve) => setTimeout(resolve, 1));
    expect(replyTo(await front.ask('delete_subshell_request', { subshell_id: a }, 'control'))).toEqual({ status: 'ok' });
    for (const request of [cell, queued]) await front.idle(request);
    expect(replyTo(front.causedBy(cell)).ename).toBe('KeyboardInterrupt');
    expect(replyTo(front.causedBy(queued))).toEqual({ status: 'aborted', execution_count: 1 });
    expect(replyTo(await front.ask('list_subshell_request', {}, 'control'))).toEqual({ status: 'ok', subshell_id: [b] });
    expect(replyTo(await front.ask('delete_subshell_request', { subshell_id: a }, 'control'))).toEqual({
      status: 'error', ename: 'UnknownSubshell', evalue: `there is no subshell "${a}"`, traceback: [],
    });
  });

  it('that there are not answer with an error, and their comms with silence', async () => {
    const front = new FrontEnd();
    expect(gist(await front.ask('execute_request', { code: 'x' }, 'shell', 'nosuch'))).toEqual([
      BUSY, ['shell', 'execute_reply', { status: 'error', ename: 'UnknownSubshell', evalue: 'there is no subshell "nosuch"', traceback: [] }], IDLE,
    ]);
    expect(gist(await front.ask('comm_msg', { comm_id: 'x', data: {} }, 'shell', 'nosuch'))).toEqual([BUSY, IDLE]);
    expect(front.session.ran).toEqual([]);
  });
});

describe('comms', () => {
  const heard: unknown[] = [];
  let opened: Comm | undefined;
  const echo: CommTarget = {
    opened: (comm, data) => {
      opened = comm;
      heard.push(['opened', data]);
    },
    message: (comm, data) => comm.send({ echo: data }),
    closed: (_comm, data) => void heard.push(['closed', data]),
  };
  const sent: Message[] = [];
  const author = new Author();
  const kernel = new Kernel({ session: async () => new FakeSession({}), send: (message) => void sent.push(message), log: () => undefined, ended: () => undefined, comms: { echo } });
  const tell = async (type: string, content: object): Promise<unknown[]> => {
    sent.length = 0;
    kernel.receive(author.write('shell', type, { ...content }));
    await new Promise((resolve) => setTimeout(resolve, 5));
    return gist(sent).filter(([, sort]) => sort !== 'status').map(([, sort, content]) => [sort, content]);
  };

  it('open, speak both ways, are listed, and close from either end', async () => {
    expect(await tell('comm_open', { comm_id: 'c1', target_name: 'echo', data: { a: 1 } })).toEqual([]);
    expect(await tell('comm_open', { comm_id: 'c2', target_name: 'toString', data: {} })).toEqual([['comm_close', { comm_id: 'c2', data: {} }]]);
    expect(await tell('comm_msg', { comm_id: 'c1', data: { b: 2 } })).toEqual([['comm_msg', { comm_id: 'c1', data: { echo: { b: 2 } } }]]);
    expect(await tell('comm_msg', { comm_id: 'c2', data: { b: 2 } })).toEqual([]);
    expect(await tell('comm_info_request', {})).toEqual([['comm_info_reply', { status: 'ok', comms: { c1: { target_name: 'echo' } } }]]);
    expect(await tell('comm_info_request', { target_name: 'other' })).toEqual([['comm_info_reply', { status: 'ok', comms: {} }]]);
    expect(await tell('comm_close', { comm_id: 'c1', data: { bye: true } })).toEqual([]);
    expect(heard).toEqual([['opened', { a: 1 }], ['closed', { bye: true }]]);
    await tell('comm_open', { comm_id: 'c3', target_name: 'echo' });
    sent.length = 0;
    opened!.close({ done: true });
    opened!.close();
    expect(gist(sent)).toEqual([['iopub', 'comm_close', { comm_id: 'c3', data: { done: true } }]]);
    expect(await tell('comm_info_request', {})).toEqual([['comm_info_reply', { status: 'ok', comms: {} }]]);
  });
});

describe('whatever comes', () => {
  const types = [...HANDLERS.keys()].filter((type) => type !== 'shutdown_request');
  const hostile = fc.oneof(fc.jsonValue(), fc.constantFrom({ toString: 1, valueOf: 1 }, '__proto__', '\ud800', -1, 1e308));
  const fields = ['code', 'cursor_pos', 'comm_id', 'target_name', 'data', 'subshell_id', 'hist_access_type', 'n', 'session', 'pattern', 'user_expressions', 'allow_stdin', 'silent', '__proto__'];
  const content = fc.dictionary(fc.constantFrom(...fields), hostile) as fc.Arbitrary<Content>;

  it('each request is answered, between busy and idle, and the kernel lives on', async () => {
    const front = new FrontEnd();
    await fc.assert(fc.asyncProperty(fc.constantFrom(...types), content, fc.constantFrom<Channel>('shell', 'control'), fc.option(hostile, { nil: undefined, freq: 9 }), async (type, said, channel, subshell) => {
      front.sent.length = 0;
      const messages = gist(await front.ask(type, said, channel, subshell as string | undefined));
      expect([messages[0], messages.at(-1)]).toEqual([BUSY, IDLE]);
      expect(messages.filter(([where]) => where === channel).map(([, reply]) => reply)).toEqual(type.endsWith('_request') ? [type.replace('request', 'reply')] : []);
    }), { numRuns: 500 });
    expect(replyTo(await front.execute('x')).status).toBe('ok');
  });

  it('nothing else that a front end sends does harm', async () => {
    const front = new FrontEnd();
    await fc.assert(fc.asyncProperty(fc.string(), content, fc.constantFrom<Channel>('shell', 'control', 'stdin', 'iopub'), async (type, said, channel) => {
      front.post(type, said, channel);
    }));
    front.post('input_reply', { value: { toString: 1 } }, 'stdin');
    expect(replyTo(await front.execute('x')).status).toBe('ok');
  });
});

it('answers a usage_request on control with what it is told', async () => {
  const sent: Message[] = [];
  const kernel = new Kernel({ session: async () => new FakeSession({}), send: (message) => void sent.push(message), log: () => undefined, ended: () => undefined, usage: () => ({ kernel_memory: 5 }) });
  kernel.receive(new Author().write('control', 'usage_request', {}));
  await new Promise((resolve) => setTimeout(resolve, 5));
  expect(gist(sent)).toEqual([BUSY, ['control', 'usage_reply', { status: 'ok', kernel_memory: 5 }], IDLE]);
});
