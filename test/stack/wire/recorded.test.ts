import {
  checksum, emitIcmp, emitIcmpv6, emitIpv4, emitIpv6, emitIpv6Options, Malformed, MLD_ROUTER_ALERT, parseIcmp, parseIcmpv6, parseIpv4, parseIpv6, parseIpv6Options,
} from '../../../src/stack/wire';

const octets = (hex: string) => Uint8Array.from(Buffer.from(hex.replace(/\s/g, ''), 'hex'));

function whole<T>(parsed: T | Malformed): T {
  if (parsed instanceof Malformed) throw new Error(parsed.reason);
  return parsed;
}

const ECHO_REQUEST = octets(`
  4500 0054 ab8d 4000 4001 7b19 0a00 0001 0a00 0002 0800 b38b 0015 0001 0f7b 036b 0000 0000 6ba5 0700 0000 0000 1011 1213
  1415 1617 1819 1a1b 1c1d 1e1f 2021 2223 2425 2627 2829 2a2b 2c2d 2e2f 3031 3233 3435 3637`);
const DUPLICATE_ADDRESS_PROBE = octets(`
  6000 0000 0020 3aff 0000 0000 0000 0000 0000 0000 0000 0000 ff02 0000 0000 0000 0000 0001 ffa7 cb73 8700 caf0 0000 0000
  fe80 0000 0000 0000 f89f a6ff fea7 cb73 0e01 fcd5 343a 3c47`);
const ROUTER_SOLICITATION = octets(`
  6000 0000 0010 3aff fe80 0000 0000 0000 f89f a6ff fea7 cb73 ff02 0000 0000 0000 0000 0000 0000 0002 8500 a5b7 0000 0000 0101 fa9f a6a7 cb73`);
const LISTENER_REPORT = octets(`
  6000 0000 0038 0001 0000 0000 0000 0000 0000 0000 0000 0000 ff02 0000 0000 0000 0000 0000 0000 0016 3a00 0502 0000 0100
  8f00 09ad 0000 0002 0400 0000 ff02 0000 0000 0000 0000 0001 ff00 0001 0400 0000 ff02 0000 0000 0000 0000 0001 ff91 6331`);

describe('the internet checksum', () => {
  it('is the one of RFC 1071 section 3', () => {
    expect(checksum(octets('0001 f203 f4f5 f6f7'))).toBe(0xffff - 0xddf2);
  });
});

describe('a packet that Linux sent is read, and emitted octet by octet:', () => {
  it('an echo request', () => {
    const ip = whole(parseIpv4(ECHO_REQUEST));
    const icmp = whole(parseIcmp(ip.payload));
    expect(icmp).toMatchObject({ kind: 'echo-request', id: 21, sequence: 1 });
    expect(emitIpv4(ip, emitIcmp(icmp, icmp.payload))).toEqual(ECHO_REQUEST);
  });

  it.each([
    ['a duplicate address probe', DUPLICATE_ADDRESS_PROBE, { kind: 'neighbour-solicitation', target: 0xfe80_0000_0000_0000_f89f_a6ff_fea7_cb73n, options: [{ kind: 'nonce' }] }],
    ['a router solicitation', ROUTER_SOLICITATION, { kind: 'router-solicitation', options: [{ kind: 'source-link-address', address: 'fa:9f:a6:a7:cb:73' }] }],
  ])('%s', (_name, packet, expected) => {
    const ip = whole(parseIpv6(packet));
    const icmp = whole(parseIcmpv6(ip.payload, ip));
    expect(icmp).toMatchObject(expected);
    expect(emitIpv6(ip, emitIcmpv6(icmp, icmp.payload, ip))).toEqual(packet);
  });

  it('a multicast listener report with its hop-by-hop header', () => {
    const ip = whole(parseIpv6(LISTENER_REPORT));
    const hop = whole(parseIpv6Options(ip.payload));
    expect(hop.options).toEqual([MLD_ROUTER_ALERT]);
    const report = whole(parseIcmpv6(hop.payload, ip));
    expect(report).toMatchObject({
      kind: 'mld2-report',
      records: [
        { type: 4, group: 0xff02_0000_0000_0000_0000_0001_ff00_0001n, sources: [] },
        { type: 4, group: 0xff02_0000_0000_0000_0000_0001_ff91_6331n, sources: [] },
      ],
    });
    expect(emitIpv6(ip, emitIpv6Options(hop, emitIcmpv6(report, report.payload, ip)))).toEqual(LISTENER_REPORT);
  });
});
