import { EventEmitter } from 'node:events';
import { createSimulatedBackend } from '../../src/backend';
import { LabSession } from '../../src/jupyter/lab-session';
import type { OpenStation } from '../../src/jupyter/notebook-session';
import { StationGone } from '../../src/jupyter/station';
import type { CellOutput } from '../../src/jupyter/session';
import { RemoteStation, serveStation } from '../../src/transport/remote';
import type { Peer } from '../../src/transport/remote';
import { Notebook, loadLab } from '../jupyter/session';

/** Two ends of a channel that carries JSON, as Node's between processes does. */
function channel(closed: () => void): [Peer, Peer] {
  const [left, right] = [new EventEmitter(), new EventEmitter()];
  const end = (out: EventEmitter, into: EventEmitter): Peer => ({
    send: (message) => void setImmediate((text: string) => out.emit('message', JSON.parse(text)), JSON.stringify(message)),
    onMessage: (listener) => void into.on('message', listener),
    close: closed,
  });
  return [end(left, right), end(right, left)];
}

describe('a session in another process', () => {
  const opened: string[] = [];
  const stations: RemoteStation[] = [];
  let broken = '';

  /** `real` is a simulated network behind a channel. */
  const open: OpenStation = async (kind, settings) => {
    opened.push(kind);
    if (kind === 'simulated') return new LabSession({ loadLab, settings });
    if (broken !== '') throw new StationGone(broken);
    const [outer, inner] = channel(() => void opened.push('closed'));
    serveStation(inner, (load) => new LabSession({ loadLab: load, settings, backend: { kind: 'real', create: createSimulatedBackend } }));
    const station = new RemoteStation(outer, loadLab);
    stations.push(station);
    return station;
  };

  let notebook: Notebook;
  beforeEach(() => {
    notebook = new Notebook(open);
    opened.length = 0;
    broken = '';
  });
  afterEach(() => notebook.close());

  it('takes over in the middle of a cell, with the lab and the settings', async () => {
    expect(await notebook.run("%limit 3\n%backend\nhostname; x=1\n%backend real\n%backend\nhostname; echo \"[$x]\"; ip -br addr | grep -o '192[^ ]*'\n%limit")).toEqual({
      outcome: { status: 'ok' },
      text: 'simulatedleft\nrealleft\n[]\n192.0.2.1/24\n3',
      errors: '',
      html: '',
    });
    expect(await notebook.run('%backend real\n%backend simulated\n%backend')).toMatchObject({ text: 'simulated' });
    expect(opened).toEqual(['simulated', 'real', 'simulated', 'closed']);
  });

  it('brings what is shown, in order', async () => {
    const here = await notebook.run('echo a; ip route; echo b >&2; %clear');
    expect(await notebook.run('%backend real\necho a; ip route; echo b >&2; %clear')).toEqual(here);
    expect(here.html).toContain('data:image/svg+xml');
  });

  it('reads labs on the other side, and says what is wrong with them', async () => {
    expect(await notebook.fails('%backend real\n%lab nosuch')).toBe('there is no lab "nosuch"');
    expect(await notebook.run('%lab cabled\n%lab')).toMatchObject({ text: 'cabled' });
  });

  it.each([['before its network stands', 0], ['in its midst', 500]])('is interrupted %s', async (_, wait) => {
    await notebook.run('%backend real\n%limit 0');
    const cell = notebook.run('while true; do :; done; echo never');
    await new Promise((resolve) => setTimeout(resolve, wait));
    notebook.interrupt();
    expect(await cell).toMatchObject({ outcome: { status: 'error', ename: 'KeyboardInterrupt' } });
  });

  it('stays where it is when the other one cannot open', async () => {
    await notebook.run('x=kept');
    broken = 'this machine forbids it: do that';
    expect(await notebook.run('%backend real\necho never')).toMatchObject({ outcome: { status: 'error', ename: 'BackendError', evalue: broken }, text: '' });
    expect(await notebook.run('echo $x')).toMatchObject({ text: 'kept\n' });
  });

  it('starts over where the other process ended, in the middle of a cell or between two', async () => {
    await notebook.run('%backend real\nx=lost');
    const cell = notebook.run('sleep inf');
    stations.at(-1)!.ended('it was killed');
    expect((await cell).outcome).toEqual({ status: 'error', ename: 'BackendError', evalue: 'it was killed', traceback: ['it was killed'] });
    expect(await notebook.run('echo "[$x]"; x=again; hostname\n%backend')).toMatchObject({ text: '[]\nleft\nreal' });
    stations.at(-1)!.ended('it was killed');
    expect(await notebook.fails('echo "$x"')).toBe('it was killed');
    expect(await notebook.run('echo "[$x]"')).toMatchObject({ text: '[]\n' });
  });

  it('asks the user, evaluates, and opens subshells through the channel', async () => {
    await notebook.run('%backend real\n%limit 0');
    const station = stations.at(-1)!;
    const shown: string[] = [];
    const show = (text: string): void => void shown.push(text);
    const output: CellOutput = {
      stream: (_name, text) => show(text), display: () => undefined, result: () => undefined, clear: (wait) => show(`clear ${wait}`), update: (id) => show(`update ${id}`),
      input: async (prompt, hidden) => `${prompt}${hidden}`,
    };
    expect(await station.execute('read -s -p "really: " x; echo $x', output)).toEqual({ status: 'ok' });
    expect(shown.join('')).toBe('really: true\n');
    expect(await station.execute('read x || echo end', { ...output, input: async () => null })).toEqual({ status: 'ok' });
    expect(shown.pop()).toBe('end\n');
    const prompts: string[] = [];
    await station.execute('true', { ...output, typed: ({ prompt }) => prompts.push(prompt) });
    expect(prompts).toEqual(['root@left:~#']);
    expect(await station.evaluate('echo "<$x>"; exit 0')).toEqual({ status: 'ok', data: { 'text/plain': '<>' }, metadata: {} });
    const cell = station.execute('mine=1; sleep inf', output);
    const beside = await station.subshell();
    const further = await beside.subshell();
    shown.length = 0;
    expect(await beside.execute('echo "[$mine]"; hostname', output)).toEqual({ status: 'ok' });
    expect(await further.execute('hostname', output)).toEqual({ status: 'ok' });
    expect(shown.join('')).toBe('[]\nleft\nleft\n');
    expect((await beside.isComplete('if')).status).toBe('incomplete');
    await beside.close();
    await further.close();
    beside.interrupt();
    await expect(beside.isComplete('if')).rejects.toThrow('this subshell is closed');
    expect(opened).not.toContain('closed');
    station.interrupt();
    expect(await cell).toMatchObject({ ename: 'KeyboardInterrupt' });
  });

  it('refuses a backend that there is not, and to say why on a real one', async () => {
    expect(await notebook.fails('%backend imagined')).toBe('there is no backend "imagined": it is simulated or real');
    expect((await notebook.run('%backend real\n%why')).text).toBe("A real kernel doesn't say what it drops, and why: run `%backend simulated`, the cells again, then %why.");
  });
});
