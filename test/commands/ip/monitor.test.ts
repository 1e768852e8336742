import { Clock, NETCONFA_IFINDEX, NUD, type AddrMessage, type LinkMessage, type Netns, type Notification, type RouteMessage, type Rtnetlink } from '../../../src/stack';
import { ip } from '../../../src/commands/ip';
import { monitorUsage } from '../../../src/commands/ip/help/monitor';
import { fakeHost } from '../run';
import { runInTime } from '../vm';

const LINK = {
  index: 2, ifname: 'veth1', flags: 0x11043, mtu: 1400, qdisc: 'noqueue', operstate: 'UP', group: 0, linkmode: 0, txqlen: 1000, type: 1,
  address: '02:00:00:00:00:02', broadcast: 'ff:ff:ff:ff:ff:ff', altnames: [],
} as unknown as LinkMessage;
const ADDR: AddrMessage = {
  family: 2, prefixlen: 24, flags: 0x80, scope: 0, index: 2, local: 0x0a070001, address: 0x0a070001, label: 'veth1',
  validLft: 0xffffffff, preferredLft: 0xffffffff, cstamp: 0, tstamp: 0,
};
const ROUTE: RouteMessage = {
  family: 2, type: 'unicast', dst: { address: 0x0a070000, length: 24 }, tos: 0, table: 254, protocol: 2, scope: 253, flags: 0, prefsrc: 0x0a070001, nexthops: [{ oif: 2, flags: 0 }],
};
const NEWS: readonly Notification[] = [
  { type: 'RTM_NEWLINK', link: LINK },
  { type: 'RTM_NEWADDR', addr: ADDR },
  { type: 'RTM_NEWROUTE', route: ROUTE },
  { type: 'RTM_DELROUTE', route: { ...ROUTE, table: 255, type: 'local', scope: 254 } },
  { type: 'RTM_NEWNEIGH', neigh: { family: 2, index: 2, dst: 0x0a070009, lladdr: '02:02:02:02:02:02', state: NUD.PERMANENT, flags: 0, probes: 0, cacheinfo: { confirmed: 0, used: 0, updated: 0, refcnt: 0 } } },
  { type: 'RTM_NEWRULE', rule: { family: 2, action: 'to_tbl', priority: 77, table: 9 } },
  { type: 'RTM_NEWNETCONF', netconf: { family: 2, index: NETCONFA_IFINDEX.ALL, forwarding: true } },
  { type: 'RTM_DELNETCONF', netconf: { family: 10, index: 2 } },
  { type: 'RTM_NEWNSID', nsid: { nsid: 0, netns: {} as Netns } },
];

const LINK_LINES = '2: veth1: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1400 qdisc noqueue state UP group default \n    link/ether 02:00:00:00:00:02 brd ff:ff:ff:ff:ff:ff\n';
const ADDR_LINES = '2: veth1    inet 10.7.0.1/24 scope global veth1\n       valid_lft forever preferred_lft forever\n';

async function watch(line: string) {
  let listener: (notification: Notification) => void = () => undefined;
  const rtnetlink: Partial<Rtnetlink> = {
    subscribe: found => {
      listener = found;
      return () => undefined;
    },
    getLink: () => LINK,
    dump: () => [],
  };
  const host = fakeHost({ '': rtnetlink });
  Object.assign(host.network, { clock: new Clock() });
  const events = Object.fromEntries(NEWS.map((news, i) => [10 * (i + 1), () => listener(news)]));
  return runInTime(ip, line, host, { events, signals: { 1000: 'SIGINT' } });
}

describe('ip monitor', () => {
  it('prints what changes, until a signal ends it', async () => {
    expect(await watch('ip monitor')).toEqual({
      stdout: `${LINK_LINES}${ADDR_LINES}10.7.0.0/24 dev veth1 proto kernel scope link src 10.7.0.1 \nDeleted local 10.7.0.0/24 dev veth1 table local proto kernel scope host src 10.7.0.1 \n10.7.0.9 dev veth1 lladdr 02:02:02:02:02:02 PERMANENT \n77:\tfrom all lookup 9\ninet all forwarding on \nDeleted inet6 veth1 \nnsid 0 \n`,
      stderr: '', rc: 130,
    });
  });

  it.each([
    ['ip monitor route label', '[ROUTE]10.7.0.0/24 dev veth1 proto kernel scope link src 10.7.0.1 \n[ROUTE]Deleted local 10.7.0.0/24 dev veth1 table local proto kernel scope host src 10.7.0.1 \n'],
    ['ip -6 monitor route rule addr neigh', ''],
    ['ip monitor route dev veth1', '10.7.0.0/24 proto kernel scope link src 10.7.0.1 \nDeleted local 10.7.0.0/24 table local proto kernel scope host src 10.7.0.1 \n'],
    ['ip monitor netconf label', '[NETCONF]inet all forwarding on \n[NETCONF]Deleted inet6 veth1 \n'],
    ['ip -ts monitor all rule', '[2016-11-21T09:00:00.060000] [RULE]77:\tfrom all lookup 9\n'],
    ['ip -t monitor rule', 'Timestamp: Mon Nov 21 09:00:00 2016 60000 usec\n77:\tfrom all lookup 9\n'],
  ])('chooses with %p', async (line, stdout) => {
    expect((await watch(line)).stdout).toBe(stdout);
  });

  it.each([['ip monitor foo', 'Argument "foo" is unknown, try "ip monitor help".\n'], ['ip monitor help', monitorUsage]])('refuses %p', async (line, stderr) => {
    expect(await watch(line)).toEqual({ stdout: '', stderr, rc: 255 });
  });
});
