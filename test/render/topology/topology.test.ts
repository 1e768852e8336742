import fc from '../../property';
import type { IpLink, Snapshot } from '../../../src/backend/snapshot';
import { drawingBundle, drawingOfTopology, placeNames } from '../../../src/render';
import { slicesOf } from '../../../src/render/emit/slices';
import { toSvg } from '../../../src/render/emit/svg';
import type { BoxShape, Scene, TextShape } from '../../../src/render/scene';
import { textWidth } from '../../../src/render/text';
import { expectGolden } from '../golden';
import { expectSafe, imagesOf, tagsOf } from '../markup';
import { BRIDGED, cable, EMPTY, EVERYTHING, HALF_UP, link, netns } from './worlds';

const svgOf = (snapshot: Snapshot, previous?: Snapshot): string => toSvg(drawingOfTopology(snapshot, previous).scene);
const textOf = (snapshot: Snapshot, previous?: Snapshot): string => drawingOfTopology(snapshot, previous).text;
const htmlOf = (snapshot: Snapshot): string => drawingBundle(drawingOfTopology(snapshot))['text/html'] as string;

const name = fc.oneof(fc.string({ unit: 'binary', minLength: 1, maxLength: 15 }), fc.stringMatching(/^[a-z0-9]{1,15}$/), fc.constantFrom('WWWWWWWWWWWWWWW', '<b>&"\'</b>', ']]>', '字字字字字'));

/** Hosts whose interfaces have any names, some cabled, some paired with a neighbour by index. */
const world: fc.Arbitrary<Snapshot> = fc.array(fc.record({ name, names: fc.array(name, { maxLength: 5 }), named: fc.option(name) }), { minLength: 1, maxLength: 5 }).chain(hosts =>
  fc.record({ wires: fc.array(fc.tuple(fc.nat(4), fc.nat(4), fc.nat(4), fc.nat(4)), { maxLength: 6 }), masters: fc.boolean(), off: fc.boolean() }).map(({ wires, masters, off }) => {
    const port = (ifname: string, i: number, all: readonly string[]): IpLink => link(i + 2, ifname, [`10.0.${i}.1/24`], {
      ...(masters && i > 0 && { master: all[0] }),
      ...(i % 2 === 1 && { linkinfo: { info_kind: 'veth' }, link: all[i - 1] }),
      ...(i % 2 === 0 && i + 1 < all.length && { linkinfo: { info_kind: 'veth' }, link: all[i + 1] }),
      ...(off && i === 1 && { flags: [], operstate: 'DOWN' }),
    });
    return {
      at: 0,
      hosts: hosts.map((host, i) => ({ name: `${host.name}${i}`, netns: [netns(null, host.names.map(port)), ...(host.named === null ? [] : [netns(host.named, host.names.map(port))])] })),
      cables: wires.flatMap(([a, i, b, j]) => hosts[a] && hosts[b] ? [cable([`${hosts[a].name}${a}`, hosts[a].names[i] ?? '', i + 2], [`${hosts[b].name}${b}`, hosts[b].names[j] ?? '', j + 2])] : []),
    };
  }));

function overlap(a: BoxShape, b: BoxShape): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

function extent(text: TextShape): { left: number; right: number } {
  const width = textWidth(text.text, text.font);
  const left = text.anchor === 'start' ? text.x : text.anchor === 'end' ? text.x - width : text.x - width / 2;
  return { left, right: left + width };
}

function holds(box: BoxShape, x: number, y: number): boolean {
  return x >= box.x && x <= box.x + box.width && y >= box.y && y <= box.y + box.height;
}

/** Every box is in the picture and apart from the others, every text in its box and apart from the others. */
function expectTidy(scene: Scene): void {
  const boxes = scene.shapes.filter((shape): shape is BoxShape => shape.shape === 'box');
  const panels = boxes.filter(box => box.role === 'panel');
  const rows = boxes.filter(box => box.role === 'row');
  for (const box of boxes) {
    expect([box.x >= 0, box.y >= 0, box.x + box.width <= scene.width, box.y + box.height <= scene.height]).toEqual([true, true, true, true]);
  }
  for (const group of [panels, rows]) {
    group.forEach((box, i) => expect(group.slice(i + 1).filter(other => overlap(box, other))).toEqual([]));
  }
  for (const row of rows) expect(panels.some(panel => holds(panel, row.x, row.y) && holds(panel, row.x + row.width, row.y + row.height))).toBe(true);
  const texts = scene.shapes.filter((shape): shape is TextShape => shape.shape === 'text');
  for (const text of texts) {
    const { left, right } = extent(text);
    const around = [...rows, ...panels].find(box => holds(box, text.x, text.y));
    expect([left >= (around?.x ?? 0), right <= (around ? around.x + around.width : scene.width)]).toEqual([true, true]);
  }
  texts.forEach((text, i) => {
    const clash = texts.slice(i + 1).filter(other => other.y === text.y && extent(other).left < extent(text).right && extent(text).left < extent(other).right);
    expect(clash).toEqual([]);
  });
}

