import { Notebook } from './session';

const PAIR = 'ip link add veth0 type veth peer name veth1; ip addr add 10.0.0.1/24 dev veth0; ip addr add 10.0.0.2/24 dev veth1; ip link set veth0 up';

describe('%%check', () => {
  let notebook: Notebook;

  beforeEach(async () => {
    notebook = new Notebook();
    await notebook.run(PAIR);
  });

  afterEach(() => notebook.close());

  it('says which lines hold, and fails with what was expected and found', async () => {
    const { outcome, text, html } = await notebook.run(`%%check "both ends are up" 2
# the near end
not link veth0 operstate DOWN
link veth1 operstate UP
hint: is the other end switched on?
no link veth9
in netns red link veth1 exists
`);
    expect(text).toBe(`✗ both ends are up: 2 of 4 lines hold, 0 of 2 points
  ✓ not link veth0 operstate DOWN
  ✗ link veth1 operstate UP
      expected  operstate UP
      found     operstate DOWN
      hint      is the other end switched on?
  ✓ no link veth9
  ✗ in netns red link veth1 exists
      expected  a namespace red
      found     no namespace red`);
    expect(outcome).toEqual({
      status: 'error', ename: 'CheckFailed', evalue: 'both ends are up: 2 of 4 lines hold, 0 of 2 points', traceback: ['CheckFailed: both ends are up: 2 of 4 lines hold, 0 of 2 points'],
    });
    expect(html.replace(/<[^>]*>/g, '')).toContain('✗ link veth1 operstate UPexpected operstate UPfound operstate DOWNhint is the other end switched on?');
  });

  it('pings, and knows why there was no answer', async () => {
    await notebook.run('ip link set veth1 up');
    const { outcome, text } = await notebook.run(`%%check "the puzzle"
ping veth1 -> 10.0.0.1 fails because IP_LOCAL_SOURCE
ping veth1 -> 10.0.0.1 fails because SKB_DROP_REASON_IP_LOCAL_SOURCE
ping veth1 -> 10.0.0.1 fails because "martian source"
ping 10.0.0.1 succeeds
ping 203.0.113.9 succeeds
on host right ping 192.0.2.1 fails
ping veth1 -> 10.0.0.1 fails because NETFILTER_DROP`);
    expect(text).toBe(`✗ the puzzle: 4 of 7 lines hold
  ✓ ping veth1 -> 10.0.0.1 fails because IP_LOCAL_SOURCE
  ✓ ping veth1 -> 10.0.0.1 fails because SKB_DROP_REASON_IP_LOCAL_SOURCE
  ✓ ping veth1 -> 10.0.0.1 fails because "martian source"
  ✓ ping 10.0.0.1 succeeds
  ✗ ping 203.0.113.9 succeeds
      expected  an answer
      found     no answer; dropped: IP_INADDRERRORS (it is for another host, and this one does not pass it on: net.ipv4.conf.eth1.forwarding = 0)
  ✗ on host right ping 192.0.2.1 fails
      expected  no answer
      found     an answer
  ✗ ping veth1 -> 10.0.0.1 fails because NETFILTER_DROP
      expected  no answer because NETFILTER_DROP
      found     no answer; dropped: IP_LOCAL_SOURCE (it comes in from outside, yet its source is one of this host's own addresses (a martian source): net.ipv4.conf.veth0.accept_local = 0), NEIGH_FAILED (nobody answered the question for the MAC address of its next hop: ARP got no answer)`);
    expect(outcome.status).toBe('error');
  });

  it('fills in variables of the shell', async () => {
    await notebook.run('OCTET=1; dev=veth0');
    expect((await notebook.run('%%check "values" 1\nlink $dev has address 10.0.0.${OCTET}/24')).text).toBe('✓ values: it holds, 1 of 1 point\n  ✓ link veth0 has address 10.0.0.1/24');
    expect(await notebook.fails('%%check "values"\nlink $nothing exists')).toBe('line 2, link $nothing exists: $nothing has no value here');
  });

  it("follows a student's own values", async () => {
    expect((await notebook.run('%seed from ada\necho $OCTET')).text).toBe('204\n');
    const check = '%%check "own"\non host right link lo has address 10.9.$OCTET.1/24\non host right link lo has address 10.9.204.1';
    expect((await notebook.run(check)).outcome.status).toBe('ok');
    expect((await notebook.run('%seed from grace\necho $OCTET')).text).not.toBe('204\n');
    expect(await notebook.fails(check)).toBe('own: 1 of 2 lines hold');
    expect(await notebook.fails('%seed from')).toBe('%seed from NAME: whose? Where Jupyter starts with VETHLAB_STUDENT or JUPYTERHUB_USER, the name can be left out');
  });

  it("gives a line's share of the points where that is wanted, as nbgrader reads it", async () => {
    const { outcome, text } = await notebook.run('%%check "shares" 3 partial\nlink veth0 exists\nlink veth9 exists\nlink veth1 mtu 1500');
    expect(outcome).toEqual({ status: 'ok' });
    expect(text).toMatch(/^✗ shares: 2 of 3 lines hold, 2 of 3 points\n[^]*mtu 15002$/);
    expect((await notebook.run('%%check "none" 3 partial\nlink veth9 exists')).outcome).toMatchObject({ status: 'error', ename: 'CheckFailed' });
  });

  it.each([
    ['%%check', '%%check "TITLE" [POINTS [partial]] [ts]: a title in quotes, then what it is worth; with \'partial\' each line earns its share, with \'ts\' the lines are TypeScript. This is ""'],
    ['%%check "t" 2 partial ts\n1', '%%check "TITLE" [POINTS [partial]] [ts]: a check in TypeScript earns all or nothing, so leave out \'partial\', or make two checks of it'],
    ['%%check "t" ts\n', "a check in TypeScript needs a line such as: expect(net.link('veth0').up).toBe(true);"],
    ['%%check "t"\n# nothing', 'a check needs a line such as: link veth0 operstate UP'],
    ['%%check "t"\n\non host rihgt link lo', 'line 3, on host rihgt link lo: no host "rihgt"; did you mean right?'],
  ])('says what to do after %j', async (code, message) => {
    expect(await notebook.fails(code)).toBe(message);
  });
});
