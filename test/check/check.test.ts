import fc from '../property';
import { CheckError, judge, readChecks, reportText } from '../../src/check';
import { FORMS, parseLine } from '../../src/check/grammar';
import { match, Progress, readSyntax } from '../../src/check/syntax';
import type { Item } from '../../src/check/syntax';
import { SLOTS } from '../../src/check/slots';
import { WORLD } from './world';

const verdict = async (line: string) => {
  const { holds, expected, found } = (await judge(readChecks(line, () => undefined), WORLD, 'vm'))[0]!;
  return holds ? 'holds' : `${expected} | ${found}`;
};

const complaint = (text: string): string => {
  try {
    readChecks(text, (name) => ({ dev: 'veth0' })[name]);
    return 'it can be read';
  } catch (error) {
    if (!(error instanceof CheckError)) throw error;
    return error.message;
  }
};

describe('judge', () => {
  it.each([
    'link veth0', 'link near exists', 'link veth0 operstate UP', 'not link veth0 operstate DOWN', 'no link veth9', 'link veth0 mtu 1450', 'link veth0 kind veth', 'link veth0 peer veth1',
    'in netns red link veth1 peer veth0', 'link veth0 master br0', 'link veth0 address 02:00:00:00:00:01', 'link veth0 has flag LOWER_UP', 'link veth0 has address 10.0.0.1/24',
    'link veth0 has address 10.0.0.1', 'link veth0 has address fd00:0::1/64', 'not link br0 has address 10.0.0.1', 'netns red exists', 'no netns blue', 'on host gateway no link veth0',
    'route main has 10.0.0.0/24', 'route main has 10.0.0.9/24 dev veth0', 'route main has default via 10.0.0.254', 'route main has 0.0.0.0/0 via 10.0.0.254', 'route main has 192.0.2.0/24 via 10.0.0.3 dev br0',
    'not route main has 192.0.2.0/24 via 10.0.0.3 dev veth0', 'no route main has 203.0.113.0/24', 'route 100 has 198.51.100.7/32', 'route get 10.0.0.9 leaves by veth0', 'not route get 10.0.0.9 leaves by br0',
    'route get 9.9.9.9 from 10.0.0.1 leaves by veth0 via 10.0.0.254', 'rule 100 has from 10.0.0.0/24 lookup 100', 'rule 32766 has from all lookup main', 'no rule 200 has lookup main',
    'neighbour 10.0.0.2 dev veth0', 'neighbour 10.0.0.2 dev veth0 state REACHABLE|STALE', 'no neighbour 10.0.0.3 dev veth0', 'sysctl net.ipv4.ip_forward is 1', 'in netns red sysctl net.ipv4.ping_group_range is 1 0',
    'ping 10.0.0.2 succeeds', 'ping veth0 -> 10.0.0.2 succeeds', 'ping 10.0.0.9 fails because SKB_DROP_REASON_IP_RPFILTER', 'ping 10.0.0.9 fails because "reverse path"', 'on host gateway no netns red',
  ])('%s', async (line) => {
    expect(await verdict(line)).toBe('holds');
  });

  it.each([
    ['link veth9 operstate UP', 'a link veth9 | no link veth9 on host vm'],
    ['not link veth9 operstate UP', 'a link veth9 | no link veth9 on host vm'],
    ['no link veth0', 'not a link veth0 | a link veth0 on host vm'],
    ['link veth0 operstate DOWN', 'operstate DOWN | operstate UP'],
    ['link br0 master br1', 'master br1 | no master'],
    ['link veth0 has address 10.0.0.1/16', 'address 10.0.0.1/16 | address 10.0.0.1/24, fd00::1/64'],
    ['link br0 has address 10.0.0.1/16', 'address 10.0.0.1/16 | no address'],
    ['link br0 has flag UP', 'flag UP | <BROADCAST,MULTICAST>'],
    ['in netns blue no link veth0', 'a namespace blue | no namespace blue'],
    ['in netns red link veth0 exists', 'a link veth0 | no link veth0 in netns red on host vm'],
    ['route main has default via 10.0.0.1', 'route default via 10.0.0.1 | route default via 10.0.0.254 dev veth0'],
    ['route main has 192.0.2.0/24 dev lo', 'route 192.0.2.0/24 dev lo | route 192.0.2.0/24 via 10.0.0.2 dev veth0 via 10.0.0.3 dev br0'],
    ['route 100 has default', 'route default | no route default in table 100 on host vm'],
    ['route get 10.0.0.9 leaves by br0', '10.0.0.9 dev br0 | 10.0.0.9 dev veth0'],
    ['not route get 8.8.8.8 leaves by br0', '8.8.8.8 dev br0 | RTNETLINK answers: Network is unreachable'],
    ['rule 100 has from all', 'rule 100: from all | rule 100: from 10.0.0.0/24 lookup 100'],
    ['rule 7 has lookup main', 'rule 7: lookup main | no rule 7 on host vm'],
    ['neighbour 10.0.0.2 dev veth0 state REACHABLE', 'neighbour 10.0.0.2 dev veth0 state REACHABLE | neighbour 10.0.0.2 dev veth0 state STALE'],
    ['not neighbour 10.0.0.3 dev veth0 state STALE', 'neighbour 10.0.0.3 dev veth0 state STALE | no neighbour 10.0.0.3 dev veth0 on host vm'],
    ['sysctl net.ipv4.ip_forward is 0', 'net.ipv4.ip_forward = 0 | net.ipv4.ip_forward = 1'],
    ['sysctl net.ipv4.nothing is 0', 'net.ipv4.nothing = 0 | no setting net.ipv4.nothing'],
    ['ping 10.0.0.9 succeeds', 'an answer | no answer; dropped: IP_RPFILTER (reverse path filter)'],
    ['in netns red ping 10.0.0.9 fails because NO_SOCKET', 'no answer because NO_SOCKET | no answer; the real kernel does not tell what it drops'],
  ])('%s: what was found instead', async (line, found) => {
    expect(await verdict(line)).toBe(found);
  });

  it('counts points for all lines, or for each', async () => {
    const verdicts = await judge(readChecks('link veth0\nlink veth1\nhint: where is it?', () => undefined), WORLD, 'vm');
    expect(reportText({ title: 'links', verdicts, points: 1, partial: true })).toBe(`✗ links: 1 of 2 lines hold, 0.5 of 1 point
  ✓ link veth0
  ✗ link veth1
      expected  a link veth1
      found     no link veth1 on host vm
      hint      where is it?`);
  });
});

