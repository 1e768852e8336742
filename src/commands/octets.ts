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

/** Such text as a variable holds it: octets that are no UTF-8 become U+FFFD. */
export function withoutOctets(text: string): string {
  const written = withOctets(text);
  return typeof written === 'string' ? written : new TextDecoder().decode(written);
}
