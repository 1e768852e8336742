import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Packet } from '../../../src/commands/tcpdump/print/packet';
import { fileHeader, packetRecord } from '../../../src/commands/tcpdump/savefile';
import { concat } from '../../../src/stack/wire';

const START_US = 1479718800000001;
const INTERVAL_US = 123457;

export function fixture(name: string): string {
  return readFileSync(join(__dirname, 'fixtures', `${name}.txt`), 'utf8');
}

/** The packets of frames.txt, each a comment and lines of hexadecimal, as if captured at a steady pace. */
export function packets(count = Infinity, snaplen = 262144): Packet[] {
  return fixture('frames').split('\n\n').slice(0, count).map((block, i) => {
    const octets = Uint8Array.from(Buffer.from(block.replace(/^#.*/, '').replace(/\s/g, ''), 'hex'));
    return { us: START_US + i * INTERVAL_US, length: octets.length, octets: octets.subarray(0, snaplen) };
  });
}

export function savefile(list: readonly Packet[]): Uint8Array {
  return concat(fileHeader('EN10MB', 262144), ...list.map(packetRecord));
}