describe('a topology', () => {
  it.each([['half-up', HALF_UP], ['bridged', BRIDGED], ['empty', EMPTY], ['everything', EVERYTHING]] as const)('is drawn of %s', (file, snapshot) => {
    const [svg, text, html] = [svgOf(snapshot), textOf(snapshot), htmlOf(snapshot)];
    expectSafe(html);
    tagsOf(svg);
    const { scene } = drawingOfTopology(snapshot);
    expect(imagesOf(html)).toEqual(slicesOf(scene).map(slice => toSvg(scene, slice)));
    expectGolden(`topology-${file}.svg`, svg);
    expectGolden(`topology-${file}.txt`, text);
    expect([svgOf(snapshot), textOf(snapshot)]).toEqual([svg, text]);
  });

  it('tells in its description what joins what', () => {
    expect(/ alt="([^"]*)"/.exec(htmlOf(BRIDGED))?.[1]).toBe('Topology of vm (host), red (netns on vm), a-namespace-with-a-long-name (netns on vm); '
      + 'a veth pair joins vr in vm (up) and eth0 in red (up); a veth pair joins vb in vm (no carrier) and eth0 in a-namespace-with-a-long-name (down).');
  });

  it('outlines and names what is new or has changed since the last picture', () => {
    const start = { ...HALF_UP, hosts: HALF_UP.hosts.map(host => ({ ...host, netns: host.netns.map(one => ({ ...one, addr: one.addr.filter(({ ifindex }) => ifindex < 4) })) })) };
    expect(textOf(HALF_UP, start).split('\n').filter(line => / (new|changed) /.test(line))).toEqual([
      '│ ○ veth1  down        new                          ├╌┐ ║ ║',
      '│ ◐ veth0  no carrier  new  10.0.0.1/24             ├╌┘ ║ ║',
    ]);
    expectGolden('topology-news.svg', svgOf(HALF_UP, start));
    expect(svgOf(HALF_UP, HALF_UP)).toBe(svgOf(HALF_UP));
  });

  it('shows two hundred and fifty interfaces of a namespace and says how many more there are', () => {
    const many = Array.from({ length: 300 }, (_, i) => link(i + 2, `d${i}`));
    const text = textOf({ at: 0, hosts: [{ name: 'vm', netns: [netns(null, many)] }], cables: [] });
    expect(text.split('\n')).toHaveLength(254);
    expect(text).toMatch(/^│ and 50 more +│$/m);
  });

  it('stands in columns where there are many interfaces, and tells in words what no line can show', () => {
    const numbers = Array.from({ length: 100 }, (_, i) => i);
    const veth = (ifindex: number, ifname: string, link_index: number, more: Partial<IpLink>): IpLink => link(ifindex, ifname, [], { linkinfo: { info_kind: 'veth' }, link_index, link_netnsid: 0, ...more });
    const bridge = link(2, 'br0', [], { linkinfo: { info_kind: 'bridge' } });
    const { scene } = drawingOfTopology({ at: 0, cables: [], hosts: [{ name: 'vm', netns: [
      netns(null, [bridge, ...numbers.map(i => veth(i + 3, `port${i}`, 2, { master: 'br0', link_netns: `n${i}` }))]),
      ...numbers.map(i => netns(`n${i}`, [veth(2, 'eth0', i + 3, {})])),
    ] }] });
    expectTidy(scene);
    const texts = scene.shapes.flatMap(shape => shape.shape === 'text' ? [shape.text] : []);
    expect(texts.filter(text => text.startsWith('↔'))).toEqual([...numbers.map(i => `↔ eth0 in n${i}`), ...numbers.map(i => `↔ port${i} in vm`)]);
    expect(texts.filter(text => text.startsWith('under'))).toEqual(Array(5).fill('under br0'));
    expect(texts).not.toContain('veth pair');
    const panel = scene.shapes.find((shape): shape is BoxShape => shape.shape === 'box')!;
    expect([panel.height < 1300, scene.width < 1200]).toEqual([true, true]);
  });

  it('is limited to the hosts and namespaces that are named', () => {
    expect(placeNames(BRIDGED)).toEqual(['vm', 'red', 'vm/red', 'a-namespace-with-a-long-name', 'vm/a-namespace-with-a-long-name']);
    expect(drawingOfTopology(BRIDGED, undefined, ['vm/red']).scene.description).toBe('Topology of red (netns on vm).');
    expect(drawingOfTopology(HALF_UP, undefined, ['gateway', 'switch']).scene.description).toBe('Topology of gateway (host), switch (host).');
  });

  it('leaves all that there was where it stood when a namespace comes behind it', () => {
    const one = BRIDGED.hosts[0]!;
    const added = { ...BRIDGED, hosts: [{ ...one, netns: [...one.netns, netns('late', [link(2, 'eth0')])] }] };
    const titles = (snapshot: Snapshot): Record<string, readonly [number, number]> => Object.fromEntries(drawingOfTopology(snapshot).scene.shapes.flatMap(shape => shape.shape === 'text' && shape.font.family === 'mono' ? [[`${shape.text} ${shape.x}`, [shape.x, shape.y]] as const] : []));
    expect(titles(added)).toMatchObject(titles(BRIDGED));
  });

  it('keeps every box in the picture, apart from the others, and every text in its box', () => {
    fc.assert(fc.property(world, fc.option(world, { nil: undefined }), (snapshot, previous) => {
      const { scene, text: drawn } = drawingOfTopology(snapshot, previous);
      const edges = drawn.trimEnd().split('\n').map(line => /^[┌└│]/.test(line));
      expect(edges).not.toContain(false);
      expectTidy(scene);
    }), { numRuns: 60 });
  });

  it('lets no name become markup', () => {
    fc.assert(fc.property(world, snapshot => {
      expectSafe(htmlOf(snapshot));
      tagsOf(svgOf(snapshot));
    }), { numRuns: 20 });
  });
});
