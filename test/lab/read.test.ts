import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from '../property';
import { LabError, readLab } from '../../src/lab';

function problems(text: string): string[] {
  try {
    readLab(text, 'f.yaml');
  } catch (error) {
    if (error instanceof LabError) return error.message.split('\n');
    throw error;
  }
  return [];
}

describe('readLab', () => {
  it('reads the beachhead lab', () => {
    const text = readFileSync(join(__dirname, '../../notebooks/labs/beachhead.yaml'), 'utf8');
    expect(readLab(text, 'beachhead.yaml')).toEqual({
      name: 'beachhead',
      seed: 2,
      settle: 20,
      hosts: [
        {
          name: 'beachhead', hostname: 'beachhead', user: 'student', sysctls: [],
          exec: [
            'ip link set dev ens3 up',
            'ip link set dev ens4 up',
            'ip addr add 172.16.1.4/24 brd + dev ens3',
            'ip route add default via 172.16.1.1',
            'ip route add 169.254.169.254 via 172.16.1.1',
          ],
        },
        {
          name: 'gateway', hostname: 'gateway', user: 'root', sysctls: [['net.ipv4.ip_forward', '1']],
          exec: ['ip link set dev eth1 up', 'ip addr add 172.16.1.1/24 brd + dev eth1', 'ip addr add 169.254.169.254/32 dev lo'],
        },
        { name: 'switch', hostname: 'switch', user: 'root', sysctls: [], exec: ['ip link set dev swp1 up'] },
      ],
      links: [
        { a: { host: 'beachhead', ifname: 'ens3', mac: 'fa:16:3e:59:a0:b8' }, b: { host: 'gateway', ifname: 'eth1', mac: 'fa:16:3e:00:00:03' }, mtu: 1450 },
        { a: { host: 'beachhead', ifname: 'ens4', mac: 'fa:16:3e:ac:cb:ff' }, b: { host: 'switch', ifname: 'swp1', mac: 'fa:16:3e:00:00:04' } },
      ],
    });
  });

  it('reads a file as people have them for containerlab', () => {
    expect(readLab(`
name: vlan
mgmt: { network: lab }
topology:
  defaults:
    kind: linux
    exec: [ip link set lo up]
    labels: { owner: net, vethlab.user: guest }
  kinds:
    linux: { image: 'alpine:3', sysctls: { net.ipv4.ip_forward: 0 } }
  groups:
    routers: { sysctls: { net.ipv4.ip_forward: 1 } }
  nodes:
    r1:
      group: routers
      binds: ['a:/b']
      exec:
        - ip addr add 10.0.0.1/24 dev eth1
    h1:
      labels: { vethlab.user: ann, vethlab.hostname: one }
  links:
    - endpoints: ["r1:eth1", "h1:eth1"]
`)).toEqual({
      name: 'vlan',
      settle: 3,
      hosts: [
        { name: 'r1', hostname: 'r1', user: 'guest', sysctls: [['net.ipv4.ip_forward', '1']], exec: ['ip link set lo up', 'ip addr add 10.0.0.1/24 dev eth1'] },
        { name: 'h1', hostname: 'one', user: 'ann', sysctls: [['net.ipv4.ip_forward', '0']], exec: ['ip link set lo up'] },
      ],
      links: [{ a: { host: 'r1', ifname: 'eth1' }, b: { host: 'h1', ifname: 'eth1' } }],
    });
  });

  it('resolves anchors, aliases and merge keys', () => {
    const lab = readLab('name: n\ntopology:\n  nodes:\n    a: &a\n      exec: &e [one]\n      labels: {vethlab.user: u}\n    b: {<<: *a, labels: {}}\n    c: {exec: *e}\n');
    expect(lab.hosts.map(({ name, user, exec }) => [name, user, exec])).toEqual([['a', 'u', ['one']], ['b', 'root', ['one']], ['c', 'root', ['one']]]);
  });

  const one = 'name: n\ntopology:\n  nodes:\n    a:\n    b:\n';
  it.each([
    ['', ['f.yaml:1:1: a lab needs a host: write `topology:`, `nodes:` and a name under it', 'f.yaml:1:1: a lab needs a name: write `name: my-lab`']],
    ['a: [', ['f.yaml:1:5: not valid YAML: Flow sequence in block collection must be sufficiently indented and end with a ]']],
    ['- a', ['f.yaml:1:1: a lab file must be a map, written `key: value` a line', 'f.yaml:1:1: a lab needs a host: write `topology:`, `nodes:` and a name under it', 'f.yaml:1:1: a lab needs a name: write `name: my-lab`']],
    ['&a [*a]', ['f.yaml:1:5: this alias stands inside what it refers to; write the value out']],
    ['x: *y', ['f.yaml:1:4: no anchor &y stands before this alias']],
    ['name: n\ntopology:\n  nodes:\n    a: {kind: ceos}', ['f.yaml:4:15: kind "ceos" isn\'t supported: vethlab simulates Linux hosts, so write `kind: linux`']],
    ['name: n\ntopology:\n  nodes:\n    a: {exce: [x]}', ['f.yaml:4:9: node a has no key "exce"; did you mean exec?']],
    ['name: n\ntopology:\n  nodes:\n    a: {exec: x}', ['f.yaml:4:15: exec must be a list, written `- item` a line']],
    ['name: n\ntopology:\n  nodes:\n    a: {labels: {vethlab.usr: x}}', ['f.yaml:4:18: no label "vethlab.usr"; did you mean vethlab.user?']],
    ['name: n\ntopology:\n  nodes:\n    "a b":', ['f.yaml:4:5: "a b" can\'t be a node\'s name: use up to 63 letters, digits, dots, dashes and underscores, a letter or digit first']],
    [`${one}  links:\n  - endpoints: ["a:e1","bb:e1"]`, ['f.yaml:7:24: no node is named "bb"; did you mean b?']],
    [`${one}  links:\n  - endpoints: ["a:e1","host:e1"]`, ['f.yaml:7:24: cables to host: aren\'t supported; there are a, b']],
    [`${one}  links:\n  - endpoints: ["a:e1","a:e1"]`, ['f.yaml:7:24: a:e1 has a cable already, at line 7; give this end another interface']],
    [`${one}  links:\n  - endpoints: ["a:e1"]`, ['f.yaml:7:5: a link has two endpoints, as in `endpoints: ["a:eth1", "b:eth1"]`; this one has 1']],
    [`${one}  links:\n  - endpoints: ["a:sixteencharacter","b"]`, [
      'f.yaml:7:17: "sixteencharacter" can\'t be a NIC\'s name: use 1 to 15 characters without blank, /, : and %, and not lo',
      'f.yaml:7:38: an endpoint is written "node:interface", as in "beachhead:ens3", not "b"',
    ]],
    [`${one}  links:\n  - {type: vxlan, endpoint: {}}`, ['f.yaml:7:19: a link has no key "endpoint"; did you mean endpoints?', 'f.yaml:7:12: a link of type "vxlan" isn\'t supported; `type: veth` is a cable between two nodes']],
    [`${one}  links:\n  - endpoints:\n    - {node: a, interface: e1, mac: 'ff:00:00:00:00:00'}\n    - {node: b, interface: e1, mac: 1}`, [
      'f.yaml:8:37: ff:00:00:00:00:00 is a group address; a NIC\'s first octet must be even',
      'f.yaml:9:37: "1" is no MAC address; write six octets, as in fa:16:3e:59:a0:b8',
    ]],
    [`${one}  links:\n  - {endpoints: ["a:e1","b:e1"], mtu: 12}`, ['f.yaml:7:39: mtu must be a whole number from 68 to 65535, not "12"']],
  ])('says where and what to do: %j', (text, expected) => {
    expect(problems(text)).toEqual(expected);
  });

  it('answers deep nesting with a problem', () => {
    expect(problems('['.repeat(100_000))).toHaveLength(1);
  });

  it('reads or explains any text', () => {
    const words = ['name', ':', ' ', '\n', '  ', '- ', 'topology', 'nodes', 'links', 'endpoints', '"a:e"', '[', ']', '{', '}', '&x', '*x', '<<', '?', '|', '!!int', '\t', 'a', '---'];
    const text = fc.oneof(fc.string({ unit: 'binary' }), fc.array(fc.constantFrom(...words), { maxLength: 40 }).map(parts => parts.join('')));
    fc.assert(fc.property(text, input => {
      for (const line of problems(input)) expect(line).toMatch(/^f\.yaml:[1-9]\d*:[1-9]\d*: ./);
    }), { numRuns: 2000 });
  });

  it('reads any value in any place of a well-formed file', () => {
    const place = fc.constantFrom('name', 'topology', 'nodes', 'node', 'exec', 'labels', 'sysctls', 'kind', 'links', 'link', 'endpoints', 'end');
    fc.assert(fc.property(place, fc.jsonValue({ maxDepth: 3 }), (where, value) => {
      const at = <T>(name: string, otherwise: T): unknown => name === where ? value : otherwise;
      const file = {
        name: at('name', 'n'),
        topology: at('topology', {
          nodes: at('nodes', { a: at('node', { exec: at('exec', ['x']), labels: at('labels', {}), sysctls: at('sysctls', {}), kind: at('kind', 'linux') }), b: null }),
          links: at('links', [at('link', { endpoints: at('endpoints', [at('end', 'a:e'), 'b:e']) })]),
        }),
      };
      for (const line of problems(JSON.stringify(file))) expect(line).toMatch(/^f\.yaml:1:\d+: ./);
    }), { numRuns: 1000 });
  });
});
