import * as fc from 'fast-check';
import type { IpLink, Snapshot } from '../../../src/backend/snapshot';
import { renderTopology } from '../../../src/render';
import type { BoxShape, Scene, TextShape } from '../../../src/render/scene';
import { textWidth } from '../../../src/render/text';
import { panelsOf } from '../../../src/render/topology/boxes';
import { drawTopology } from '../../../src/render/topology/draw';
import { layOut } from '../../../src/render/topology/layout';
import { topologyOf } from '../../../src/render/topology/model';
import { expectGolden } from '../golden';
import { expectSafe, imagesOf, tagsOf } from '../markup';
import { BRIDGED, cable, EMPTY, HALF_UP, link, netns } from './worlds';

async function sceneOf(snapshot: Snapshot, previous?: Snapshot): Promise<Scene> {
  const topology = topologyOf(snapshot, previous);
  const panels = panelsOf(topology);
  return drawTopology(topology, panels, await layOut(panels, topology.joints));
}

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

describe('renderTopology', () => {
  it.each([['half-up', HALF_UP], ['bridged', BRIDGED], ['empty', EMPTY]] as const)('draws %s', async (file, snapshot) => {
    const { svg, html, text } = await renderTopology(snapshot);
    expectSafe(html);
    tagsOf(svg);
    expect(imagesOf(html)).toEqual([svg]);
    expectGolden(`topology-${file}.svg`, svg);
    expectGolden(`topology-${file}.txt`, text);
    expect(await renderTopology(snapshot)).toEqual({ svg, html, text });
  });

  it('tells in its description what joins what', async () => {
    const { html } = await renderTopology(BRIDGED);
    expect(/ alt="([^"]*)"/.exec(html)?.[1]).toBe('Topology of vm (host), red (netns on vm), a-namespace-with-a-long-name (netns on vm); '
      + 'a veth pair joins vr in vm (up) and eth0 in red (up); a veth pair joins vb in vm (no carrier) and eth0 in a-namespace-with-a-long-name (down).');
  });

  it('outlines and names what is new or has changed since the last picture', async () => {
    const start = { ...HALF_UP, hosts: HALF_UP.hosts.map(host => ({ ...host, netns: host.netns.map(one => ({ ...one, addr: one.addr.filter(({ ifindex }) => ifindex < 4) })) })) };
    const { svg, text } = await renderTopology(HALF_UP, start);
    expect(text.split('\n').filter(line => /\(new|changed\)/.test(line))).toEqual([
      '  ○ veth1  down                                 veth pair with veth0      (new)',
      '  ◐ veth0  no carrier  10.0.0.1/24              veth pair with veth1      (new)',
    ]);
    expectGolden('topology-news.svg', svg);
    expect((await renderTopology(HALF_UP, HALF_UP)).svg).toBe((await renderTopology(HALF_UP)).svg);
  });

  it('shows at most sixty interfaces of a namespace and says how many more there are', async () => {
    const many = Array.from({ length: 100 }, (_, i) => link(i + 2, `d${i}`));
    const { text } = await renderTopology({ at: 0, hosts: [{ name: 'vm', netns: [netns(null, many)] }], cables: [] });
    expect(text.split('\n')).toHaveLength(63);
    expect(text).toContain('\n  and 40 more\n');
  });

  it('keeps every box in the picture, apart from the others, and every text in its box', async () => {
    await fc.assert(fc.asyncProperty(world, fc.option(world, { nil: undefined }), async (snapshot, previous) => {
      const scene = await sceneOf(snapshot, previous);
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
    }), { numRuns: 30 });
  });

  it('lets no name become markup', async () => {
    await fc.assert(fc.asyncProperty(world, async snapshot => {
      const { svg, html } = await renderTopology(snapshot);
      expectSafe(html);
      tagsOf(svg);
    }), { numRuns: 20 });
  });
});
