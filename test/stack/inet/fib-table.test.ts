import fc from '../../property';
import { contains, networkOf, parseIpv4, parseIpv6, formatAddress, AF_INET6, type Prefix } from '../../../src/stack/address';
import { FibTable, lookupTables, type FibNexthop, type FibRoute } from '../../../src/stack/inet/fib-table';
import { PrefixTable } from '../../../src/stack/inet/prefix-table';
import { RTNH_F, RtnetlinkError } from '../../../src/stack/rtnetlink';

const ADD = { create: true, excl: true };
const APPEND = { create: true, append: true };
const PREPEND = { create: true };
const REPLACE = { create: true, replace: true };
const CHANGE = { replace: true };

function prefix(text: string): Prefix {
  const [address, length] = text.split('/');
  return { address: parseIpv4(address!)!, length: Number(length ?? 32) };
}

function hop(via: string | undefined, oif = 2, flags = 0): FibNexthop {
  return { ...(via ? { gateway: parseIpv4(via)! } : {}), oif, weight: 1, flags, scope: 253, upperBound: 0 };
}

function route(dst: string, via?: string, more: Partial<FibRoute> = {}): FibRoute {
  return { dst: prefix(dst), tos: 0, type: 'unicast', table: 254, protocol: 3, scope: 0, priority: 0, nexthops: [hop(via)], flags: 0, ...more };
}

function show(table: FibTable): string[] {
  return table.dump().map(r => `${formatAddress(r.dst.address)}/${r.dst.length}${r.nexthops[0]?.gateway === undefined ? '' : ` via ${formatAddress(r.nexthops[0].gateway)}`}${r.priority ? ` metric ${r.priority}` : ''}${r.tos ? ` tos ${r.tos}` : ''}`);
}

function errnoOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof RtnetlinkError) return error.extack ?? error.errno;
    throw error;
  }
  return 'ok';
}

