import fc from '../../property';
import { formatMac } from '../../../src/stack/address';

export const octet = fc.integer({ min: 0, max: 255 });
export const word16 = fc.integer({ min: 0, max: 0xffff });
export const word32 = fc.integer({ min: 0, max: 0xffffffff });
export const ipv4 = word32;
export const ipv6 = fc.bigInt({ min: 0n, max: (1n << 128n) - 1n });
export const mac = fc.uint8Array({ minLength: 6, maxLength: 6 }).map(formatMac);
export const payload = fc.uint8Array({ maxLength: 80 });

/** Octets whose number is `rest` more than a multiple of `unit`. */
export function aligned(unit: number, rest = 0, maxUnits = 4): fc.Arbitrary<Uint8Array> {
  return fc.integer({ min: 0, max: maxUnits }).chain(n => fc.uint8Array({ minLength: n * unit + rest, maxLength: n * unit + rest }));
}
