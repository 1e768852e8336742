import fc from '../property';
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
