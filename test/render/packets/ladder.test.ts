import fc from '../../property';
import { renderCapture, renderTrace, type Step, type Trace } from '../../../src/render';
import { layOutColumns } from '../../../src/render/packets/columns';
import { expectGolden } from '../golden';
import { expectSafe, imagesOf, tagsOf } from '../markup';
import { arpRequest, echoFrame } from './frames';

const MARTIAN = { because: "its source is one of this host's own addresses", decidedBy: 'net.ipv4.conf.veth0.accept_local = 0', term: 'SKB_DROP_REASON_IP_LOCAL_SOURCE' };

const seen = (at: number, octets: Uint8Array, where = 'veth1 → veth0'): Trace['packets'][number] => ({ at, where, linkType: 'EN10MB', length: octets.length, octets });

/** Two hosts; all that a ladder can show. */
const LOST: Trace = {
  lifelines: [{ name: 'veth1', place: 'left', details: ['10.0.0.2'] }, { name: 'veth0', place: 'left', details: ['10.0.0.1'] }, { name: 'eth0', place: 'red on right', details: ['192.0.2.1', 'and 2 more'] }],
  packets: [
    ...[0, 1.024e9, 2.048e9].map(at => seen(at, arpRequest('10.0.0.2', '10.0.0.1'))), seen(3e9, echoFrame('10.0.0.2', '10.0.0.1', 1)), seen(3e9, echoFrame('10.0.0.2', '10.0.0.1', 2)),
    seen(4e9, echoFrame('10.0.0.2', '192.0.2.1', 3, 63)), seen(5e9, echoFrame('192.0.2.1', '192.0.2.1', 4)), seen(6e9, echoFrame('192.0.2.1', '10.0.0.9', 5)),
  ],
  steps: [
    ...[0, 1.024e9, 2.048e9].map((at, packet): Step => ({ kind: 'frame', at, packet, from: 0, to: 1, dropped: MARTIAN, housekeeping: false })),
    { kind: 'note', at: 3e9, on: 0, bad: true, text: 'neighbour 10.0.0.1 on veth1: INCOMPLETE → FAILED' },
    ...[3, 4].map((packet): Step => ({ kind: 'drop', at: 3e9, packet, on: 0, dropped: { because: 'nobody answered', term: 'SKB_DROP_REASON_NEIGH_FAILED' }, housekeeping: false })),
    { kind: 'pass', at: 4e9, from: 0, to: 1, words: ['forwarded, ttl 64 → 63', 'translated: source 10.0.0.2 → 10.0.0.1'], translated: true, housekeeping: false },
    { kind: 'frame', at: 4e9, packet: 5, from: 1, to: 2, housekeeping: false },
    { kind: 'frame', at: 5e9, packet: 6, from: 2, to: 2, housekeeping: false },
    { kind: 'frame', at: 6e9, packet: 7, from: 2, lost: 'nobody took it in', housekeeping: false },
  ],
  remarks: ['2 later packets were too many to keep.'],
};

