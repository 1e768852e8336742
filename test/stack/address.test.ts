import { isIPv4, isIPv6 } from 'node:net';
import fc from '../property';
import { addressOctets, addressOf, contains, formatAddress, formatMac, isLinkLocal, isMulticast, lastOf, macOctets, networkOf, parseAddress, parseIpv4, parseIpv6 } from '../../src/stack';

const ipv4 = fc.integer({ min: 0, max: 0xffffffff });
const ipv6 = fc.bigInt({ min: 0n, max: (1n << 128n) - 1n });
const sparseIpv6 = fc.array(fc.constantFrom<bigint>(0n, 0n, 0n, 1n, 0xffffn, 0xabcn), { minLength: 8, maxLength: 8 })
  .map(groups => groups.reduce((sum, group) => (sum << 16n) | group, 0n));

describe('addresses', () => {
  it('reads back what it prints', () => {
    fc.assert(fc.property(fc.oneof(ipv4, ipv6, sparseIpv6), address => parseAddress(formatAddress(address)) === address));
  });

  it('prints what Node takes for an address', () => {
    fc.assert(fc.property(ipv4, address => isIPv4(formatAddress(address))));
    fc.assert(fc.property(fc.oneof(ipv6, sparseIpv6), address => isIPv6(formatAddress(address))));
  });

  it('reads an IPv4 address exactly where Node does', () => {
    const text = fc.array(fc.oneof(fc.integer({ min: 0, max: 300 }).map(String), fc.constantFrom('01', '', '00')), { minLength: 3, maxLength: 5 }).map(parts => parts.join('.'));
    fc.assert(fc.property(text, quad => (parseIpv4(quad) !== undefined) === isIPv4(quad)));
  });

  it('reads an IPv6 address exactly where Node does', () => {
    const text = fc.array(fc.constantFrom('0', 'ffff', '12345', '', 'g', '1.2.3.4', 'a'), { minLength: 1, maxLength: 9 }).map(parts => parts.join(':'));
    fc.assert(fc.property(text, groups => (parseIpv6(groups) !== undefined) === isIPv6(groups)), { numRuns: 2000 });
  });

  it.each([
    ['::', 0n], ['::1', 1n], ['fe80::ff:fe00:1', 0xfe80_0000_0000_0000_0000_00ff_fe00_0001n],
    ['2001:db8::1:0:0:1', 0x2001_0db8_0000_0000_0001_0000_0000_0001n], ['::ffff:10.0.0.1', 0xffff_0a00_0001n], ['::10.0.0.1', 0x0a00_0001n],
    ['2001:db8:0:1:1:1:1:1', 0x2001_0db8_0000_0001_0001_0001_0001_0001n],
  ])('prints %s as inet_ntop does', (text, address) => {
    expect(formatAddress(address)).toBe(text);
  });

  it('goes to octets and back', () => {
    fc.assert(fc.property(fc.oneof(ipv4, ipv6), address => addressOf(addressOctets(address)) === address));
    fc.assert(fc.property(fc.uint8Array({ minLength: 6, maxLength: 6 }), octets => expect(macOctets(formatMac(octets))).toEqual(octets)));
  });

  it('knows which addresses a prefix holds', () => {
    fc.assert(fc.property(ipv4, fc.integer({ min: 0, max: 32 }), (address, length) => {
      const prefix = { address: networkOf(address, length), length };
      expect(contains(prefix, address)).toBe(true);
      expect(contains(prefix, lastOf(address, length))).toBe(true);
      expect(Number(lastOf(address, length)) - Number(prefix.address)).toBe(2 ** (32 - length) - 1);
      expect(contains(prefix, BigInt(address))).toBe(false);
    }));
    fc.assert(fc.property(ipv6, fc.integer({ min: 0, max: 128 }), (address, length) => {
      const first = networkOf(address, length) as bigint;
      expect((lastOf(address, length) as bigint) - first).toBe((1n << BigInt(128 - length)) - 1n);
      expect(contains({ address: first, length }, address)).toBe(true);
    }));
  });

  it('knows multicast and link-local', () => {
    expect(['224.0.0.1', '239.255.255.255', 'ff02::1'].map(text => isMulticast(parseAddress(text)!))).toEqual([true, true, true]);
    expect(['223.255.255.255', '240.0.0.0', 'fe80::1'].map(text => isMulticast(parseAddress(text)!))).toEqual([false, false, false]);
    expect(['fe80::1', 'febf::1', 'fec0::1', '169.254.0.1'].map(text => isLinkLocal(parseAddress(text)!))).toEqual([true, true, false, false]);
  });
});