describe('FibTable', () => {
  it('adds, replaces, appends, prepends and changes as the kernel does', () => {
    const table = new FibTable(254);
    table.insert(route('192.168.1.0/24', '10.0.0.2'), ADD);
    expect(errnoOf(() => table.insert(route('192.168.1.0/24', '10.0.0.3'), ADD))).toBe('EEXIST');
    table.insert(route('192.168.1.0/24', '10.0.0.3'), REPLACE);
    table.insert(route('192.168.1.0/24', '10.0.0.4'), APPEND);
    table.insert(route('192.168.1.0/24', '10.0.0.5'), PREPEND);
    expect(show(table)).toEqual(['192.168.1.0/24 via 10.0.0.5', '192.168.1.0/24 via 10.0.0.3', '192.168.1.0/24 via 10.0.0.4']);
    table.insert(route('192.168.1.0/24', '10.0.0.9'), CHANGE);
    expect(show(table)).toEqual(['192.168.1.0/24 via 10.0.0.9', '192.168.1.0/24 via 10.0.0.3', '192.168.1.0/24 via 10.0.0.4']);
    table.delete(prefix('192.168.1.0/24'), 0, () => true);
    expect(show(table)).toEqual(['192.168.1.0/24 via 10.0.0.3', '192.168.1.0/24 via 10.0.0.4']);
  });

  it('refuses what the kernel refuses, and changes nothing', () => {
    const table = new FibTable(254);
    expect(errnoOf(() => table.insert(route('192.168.1.1/24', '10.0.0.2'), ADD))).toBe('Invalid prefix for given prefix length');
    expect(errnoOf(() => table.insert(route('192.168.1.0/24', '10.0.0.2'), CHANGE))).toBe('ENOENT');
    expect(errnoOf(() => table.delete(prefix('172.31.0.0/16'), 0, () => true))).toBe('ESRCH');
    table.insert(route('192.168.1.0/24', '10.0.0.2'), ADD);
    expect(errnoOf(() => table.insert(route('192.168.1.0/24', '10.0.0.2'), APPEND))).toBe('EEXIST');
    expect(table.insert(route('192.168.1.0/24', '10.0.0.2'), REPLACE)).toBe('unchanged');
    expect(show(table)).toEqual(['192.168.1.0/24 via 10.0.0.2']);
  });

  it('dumps by address, longest prefix first, then tos descending, then metric', () => {
    const table = new FibTable(254);
    for (const [dst, more] of [['10.1.0.0/16', {}], ['0.0.0.0/0', { priority: 100 }], ['10.0.0.0/8', {}], ['10.0.0.0/24', {}], ['0.0.0.0/0', {}], ['10.0.0.0/24', { tos: 8 }], ['10.0.0.0/24', { priority: 7 }]] as const) {
      table.insert(route(dst, '10.0.0.2', more), ADD);
    }
    expect(show(table)).toEqual([
      '0.0.0.0/0 via 10.0.0.2', '0.0.0.0/0 via 10.0.0.2 metric 100', '10.0.0.0/24 via 10.0.0.2 tos 8', '10.0.0.0/24 via 10.0.0.2',
      '10.0.0.0/24 via 10.0.0.2 metric 7', '10.0.0.0/8 via 10.0.0.2', '10.1.0.0/16 via 10.0.0.2',
    ]);
  });

  it('passes over routes by another device, and says why', () => {
    const table = new FibTable(254);
    table.insert(route('10.0.0.1/32', undefined, { type: 'local', nexthops: [hop(undefined, 3)] }), ADD);
    table.insert(route('10.0.0.0/24', undefined, { nexthops: [hop(undefined, 2)] }), ADD);
    const skipped: { because: string }[] = [];
    const found = lookupTables([table], { daddr: parseIpv4('10.0.0.1')!, oif: 2 }, { skipped: skipped as never, nameOf: i => `veth${i}` });
    expect('route' in found && found.route?.dst.length).toBe(24);
    expect(skipped.map(({ because }) => because)).toEqual(['oif veth2']);
  });

  it('lets a refusing route end the lookup, and dead nexthops not', () => {
    const table = new FibTable(254);
    table.insert(route('0.0.0.0/0', '10.0.0.2'), ADD);
    table.insert(route('10.10.0.0/16', undefined, { type: 'unreachable', nexthops: [] }), ADD);
    table.insert(route('10.11.0.0/16', '10.0.0.3', { nexthops: [hop('10.0.0.3', 2, RTNH_F.DEAD)] }), ADD);
    expect(lookupTables([table], { daddr: parseIpv4('10.10.0.1')! })).toMatchObject({ error: 'EHOSTUNREACH' });
    expect(lookupTables([table], { daddr: parseIpv4('10.11.0.1')! })).toMatchObject({ nexthop: { gateway: parseIpv4('10.0.0.2') } });
  });

  it('agrees with a plain search for the longest prefix', () => {
    const prefixes = fc.tuple(fc.integer({ min: 0, max: 0xffffffff }), fc.integer({ min: 0, max: 32 }))
      .map(([address, length]): Prefix => ({ address: networkOf(address & 0xf0f0f0ff, length), length }));
    fc.assert(fc.property(fc.array(prefixes, { maxLength: 60 }), fc.array(fc.integer({ min: 0, max: 0xffffffff }), { maxLength: 20 }), (all, addresses) => {
      const table = new FibTable(254);
      for (const dst of all) table.insert({ ...route('0.0.0.0/0', '10.0.0.2'), dst }, { create: true, replace: true });
      for (const address of [...addresses, ...all.map(p => Number(p.address))]) {
        const longest = all.filter(p => contains(p, address)).reduce((best, p) => Math.max(best, p.length), -1);
        const found = lookupTables([table], { daddr: address });
        expect('nexthop' in found ? found.route.dst.length : -1).toBe(longest);
      }
      for (const dst of all) table.flush(r => r.dst.address === dst.address && r.dst.length === dst.length);
      expect(table.dump()).toEqual([]);
    }));
  });
});

describe('PrefixTable', () => {
  it('dumps IPv6 with inner prefixes before outer ones', () => {
    const table = new PrefixTable<string>(AF_INET6);
    for (const [address, length] of [['::', 0], ['fe80::', 64], ['2001:db8::', 32], ['2001:db8:1::', 64], ['2001:db8::', 64]] as const) {
      table.insert({ address: parseIpv6(address)!, length }, `${address}/${length}`, 0);
    }
    expect(table.lists().flat()).toEqual(['2001:db8::/64', '2001:db8:1::/64', '2001:db8::/32', 'fe80::/64', '::/0']);
  });
});
