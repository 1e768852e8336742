import fc from 'fast-check';
import { Normaliser } from './normalise';
import { formatTranscript, parseTranscript } from './transcript';

const output = fc.array(fc.string({ unit: fc.constantFrom('a', ' ', '|', '$', '!', '%', '?', '\t') })).map(lines => lines.join('\n'));
const exchange = fc.record({ cmd: fc.string({ unit: fc.constantFrom('i', 'p', ' ', '|') }), stdout: output, stderr: output, rc: fc.integer({ min: 0, max: 255 }) });

describe('a transcript', () => {
  it('reads back what was written, blanks and missing newlines included', () => {
    fc.assert(fc.property(fc.array(exchange), exchanges => expect(parseTranscript(formatTranscript(exchanges))).toEqual(exchanges)));
  });

  it('names the line that is not in its format', () => {
    expect(() => parseTranscript('$ ip link\n1: lo\n')).toThrow("line 2 of the transcript isn't in its format: 1: lo");
  });
});

describe('the normaliser', () => {
  const both = (a: string, b: string): [string, string] => [new Normaliser().text(a), new Normaliser().text(b)];

  it.each([
    ['random MACs', 'link/ether ca:1e:4c:5d:7e:07 brd ff:ff:ff:ff:ff:ff', 'link/ether 7e:5c:b0:7b:25:40 brd ff:ff:ff:ff:ff:ff'],
    ['addresses made from them', '7e:5c:b0:7b:25:40 fe80::7c5c:b0ff:fe7b:2540/64', 'ca:1e:4c:5d:7e:07 fe80::c81e:4cff:fe5d:7e07/64'],
    ['round-trip times', '64 bytes from 10.0.0.1: icmp_seq=1 ttl=64 time=0.731 ms', '64 bytes from 10.0.0.1: icmp_seq=1 ttl=64 time=12.2 ms'],
    ['milliseconds of a ping', '0% packet loss, time 2047ms', '0% packet loss, time 2003ms'],
    ['clock and ICMP id', '13:08:12.104102 IP 10.0.0.2 > 10.0.0.1: ICMP echo request, id 174, seq 2', '09:00:01.000001 IP 10.0.0.2 > 10.0.0.1: ICMP echo request, id 9, seq 2'],
  ])('takes away %s', (_what, a, b) => {
    const [first, second] = both(a, b);
    expect(first).toBe(second);
  });

  it.each([
    ['a prefix', 'inet 10.0.0.1/24', 'inet 10.0.0.1/25'],
    ['a flag', '<BROADCAST,UP>', '<BROADCAST>'],
    ['a chosen MAC', '02:00:00:00:00:01', '02:00:00:00:00:02'],
    ['two MACs that are one', 'ca:1e:4c:5d:7e:07 7e:5c:b0:7b:25:40', 'ca:1e:4c:5d:7e:07 ca:1e:4c:5d:7e:07'],
    ['an address made from another MAC', '7e:5c:b0:7b:25:40 fe80::7c5c:b0ff:fe7b:2540', '7e:5c:b0:7b:25:40 fe80::c81e:4cff:fe5d:7e07'],
    ['seconds of a ping', 'time 2047ms', 'time 3047ms'],
    ['a sequence number', 'ICMP echo request, id 174, seq 2', 'ICMP echo request, id 174, seq 3'],
    ['a trailing blank', 'dev ens3 ', 'dev ens3'],
    ['order', 'a\nb', 'b\na'],
  ])('keeps %s', (_what, a, b) => {
    const [first, second] = both(a, b);
    expect(first).not.toBe(second);
  });
});