describe('a ladder', () => {
  it('shows what arrived, what was dropped where and why, and what a host did', () => {
    const bundle = renderTrace(LOST);
    expect(Object.keys(bundle)).toEqual(['text/plain', 'text/html', 'text/latex', 'text/markdown', 'application/pdf']);
    expectGolden('ladder.txt', bundle['text/plain']);
    expectGolden('ladder.tex', bundle['text/latex'] as string);
    expectGolden('ladder.md', bundle['text/markdown'] as string);
    const html = bundle['text/html'] as string;
    expectSafe(html);
    expectGolden('ladder.html', html);
    imagesOf(html).forEach(svg => expectGolden('ladder.svg', svg));
  });

  it('folds what repeats, from the pause before it on, and says until when', () => {
    const pings = Array.from({ length: 10 }, (_, i) => [
      seen(i * 1e9, echoFrame('10.0.0.2', '10.0.0.1', i + 1)), seen(i * 1e9 + 1e5, echoFrame('10.0.0.1', '10.0.0.2', i + 1)),
    ]).flat();
    const steps = pings.map(({ at }, packet): Step => ({ kind: 'frame', at, packet, from: packet % 2, to: 1 - (packet % 2), housekeeping: false }));
    const first: Step = { ...steps[1]!, at: -1e9 };
    const text = renderTrace({ ...LOST, packets: pings, steps: [first, ...steps], remarks: [] })['text/plain'].split('\n\n')[0]!;
    expect(text.split('\n').slice(3).map(line => line.replace(/^.*[│►┤] +/, ''))).toEqual([
      'ICMP echo request id 7 seq 1', 'ICMP echo request id 7 seq 1', 'ICMP echo request id 7 seq 1', '⋮ the same 9 more times, until 9.000 s',
    ]);
  });

  it('leaves housekeeping out where there is something else, and the lifelines that only it needs', () => {
    const [request, ...others] = LOST.steps.filter(step => step.kind === 'frame');
    const trace: Trace = { ...LOST, steps: [request!, ...others.map(step => ({ ...step, housekeeping: true }))], remarks: [] };
    const text = renderTrace(trace)['text/plain'];
    expect(text).toMatch(/\nLeft out: 5 packets of IPv6's own housekeeping \(neighbour discovery, group membership\)\.\n/);
    expect(text.split('\n\n')[0]).not.toContain('eth0 ');
    expect(renderTrace({ ...trace, steps: trace.steps.map(step => ({ ...step, housekeeping: true })) })['text/plain']).not.toContain('Left out');
  });

  it('keeps heads apart, however long their addresses are and whatever they belong to', () => {
    const text = fc.constantFrom('::', '10.0.0.1', 'ff02::16', 'fe80::d04c:5dff:fee2:399c', '2001:db8:1234:5678:9abc:def0:1234:5678');
    const lifeline = fc.record({ name: text, place: fc.constantFrom('', 'left', 'a namespace with a long name on right'), details: fc.array(text, { maxLength: 2 }) });
    const need = fc.tuple(fc.nat(6), fc.nat(6), fc.nat(400));
    fc.assert(fc.property(fc.array(lifeline, { minLength: 1, maxLength: 7 }), fc.array(need, { maxLength: 4 }), (lifelines, needs) => {
      const columns = layOutColumns(lifelines, needs.flatMap(([a, b, width]) => Math.max(a, b) < lifelines.length && a !== b ? [{ from: Math.min(a, b), to: Math.max(a, b), width }] : []), 116);
      columns.forEach(({ x, width }, i) => expect(x - width / 2).toBeGreaterThanOrEqual(i === 0 ? 116 : columns[i - 1]!.x + columns[i - 1]!.width / 2 + 20));
    }));
  });

  it('has at most sixty rows, and a table of a hundred packets', () => {
    const packets = Array.from({ length: 200 }, (_, i) => seen(i * 1e6, echoFrame('10.0.0.2', `10.0.${i}.1`, 1)));
    const steps = packets.map(({ at }, packet): Step => ({ kind: 'frame', at, packet, from: packet % 2, to: packet % 3, housekeeping: false }));
    const { 'text/plain': text, 'text/html': html } = renderTrace({ ...LOST, packets, steps, remarks: [] });
    expect(text).toMatch(/⋮ and 140 more steps\n\n(.*\n){100} {6}and 100 more\n$/);
    expect((html as string).match(/<th scope="row"/g)).toHaveLength(100);
    expect(html).toContain('>and 100 more in the text<');
  });

  it('lets no text become markup', () => {
    const hostile = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('<script>alert(1)</script>', '"><img src=x onerror=alert(1)>', '\0\x1b[31m', '`'));
    fc.assert(fc.property(hostile, fc.uint8Array({ maxLength: 70 }), (text, octets) => {
      const html = renderTrace({
        lifelines: [{ name: text, place: text, details: [text] }], packets: [{ at: 0, where: text, linkType: 'EN10MB', length: octets.length, octets }], remarks: [text],
        steps: [{ kind: 'frame', at: 0, packet: 0, from: 0, lost: text, housekeeping: false }, { kind: 'note', at: 0, on: 0, text, bad: true }],
      })['text/html'] as string;
      expectSafe(html);
      imagesOf(html).forEach(tagsOf);
    }), { numRuns: 200 });
  });
});

describe('a capture', () => {
  const packets = [arpRequest('10.0.0.2', '10.0.0.1'), echoFrame('10.0.0.2', '10.0.0.1', 1)].map((octets, i) => ({ us: 1e15 + i * 1000, length: octets.length, octets }));

  it('is a ladder of addresses, and leaves the text to the command', () => {
    const bundle = renderCapture({ linkType: 'EN10MB', packets, file: '/tmp/a "b".pcap', more: 3 });
    expect(bundle['text/plain']).toBe('');
    const [alt] = /alt="[^"]*"/.exec(bundle['text/html'] as string)!;
    expect(alt).toBe('alt="Packets in the order of time. ARP who-has 10.0.0.1 tell 10.0.0.2 from 10.0.0.2 to 10.0.0.1; ICMP echo request id 7 seq 1 from 10.0.0.2 to 10.0.0.1."');
    expect(bundle['text/markdown']).toContain('3 later packets are in the text alone.\n');
  });

  it('can be downloaded as it is in the file, while it is small enough for a page', () => {
    const html = renderCapture({ linkType: 'EN10MB', packets, file: '/tmp/a "b".pcap', more: 0 })['text/html'] as string;
    const [, href, name] = /<a href="data:application\/vnd.tcpdump.pcap;base64,([^"]+)" download="([^"]*)" style="text-decoration: underline">/.exec(html)!;
    expect(name).toBe('a &quot;b&quot;.pcap');
    expect(Buffer.from(href!, 'base64').toString('hex')).toMatch(/^d4c3b2a1020004000000000000000000000004000100000000ca9a3b000000002a0000002a000000ffffffffffff/);
    const large = { us: 0, length: 70_000, octets: new Uint8Array(70_000) };
    const tail = (html: unknown): string => String(html).replace(/^[^]*<\/details>/, '').replace(/<[^>]*>/g, '');
    expect(tail(renderCapture({ linkType: 'EN10MB', packets: [large, large, large, large], more: 0 })['text/html']))
      .toBe('No link to download: 280088 octets are more than a page should carry. For one, capture fewer, with a filter or -c.');
    expect(tail(renderCapture({ linkType: 'EN10MB', packets, file: '/tmp/many.pcap', more: 999 })['text/html']))
      .toBe('No link to download: 1001 packets are more than a page should carry. For one, tcpdump -r /tmp/many.pcap -c 500 -w part.pcap makes a smaller file, and so does a filter.');
  });

  it('opens the first rows alone, where there are many', () => {
    const many = Array.from({ length: 60 }, () => packets[1]!);
    const html = String(renderCapture({ linkType: 'EN10MB', packets: many, more: 0 })['text/html']);
    expect(html).toContain('60 packets: a click on one of the first 40 opens its headers and octets');
    expect(html.match(/<pre /g)).toHaveLength(41);
    expect(html.match(/<th scope="row"/g)).toHaveLength(60);
  });
});
