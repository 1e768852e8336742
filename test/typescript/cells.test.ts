import { LabSession } from '../../src/jupyter/lab-session';
import type { CellOutput } from '../../src/jupyter/session';
import { TypeScriptLanguage } from '../../src/typescript/language';
import { bundle } from '../bundle';
import { loadLab, Notebook } from '../jupyter/session';

/** One notebook for all: each cell builds on those before it, as they do for whoever types them. */
describe('%%ts', () => {
  const language = new TypeScriptLanguage([process.execPath, bundle(), 'typescript']);
  const notebook = new Notebook(async (_kind, settings) => new LabSession({ loadLab, settings, languages: { ts: () => language } }));
  const ts = (code: string): ReturnType<Notebook['run']> => notebook.run(`%%ts\n${code}`);
  const text = async (code: string): Promise<string> => {
    const { outcome, text: shown } = await ts(code);
    return outcome.status === 'ok' ? shown : outcome.traceback.join('\n');
  };
  afterAll(() => notebook.close());

  it('answers with what the last line comes to', async () => {
    expect(await text('const list: number[] = [1, 2, 3];\nlist.map((one) => one * 2)')).toBe('[ 2, 4, 6 ]');
  });

  it('keeps what cells declare', async () => {
    expect(await text('interface Pair { left: string; right: string }\nlet pair: Pair = { left: "a", right: "b" };\nfunction swap({ left, right }: Pair): Pair {\n  return { left: right, right: left };\n}')).toBe('');
    expect(await text('pair = swap(pair);\nconsole.log(pair.left, pair.right)')).toBe('b a\n');
  });

  it('shows the network as objects', async () => {
    expect(await text('console.log(net.name, net.hosts.map((one) => one.name), net.link("eth1").addresses.map((one) => one.cidr)[0]);\nnet.routes.filter((one) => one.table === "main" && one.family === "inet").map((one) => `${one.destination} ${one.gateway ?? "-"} ${one.dev}`)'))
      .toBe("left [ 'left', 'right' ] 192.0.2.1/24\n[ 'default 192.0.2.2 eth1', '192.0.2.0/24 - eth1' ]");
    expect(await text('net.host("right").link("eth9")')).toBe('Error: there is no link "eth9": there is lo, eth1\nline 2: net.host("right").link("eth9")\n    at line 2');
  });

  it('runs commands, whose values are words whatever they hold', async () => {
    expect(await text('const name = "dum my";\nconst { stdout, stderr, status } = await sh`echo ${name} ${["$HOME", "a\'b"]}; false`;\n[stdout, stderr, status]')).toBe('[ "dum my $HOME a\'b\\n", \'\', 1 ]');
    expect(await text('await sh`ip link add ${"veth0"} type veth peer name veth1`;\nnet.links.map(({ name, kind, up, peer }) => [name, kind, up, peer].join(" "))'))
      .toBe("[\n  'lo loopback true ',\n  'eth1 ether true ',\n  'veth1 veth false veth0',\n  'veth0 veth false veth1'\n]changed on left\n  + link veth1@veth0  veth, down\n  + link veth0@veth1  veth, down\n");
    expect(await text('(await sh`ip -j link show dev veth0`).json<{ mtu: number }[]>()[0]!.mtu')).toBe('1500');
    expect((await notebook.run('ip -br link show dev veth0')).text).toContain('veth0@veth1');
  });

  it('shares variables with the shell', async () => {
    await ts('const subnet = "10.9.0";\nlet count = 3;\nconst unshared = [1];');
    expect((await notebook.run('echo $subnet.$count; count=7; greeting="hello there"')).text).toBe('10.9.0.3\n');
    expect(await text('console.log(shell.greeting, shell.count, shell.nothing);\nshell.colour = "deep blue"')).toContain('hello there 7 undefined');
    expect((await notebook.run('echo "$colour $count"')).text).toBe('deep blue 7\n');
  });

  it('displays tables and pictures', async () => {
    const table = await ts('display.table(net.links.filter((one) => one.kind === "veth"), ["name", "up", "mtu"])');
    expect(table.text).toBe('name   up     mtu\nveth1  false  1500\nveth0  false  1500');
    expect(table.html).toContain('<table');
    const { html } = await ts('display.html("<b>bold</b>");\nawait display.topology();');
    expect(html).toMatch(/^<b>bold<\/b>.*data:image\/svg\+xml/s);
  });

  it('knows what jest expects', async () => {
    expect((await ts('expect(net.link("veth0").mtu).toBe(1500)')).outcome).toEqual({ status: 'ok' });
    expect(await text('\nexpect(net.link("veth0").up).toBe(true)')).toBe(
      'Error: expect(received).toBe(expected) // Object.is equality\n\nExpected: true\nReceived: false\nline 3: expect(net.link("veth0").up).toBe(true)\n    at line 3');
  });

  it('judges checks, with their hints and what they are worth', async () => {
    const check = `%%check "the pair is up" 2 ts
const { up } = net.link('veth0');

expect(up).toBe(true);
// hint: which command sets a link up?
7`;
    expect(await notebook.run(check)).toMatchObject({
      outcome: { status: 'error', ename: 'CheckFailed', evalue: "the pair is up: it doesn't hold, 0 of 2 points" },
      text: "✗ the pair is up: it doesn't hold, 0 of 2 points\n  ✗ expect(up).toBe(true);\n      expected  true\n      found     false\n      hint      which command sets a link up?",
    });
    expect(await notebook.run(check.replace('true', 'false'))).toMatchObject({ outcome: { status: 'ok' }, text: '✓ the pair is up: it holds, 2 of 2 points\n  ✓ what is expected' });
    expect((await notebook.run('%%check "x" ts\nnet.link("veth8")')).text).toBe(
      `✗ x: it doesn't hold\n  ✗ net.link("veth8")\n      expected  no error\n      found     there is no link "veth8": there is lo, eth1, veth1, veth0`);
    expect((await notebook.run('%%check "x" ts\nexpect(["a"]).toContain("b")')).text).toBe(
      `✗ x: it doesn't hold\n  ✗ expect(["a"]).toContain("b")\n      expected  "b"\n      found     ["a"]`);
    expect((await notebook.run('%%check "x" ts\nnet.lnk("veth8")')).outcome).toMatchObject({ status: 'error', ename: 'TypeScriptError' });
  });

  it.each(['process.send!(null)', 'process.send!({ type: "output", method: "__proto__" })', 'process.send!({ type: "output", method: "stream", args: [1, 2] })', 'process.send!({ type: "ask", id: 1, method: "constructor", args: [] })'])('takes no harm from %s', async (code) => {
    await ts(code);
    expect(await text('typeof swap')).toBe("'function'");
  });

  it('refuses what has wrong types, at its own line, and keeps what there was', async () => {
    expect(await text('const fine = 1;\n\nfor (const one of net.links) { const mtu: string = one.mtu; }')).toBe(
      "line 4:38 - error TS2322: Type 'number' is not assignable to type 'string'.\n    for (const one of net.links) { const mtu: string = one.mtu; }\n                                         ~~~");
    expect(await text('typeof swap')).toBe("'function'");
  });

  it('tells where it failed, in functions of earlier cells too', async () => {
    await ts('// a comment\ntype Thing = { readonly size: number };\n\nfunction size(thing: Thing | undefined): number {\n\n  return thing!.size;\n}');
    expect(await text('await null;\n\nconst x: number =\n  size(undefined);')).toBe(
      "TypeError: Cannot read properties of undefined (reading 'size')\nline 4: const x: number =\n    at size, line 7 of an earlier cell\n    at line 4");
  });

  it('imports modules', async () => {
    expect(await text('import { join } from "node:path";\nimport { randomUUID as id } from "crypto";\njoin("a", "b") + id().length')).toBe("'a/b36'");
    expect(await text('join("c", "d")')).toBe("'c/d'");
  });

  it('completes and explains', async () => {
    const session = new LabSession({ loadLab, languages: { ts: () => language } });
    expect(await session.complete('%%ts\n"\u{1f40c}"; net.lin', 17)).toMatchObject({ matches: ['link', 'links'], start: 14, end: 17 });
    expect((await session.inspect('%%ts\nsh', 6))?.['text/plain']).toBe("const sh: Sh\n\nRuns commands in the present host's shell; each value is quoted. Resolves to their output and exit code.");
    expect(await session.isComplete('%%ts\nif (net.name) {')).toEqual({ status: 'incomplete', indent: '  ' });
    expect((await session.complete('ec', 2)).matches).toContain('echo');
    expect(await language.complete('net.lin', 7)).toEqual({ matches: ['link', 'links'], start: 4, end: 7, types: [{ text: 'link', type: 'method', start: 4, end: 7 }, { text: 'links', type: 'property', start: 4, end: 7 }] });
    expect(await language.inspect('net.routes', 7)).toEqual({
      'text/plain': '(property) Namespace.routes: readonly Route[]', 'text/markdown': '```typescript\n(property) Namespace.routes: readonly Route[]\n```\n\n',
    });
    expect(await language.isComplete('for (const x of net.links) {')).toEqual({ status: 'incomplete', indent: '  ' });
  });

  it.each([
    ['an endless loop', 'let rounds = 0;\nconsole.log("go");\nwhile (true) rounds++;'],
    ['one behind an await', 'console.log("go");\nawait new Promise((resolve) => setTimeout(resolve, 1));\nfor (;;) { rounds++; }'],
    ['a loop of awaits', 'console.log("go");\nfor (;;) await null;'],
    ['a wait without end', 'console.log("go");\nawait new Promise(() => undefined);'],
    ['what no loop of the cell is in', 'console.log("go");\n/^(a+)+$/.test("a".repeat(40) + "b")'],
    ['a command without end', 'console.log("go");\nawait sh`tail -f /dev/null`'],
  ])('is interrupted in %s', async (_what, code) => {
    const running = notebook.run(`%limit 0\n`).then(() => notebook.run(`%%ts\n${code}`, (shown) => shown.includes('go') && notebook.interrupt()));
    expect((await running).outcome).toMatchObject({ status: 'error', ename: 'KeyboardInterrupt' });
    expect(await text('typeof swap')).toBe("'function'");
  });

  it('is interrupted while it still loads', async () => {
    const young = new TypeScriptLanguage([process.execPath, bundle(), 'typescript']);
    const session = new LabSession({ loadLab, languages: { ts: () => young } });
    const output: CellOutput = { stream: () => undefined, display: () => undefined, update: () => undefined, result: () => undefined, clear: () => undefined };
    await session.execute('true', output);
    const running = session.execute('%%ts\nwhile (true);', output);
    await new Promise((resolve) => setTimeout(resolve, 100));
    session.interrupt();
    expect(await running).toMatchObject({ status: 'error', ename: 'KeyboardInterrupt' });
    expect(await session.execute('%%ts\nlet next = 1;', output)).toEqual({ status: 'ok' });
    await session.close();
  });
});
