import { parseAddress, type RuleMessage } from '../../../src/stack';
import { ask } from './tables';

const prefix = (text: string) => ({ address: parseAddress(text.split('/')[0]!)!, length: Number(text.split('/')[1]) });

/** The rules of a recording. */
const RULES: readonly RuleMessage[] = [
  { family: 2, action: 'to_tbl', table: 255, protocol: 2 },
  { family: 2, action: 'blackhole', priority: 100, src: prefix('198.51.100.0/24') },
  { family: 2, action: 'prohibit', priority: 200, dst: prefix('203.0.113.0/24') },
  { family: 2, action: 'to_tbl', priority: 300, invert: true, src: prefix('10.0.0.0/8'), table: 50 },
  { family: 2, action: 'to_tbl', priority: 400, ipproto: 6, dport: [80, 80], table: 60 },
  { family: 2, action: 'to_tbl', priority: 410, ipproto: 17, sport: [1000, 2000], table: 61 },
  { family: 2, action: 'to_tbl', priority: 420, uidRange: [1000, 1999], table: 62 },
  { family: 2, action: 'to_tbl', priority: 430, tos: 0x10, table: 63 },
  { family: 2, action: 'goto', priority: 440, fwmark: 1, fwmask: 0xff, iifname: 'eth9', iifDetached: true, goto: 500, unresolved: true },
  { family: 2, action: 'to_tbl', priority: 32766, table: 254, protocol: 2 },
];

describe('ip rule', () => {
  it('lists as recorded', async () => {
    expect(await ask('ip rule', { rules: RULES })).toMatchObject({
      stdout: '0:\tfrom all lookup local\n100:\tfrom 198.51.100.0/24 blackhole\n200:\tfrom all to 203.0.113.0/24 prohibit\n300:\tnot from 10.0.0.0/8 lookup 50\n'
        + '400:\tfrom all ipproto tcp dport 80 lookup 60\n410:\tfrom all ipproto udp sport 1000-2000 lookup 61\n420:\tfrom all uidrange 1000-1999 lookup 62\n430:\tfrom all tos 0x10 lookup 63\n'
        + '440:\tfrom all fwmark 0x1/0xff iif eth9 [detached] goto 500 [unresolved]\n32766:\tfrom all lookup main\n',
      stderr: '', rc: 0, filters: [{ family: 2 }],
    });
    expect((await ask('ip rule show table 50', { rules: RULES })).stdout).toBe('300:\tnot from 10.0.0.0/8 lookup 50\n');
    expect((await ask('ip -j -p rule show pref 400', { rules: RULES })).stdout)
      .toBe('[ {\n        "priority": 400,\n        "src": "all",\n        "ipproto": "tcp",\n        "dport": 80,\n        "table": "60"\n    } ]\n');
  });

  it('flushes all but the first', async () => {
    const { requests } = await ask('ip rule flush', { rules: RULES });
    expect(requests).toHaveLength(RULES.length - 1);
  });

  it.each([
    ['add from 192.0.2.0/24 table 7', { action: 'to_tbl', src: prefix('192.0.2.0/24'), table: 7 }],
    ['add pref 100', { action: 'to_tbl', priority: 100, table: 254 }],
    ['add not to 10/8 unreachable', { action: 'unreachable', invert: true, dst: prefix('10.0.0.0/8') }],
    ['add fwmark 0x1/0xff goto 500', { action: 'goto', goto: 500, fwmark: 1, fwmask: 255 }],
    ['add iif veth0 oif veth1 uidrange 5-6 lookup 9', { action: 'to_tbl', iifname: 'veth0', oifname: 'veth1', uidRange: [5, 6], table: 9 }],
    ['add ipproto udp sport 7 dport 80-90 table main suppress_prefixlength 0', { action: 'to_tbl', ipproto: 17, sport: [7, 7], dport: [80, 90], table: 254, suppressPrefixlen: 0 }],
  ])('asks the kernel to %p', async (line, rule) => {
    expect(await ask(`ip rule ${line}`)).toMatchObject({ stdout: '', stderr: '', rc: 0, requests: [{ type: 'RTM_NEWRULE', create: true, excl: true, rule: { ...rule, family: 2 } }] });
  });

  it('deletes by what was said alone', async () => {
    expect((await ask('ip -6 rule del pref 12345')).requests).toEqual([{ type: 'RTM_DELRULE', rule: { priority: 12345, family: 10 } }]);
  });

  it.each([
    ['add table foo', 'Error: argument "foo" is wrong: invalid table ID\n\n', 255],
    ['add from 10.0.0.300 table 100', 'Error: any valid prefix is expected rather than "10.0.0.300".\n', 1],
    ['add from 2001:db8::/32 table 5', 'Error: Invalid source address.\n', 2],
    ['add bogus', 'Error: argument "bogus" is wrong: Failed to parse rule type\n', 255],
    ['add from 10.0.0.0/24 table', 'Command line is not complete. Try option "help"\n', 255],
    ['add', '"ip rule add" requires arguments.\n', 1],
    ['del', '"ip rule del" requires arguments.\n', 1],
    ['foo', 'Command "foo" is unknown, try "ip rule help".\n', 255],
  ])('refuses ip rule %p', async (line, stderr, rc) => {
    expect(await ask(`ip rule ${line}`)).toMatchObject({ stdout: '', stderr, rc, requests: [] });
  });
});
