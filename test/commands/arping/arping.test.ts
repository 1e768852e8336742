import { Clock, IFF, Random, RtnetlinkError, type CapturedFrame, type Host, type LinkMessage, type PacketSocket } from '../../../src/stack';
import { emitArp, emitEthernet, ETH_P_ARP, ETHERNET_HEADER, parseArp, type ArpRepr } from '../../../src/stack/wire';
import { arping } from '../../../src/commands/arping';
import { arpingUsage } from '../../../src/commands/arping/options';
import { runInTime, type Script } from '../vm';

const ME = '02:00:00:00:00:0a';
const PEER = '02:00:00:00:00:0b';
const DEVICES: readonly Partial<LinkMessage>[] = [
  { index: 1, ifname: 'lo', flags: IFF.UP | IFF.LOOPBACK, address: '00:00:00:00:00:00' },
  { index: 2, ifname: 'vr', flags: IFF.UP | IFF.BROADCAST, address: ME, broadcast: 'ff:ff:ff:ff:ff:ff' },
  { index: 3, ifname: 'off', flags: IFF.BROADCAST, address: ME },
];

/** A network where 10.1.0.2 answers after 78 µs. */
function network(): { readonly host: Host; readonly sent: ArpRepr[]; readonly to: string[] } {
  const clock = new Clock();
  const sent: ArpRepr[] = [];
  const to: string[] = [];
  const queue: CapturedFrame[] = [];
  let wake: () => void = () => undefined;
  const packet = (): PacketSocket => ({
    ready: () => queue.length > 0,
    subscribe: listener => {
      wake = listener;
      return () => { wake = () => undefined; };
    },
    bind: () => undefined, promiscuous: () => undefined, blocks: () => undefined, takeError: () => undefined, filter: () => undefined,
    receive: () => queue.shift(),
    send: octets => {
      const arp = parseArp(octets.subarray(ETHERNET_HEADER)) as ArpRepr;
      sent.push(arp);
      to.push(Array.from(octets.subarray(0, 6), octet => octet.toString(16).padStart(2, '0')).join(':'));
      if (arp.targetIp !== 0x0a010002) return;
      const reply = emitArp({ operation: 2, senderMac: PEER, senderIp: arp.targetIp, targetMac: arp.senderMac, targetIp: arp.senderIp });
      clock.after(78_000, () => {
        queue.push({ octets: emitEthernet({ destination: ME, source: PEER, type: ETH_P_ARP }, reply), at: clock.now(), type: 'host', ifindex: 2, hardwareType: 1, protocol: ETH_P_ARP });
        wake();
      });
    },
    statistics: () => ({ packets: 0, drops: 0 }), close: () => undefined,
  });
  let bound = 0x0a010001;
  const udp = () => ({ bindToDevice: () => undefined, bind: (address: number) => { bound = address; }, connect: () => undefined, get local() { return { address: bound, port: 1 }; }, close: () => undefined });
  const rtnetlink = {
    getLink: (which: { readonly index?: number; readonly ifname?: string }) => {
      const found = DEVICES.find(link => link.index === which.index || link.ifname === which.ifname);
      if (!found) throw new RtnetlinkError('ENODEV');
      return found;
    },
    getRoute: () => ({ nexthops: [{ oif: 2, flags: 0 }] }),
  };
  const host = { network: { clock, random: new Random(1) } } as unknown as Host;
  Object.assign(host, { initNetns: { host, rtnetlink, sockets: { packet, udp } } });
  return { host, sent, to };
}

async function ran(line: string, script: Script = {}) {
  const ended = await runInTime(arping, line, network().host, script);
  return { ...ended, stdout: ended.stdout.replace(/[0-9]+\.[0-9]{3}ms/g, 'Tms') };
}

const REPLY = 'Unicast reply from 10.1.0.2 [02:00:00:00:00:0B]  Tms\n';

