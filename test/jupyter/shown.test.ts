import fc from '../property';
import { shown } from '../../src/jupyter/shown';

describe('what is shown of a text', () => {
  it.each([
    ['text as it is', 'a\tb\r\nc ü \u{1f40c}', 'a\tb\r\nc ü \u{1f40c}'],
    ['colours and moves of the cursor', '\x1b[1;31mred\x1b[0m\x1b[2J\x1b[999C', '\x1b[1;31mred\x1b[0m\x1b[2J\x1b[999C'],
    ['octets that do nothing', 'a\0b\x01\x07c\x0ed\x0fe\x1ff\x7fg\x85h\x9bi', 'abcdefghi'],
    ['line feeds of other kinds', 'a\vb\fc', 'a\nb\nc'],
    ['backspaces', '\b\b12345\b\bX\u{1f40c}\b\n\b\by\x1b[0m\b', '\b\b123X\ny\x1b[0m'],
    ['titles', '\x1b]0;title\x07a\x1b]8;;http://x\x1b\\\\link\x1b]8;;\x1b\\\\ \x1bPq#0\x1b\\\\\x1b]2;no end\nb', 'alink \nb'],
    ['other escapes', '\x1b[12\nx\x1b[\x1bca\x1b(Bb\x1b7c\x1b', '\nxabc'],
    ['halves of a surrogate pair', 'a\ud800b\udc00', 'a\ufffdb\ufffd'],
  ])('%s', (_, text, wanted) => {
    expect(shown(text.replaceAll('\\\\', '\\'))).toBe(wanted);
  });

  it('can be written and printed', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), fc.uint8Array(), (text, octets) => {
      for (const one of [shown(text), shown(Buffer.from(octets).toString('latin1')), shown(octets.reduce((all, octet) => all + String.fromCharCode(octet % 40), ''))]) {
        expect(one).not.toMatch(/[\0-\x07\x0b\x0c\x0e-\x1a\x1c-\x1f\x7f-\x9f]|\x1b(?!\[[0-?]*[ -/]*[@-~])/);
        expect(Buffer.from(one).toString()).toBe(one);
        expect(shown(one)).toBe(one);
      }
    }));
  });
});
