/** An octet as `\\xff` and `\\377` give it: those that are no ASCII stand in text as lone surrogates, U+DC80 to U+DCFF. */
export function octetText(octet: number): string {
  return String.fromCharCode(octet < 0x80 ? octet : 0xdc00 + octet);
}

const OCTETS = /((?<![\ud800-\udbff])[\udc80-\udcff]+)/;

/** Text in which octets may stand, as what is to be written: text still, where there are none. */
export function withOctets(text: string): string | Uint8Array {
  if (!OCTETS.test(text)) return text;
  const encoder = new TextEncoder();
  return Uint8Array.from(text.split(OCTETS).flatMap((part, i) => (i % 2 === 1 ? [...part].map((one) => one.charCodeAt(0) - 0xdc00) : [...encoder.encode(part)])));
}

/**
 * Octets as text with a UTF-16 unit an octet ("binary text"), in which tools that work by octets can look for things as in any string.
 * @returns what {@link octetsOf} turns back
 */
export function binaryOf(octets: Uint8Array): string {
  let text = '';
  for (let at = 0; at < octets.length; at += 8192) text += String.fromCharCode(...octets.subarray(at, at + 8192));
  return text;
}

/** The octets of binary text. */
export function octetsOf(binary: string): Uint8Array {
  const octets = new Uint8Array(binary.length);
  for (let at = 0; at < octets.length; at++) octets[at] = binary.charCodeAt(at);
  return octets;
}

/** An argument or name as binary text: its UTF-8. */
export function binaryArgument(text: string): string {
  if (/^[\0-\x7f]*$/.test(text)) return text;
  const written = withOctets(text);
  return binaryOf(typeof written === 'string' ? new TextEncoder().encode(written) : written);
}

/** Such text as a variable holds it: octets that are no UTF-8 become U+FFFD. */
export function withoutOctets(text: string): string {
  const written = withOctets(text);
  return typeof written === 'string' ? written : new TextDecoder().decode(written);
}
