import { octetText, withOctets } from '../octets';

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Octets as text, in which those that are no UTF-8 stand by themselves (see octets.ts): nothing is lost. */
export function textOf(octets: Uint8Array): string {
  try {
    return strict.decode(octets);
  } catch {
    return loose(octets);
  }
}

function loose(octets: Uint8Array): string {
  let text = '';
  for (let at = 0; at < octets.length;) {
    const size = sequence(octets, at);
    text += size === 0 ? octetText(octets[at]!) : strict.decode(octets.subarray(at, at + size));
    at += size || 1;
  }
  return text;
}

/** Octets of the character that begins there; 0 where none does. */
function sequence(octets: Uint8Array, at: number): number {
  const lead = octets[at]!;
  const size = lead < 0x80 ? 1 : lead < 0xc2 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 0;
  if (size < 2) return size;
  try {
    strict.decode(octets.subarray(at, at + size));
    return at + size <= octets.length ? size : 0;
  } catch {
    return 0;
  }
}

/** Whether octets stand in a text that are no UTF-8. */
export function hasStray(text: string): boolean {
  return /(?<![\ud800-\udbff])[\udc80-\udcff]/.test(text);
}

/** Octets of a text. */
export function octetsIn(text: string): number {
  const written = withOctets(text);
  return typeof written === 'string' ? new TextEncoder().encode(written).length : written.length;
}
