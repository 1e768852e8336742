import { AF_INET } from '../../../src/stack/address';
import { Clock, NS_PER_S } from '../../../src/stack/clock';
import { NeighbourParms, ARP_SETTINGS } from '../../../src/stack/inet/neighbour-parms';
import { NeighbourTable } from '../../../src/stack/inet/neighbour-table';
import { Random } from '../../../src/stack/random';
import { NUD, NTF, RtnetlinkError } from '../../../src/stack/rtnetlink';

const NAMES = Object.fromEntries(Object.entries(NUD).map(([name, value]) => [value, name]));
const MAC = '02:00:00:00:00:01';

function setUp() {
  const clock = new Clock();
  const log: string[] = [];
  const say = (text: string): void => void log.push(`${Math.floor(clock.now() / NS_PER_S)} ${text}`);
  const parms = new NeighbourParms(ARP_SETTINGS, 'net.ipv4.neigh.veth0', () => clock.now(), new Random(1));
  const table = new NeighbourTable<string>(AF_INET, clock, {
    parms: () => parms,
    construct: () => undefined,
    solicit: (neighbour, packet) => say(`solicit ${neighbour.lladdr ?? 'all'}${packet === undefined ? '' : ` for ${packet}`}`),
    errorReport: (_, packet) => say(`error ${packet}`),
    transmit: (neighbour, packet) => say(`transmit ${packet} to ${neighbour.lladdr}`),
    drop: (_, packet, reason) => say(`drop ${packet} ${reason}`),
    changed: (neighbour, from) => say(`${NAMES[from]} -> ${NAMES[neighbour.state]}`),
    notify: () => undefined,
    sizeOf: () => 768,
  });
  const runTo = (seconds: number): void => {
    while ((clock.next() ?? Infinity) <= seconds * NS_PER_S) clock.step();
    clock.after(seconds * NS_PER_S - clock.now(), () => undefined);
    clock.step();
  };
  return { clock, log, table, parms, runTo };
}

describe('Neighbour', () => {
  it('asks three times, a second apart, and then fails what waits', () => {
    const { table, log, runTo } = setUp();
    table.ensure(2, 1)!.output('a');
    runTo(0.5);
    table.ensure(2, 1)!.output('b');
    runTo(10);
    expect(log).toEqual(['0 NONE -> INCOMPLETE', '0 solicit all for a', '1 solicit all for b', '2 solicit all for b', '3 INCOMPLETE -> FAILED', '3 error a', '3 error b']);
  });

  it('sends what waits when the answer comes, goes STALE, then through DELAY and PROBE to FAILED', () => {
    const { table, log, parms, runTo } = setUp();
    const neighbour = table.ensure(2, 1)!;
    neighbour.output('a');
    neighbour.update(MAC, NUD.REACHABLE, { override: true }, 'ARP reply');
    expect(log.splice(0)).toEqual(['0 NONE -> INCOMPLETE', '0 solicit all for a', '0 INCOMPLETE -> REACHABLE', `0 transmit a to ${MAC}`]);
    runTo(parms.reachableTimeNs / NS_PER_S + 1);
    expect(log.splice(0)[0]).toMatch('REACHABLE -> STALE');
    runTo(100);
    neighbour.output('b');
    runTo(120);
    expect(log).toEqual([
      '100 STALE -> DELAY', `100 transmit b to ${MAC}`, '105 DELAY -> PROBE', `105 solicit ${MAC}`, `106 solicit ${MAC}`, `107 solicit ${MAC}`, '108 PROBE -> FAILED',
    ]);
  });

  it('goes from DELAY back to REACHABLE when a higher layer confirms it', () => {
    const { table, log, runTo } = setUp();
    const neighbour = table.ensure(2, 1)!;
    neighbour.update(MAC, NUD.STALE, { override: true }, 'ARP request');
    neighbour.output('a');
    runTo(2);
    neighbour.confirm();
    runTo(6);
    expect(log).toEqual(['0 NONE -> STALE', '0 STALE -> DELAY', `0 transmit a to ${MAC}`, '5 DELAY -> REACHABLE']);
  });

  it('makes a FAILED entry STALE when its address is heard, but leaves a REACHABLE one be', () => {
    const { table, log, runTo } = setUp();
    const neighbour = table.ensure(2, 1)!;
    neighbour.use();
    runTo(5);
    neighbour.update(MAC, NUD.STALE, {}, 'ARP request');
    neighbour.update(MAC, NUD.REACHABLE, {}, 'ARP reply');
    neighbour.update(MAC, NUD.STALE, {}, 'ARP request');
    expect(log.slice(-2)).toEqual(['5 FAILED -> STALE', '5 STALE -> REACHABLE']);
  });

  it('drops the oldest packet when the queue is full', () => {
    const { table, log, parms } = setUp();
    parms.unresQlenBytes = 2 * 768;
    const neighbour = table.ensure(2, 1)!;
    for (const packet of ['a', 'b', 'c']) neighbour.output(packet);
    expect(log.at(-1)).toBe('0 drop a NEIGH_QUEUEFULL');
    expect(neighbour.waiting).toBe(2);
  });
});

describe('NeighbourTable', () => {
  const add = { type: 'RTM_NEWNEIGH', family: AF_INET, index: 2, dst: 7, flags: 0 } as const;

  it('adds, replaces, refuses and deletes as ip neigh asks', () => {
    const { table } = setUp();
    const errno = (act: () => void): string => {
      try {
        act();
      } catch (error) {
        return (error as RtnetlinkError).extack ?? (error as RtnetlinkError).errno;
      }
      return 'ok';
    };
    expect(errno(() => table.add({ ...add, lladdr: MAC, state: NUD.PERMANENT, create: true, excl: true }))).toBe('ok');
    expect(errno(() => table.add({ ...add, lladdr: MAC, state: NUD.PERMANENT, create: true, excl: true }))).toBe('EEXIST');
    expect(errno(() => table.add({ ...add, lladdr: '02:00:00:00:00:78', state: NUD.PERMANENT, create: true, replace: true }))).toBe('ok');
    expect(errno(() => table.add({ ...add, dst: 9, lladdr: MAC, state: NUD.PERMANENT, replace: true }))).toBe('ENOENT');
    expect(errno(() => table.add({ ...add, dst: 10, state: NUD.REACHABLE, create: true, excl: true }))).toBe('No link layer address given');
    expect(table.entries().map(entry => table.message(entry))).toMatchObject([{ dst: 10, state: NUD.NONE }, { dst: 7, lladdr: '02:00:00:00:00:78', state: NUD.PERMANENT }]);
    expect(errno(() => table.delete({ ...add, type: 'RTM_DELNEIGH' }))).toBe('ok');
    expect(errno(() => table.delete({ ...add, type: 'RTM_DELNEIGH' }))).toBe('ENOENT');
    table.add({ ...add, flags: NTF.PROXY, state: NUD.PERMANENT, create: true });
    expect(table.proxy(2, 7)).toBeDefined();
    expect(table.entries().map(entry => entry.key)).toEqual([10]);
  });
});
