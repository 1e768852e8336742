import { FrontEnd } from './fake';
import type { Content, Message } from '../../src/jupyter/message';
import { LabSession } from '../../src/jupyter/lab-session';
import { NotebookSession } from '../../src/jupyter/notebook-session';
import { loadLab } from './session';

/** A kernel with a simulated network, and its front end. */
class Lab {
  readonly session = new NotebookSession(async (_kind, settings) => new LabSession({ loadLab, settings }), 'simulated', {});
  readonly front = new FrontEnd({}, this.session);

  async settle(request: Message): Promise<Message[]> {
    while (!this.front.causedBy(request).some(({ content }) => content.execution_state === 'idle')) await new Promise((resolve) => setTimeout(resolve, 2));
    return this.front.causedBy(request);
  }

  ask(msg_type: string, content: Content, subshell?: string): Promise<Message[]> {
    return this.settle(this.front.post(msg_type, content, 'shell', subshell));
  }

  /** What a cell printed. */
  async print(code: string, more: Content = {}, subshell?: string): Promise<string> {
    return printed(await this.ask('execute_request', { code, ...more }, subshell));
  }

  /** Runs a cell whose questions get these answers; what it printed, and what it asked. */
  async converse(code: string, answers: readonly string[]): Promise<{ printed: string; asked: Content[] }> {
    const request = this.front.post('execute_request', { code, allow_stdin: true });
    const asked = (): Message[] => this.front.causedBy(request).filter(({ channel }) => channel === 'stdin');
    for (const [count, value] of answers.entries()) {
      while (asked().length <= count) await new Promise((resolve) => setTimeout(resolve, 2));
      this.front.kernel.receive({ ...asked()[count]!, header: { ...asked()[count]!.header, msg_type: 'input_reply' }, parent_header: asked()[count]!.header, content: { value } });
    }
    return { printed: printed(await this.settle(request)), asked: asked().map(({ content }) => content) };
  }

  async subshell(): Promise<string> {
    return String((await this.settle(this.front.post('create_subshell_request', {}, 'control'))).find(({ channel }) => channel === 'control')!.content.subshell_id);
  }
}

function printed(messages: readonly Message[]): string {
  return messages.map(({ header, content }) => {
    if (header.msg_type === 'stream') return String(content.text);
    if (header.msg_type === 'error') return `${String(content.ename)}: ${String(content.evalue)}\n`;
    return 'data' in content ? String((content.data as Content)['text/plain']) : '';
  }).join('');
}

const replyTo = (messages: readonly Message[]): Content => messages.find(({ channel }) => channel === 'shell')!.content;

