import { Notebook } from './session';

describe('magics', () => {
  let notebook: Notebook;

  beforeEach(() => {
    notebook = new Notebook();
  });

  afterEach(() => notebook.close());

  it('shows colours as escape sequences in text, and beside the table in HTML', async () => {
    const { text, html } = await notebook.run('ip -c -br link show lo');
    expect(text).toBe('\u001b[36mlo               \u001b[0mUNKNOWN        \u001b[33m00:00:00:00:00:00 \u001b[0m<LOOPBACK,UP,LOWER_UP> \n');
    expect(html).toContain('<span style="color: #0b6e80">lo               </span><span>UNKNOWN        </span><span style="color: #a34a06">00:00:00:00:00:00 </span>');
    expect(html).toContain('<table ');
  });

  it('pictures why a lookup fails, below the error', async () => {
    await notebook.run('ip route add unreachable 198.51.100.0/24');
    const { text, html } = await notebook.run('ip route get 198.51.100.1; ip route get nowhere');
    expect(text).toBe('RTNETLINK answers: No route to host\nError: any valid prefix is expected rather than "nowhere".\n');
    expect(html.match(/alt="[^"]*"/g)).toEqual(['alt="ip route get 198.51.100.1: rule 0, table local: no route contains 198.51.100.1; rule 32766, table main: unreachable 198.51.100.0/24, longest match, and it says unreachable: No route to host."']);
    expect((await notebook.run('ip route get 198.51.100.1 2>/dev/null')).html).toBe('');
  });

  it('shows notices of jobs as no errors', async () => {
    const { text, errors } = await notebook.run('sleep 1 &\nsleep 2\nfg');
    expect(text.replace(/\d{2,}/, 'PID')).toBe('[1] PID\n[1]+  Done                    sleep 1\nbash: fg: current: no such job\n');
    expect(errors).toBe('bash: fg: current: no such job\n');
  });

  it('names the namespaces of other ends in brief tables too', async () => {
    await notebook.run('ip netns add red; ip link add veth0 type veth peer name veth1 netns red');
    const { html } = await notebook.run('ip -br link; ip -all netns exec ip -br addr');
    expect(html.replace(/<[^>]*>/g, ' ').match(/veth\d +@if\d +in \S+( \S+)?/g)?.map(one => one.replace(/ +/g, ' '))).toEqual(['veth0 @if2 in red', 'veth1 @if3 in another namespace']);
  });

  it('marks in a picture what is new or changed since the last one of this network', async () => {
    expect((await notebook.run('%show topology')).text).not.toMatch(/ (new|changed) /);
    await notebook.run('ip link add veth0 type veth peer name veth1; ip link set veth0 up');
    expect((await notebook.run('%show topology')).text).toContain(`
│ ● eth1   up               192.0.2.1/24 ╞═══╗
│ ○ veth1  down        new               ├╌┐ ║
│ ◐ veth0  no carrier  new               ├╌┘ ║
`);
    await notebook.run('ip link set veth1 up');
    expect((await notebook.run('%show topology')).text.match(/^.* (new|changed) .*$/gm)).toEqual([
      '│ ● veth1  up  changed               ├─┐ ║',
      '│ ● veth0  up  changed               ├─┘ ║',
    ]);
    expect((await notebook.run('%show topology')).text).not.toMatch(/ (new|changed) /);
    for (const again of ['%reset', '%lab cabled', '%seed 7']) {
      await notebook.run(again);
      expect((await notebook.run('%show topology')).text).not.toMatch(/veth| (new|changed) /);
    }
  });

  it.each([
    ['%lab nothing', 'there is no lab "nothing"'],
    ['%hots left', 'there is no %hots. Did you mean "%host"? There are %lab, %host, %netns, %backend, %show, %why, %trace, %checkpoint, %restore, %undo, %reset, %seed, %limit, %config, %clear, %help, %lsmagic; %help says what each does'],
    ['%nothing', 'there is no %nothing. There are %lab, %host, %netns, %backend, %show, %why, %trace, %checkpoint, %restore, %undo, %reset, %seed, %limit, %config, %clear, %help, %lsmagic; %help says what each does'],
    ['%%nothing\nip link', 'there is no %%nothing. There are %%host, %%netns, %%ts, %%check, %%trace, %%capture; %help says what each does'],
    ['ip link\n%%host right', '%%host must be the first line of its cell'],
    ['%%host nowhere\nip link', 'there is no host "nowhere": it is one of left, right'],
    ['%%bash\nip link', 'there is no %%bash: a cell is a shell script already, so leave this line out. %help says what there is'],
    ['%host nobody', 'there is no host "nobody": it is one of left, right'],
    ['%limit x', '%limit N: N is a whole number from 0 to 86400, not "x"'],
    ['%clear all', "%clear takes no argument, or 'wait': what is shown next takes the place of what is there"],
    ['%why now', '%why takes no argument'],
    ['%netns red', 'there is no namespace "red": make it with `ip netns add red`'],
    ['ip netns add blue\n%netns red', 'there is no namespace "red": it is one of blue, or - for the host\'s own'],
    ['%%netns red\nip link', 'there is no namespace "red": make it with `ip netns add red`'],
    ['%config colour=on', 'there is no setting "colour": it is one of limit, seed, changes, tables'],
    ['%config limit=-1', '%config limit=N: N is a whole number from 0 to 86400, not "-1"'],
    ['%config tables=maybe', '%config tables=on|off: it is on or off, not "maybe"'],
    ['%%capture 1x\nip link', '%%capture NAME: NAME is that of a shell variable, not "1x"'],
    ['readonly kept\n%help', 'it did not fail'],
    ['%lsmagic all', '%lsmagic takes no argument'],
  ])('says what to do after %j', async (code, message) => {
    expect(await notebook.fails(code)).toBe(message);
  });

  it('runs a whole cell on another host, and goes back', async () => {
    expect((await notebook.run('\n%%host right\nhostname; cd /tmp')).text).toBe('right\n');
    expect((await notebook.run('hostname')).text).toBe('left\n');
  });

  it('puts the shell into a namespace, and out again', async () => {
    await notebook.run('ip netns add red; ip netns add blue; ip link add v0 type veth peer name v1; ip link set v1 netns red; x=1');
    expect((await notebook.run('%netns')).text).toBe("* - (the host's own)\n  red\n  blue");
    expect((await notebook.run('%netns red\nls /sys/class/net; echo $x; x=2; echo 1 > /proc/sys/net/ipv4/ip_forward; sysctl net.ipv4.ip_forward; ip netns identify')).text)
      .toBe('lo\nv1\n1\nnet.ipv4.ip_forward = 1\nred\n');
    const shown = await notebook.run('ip link show v1');
    expect(shown.html).toContain('v1');
    expect(shown.text).toContain('v1@if');
    expect((await notebook.run('%netns')).text).toBe("  - (the host's own)\n* red\n  blue");
    expect((await notebook.run('(ip -br link) | cut -d" " -f1; bash -c "ls /sys/class/net"')).text).toBe('lo\nv1@if4\nlo\nv1\n');
    expect((await notebook.run('ip netns del red\nls /sys/class/net\n%netns')).text).toBe("lo\nv1\n  - (the host's own)\n  blue\n* red (deleted)changed on left\n  - namespace red\n");
    expect((await notebook.run('%netns -\nls /sys/class/net; echo $x; sysctl net.ipv4.ip_forward')).text).toBe('eth1\nlo\n2\nnet.ipv4.ip_forward = 0\nchanged on left\n  - link v0@if3\n');
    expect((await notebook.run('%%netns blue\nls /sys/class/net')).text).toBe('lo\n');
    expect((await notebook.run('ip netns identify; ls /sys/class/net')).text).toBe('\neth1\nlo\n');
  });

  it('keeps what a cell printed in shell variables', async () => {
    expect(await notebook.run('%%capture seen\nip -br link show lo\necho two\nls /nowhere\n')).toEqual({ outcome: { status: 'ok' }, text: '', errors: '', html: '' });
    expect((await notebook.run('echo "<$seen>"; echo "<$seen_err>"')).text)
      .toMatch(/^<lo +UNKNOWN +00:00:00:00:00:00 <LOOPBACK,UP,LOWER_UP> ?\ntwo>\n<ls: cannot access '\/nowhere': No such file or directory>\n$/);
  });

  it('sets what can be set', async () => {
    expect((await notebook.run('%config')).text).toBe("limit=10\nseed=the lab's own\nchanges=on\ntables=on");
    expect((await notebook.run('%config limit=3\n%config limit\n%limit')).text).toBe('limit=33');
    expect((await notebook.run('ip link show lo')).html).not.toBe('');
    expect((await notebook.run('%config tables = off\nip link show lo')).html).toBe('');
    await notebook.run('%show topology');
    expect((await notebook.run('%config changes=off\nip link add d0 type dummy\n%show topology')).text).not.toContain(' new ');
    expect((await notebook.run('%config seed=5\n%seed')).text).toBe('5');
  });

  it('says more about one of them', async () => {
    expect((await notebook.run('%help %limit')).text).toBe('%limit [N]\n  interrupts a command without end after N seconds of lab time, 0 for never; without N it says the limit');
    expect((await notebook.run('%help host')).text).toMatch(/^%host \[NAME\]\n(  .*\n)+\n%%host NAME\n  runs the cell in that host's shell, and goes back$/);
    expect((await notebook.run('%lsmagic')).text).toBe('%lab  %host  %netns  %backend  %show  %why  %trace  %checkpoint  %restore  %undo  %reset  %seed  %limit  %config  %clear  %help  %lsmagic\n%%host  %%netns  %%ts  %%check  %%trace  %%capture');
    expect((await notebook.run('%help ip link set mtu')).text).toMatch(/mtu/);
    expect(await notebook.fails('%help x')).toMatch(/^%help knows nothing of "x": it knows %lab, /);
  });

  it('keeps the network when a magic fails', async () => {
    await notebook.run('ip link add d0 type dummy');
    await notebook.fails('%lab nothing');
    expect((await notebook.run('ip -br link show d0')).text).toMatch(/^d0 +DOWN/);
  });
});
