import { LabSession } from '../../src/jupyter/lab-session';
import { NotebookSession } from '../../src/jupyter/notebook-session';
import { Author } from '../../src/jupyter/message';
import type { Channel, Content, Message } from '../../src/jupyter/message';
import { FrontEnd, OK } from './fake';

const MS = 1000;
const author = new Author();

/** Cells without an end; each says what it says before the interrupt. */
const CELLS = ['while :; do :; done', 'sleep inf', 'yes | grep nothing', 'x=$(sleep inf)', '%%capture x\nsleep inf', '%%check "x"\nping 192.0.2.1 succeeds', '%netns -\nsleep inf', 'ip link\nsleep inf'];

async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) await Promise.resolve();
}

/** A session that opens when it is asked to. */
const session = (): NotebookSession => new NotebookSession(async (_kind, settings) => {
  await turns(5);
  return new LabSession({ loadLab: () => Promise.reject(new Error('there is no lab')), settings });
}, 'simulated', {});

describe('an interrupt', () => {
  it.each(CELLS)('ends %j in whatever moment of its beginning it comes', async (code) => {
    for (let moment = 0; moment < 40; moment++) {
      const front = new FrontEnd({}, session());
      if (moment % 2 === 0) front.post('execute_request', { code: '%limit 0' });
      const request = front.post('execute_request', { code: code.startsWith('%%') ? code : `%limit 0\n${code}\necho never` });
      const idle = (): boolean => front.causedBy(request).some(({ content }) => content.execution_state === 'idle');
      if (moment % 2 === 0) while (!front.causedBy(request).some(({ header }) => header.msg_type === 'execute_input')) await new Promise((resolve) => setImmediate(resolve));
      await turns(moment);
      front.post('interrupt_request', {}, 'control');
      const began = performance.now();
      while (!idle() && performance.now() - began < 5 * MS) await new Promise((resolve) => setTimeout(resolve, 1));
      const outcome = front.causedBy(request).find(({ header }) => header.msg_type === 'execute_reply')?.content.ename;
      expect([moment, idle(), outcome]).toEqual([moment, true, 'KeyboardInterrupt']);
    }
  });

  // each channel has its own way to the kernel, and a date its own length
  it.each([
    ['2026-11-30T20:15:00.123456Z', '2026-11-30T20:15:00.123455Z', 'KeyboardInterrupt'],
    ['2026-11-30T20:15:00.123Z', '2026-11-30T20:15:00.123Z', 'KeyboardInterrupt'],
    ['2026-11-30T20:15:00.123456Z', '2026-11-30T20:15:00.123457Z', undefined],
    ['2026-11-30T21:15:00+01:00', '2026-11-30T20:15:00Z', 'KeyboardInterrupt'],
    ['2026-11-30T20:15:00Z', '2026-11-30T21:15:00.5+01:00', undefined],
    ['', '2026-11-30T20:15:00Z', undefined],
    ['2026-11-30T20:15:00Z', { toString: 1 } as unknown as string, undefined],
  ])('sent at %s is for a cell that comes after it but was sent at %s: %s', async (interrupt, cell, ename) => {
    const front = new FrontEnd({ cell: () => OK });
    const send = (channel: Channel, msg_type: string, content: Content, date: string): Message => {
      const message = author.write(channel, msg_type, content);
      const dated = { ...message, header: { ...message.header, date } };
      front.kernel.receive(dated);
      return dated;
    };
    send('control', 'interrupt_request', {}, interrupt);
    const request = send('shell', 'execute_request', { code: 'cell' }, cell);
    await front.idle(request);
    expect([front.session.ran, front.causedBy(request).find(({ header }) => header.msg_type === 'execute_reply')?.content.ename]).toEqual([ename ? [] : ['cell'], ename]);
    expect(await front.execute('cell')).toHaveLength(4);
  });

  it('is for cells that wait behind another request', async () => {
    const front = new FrontEnd({ cell: () => OK });
    front.post('complete_request', { code: 'x', cursor_pos: 1 });
    const request = front.post('execute_request', { code: 'cell' });
    front.post('interrupt_request', {}, 'control');
    await front.idle(request);
    expect([front.session.ran, front.causedBy(request).map(({ content }) => content.ename)]).toEqual([[], [undefined, undefined, 'KeyboardInterrupt', 'KeyboardInterrupt', undefined]]);
  });
});
