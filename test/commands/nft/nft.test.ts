import fc from '../../property';
import { replay } from '../../fidelity/replay';

const TABLE = ['nft add table ip t', 'nft add chain ip t c \'{ type filter hook input priority 0; }\'', 'nft add chain ip t d'];
const address = fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255)).map(([a, b, c]) => `10.${a}.${b}.${c}`);
const port = fc.integer({ min: 1, max: 65535 }).map(String);

/** Matches and statements in the form in which they are listed. */
const match = fc.oneof(
  address.map(each => `ip saddr ${each}`), address.map(each => `ip daddr != ${each}`), port.map(each => `tcp dport ${each}`), port.map(each => `tcp sport > ${each}`),
  fc.constantFrom('iifname "lo"', 'oifname "eth*"', 'ct state established,related', 'ip protocol icmp', 'meta mark 0x0000000a', 'ip ttl < 5', 'tcp flags syn / syn,ack', 'limit rate 5/second', 'log prefix "x "'),
);
const end = fc.constantFrom('accept', 'drop', 'return', 'jump d', 'reject', 'counter packets 0 bytes 0', 'meta mark set 0x00000001', 'reject with icmp admin-prohibited');
const rule = fc.tuple(fc.array(match, { maxLength: 3 }), end).map(([matches, last]) => [...matches, last].join(' '));

const rulesOf = (listing: string): string[] => listing.split('\n').filter(line => line.startsWith('\t\t') && !line.includes('hook')).map(line => line.trim());

describe('nft', () => {
  it('lists a rule as it was given, and takes its own list back', async () => {
    await fc.assert(fc.asyncProperty(fc.array(rule, { minLength: 1, maxLength: 6 }), async rules => {
      const answers = await replay([...TABLE, ...rules.map(each => `nft add rule ip t c '${each}'`), 'nft list ruleset', 'nft list ruleset > /tmp/r; nft flush ruleset; nft -f /tmp/r; nft list ruleset']);
      const [first, second] = answers.slice(-2).map(({ stdout }) => stdout);
      const accepted = rules.filter((_, i) => answers[TABLE.length + i]!.rc === 0);
      expect(rulesOf(first!)).toEqual(accepted);
      expect(second).toBe(first);
    }), { numRuns: 25 });
  });

  it('forgets connections in their time', async () => {
    const answers = await replay([...TABLE, 'nft add rule ip t c ct state new', 'ping -c 1 127.0.0.1 > /dev/null; sysctl net.netfilter.nf_conntrack_count', 'sleep 31; sysctl net.netfilter.nf_conntrack_count']);
    expect(answers.slice(-2).map(({ stdout }) => stdout)).toEqual(['net.netfilter.nf_conntrack_count = 1\n', 'net.netfilter.nf_conntrack_count = 0\n']);
  });

  it.each(['vlan id 5 accept', 'queue num 1', 'ip saddr . tcp dport { 1.1.1.1 . 22 } accept', 'meta skuid 0 accept', 'dnat to tcp dport map { 80 : 10.0.0.1 }'])('says that it can\'t: %s', async words => {
    const [answer] = (await replay([...TABLE, `nft add rule ip t c '${words}'`])).slice(-1);
    expect(answer).toMatchObject({ rc: 1, stdout: '' });
    expect(answer!.stderr).toMatch(/^Error: vethlab does not support [^\n]+\n/);
  });
});
