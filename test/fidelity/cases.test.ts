import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { compare } from './replay';
import { formatTranscript, parseTranscript, type Exchange } from './transcript';

const CASES = join(__dirname, 'transcripts/cases');

/** Cases that need what vethlab doesn't have yet, with the number of their lines that are as on Linux all the same. */
const PARTIAL: Readonly<Record<string, { readonly identical: number; readonly because: string }>> = {
  '350-link-addrgenmode-secret.txt': { identical: 7, because: 'addresses made from a secret' },
  '420-link-vlan-registration.txt': { identical: 1, because: 'GVRP, MVRP and bridge binding of VLANs' },
  '515-route-src-ipv6.txt': { identical: 12, because: 'IPv6 routes by source (subtrees)' },
  '522-route-nexthops-ipv6.txt': { identical: 19, because: 'dead siblings, which stay until their device is up again' },
  '537-route-save-restore.txt': { identical: 6, because: 'ip route save, restore and showdump' },
  '545-route-encap-ttl.txt': { identical: 5, because: 'encapsulation of routes, MPLS' },
  '560-rule-flush-save.txt': { identical: 10, because: 'ip rule save and restore' },
  '571-neigh-use-managed.txt': { identical: 8, because: 'managed neighbours' },
  '588-ping-record-timestamp.txt': { identical: 9, because: 'IP options, and ping -r, -N and -F' },
  '610-tcpdump-expression-code.txt': { identical: 2, because: 'BPF code of filters, kinds of time stamps' },
};

const read = (file: string): Exchange[] => parseTranscript(readFileSync(join(CASES, file), 'utf8'));

const files = readdirSync(CASES);

describe('recorded cases', () => {
  it.each(files.filter(file => !(file in PARTIAL)))('%s: every line as on Linux', async file => {
    const pairs = await compare(read(file));
    expect(formatTranscript(pairs.map(({ actual }) => actual))).toBe(formatTranscript(pairs.map(({ expected }) => expected)));
  });

  it.each(Object.entries(PARTIAL))('%s: as far as vethlab goes', async (file, { identical }) => {
    const pairs = await compare(read(file));
    expect(pairs.filter(pair => pair.identical)).toHaveLength(identical);
  });
});
