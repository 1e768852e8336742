import { Notebook } from './session';

describe('magics', () => {
  let notebook: Notebook;

  beforeEach(() => {
    notebook = new Notebook();
  });

  afterEach(() => notebook.close());

  it('marks in a picture what is new or changed since the last one of this network', async () => {
    expect((await notebook.run('%show topology')).text).not.toMatch(/\((new|changed)\)/);
    await notebook.run('ip link add veth0 type veth peer name veth1; ip link set veth0 up');
    expect((await notebook.run('%show topology')).text).toContain(`
  ● eth1   up          192.0.2.1/24  cable to eth1 in right
  ○ veth1  down                      veth pair with veth0    (new)
  ◐ veth0  no carrier                veth pair with veth1    (new)
`);
    await notebook.run('ip link set veth1 up');
    expect((await notebook.run('%show topology')).text.match(/^.*\((new|changed)\)$/gm)).toEqual([
      '  ● veth1  up                veth pair with veth0    (changed)',
      '  ● veth0  up                veth pair with veth1    (changed)',
    ]);
    expect((await notebook.run('%show topology')).text).not.toMatch(/\((new|changed)\)/);
    for (const again of ['%reset', '%lab cabled', '%seed 7']) {
      await notebook.run(again);
      expect((await notebook.run('%show topology')).text).not.toMatch(/veth|\((new|changed)\)/);
    }
  });

  it.each([
    ['%lab nothing', 'there is no lab "nothing"'],
    ['%hots left', 'there is no %hots. Did you mean "%host"? There are %lab, %host, %backend, %show, %why, %limit, %seed, %reset, %clear, %help, %lsmagic; %help says what each does'],
    ['%nothing', 'there is no %nothing. There are %lab, %host, %backend, %show, %why, %limit, %seed, %reset, %clear, %help, %lsmagic; %help says what each does'],
    ['%%nothing\nip link', 'there is no %%nothing. There are %%host, %%check; %help says what each does'],
    ['ip link\n%%host right', '%%host must be the first line of its cell'],
    ['%%host nowhere\nip link', 'there is no host "nowhere": it is one of left, right'],
    ['%%bash\nip link', 'there is no %%bash: a cell is a shell script already, so leave this line out. %help says what there is'],
    ['%host nobody', 'there is no host "nobody": it is one of left, right'],
    ['%limit x', '%limit N: N is a whole number from 0 to 86400, not "x"'],
    ['%why now', '%why takes no argument'],
  ])('says what to do after %j', async (code, message) => {
    expect(await notebook.fails(code)).toBe(message);
  });

  it('runs a whole cell on another host, and goes back', async () => {
    expect((await notebook.run('\n%%host right\nhostname; cd /tmp')).text).toBe('right\n');
    expect((await notebook.run('hostname')).text).toBe('left\n');
  });

  it('keeps the network when a magic fails', async () => {
    await notebook.run('ip link add d0 type dummy');
    await notebook.fails('%lab nothing');
    expect((await notebook.run('ip -br link show d0')).text).toMatch(/^d0 +DOWN/);
  });
});
