import { NTF, NUD, parseAddress, type NeighMessage } from '../../../src/stack';
import { neighUsage } from '../../../src/commands/ip/help/neigh';
import { ask } from './tables';

const neigh = (dst: string, state: number, more: Partial<NeighMessage> = {}): NeighMessage => ({
  family: dst.includes(':') ? 10 : 2, index: 3, dst: parseAddress(dst)!, state, flags: 0, probes: 0,
  cacheinfo: { confirmed: 1200, used: 340, updated: 99, refcnt: 1 }, ...more,
});

const NEIGHBOURS = [
  neigh('10.0.0.7', NUD.PERMANENT, { lladdr: '02:00:00:00:00:77' }),
  neigh('10.0.0.8', NUD.STALE, { lladdr: '02:00:00:00:00:88', probes: 1 }),
  neigh('10.0.0.9', NUD.FAILED),
  neigh('fe80::1', NUD.REACHABLE, { lladdr: '02:00:00:00:00:99', flags: NTF.ROUTER, index: 2 }),
  neigh('ff02::16', NUD.NOARP, { lladdr: '33:33:00:00:00:16' }),
];

describe('ip neigh show', () => {
  it.each([
    ['ip neigh', '10.0.0.7 dev veth0 lladdr 02:00:00:00:00:77 PERMANENT \n10.0.0.8 dev veth0 lladdr 02:00:00:00:00:88 STALE \n10.0.0.9 dev veth0 FAILED \nfe80::1 dev veth1 lladdr 02:00:00:00:00:99 router REACHABLE \n'],
    ['ip neigh show nud permanent', '10.0.0.7 dev veth0 lladdr 02:00:00:00:00:77 PERMANENT \n'],
    ['ip neigh show nud noarp', 'ff02::16 dev veth0 lladdr 33:33:00:00:00:16 NOARP \n'],
    ['ip neigh show 10.0.0.8', '10.0.0.8 dev veth0 lladdr 02:00:00:00:00:88 STALE \n'],
    ['ip neigh show dev veth1', 'fe80::1 lladdr 02:00:00:00:00:99 router REACHABLE \n'],
    ['ip -4 neigh show nud failed', '10.0.0.9 dev veth0 FAILED \n'],
    ['ip -s neigh show nud stale', '10.0.0.8 dev veth0 lladdr 02:00:00:00:00:88  ref 1 used 3/12/0probes 1 STALE \n'],
    ['ip -br neigh show dev veth1', 'fe80::1                                 02:00:00:00:00:99\n'],
    ['ip -j neigh show 10.0.0.7', '[{"dst":"10.0.0.7","dev":"veth0","lladdr":"02:00:00:00:00:77","state":["PERMANENT"]}]\n'],
    ['ip -j neigh show dev veth1', '[{"dst":"fe80::1","lladdr":"02:00:00:00:00:99","router":null,"state":["REACHABLE"]}]\n'],
  ])('answers %p', async (line, stdout) => {
    expect(await ask(line, { neighbours: NEIGHBOURS })).toMatchObject({ stdout, stderr: '', rc: 0 });
  });

  it('shows proxies', async () => {
    const shown = await ask('ip neigh show proxy', { neighbours: [neigh('10.0.0.50', 0, { flags: NTF.PROXY })] });
    expect(shown).toMatchObject({ stdout: '10.0.0.50 dev veth0 proxy \n', rc: 0, filters: [{ proxy: true }] });
  });
});

describe('ip neigh add and its like', () => {
  const dst = parseAddress('10.0.0.7')!;

  it.each([
    ['add 10.0.0.7 lladdr 02:00:00:00:00:77 dev veth0', { type: 'RTM_NEWNEIGH', create: true, excl: true, family: 2, dst, index: 3, state: NUD.PERMANENT, flags: 0, lladdr: '02:00:00:00:00:77' }],
    ['replace 10.0.0.7 dev veth0 nud stale lladdr 2:0:0:0:0:8', { type: 'RTM_NEWNEIGH', create: true, replace: true, family: 2, dst, index: 3, state: NUD.STALE, flags: 0, lladdr: '02:00:00:00:00:08' }],
    ['change 10.0.0.7 dev veth0 nud none router', { type: 'RTM_NEWNEIGH', replace: true, family: 2, dst, index: 3, state: NUD.NONE, flags: NTF.ROUTER }],
    ['add proxy 10.0.0.7 dev veth0', { type: 'RTM_NEWNEIGH', create: true, excl: true, family: 2, dst, index: 3, state: NUD.PERMANENT, flags: NTF.PROXY }],
    ['del 10.0.0.7 dev veth0', { type: 'RTM_DELNEIGH', family: 2, dst, index: 3, flags: 0 }],
  ])('asks the kernel to %p', async (line, request) => {
    const asked = await ask(`ip neigh ${line}`);
    expect(asked).toMatchObject({ stdout: '', stderr: '', rc: 0 });
    expect(asked.requests).toEqual([request]);
  });

  it.each([
    ['add 10.0.0.7', 'Device and destination are required arguments.\n', 255],
    ['add 10.0.0.7 dev nope', 'Cannot find device "nope"\n', 1],
    ['add 10.0.0.7 dev veth0 nud foo', 'Error: argument "foo" is wrong: nud state is bad\n', 255],
    ['add 10.0.0.7 dev veth0 foo', 'Error: either "to" is duplicate, or "foo" is a garbage.\n', 255],
    ['add 10.0.0.7 dev veth0 lladdr zz', '"zz" is invalid lladdr.\n', 1],
    ['add 10.0.0.7 dev veth0 lladdr 1:2 lladdr 3:4', 'Error: duplicate "lladdr": "3:4" is the second value.\n', 255],
    ['get 10.0.0.7', 'Device and address are required arguments.\n', 1],
    ['flush', 'Flush requires arguments.\n', 1],
    ['show nud foo', 'Error: argument "foo" is wrong: nud state is bad\n', 255],
    ['foo', 'Command "foo" is unknown, try "ip neigh help".\n', 255],
    ['help', neighUsage, 255],
  ])('refuses ip neigh %p', async (line, stderr, rc) => {
    expect(await ask(`ip neigh ${line}`)).toMatchObject({ stdout: '', stderr, rc, requests: [] });
  });

  it('gets one, and flushes', async () => {
    expect((await ask('ip neigh get 10.0.0.7 dev veth0', { getNeigh: () => NEIGHBOURS[0]! })).stdout).toBe('10.0.0.7 dev veth0 lladdr 02:00:00:00:00:77 PERMANENT \n');
    const flushed = await ask('ip -s neigh flush all', { neighbours: NEIGHBOURS });
    expect(flushed).toMatchObject({ stdout: '\n*** Round 1, deleting 3 entries ***\n*** Flush is complete after 1 round ***\n', rc: 0 });
    expect((await ask('ip -s neigh flush dev veth0 nud probe', { neighbours: NEIGHBOURS })).stdout).toBe('Nothing to flush.\n');
  });
});
