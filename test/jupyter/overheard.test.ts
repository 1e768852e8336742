import type { Snapshot } from '../../src/backend';
import type { Packet } from '../../src/commands/tcpdump/print/packet';
import { overheard } from '../../src/jupyter/trace/overheard';
import { renderTrace } from '../../src/render';
import { arpRequest } from '../render/packets/frames';

const IN = 1;
const OUT = 4;

/** An ARP request as `tcpdump -i any` writes it. */
function seen(us: number, ifindex: number, direction: number, target: string): Packet {
  const octets = Uint8Array.of(8, 6, 0, 0, 0, 0, 0, ifindex, 0, 1, direction, 6, 2, 0, 0, 0, 0, 2, 0, 0, ...arpRequest('10.0.0.2', target).subarray(14));
  return { us, length: octets.length, octets };
}

const link = (ifindex: number, ifname: string, local: string): object => ({ ifindex, ifname, addr_info: [{ local, scope: 'global' }] });

const SNAPSHOT = {
  hosts: [{ name: 'left', netns: [{ name: null, addr: [link(2, 'eth1', '10.0.0.2')] }, { name: 'red', addr: [link(7, 'veth0', '10.0.0.1')] }] }],
} as unknown as Snapshot;

describe('what tcpdump hears in the namespaces of a real kernel', () => {
  const heard = [
    { host: 'left', netns: null, packets: [seen(5_000_000, 2, OUT, '10.0.0.1'), seen(6_000_000, 2, OUT, '10.0.0.1'), seen(9_000_000, 2, OUT, '10.0.0.9')] },
    { host: 'left', netns: 'red', packets: [seen(5_000_030, 7, IN, '10.0.0.1'), seen(6_000_040, 7, IN, '10.0.0.1'), seen(7_000_000, 8, IN, '10.0.0.5')] },
  ];

  it('is put together to who sent what to whom; what only one side saw says so', () => {
    expect(renderTrace(overheard(heard, [], [SNAPSHOT]))['text/plain']).toBe(`             left         red on left
             eth1         veth0        if8
             10.0.0.2     10.0.0.1
0.000 s    1  ├───────────►│            │             ARP who-has 10.0.0.1 tell 10.0.0.2
1.000 s    2  ├───────────►│            │             ARP who-has 10.0.0.1 tell 10.0.0.2
2.000 s    3  │            │       ├───►│             ARP who-has 10.0.0.5 tell 10.0.0.2
4.000 s    4  ├────►✕      │            │             ARP who-has 10.0.0.9 tell 10.0.0.2
              │            │            │             ✕ not seen to arrive
A real kernel doesn't say which packets it drops, and why: the simulated one does.

   1   0.000000  left:eth1 → red:veth0  ARP, Request who-has 10.0.0.1 tell 10.0.0.2, length 28
   2   1.000000  left:eth1 → red:veth0  ARP, Request who-has 10.0.0.1 tell 10.0.0.2, length 28
   3   2.000000  → red:if8              ARP, Request who-has 10.0.0.5 tell 10.0.0.2, length 28
   4   4.000000  left:eth1 → ?          ARP, Request who-has 10.0.0.9 tell 10.0.0.2, length 28
`);
  });

  it('can be chosen by interface', () => {
    expect(overheard(heard, ['if8'], [SNAPSHOT]).packets.map(({ where }) => where)).toEqual(['→ if8']);
  });
});
