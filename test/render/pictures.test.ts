import fc from '../property';
import { type View, type ViewKind, renderView as render } from '../../src/render';
import { expectGolden, recorded } from './golden';
import { expectSafe, imagesOf, tagsOf } from './markup';

/** A view of all rows in iproute2's usual form. */
const viewOf = (kind: ViewKind, shape: View['shape'] = 'usual'): View => ({ kind, query: [], shape, whole: true });
const renderView = (kind: ViewKind, ...rest: [json: string, text: string]): ReturnType<typeof render> => render(viewOf(kind), ...rest);

describe('renderView', () => {
  it.each([
    ['addr', 'addr'], ['link', 'link'], ['stats', 'link', 'stats'], ['route', 'route'], ['route-all', 'route'], ['neigh', 'neigh'], ['rule', 'rule'],
    ['link', 'link', 'brief'], ['addr', 'addr', 'brief'], ['details', 'link', 'details'], ['bridge-link', 'port'], ['bridge-fdb', 'fdb'], ['bridge-vlan', 'vlan'], ['bridge-mdb', 'mdb'], ['netns', 'netns'], ['nexthop', 'nexthop'],
    ['all-netns', 'link'],
  ] as const)('pictures the recorded rows of %s', (name, kind, shape: View['shape'] = 'usual') => {
    const golden = shape === 'usual' || name === shape ? name : `${name}-${shape}`;
    const text = `what ip ${name} <printed> \n    with "blanks" & all \n`;
    const bundle = render(viewOf(kind, shape), recorded(name), text);
    expect(Object.keys(bundle)).toEqual(['text/plain', 'text/html', 'text/latex', 'text/markdown']);
    expect(bundle['text/plain']).toBe(text);
    const html = bundle['text/html'] as string;
    expect(html).toContain('>what ip ' + name + ' &lt;printed&gt; \n    with &quot;blanks&quot; &amp; all \n</pre>');
    expectSafe(html);
    expectGolden(`${golden}.html`, html);
    expectGolden(`${golden}.tex`, bundle['text/latex'] as string);
    expectGolden(`${golden}.md`, bundle['text/markdown'] as string);
    imagesOf(html).forEach(svg => expectGolden(`${golden}.svg`, svg));
  });

  it.each(['link', 'addr', 'route', 'neigh', 'rule'] as const)('has nothing to picture where %s shows no rows', kind => {
    for (const json of ['[]\n', '', ...(kind === 'link' || kind === 'addr' ? ['[{},{}]\n'] : [])]) {
      expect(renderView(kind, json, 'x')).toEqual({ 'text/plain': 'x' });
    }
  });

  it('names the namespace of the other end where the text does', () => {
    const veth = (ifindex: number): object => ({ ifindex, ifname: `v${ifindex}`, link_index: 2, flags: [], mtu: 1500, qdisc: 'noop', operstate: 'DOWN', link_type: 'ether', link_netnsid: 0 });
    const said = (index: number, end: string): string => `${index}: v${index}@if2: <> mtu 1500 qdisc noop state DOWN\n    link/ether 02:00:00:00:00:01 brd ff:ff:ff:ff:ff:ff link-netns${end}\n`;
    const places = (view: View, json: string, text: string): string[] => (render(view, json, text)['text/markdown'] as string).match(/(?<=`@if2`) [a-z ]+/g)!.map(one => one.trim());
    expect(places(viewOf('link'), JSON.stringify([veth(3), veth(4), veth(5)]), said(3, ' red') + said(4, 'id 1') + said(5, ' blue promiscuity 0'))).toEqual(['in red', 'in another namespace', 'in blue']);
    const rows = JSON.stringify([veth(3)]);
    expect(places({ ...viewOf('link'), netns: '*' }, `\nnetns: a\n${rows}\n\nnetns: b\n${rows}\n`, `\nnetns: a\n${said(3, ' b')}\nnetns: b\n${said(3, ' a')}`)).toEqual(['in b', 'in a']);
  });

  it('says that a second route to the same prefix loses', () => {
    const route = (dev: string, metric?: number): object => ({ dst: '10.0.0.0/24', dev, scope: 'link', ...(metric && { metric }), flags: [] });
    const [svg] = imagesOf(renderView('route', JSON.stringify([route('veth0'), route('veth1'), route('veth2', 5)]), '')['text/html'] as string);
    expect(svg!.match(/>[^<>]*wins[^<>]*</g)).toEqual(['>same prefix as above: veth0 wins, unless a program insists on veth1<']);
  });

  it('shows at most forty routes and says how many more there are', () => {
    const rows = Array.from({ length: 100 }, (_, i) => ({ dst: `10.0.${i}.0/24`, dev: 'd0', flags: [] }));
    const svg = imagesOf(renderView('route', JSON.stringify(rows), '')['text/html'] as string).join('');
    expect(svg).toContain('>and 60 more in the text<');
  });

  it('lets no text become markup', () => {
    const hostile = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('<script>alert(1)</script>', '"><img src=x onerror=alert(1)>', '\'; color: red', '&lt;', '\0\x1b[31m', 'valueOf', '__proto__'));
    const rows: Readonly<Record<Exclude<ViewKind, 'lookup'>, (text: string) => object>> = {
      link: text => ({ ifindex: 1, ifname: text, link: text, flags: [text, 'UP'], mtu: 1, qdisc: text, operstate: text, master: text, link_type: text, address: text, ifalias: text, linkinfo: { info_kind: text } }),
      addr: text => ({ ifindex: 1, ifname: text, flags: [], mtu: 1, qdisc: text, operstate: 'UP', link_type: 'ether', addr_info: [{ family: 'inet', local: text, address: text, broadcast: text, prefixlen: 8, scope: text }] }),
      route: text => ({ type: text, dst: text, gateway: text, dev: text, table: text, protocol: text, prefsrc: text, metric: 3, flags: [text] }),
      neigh: text => ({ dst: text, dev: text, lladdr: text, router: null, state: [text] }),
      rule: text => ({ priority: 1, src: text, dst: text, table: text, [text]: text, iif: text }),
      netns: text => ({ name: text, id: 3 }),
      nexthop: text => ({ id: 1, gateway: text, dev: text, flags: [text] }),
      port: text => ({ ifindex: 1, ifname: text, link: text, master: text, flags: [text], mtu: 1, state: text, hairpin: true }),
      fdb: text => ({ mac: text, ifname: text, dst: text, flags: [text], master: text, state: text }),
      vlan: text => ({ ifname: text, vlans: [{ vlan: 1, flags: [text] }] }),
      mdb: text => ({ mdb: [{ dev: text, port: text, grp: text, src: text, state: text }] }),
    };
    fc.assert(fc.property(fc.constantFrom(...(Object.keys(rows) as (keyof typeof rows)[])), hostile, (kind, text) => {
      const html = renderView(kind, JSON.stringify([rows[kind](text)]), text)['text/html'] as string;
      expectSafe(html);
      imagesOf(html).forEach(tagsOf);
    }), { numRuns: 500 });
  });
});