describe('arping', () => {
  // recorded from iputils 20221126
  it.each([
    ['-c 2 -I vr 10.1.0.2', `ARPING 10.1.0.2 from 10.1.0.1 vr\n${REPLY}${REPLY}Sent 2 probes (1 broadcast(s))\nReceived 2 response(s)\n`, 0],
    ['-c 1 10.1.0.2', `ARPING 10.1.0.2 from 10.1.0.1 vr\n${REPLY}Sent 1 probes (1 broadcast(s))\nReceived 1 response(s)\n`, 0],
    ['-c 1 -w 1 -I vr 10.1.0.99', 'ARPING 10.1.0.99 from 10.1.0.1 vr\nSent 1 probes (1 broadcast(s))\nReceived 0 response(s)\n', 1],
    ['-D -c 1 -w 1 -I vr 10.1.0.2', `ARPING 10.1.0.2 from 0.0.0.0 vr\n${REPLY}Sent 1 probes (1 broadcast(s))\nReceived 1 response(s)\n`, 1],
    ['-D -c 2 -w 3 -I vr 10.1.0.99', 'ARPING 10.1.0.99 from 0.0.0.0 vr\nSent 2 probes (2 broadcast(s))\nReceived 0 response(s)\n', 0],
    ['-U -c 1 -I vr 10.1.0.1', 'ARPING 10.1.0.1 from 10.1.0.1 vr\nSent 1 probes (1 broadcast(s))\nReceived 0 response(s)\n', 0],
    ['-A -c 1 -I vr 10.1.0.1', 'ARPING 10.1.0.1 from 10.1.0.1 vr\nSent 1 probes (1 broadcast(s))\nReceived 0 response(s)\n', 0],
    ['-f -I vr 10.1.0.2', `ARPING 10.1.0.2 from 10.1.0.1 vr\n${REPLY}Sent 1 probes (1 broadcast(s))\nReceived 1 response(s)\n`, 0],
    ['-b -c 2 -I vr 10.1.0.2', `ARPING 10.1.0.2 from 10.1.0.1 vr\n${REPLY}${REPLY}Sent 2 probes (2 broadcast(s))\nReceived 2 response(s)\n`, 0],
    ['-q -c 1 -I vr 10.1.0.2', '', 0],
    ['-c 1 -I lo 127.0.0.1', 'Interface "lo" is not ARPable\n', 2],
    ['-c 1 -I off 10.1.0.2', 'Interface "off" is down\n', 2],
  ])('arping %s', async (line, stdout, rc) => {
    expect(await ran(`arping ${line}`)).toEqual({ stdout, stderr: '', rc });
  });

  it.each([
    ['arping -c 1 -I nope 10.1.0.2', 'arping: Device nope not available.\n', 2],
    ['arping -c 1 -I vr foo', 'arping: foo: Name or service not known\n', 2],
    ['arping -c x -I vr 10.1.0.2', `arping: invalid argument: 'x'\n`, 1],
    ['arping', arpingUsage, 2],
    ['arping -h', arpingUsage, 2],
  ])('%s', async (line, stderr, rc) => {
    expect(await ran(line)).toEqual({ stdout: '', stderr, rc });
  });

  it('asks everyone first, then who has answered', async () => {
    const { host, sent, to } = network();
    const { stdout } = await runInTime(arping, 'arping -c 2 -I vr 10.1.0.2', host);
    expect(to).toEqual(['ff:ff:ff:ff:ff:ff', PEER]);
    expect(sent[0]).toEqual({ operation: 1, senderMac: ME, senderIp: 0x0a010001, targetMac: 'ff:ff:ff:ff:ff:ff', targetIp: 0x0a010002 });
    expect(stdout).toMatch(/ {2}0\.[56][0-9]{2}ms\n/);
  });

  it('ends on SIGINT with its statistics', async () => {
    expect(await ran('arping -I vr 10.1.0.99', { signals: { 2500: 'SIGINT' } })).toEqual({
      stdout: 'ARPING 10.1.0.99 from 10.1.0.1 vr\nSent 3 probes (3 broadcast(s))\nReceived 0 response(s)\n', stderr: '', rc: 1,
    });
  });
});
