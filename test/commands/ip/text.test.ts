import fc from '../../property';
import { AF_INET, AF_INET6, AF_UNSPEC, formatAddress } from '../../../src/stack';
import { fnmatch } from '../../../src/commands/ip/address/fnmatch';
import { sprintf } from '../../../src/commands/ip/format';
import { inetPrefix, ipv4, linkAddress, parseInetPrefix } from '../../../src/commands/ip/inet';
import { humanNumber } from '../../../src/commands/ip/link/stats';
import { matches, matchesAny, words } from '../../../src/commands/ip/matches';
import { atoi, integer, unsigned, unsigned64 } from '../../../src/commands/ip/numbers';

describe('numbers', () => {
  it.each([
    ['0', 0], ['10', 10], ['010', 8], ['0x1F', 31], ['4294967295', 4294967295], ['+5', 5], [' 5', 5],
    ['4294967296', undefined], ['-1', undefined], ['5 ', undefined], ['5x', undefined], ['', undefined], ['x', undefined], ['08', undefined], ['0x', undefined],
  ])('unsigned(%j) is %p', (text, value) => expect(unsigned(text)).toBe(value));

  it.each([
    ['-5', -5], ['2147483647', 2147483647], ['-2147483648', -2147483648], ['0x10', 16],
    ['2147483648', undefined], ['-2147483649', undefined], ['99999999999999999999', undefined], ['abc', undefined],
  ])('integer(%j) is %p', (text, value) => expect(integer(text)).toBe(value));

  it('reads what it writes', () => {
    fc.assert(fc.property(fc.nat(0xffffffff), n => unsigned(String(n)) === n && unsigned(`0x${n.toString(16)}`) === n && unsigned(`0${n.toString(8)}`) === n));
    fc.assert(fc.property(fc.bigInt(0n, (1n << 64n) - 1n), n => unsigned64(String(n)) === n));
  });

  it('stops where atoi(3) does', () => expect(['12x', 'x', '-7', '010'].map(atoi)).toEqual([12, 0, -7, 10]));
});

describe('addresses', () => {
  it.each([['10', '10.0.0.0'], ['10.8', '10.8.0.0'], ['0x0a.07.1', '10.7.1.0'], ['1.2.3.4', '1.2.3.4'], ['1.2.3.', undefined], ['1.2.3.4.5', undefined], ['256', undefined], ['', undefined]])(
    'ipv4(%j) is %p', (text, address) => expect(ipv4(text)).toBe(address === undefined ? undefined : ipv4(address)));

  it.each([
    ['10/8', AF_UNSPEC, '10.0.0.0', 8], ['10.0.0.1/255.255.0.0', AF_UNSPEC, '10.0.0.1', 16], ['1.1.1.1/0.0.0.0', AF_INET, '1.1.1.1', 0],
    ['1.1.1.1/255.255.255.255', AF_INET, '1.1.1.1', 32], ['2001:db8::/32', AF_UNSPEC, '2001:db8::', 32], ['default', AF_INET6, '::', 0],
  ])('%j in family %p is %p/%p', (text, family, address, length) => {
    const parsed = parseInetPrefix(text, family)!;
    expect([formatAddress(parsed.address), parsed.length]).toEqual([address, length]);
  });

  it.each(['1.1.1.1/33', '1.1.1.1/', '1.1.1.1/255.0.255.0', '::1/129', 'default/0', 'any/1', 'foo', '1.1.1.1/8/8'])('%j is no prefix', text => {
    expect(parseInetPrefix(text, AF_UNSPEC)).toBeUndefined();
    expect(() => inetPrefix(text, AF_INET6)).toThrow(`Error: inet6 prefix is expected rather than "${text}".`);
  });

  it('reads every prefix that it prints', () => {
    fc.assert(fc.property(fc.nat(0xffffffff), fc.nat(32), (address, length) => {
      const parsed = parseInetPrefix(`${formatAddress(address)}/${length}`, AF_UNSPEC)!;
      return parsed.address === address && parsed.length === length && parsed.family === AF_INET;
    }));
  });

  it('reads link addresses as sscanf(3) does', () => {
    expect(['2:0:0:0:0:a', '02:00:00:00:00:0A', '0x2:1', '1.2.3.4', 'foo'].map(linkAddress)).toEqual(['02:00:00:00:00:0a', '02:00:00:00:00:0a', '02:01', '01:02:03:04', '0f']);
    for (const text of ['xyz', '02:zz', '02:100', '1.2.3.4.5', '']) expect(() => linkAddress(text)).toThrow('is invalid lladdr.');
  });
});

describe('words', () => {
  it('may be shortened to any beginning, but not to nothing', () => {
    expect([matches('add', 'address'), matches('address', 'address'), matches('addresses', 'address'), matches('', 'address')]).toEqual([true, true, false, false]);
    expect(['b', 'broad', 'brd', 'br', 'brdx'].map(text => matchesAny(text, words('broadcast* brd')))).toEqual([true, true, true, true, false]);
  });

  it.each([['l*', 'lo', true], ['?eth[01]', 'veth0', true], ['?eth[!01]', 'veth0', false], ['veth0', 'veth01', false], ['a.c', 'abc', false], ['\\*', '*', true], ['[', '[', true]])(
    'fnmatch(%j, %j) is %p', (pattern, text, result) => expect(fnmatch(pattern, text)).toBe(result));
});

describe('printing', () => {
  it.each([
    ['%s, ', 'x', 'x, '], ['%-5s|', 'ab', 'ab   |'], ['%5s|', 'ab', '   ab|'], ['%d%%', 5, '5%'], ['%02x', 10, '0a'], ['%#llx', 255, '0xff'], ['%#x', 0, '0'], ['plain', 'x', 'plain'], ['%s', '%d', '%d'],
  ])('sprintf(%j, %j) is %j', (format, value, text) => expect(sprintf(format, value)).toBe(text));

  it.each([
    [999, '999'], [1000, '1.00k'], [12345, '12.3k'], [123456, '123k'], [1234567, '1.23M'], [5e12, '5.00T'],
  ])('-h shows %p as %j', (count, text) => expect(humanNumber(count, true, false)).toBe(text));

  it('counts in powers of two for -iec', () => expect([1023, 1024, 1536, 1048576].map(count => humanNumber(count, true, true))).toEqual(['1023', '1.00ki', '1.50ki', '1.00Mi']));
});