describe('check lines', () => {
  it.each([
    ['link veth0 operstat UP', 'line 1, link veth0 operstat UP: "operstat" can\'t stand here; did you mean operstate?'],
    ['\n# note\nlink $dev operstate up', 'line 3, link $dev operstate up: "up" can\'t stand here; did you mean UP?'],
    ['link veth0 mtu', 'line 1, link veth0 mtu: something is missing at its end: a number of octets'],
    ['link veth0 mtu 1500 now', 'line 1, link veth0 mtu 1500 now: it is complete before "now": leave out what follows'],
    ['ping veth0 > 10.0.0.1 fails', 'line 1, ping veth0 > 10.0.0.1 fails: ">" can\'t stand here; there could be ->'],
    ['route get 10.0.0.300 leaves by veth0', 'line 1, route get 10.0.0.300 leaves by veth0: "10.0.0.300" can\'t stand here; there could be an IP address'],
    ['lnk veth0 exists', 'line 1, lnk veth0 exists: "lnk" can\'t stand here; did you mean link?'],
    ['link ${nobody}', 'line 1, link ${nobody}: ${nobody} has no value here'],
    ['hint: first', 'line 1, hint: first: a hint belongs below the line that it helps with'],
    ['link a b\nrule x has', 'line 1, link a b: "b" can\'t stand here; there could be exists, operstate, mtu, kind, peer, master, address, has\nline 2, rule x has: "x" can\'t stand here; there could be a rule\'s number'],
  ])('%j is answered with what could stand there', (text, message) => {
    expect(complaint(text)).toBe(message);
  });

  const EXAMPLES: Readonly<Record<string, readonly string[]>> = {
    HOST: ['vm', 'gateway'], NETNS: ['red'], DEV: ['veth0', 'ens3.10'], PEER: ['veth1'], MASTER: ['br0'], OPERSTATE: ['UP', 'LOWERLAYERDOWN'], MTU: ['1450'], KIND: ['veth', 'ip6tnl'], FLAG: ['LOWER_UP'],
    MAC: ['02:00:00:00:00:0A'], LOCAL: ['10.0.0.1/24', 'fe80::1/64', '::1'], TABLE: ['main', '100'], PREFIX: ['default', '10.0.0.0/8'], FROM: ['all', '10.0.0.0/8'], TO: ['fd00::/8'], VIA: ['10.0.0.1'],
    ADDRESS: ['10.0.0.1', 'fe80::1'], SOURCE: ['::1'], PRIORITY: ['32766'], STATES: ['STALE', 'REACHABLE|STALE'], PINGER: ['veth1', '10.0.0.2'], REASON: ['NO_SOCKET', 'Destination Host Unreachable'],
    SYSCTL: ['net.ipv4.ip_forward', 'net/ipv4/conf/ens3.10/rp_filter'], VALUE: ['1', '4096 16384 4194304'],
  };

  const sentence = (items: readonly Item[]): fc.Arbitrary<string> => fc.tuple(...items.map((item): fc.Arbitrary<string> => {
    if (item.kind === 'words') return fc.constantFrom(...item.words);
    if (item.kind === 'slot') return fc.constantFrom(...EXAMPLES[item.name]!);
    return fc.oneof(fc.constant(''), sentence(item.items));
  })).map((parts) => parts.filter((part) => part !== '').join(' '));

  const sentences = fc.constantFrom(...FORMS).chain(({ syntax }) => sentence(readSyntax(`[on host HOST] [not|no] ${syntax}`)).map((text) => ({ syntax, text })));

  it('are all that the grammar makes', () => {
    fc.assert(fc.property(sentences, ({ syntax, text }) => {
      const parsed = parseLine(text);
      expect(typeof parsed === 'string' ? parsed : 'read').toBe('read');
      expect(match(readSyntax(`[on host HOST] [not|no] ${syntax}`), text.split(' '), SLOTS, new Progress())).toBeDefined();
    }), { numRuns: 500 });
  });

  it('are read or answered with words, whatever they hold', () => {
    const word = fc.oneof(fc.string({ maxLength: 12 }), fc.constantFrom('link', 'route', 'get', 'has', 'not', 'ping', '->', 'via', '10.0.0.1', '"', '[', '|', '$'));
    fc.assert(fc.property(fc.array(word, { maxLength: 10 }), (words) => {
      const parsed = parseLine(words.join(' '));
      if (typeof parsed === 'string') expect(parsed).toMatch(/can't stand here|missing at its end|complete before/);
    }), { numRuns: 500 });
  });

  it('are judged without a fault, all that the grammar makes', async () => {
    await fc.assert(fc.asyncProperty(sentences, async ({ text }) => {
      const [found] = await judge(readChecks(text, () => undefined), WORLD, 'vm');
      expect(found!.expected).not.toMatch(/undefined|null/);
      expect(found!.found).not.toMatch(/undefined|null/);
    }), { numRuns: 300 });
  });
});