describe('a lab behind the protocol', () => {
  const lab = new Lab();
  afterAll(() => lab.session.close());

  describe('read', () => {
    it('asks the front end, with its prompt, hidden where it is a password', async () => {
      expect(await lab.converse('read name; read -p "Password: " -s secret; echo "$name:$secret"', ['  jo ann ', 'x y'])).toEqual({
        printed: 'jo ann:x y\n',
        asked: [{ prompt: '', password: false }, { prompt: 'Password: ', password: true }],
      });
    });

    it('asks again for each line, until Ctrl-D', async () => {
      expect(await lab.converse('while read -r line; do echo "<$line>"; done; echo $?', ['a', 'b\\', '\u0004'])).toMatchObject({ printed: '<a>\n<b\\>\n0\n' });
      expect(await lab.converse('read -p "? " x; echo "[$x]"', ['one \\', 'two'])).toEqual({ printed: '[one two]\n', asked: [{ prompt: '? ', password: false }, { prompt: '', password: false }] });
    });

    it('asks from a shell within the shell, and not where its input is elsewhere', async () => {
      expect(await lab.converse(`bash -c 'read -p "who? " who; echo "I am $who"'`, ['bash'])).toEqual({ printed: 'I am bash\n', asked: [{ prompt: 'who? ', password: false }] });
      expect(await lab.converse('echo piped | { read x; echo $x; }; read y <<< here; echo $y; grep x; cat', [])).toEqual({ printed: 'piped\nhere\n', asked: [] });
    });

    it('finds the end where nobody can be asked, and says so once', async () => {
      expect(await lab.print('read x; echo $?; read y; echo "[$x$y]"')).toBe("vethlab: nobody can be asked for input here, so 'read' finds the end of it\n1\n[]\n");
    });

    it('lets lab time wait for the answer', async () => {
      const { printed: shown } = await lab.converse('a=$(date +%s%N); sleep 30 & read x; b=$(date +%s%N); echo $(( (b - a) / 1000000000 )); kill %1', ['']);
      expect(shown).toMatch(/^\[1\] \d+\n0\n/);
    });

    it('ends with an interrupt, and the state stays', async () => {
      const request = lab.front.post('execute_request', { code: 'kept=yes; read -p "never " x; echo no', allow_stdin: true });
      while (!lab.front.causedBy(request).some(({ channel }) => channel === 'stdin')) await new Promise((resolve) => setTimeout(resolve, 2));
      await lab.front.ask('interrupt_request', {}, 'control');
      expect(printed(await lab.settle(request))).toContain('KeyboardInterrupt: interrupted');
      expect(await lab.print('echo $kept')).toBe('yes\n');
    });
  });

  describe('user_expressions', () => {
    const evaluate = async (code: string, expressions: Record<string, string>): Promise<Content> =>
      replyTo(await lab.ask('execute_request', { code, silent: true, user_expressions: expressions })).user_expressions as Content;

    it('are commands, which see the shell and leave it alone', async () => {
      expect(await evaluate('x=5; (exit 3)', { a: 'echo "$x $?"; x=6; cd /', b: 'echo "$x $?"; pwd', c: 'ip -j -br addr show lo', d: 'echo {1,2}', e: 'printf "{no json"' })).toEqual({
        a: { status: 'ok', data: { 'text/plain': '5 3' }, metadata: {} },
        b: { status: 'ok', data: { 'text/plain': '5 3\n/root' }, metadata: {} },
        c: { status: 'ok', data: { 'text/plain': expect.any(String), 'application/json': [expect.objectContaining({ ifname: 'lo', operstate: 'UNKNOWN' })] }, metadata: {} },
        d: { status: 'ok', data: { 'text/plain': '1 2' }, metadata: {} },
        e: { status: 'ok', data: { 'text/plain': '{no json' }, metadata: {} },
      });
      expect(await lab.print('echo "$x"')).toBe('5\n');
    });

    it('that fail say why', async () => {
      expect(await evaluate('', { a: 'ip link show nosuch', b: 'false', c: 'if then', d: 'echo "x', e: 'read x' })).toEqual({
        a: { status: 'error', ename: 'CommandFailed', evalue: 'Device "nosuch" does not exist.', traceback: ['Device "nosuch" does not exist.', 'exit code 1'] },
        b: { status: 'error', ename: 'CommandFailed', evalue: 'exit code 1', traceback: ['exit code 1'] },
        c: expect.objectContaining({ status: 'error', ename: 'SyntaxError' }),
        d: expect.objectContaining({ status: 'error', ename: 'SyntaxError' }),
        e: { status: 'error', ename: 'CommandFailed', evalue: 'exit code 1', traceback: ['exit code 1'] },
      });
      expect(await lab.print('echo on')).toBe('on\n');
    });
  });

  describe('a subshell', () => {
    it('looks on while a cell runs, with variables of its own', async () => {
      await lab.print('%limit 0\nmine=1');
      const id = await lab.subshell();
      const cell = lab.front.post('execute_request', { code: 'ip link add d0 type dummy; sleep inf' });
      let seen = '';
      while (!seen.includes('d0')) seen = await lab.print('ip -br link', {}, id);
      expect(await lab.print('echo "[$mine]"; theirs=2', {}, id)).toBe('[]\n');
      expect(await lab.print('echo "$theirs"; bash -c "ip link set d0 up"', {}, id)).toBe('2\nchanged on vm\n  ~ link d0  down → up\n');
      expect(await lab.print('%reset', {}, id)).toBe('MagicError: a subshell can look at the network and change it, but only the notebook itself can start it over\n');
      expect(await lab.print('%backend real', {}, id)).toBe('MagicError: only the notebook itself can move to another backend\n');
      expect(replyTo(await lab.ask('is_complete_request', { code: 'if' }, id)).status).toBe('incomplete');
      expect(lab.front.causedBy(cell).some(({ content }) => content.execution_state === 'idle')).toBe(false);
      await lab.front.ask('interrupt_request', {}, 'control');
      await lab.settle(cell);
      expect(await lab.print('ip -br link show d0 | grep -o "d0 *UNKNOWN"; echo "[$theirs]"')).toBe('d0               UNKNOWN\n[]\n');
      await lab.print('%reset');
      expect(await lab.print('ip -br link | grep -c d0; echo "[$theirs]"', {}, id)).toBe('0\n[]\n');
      await lab.print('%limit 10');
    });

    it('is interrupted with the rest, and by its end', async () => {
      const id = await lab.subshell();
      await lab.print('%limit 0', {}, id);
      const first = lab.front.post('execute_request', { code: 'echo go; sleep inf' }, 'shell', id);
      while (!lab.front.causedBy(first).some(({ header }) => header.msg_type === 'stream')) await new Promise((resolve) => setTimeout(resolve, 2));
      await lab.front.ask('interrupt_request', {}, 'control');
      expect(printed(await lab.settle(first))).toContain('KeyboardInterrupt');
      const second = lab.front.post('execute_request', { code: 'echo go; sleep inf' }, 'shell', id);
      while (!lab.front.causedBy(second).some(({ header }) => header.msg_type === 'stream')) await new Promise((resolve) => setTimeout(resolve, 2));
      await lab.settle(lab.front.post('delete_subshell_request', { subshell_id: id }, 'control'));
      expect(printed(await lab.settle(second))).toContain('KeyboardInterrupt');
      expect(await lab.print('echo on')).toBe('on\n');
    });
  });

  describe('output', () => {
    it('of 100,000 lines comes whole, in few messages', async () => {
      const messages = await lab.ask('execute_request', { code: 'seq 100000; echo end' });
      expect(printed(messages) === `${Array.from({ length: 100_000 }, (_, i) => `${i + 1}\n`).join('')}end\n`).toBe(true);
      expect(messages.length).toBeLessThan(100);
      expect(messages.at(-1)!.content.execution_state).toBe('idle');
    });

    it('keeps carriage returns, and shows octets that are no UTF-8 as such', async () => {
      expect(await lab.print(String.raw`printf '10%%\r20%%\r\n'`)).toBe('10%\r20%\r\n');
      expect(await lab.print(String.raw`printf 'é😀\n' | head -c 4; echo; echo ok`)).toBe('é\ufffd\nok\n');
      expect(await lab.print(String.raw`printf 'a\xff\xfeb\303'; echo -e '\xc3\xa9\0360\x9f\x98\x80ÿ'; printf -v x '\303\251\377'; echo $x; printf '\377' | wc -c`)).toBe('a\ufffd\ufffdb\ufffdé😀ÿ\né\ufffd\n1\n');
    });

    it('of an endless command without a limit comes no faster than time passes', async () => {
      await lab.print('%limit 0');
      const began = Date.now();
      const request = lab.front.post('execute_request', { code: 'date +%s; ping 127.0.0.1 | cat' });
      const replies = (): number => printed(lab.front.causedBy(request)).split('icmp_seq=').length - 1;
      while (replies() < 2) await new Promise((resolve) => setTimeout(resolve, 5));
      const passed = Date.now() - began;
      await lab.front.ask('interrupt_request', {}, 'control');
      await lab.settle(request);
      await lab.print('%limit 10');
      expect(replies() - 1).toBeLessThanOrEqual((Date.now() - began) / 1000);
      expect(passed).toBeGreaterThan(900);
    });
  });

  it('counts cursor positions in code points', async () => {
    const code = 'echo "😀😀"; pin';
    expect(replyTo(await lab.ask('complete_request', { code, cursor_pos: 14 }))).toMatchObject({ matches: ['ping', 'ping4', 'ping6'], cursor_start: 11, cursor_end: 14 });
    expect(replyTo(await lab.ask('inspect_request', { code: '😀😀; ping', cursor_pos: 6 }))).toMatchObject({ found: true });
  });
});
