import { Seen, type View, renderView } from '../../../src/render';

type Link = Readonly<Record<string, unknown>>;

const link = (ifindex: number, ifname: string, more: Link = {}): Link => ({ ifindex, ifname, flags: ['UP', 'LOWER_UP'], mtu: 1500, qdisc: 'noqueue', operstate: 'UP', link_type: 'ether', address: `02:00:00:00:00:0${ifindex}`, ...more });
const addr = (local: string, more: Link = {}): Link => ({ family: 'inet', local, prefixlen: 24, scope: 'global', valid_life_time: 4294967295, preferred_life_time: 4294967295, ...more });

const VIEW: View = { kind: 'link', query: [], shape: 'usual', whole: true };

/** The marks in the table of some rows, with what is said on hover, and the line below it. */
function marks(seen: Seen, rows: readonly Link[], view: Partial<View> = {}, host = 'left'): string[] {
  const html = String(renderView({ ...VIEW, ...view }, JSON.stringify(rows), '', { seen, place: { host } })['text/html']);
  return [...html.matchAll(/border-radius:4px[^"]*" title="([^"]*)">([^<]*)<\/span>(<span style="color:#52606d;font-size:0.85em"> [^<]*<\/span>)?/g)].map(([, title, word, rest = '']) => `${word}${rest.replace(/<[^>]*>/g, '')} (${title})`);
}

it('marks nothing when it shows something for the first time, or what it has shown before', () => {
  const seen = new Seen();
  expect(marks(seen, [link(1, 'a'), link(2, 'b')])).toEqual([]);
  expect(marks(seen, [link(1, 'a'), link(2, 'b')])).toEqual([]);
});

it('marks what is new, what changed, with what it was, and what is gone', () => {
  const seen = new Seen();
  marks(seen, [link(1, 'a'), link(2, 'b')]);
  expect(marks(seen, [link(1, 'a', { mtu: 1400, flags: [], operstate: 'DOWN' }), link(3, 'c')])).toEqual(['changed (was ● up)', 'changed (was 1500)', 'new (since it was last shown)', 'gone (since it was last shown)']);
  expect(marks(seen, [link(1, 'a', { mtu: 1400, flags: [], operstate: 'DOWN' }), link(3, 'c')])).toEqual([]);
});

it('marks each address by itself, and no lifetime', () => {
  const seen = new Seen();
  const view = { kind: 'addr' } as const;
  marks(seen, [link(1, 'a', { addr_info: [addr('10.0.0.1'), addr('10.0.0.2', { valid_life_time: 100 })] })], view);
  expect(marks(seen, [link(1, 'a', { addr_info: [addr('10.0.0.2', { valid_life_time: 90 }), addr('10.0.0.3')] })], view)).toEqual(['new (since it was last shown)', 'gone 10.0.0.1/24 (since it was last shown)']);
});

it('calls nothing new because a selection was shown before, and nothing gone because one is shown now', () => {
  const seen = new Seen();
  marks(seen, [link(1, 'a')], { whole: false });
  expect(marks(seen, [link(1, 'a', { mtu: 9000 }), link(2, 'b')])).toEqual(['changed (was 1500)']);
  expect(marks(seen, [link(1, 'a', { mtu: 9001 })], { whole: false })).toEqual(['changed (was 9000)']);
  expect(marks(seen, [link(1, 'a', { mtu: 9001 }), link(2, 'b')])).toEqual([]);
});

it('keeps hosts and namespaces apart, and links and addresses together', () => {
  const seen = new Seen();
  marks(seen, [link(1, 'a')]);
  expect(marks(seen, [link(1, 'a', { mtu: 1 })], {}, 'right')).toEqual([]);
  expect(marks(seen, [link(1, 'a', { mtu: 2 })], { netns: 'red' })).toEqual([]);
  expect(marks(seen, [link(1, 'a', { mtu: 3, addr_info: [] })], { kind: 'addr' })).toEqual(['changed (was 1500)']);
  expect(marks(seen, [link(1, 'a', { mtu: 4 })], { netns: 'red', shape: 'details' })).toEqual(['changed (was 2)']);
});

it('knows each namespace of a command for all of them', () => {
  const seen = new Seen();
  marks(seen, [link(1, 'a')], { netns: 'red' });
  const json = `\nnetns: red\n${JSON.stringify([link(1, 'a', { mtu: 7 })])}\n\nnetns: blue\n${JSON.stringify([link(1, 'a')])}\n`;
  const html = String(renderView({ ...VIEW, netns: '*' }, json, '', { seen, place: { host: 'left' } })['text/html']);
  expect(html.match(/title="was 1500">changed</g)).toHaveLength(1);
  expect([...html.matchAll(/scope="rowgroup"[^>]*>namespace <samp[^>]*>(\w+)/g)].map(([, name]) => name)).toEqual(['red', 'blue']);
});
