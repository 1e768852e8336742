import fc from '../property';
import { Author } from '../../src/jupyter/message';
import type { Message } from '../../src/jupyter/message';
import { Signer, decode, encode } from '../../src/transport/wire';

const signer = new Signer('secret', 'hmac-sha256');
const author = new Author();
const arrived = (message: Message): Buffer[] => encode(message, signer).map((frame) => Buffer.from(frame));
const frames = () => arrived({ ...author.write('shell', 'kernel_info_request', { a: 1 }), identities: [Buffer.from('peer')], buffers: [Buffer.from([1, 2])] });

describe('wire', () => {
  it('signs as Jupyter does', () => {
    // python3: hmac.new(b'secret', b'{}{}{}{}', 'sha256').hexdigest()
    expect(signer.sign(['{}', '{}', '{}', '{}'].map((part) => Buffer.from(part)))).toBe('34982f0bfec60e7b933ffde06c1ecab0fba073717a95ab943d1dd06f82c2d5e4');
    expect(new Signer('', 'hmac-sha256').sign([Buffer.from('{}')])).toBe('');
  });

  it('refuses a scheme that it does not know', () => {
    expect(() => new Signer('secret', 'rot13')).toThrow('signature_scheme "rot13" is not supported');
    expect(() => new Signer('secret', 'hmac-nope')).toThrow();
  });

  it('brings back any message', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), fc.dictionary(fc.string(), fc.jsonValue()), fc.array(fc.uint8Array()), (type, content, buffers) => {
      const message = { ...author.write('shell', type, { ...content }), buffers: buffers.map((buffer) => Buffer.from(buffer)), identities: [Buffer.from('peer')] };
      expect(decode('shell', arrived(message), signer)).toEqual({ ...message, content: JSON.parse(JSON.stringify(message.content)) });
    }));
  });

  it.each<[string, (frames: Buffer[]) => Buffer[], string]>([
    ['nothing', () => [], 'no <IDS|MSG> delimiter'],
    ['no delimiter', (f) => [f[0]!, ...f.slice(2)], 'no <IDS|MSG> delimiter'],
    ['too few frames', (f) => f.slice(0, 5), '3 frames after the delimiter where at least 5 belong'],
    ['a wrong signature', (f) => f.map((frame, i) => (i === 2 ? Buffer.from('0'.repeat(64)) : frame)), 'the signature does not match'],
    ['a short signature', (f) => f.map((frame, i) => (i === 2 ? Buffer.from('00') : frame)), 'the signature does not match'],
    ['changed content', (f) => f.map((frame, i) => (i === 6 ? Buffer.from('{"a":2}') : frame)), 'the signature does not match'],
    ['bad JSON', (f) => resign(f, 6, '{'), 'content is not JSON'],
    ['an array', (f) => resign(f, 6, '[]'), 'content is not a JSON object'],
    ['null', (f) => resign(f, 5, 'null'), 'metadata is not a JSON object'],
    ['an empty header', (f) => resign(f, 3, '{}'), 'header.msg_id is missing'],
  ])('refuses %s', (_name, spoil, problem) => {
    expect(() => decode('shell', spoil(frames()), signer)).toThrow(problem);
  });

  it('throws nothing but errors at garbage', () => {
    fc.assert(fc.property(fc.array(fc.uint8Array()), (garbage) => {
      expect(() => decode('shell', [Buffer.from('<IDS|MSG>'), ...garbage.map((part) => Buffer.from(part))], signer)).toThrow(Error);
    }));
  });
});

function resign(all: Buffer[], index: number, text: string): Buffer[] {
  const changed = all.map((frame, i) => (i === index ? Buffer.from(text) : frame));
  changed[2] = Buffer.from(signer.sign(changed.slice(3, 7)));
  return changed;
}
