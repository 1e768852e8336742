import fc from '../property';
import type { NetnsSnapshot, Snapshot } from '../../src/backend';
import { differences, formatDifferences, type Exchange, type Session } from '../../src/compare';
import { diffLines } from '../../src/compare/diff';

const exchange = (cmd: string, stdout: string, rest: Partial<Exchange> = {}): Exchange => ({ cmd, stdout, stderr: '', rc: 0, ...rest });

const link = (ifname: string, ifindex: number, local = '10.0.0.1') => ({
  ifindex, ifname, flags: ['UP'], mtu: 1500, qdisc: 'noqueue', operstate: 'UP', link_type: 'ether',
  addr_info: [{ family: 'inet' as const, local, prefixlen: 24, scope: 'global', valid_life_time: 1, preferred_life_time: 1 }],
});
const netns = (part: Partial<NetnsSnapshot> = {}): NetnsSnapshot => ({ name: null, addr: [link('a', 2), link('b', 3)], route: [], rule: [], neigh: [], ...part });
const snapshot = (...namespaces: NetnsSnapshot[]): Snapshot => ({ at: 0, hosts: [{ name: 'vm', netns: namespaces }], cables: [] });
const session = (exchanges: readonly Exchange[], state?: Snapshot): Session => ({ exchanges, ...(state && { snapshot: state }) });
const found = (left: Session, right: Session): string => formatDifferences(differences(left, right), ['real', 'simulated']);

const lines = fc.array(fc.constantFrom('a', 'b', 'c', ' '), { maxLength: 12 });

describe('differences', () => {
  it('finds none between a session and itself', () => {
    const one = session([exchange('ip link', '1: lo\n')], snapshot(netns()));
    expect(found(one, one)).toBe('');
  });

  it('shows the lines around what differs, blanks at their end, and a missing newline', () => {
    const text = Array.from({ length: 9 }, (_, i) => `${i}\n`).join('');
    expect(found(session([exchange('seq', `${text}end \n`)]), session([exchange('seq', `${text.replace('4\n', 'four\n')}end`, { stderr: 'oops\n', rc: 1 })]))).toBe([
      'line 1: seq',
      '  stdout',
      '                ...',
      '              | 2',
      '              | 3',
      '    real      | 4',
      '    simulated | four',
      '              | 5',
      '              | 6',
      '              | 7',
      '              | 8',
      '    real      | end·',
      '    simulated | end  (no newline at the end)',
      '  stderr',
      '    simulated | oops',
      '  exit code',
      '    real      | 0',
      '    simulated | 1',
      '',
    ].join('\n'));
  });

  it('says where one session ended before the other', () => {
    expect(found(session([exchange('exit 3', '', { rc: 3 }), exchange('true', '')]), session([exchange('exit 3', '', { rc: 3 })]))).toContain('    real      | ""\n    simulated | nothing: it had ended before\n');
  });

  it('names host, namespace, row and value in the state', () => {
    const red = netns({ name: 'red', route: [{ dst: 'default', gateway: '10.0.0.9', dev: 'a', flags: [] }] });
    const other = { ...red, addr: [{ ...link('a', 2, '10.0.0.2'), flags: ['UP', 'LOWER_UP'] }, link('b', 3)], route: [] };
    expect(found(session([], snapshot(netns(), red)), session([], snapshot(netns(), other)))).toBe([
      'state of vm, namespace red',
      '  link > a > flags',
      '    real      | ["UP"]',
      '    simulated | ["UP","LOWER_UP"]',
      '  address of a > 10.0.0.1/24',
      '    real      | {"family":"inet","local":"10.0.0.1","prefixlen":24,"scope":"global","valid_life_time":1,"preferred_life_time":1}',
      '    simulated | none',
      '  address of a > 10.0.0.2/24',
      '    real      | none',
      '    simulated | {"family":"inet","local":"10.0.0.2","prefixlen":24,"scope":"global","valid_life_time":1,"preferred_life_time":1}',
      '  route > default via 10.0.0.9 dev a table main',
      '    real      | {"dst":"default","gateway":"10.0.0.9","dev":"a","flags":[]}',
      '    simulated | none',
      '',
    ].join('\n'));
  });

  it('minds the order of links, routes and rules, and not that of neighbours', () => {
    const neigh = [{ dst: '10.0.0.1', dev: 'a', state: ['STALE'] }, { dst: '10.0.0.2', dev: 'a', state: ['FAILED'] }];
    const rule = [{ priority: 1, src: 'all' }, { priority: 2, src: 'all' }];
    const turned = netns({ addr: [link('b', 3), link('a', 2)], rule: rule.toReversed(), neigh: neigh.toReversed() });
    expect(differences(session([], snapshot(netns({ rule, neigh }))), session([], snapshot(turned)))).toEqual([
      { kind: 'state', host: 'vm', netns: null, path: ['link', 'order'], left: ['a', 'b'], right: ['b', 'a'] },
      { kind: 'state', host: 'vm', netns: null, path: ['rule', 'order'], left: ['1: from all', '2: from all'], right: ['2: from all', '1: from all'] },
    ]);
  });

  it('counts rows of the same key', () => {
    const twice = { priority: 1, src: 'all' };
    expect(differences(session([], snapshot(netns({ rule: [twice, twice] }))), session([], snapshot(netns({ rule: [twice] }))))).toEqual([
      { kind: 'state', host: 'vm', netns: null, path: ['rule', '1: from all #2'], left: twice, right: undefined },
    ]);
  });

  it('finds a namespace that is only in one', () => {
    expect(found(session([], snapshot(netns(), netns({ name: 'red' }))), session([], snapshot(netns())))).toBe('state of vm, namespace red\n  netns\n    real      | "there"\n    simulated | none\n');
  });

  it('makes one text of the other', () => {
    fc.assert(fc.property(lines, lines, (left, right) => {
      const diff = diffLines(left, right);
      expect(diff.filter(({ side }) => side !== 'right').map(({ text }) => text)).toEqual(left);
      expect(diff.filter(({ side }) => side !== 'left').map(({ text }) => text)).toEqual(right);
    }));
  });
});
