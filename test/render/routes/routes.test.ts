import type { IpRoute } from '../../../src/backend/snapshot';
import { drawingOfRoutes } from '../../../src/render/routes';

const textOf = (rows: readonly (Partial<IpRoute> & { readonly dst: string })[]): string => drawingOfRoutes(rows.map(row => ({ flags: [], ...row }))).text;

describe('the route diagram', () => {
  it('has the longest prefix first, and of one prefix the type of service, then the lowest metric', () => {
    expect(textOf([
      { dst: 'default', dev: 'd0' },
      { dst: '10.1.0.0/16', dev: 'd1', metric: 9 },
      { dst: '10.1.0.0/16', dev: 'd2', metric: 2 },
      { dst: '10.1.0.0/16', dev: 'd3', metric: 20, tos: '0x10' },
      { dst: '10.0.0.0/16', dev: 'd4', metric: 30 },
      { dst: '10.0.0.0/8', dev: 'd5' },
      { dst: '10.255.255.255', dev: 'd6' },
    ])).toBe([
      '  10.255.255.255  ──▶  d6  ──▶  straight to the destination',
      '  10.0.0.0/16     ──▶  d4  ──▶  straight to the destination  metric 30',
      '  10.1.0.0/16     ──▶  d3  ──▶  straight to the destination  metric 20, only for tos 0x10',
      '  10.1.0.0/16     ──▶  d2  ──▶  straight to the destination  metric 2',
      '  10.1.0.0/16     ──▶  d1  ──▶  straight to the destination  metric 9',
      '  10.0.0.0/8      ──▶  d5  ──▶  straight to the destination',
      '  default         ──▶  d0  ──▶  straight to the destination',
      '',
    ].join('\n'));
  });

  it('has local, main and default before the other tables, by number', () => {
    const tables = ['100', 'red', '7', 'default', 'main', 'local'];
    expect(textOf(tables.map(table => ({ dst: '10.0.0.0/8', dev: 'd', table }))).match(/table .*/g)).toEqual(['local', 'main', 'default', '7', '100', 'red'].map(table => `table ${table}`));
  });

  it('tells the families of tables apart where both are there, even of a default without a gateway', () => {
    expect(textOf([{ dst: 'default', dev: 'd', table: 'main', pref: 'medium' }, { dst: 'default', dev: 'd', table: 'main' }, { dst: '::1', dev: 'lo', table: 'local' }])).toBe([
      'table main, IPv4',
      '  default          ──▶  d   ──▶  straight to the destination',
      'table local, IPv6',
      '  ::1              ──▶  lo  ──▶  straight to the destination',
      'table main, IPv6',
      '  default          ──▶  d   ──▶  straight to the destination',
      '',
    ].join('\n'));
  });

  it('names nexthop objects, and gateways of the other family', () => {
    // as iproute2 6.1 prints `ip -j -d route` on Linux
    expect(textOf([
      { dst: '10.3.0.0/16', nhid: 5, gateway: '10.0.0.9', dev: 'd0' },
      { dst: '10.4.0.0/16', nhid: 9, nexthops: [{ gateway: '10.0.0.9', dev: 'd0', weight: 1, flags: [] }, { via: { family: 'inet6', host: 'fe80::1' }, dev: 'd0', weight: 2, flags: ['linkdown'] }] },
    ])).toBe([
      '  10.3.0.0/16  ──▶  d0  ──▶  10.0.0.9                             nexthop object 5',
      '  10.4.0.0/16  ──▶  d0  ──▶  10.0.0.9 weight 1                    nexthop object 9',
      '               ╌╌▶  d0  ╌╌▶  fe80::1 weight 2 (the link is down)',
      '',
    ].join('\n'));
  });

  it('says that of two equal routes of any type the first wins', () => {
    expect(textOf([{ dst: '10.0.0.0/8', type: 'blackhole' }, { dst: '10.0.0.0/8', dev: 'd0' }])).toBe([
      '  10.0.0.0/8  ──✕           blackhole: dropped in silence',
      '  10.0.0.0/8  ──▶  d0  ──▶  straight to the destination    the same prefix again: the route above wins',
      '',
    ].join('\n'));
  });
});
