import { SNAPPED, type Dissector } from './dissector';

function printable(octet: number): boolean {
  return octet >= 0x21 && octet <= 0x7e;
}

/** Octets to dump: those captured of `count`. */
function captured(nd: Dissector, at: number, count: number): Uint8Array {
  return nd.octets.subarray(at, at + Math.min(count, nd.available(at)));
}

function lines(octets: Uint8Array): Uint8Array[] {
  return Array.from({ length: Math.ceil(octets.length / 16) }, (_, i) => octets.subarray(16 * i, 16 * i + 16));
}

function pairs(octets: Uint8Array): string {
  let text = '';
  octets.forEach((octet, i) => {
    text += `${i % 2 === 0 ? ' ' : ''}${octet.toString(16).padStart(2, '0')}`;
  });
  return text;
}

function offset(line: number): string {
  return `0x${(16 * line).toString(16).padStart(4, '0')}: `;
}

/** -x: `0x0000:  4500 0054 ...`, each line after `indent`. */
export function hexDump(nd: Dissector, at: number, count: number, indent = '\n\t'): void {
  lines(captured(nd, at, count)).forEach((line, i) => nd.put(indent + offset(i) + pairs(line)));
  if (count > nd.available(at)) throw SNAPPED;
}

/** -X: the same with the characters beside. */
export function hexAndAscii(nd: Dissector, at: number, count: number, indent = '\n\t'): void {
  lines(captured(nd, at, count)).forEach((line, i) => {
    const characters = Array.from(line, octet => (printable(octet) ? String.fromCharCode(octet) : '.')).join('');
    nd.put(`${indent}${offset(i)}${pairs(line).padEnd(40)}  ${characters}`);
  });
  if (count > nd.available(at)) throw SNAPPED;
}

/** -A: characters alone; all but printable ones, blanks and newlines are dots, and a CR before the last octets is dropped. */
export function ascii(nd: Dissector, at: number, count: number): void {
  const octets = captured(nd, at, count);
  nd.put('\n');
  octets.forEach((octet, i) => {
    const character = String.fromCharCode(octet);
    if (character === '\r') {
      if (octets.length - i > 2 && octets[i + 1] !== 0x0a) nd.put('.');
    } else nd.put(printable(octet) || ' \t\n'.includes(character) ? character : '.');
  });
}
