import { ip } from '../../../src/commands/ip';
import { parseIpv6, RtnetlinkError, type LinkMessage, type Request } from '../../../src/stack';
import { fakeHost, run } from '../run';

const NO_STATS: LinkMessage['stats'] = {
  rxPackets: 0, txPackets: 0, rxBytes: 0, txBytes: 0, rxErrors: 0, txErrors: 0, rxDropped: 0, txDropped: 0, multicast: 0, collisions: 0, rxLengthErrors: 0,
  rxOverErrors: 0, rxCrcErrors: 0, rxFrameErrors: 0, rxFifoErrors: 0, rxMissedErrors: 0, txAbortedErrors: 0, txCarrierErrors: 0, txFifoErrors: 0,
  txHeartbeatErrors: 0, txWindowErrors: 0, rxNohandler: 0, rxOtherhostDropped: 0,
};

function link(index: number, ifname: string, more: Partial<LinkMessage>): LinkMessage {
  return {
    index, ifname, type: 1, flags: 0x1002, altnames: [], mtu: 1500, minMtu: 68, maxMtu: 65535, address: '02:00:00:00:00:01', broadcast: 'ff:ff:ff:ff:ff:ff', txqlen: 1000,
    operstate: 'DOWN', linkmode: 0, qdisc: 'noop', group: 0, promiscuity: 0, allmulti: 0, carrierChanges: 0, numTxQueues: 1, numRxQueues: 1, gsoMaxSize: 65536,
    gsoMaxSegs: 65535, tsoMaxSize: 65536, tsoMaxSegs: 65535, groMaxSize: 65536, addrGenMode: 'eui64', stats: NO_STATS, ...more,
  };
}

/** A kernel that knows veth0 and `x`, and keeps what it was asked. */
function kernel(x: Partial<LinkMessage> = {}): { readonly ip: (line: string) => ReturnType<typeof run>; readonly asked: Request[] } {
  const asked: Request[] = [];
  const links = [link(3, 'veth0', {}), link(4, 'x', x)];
  const host = fakeHost({
    '': {
      request: message => void asked.push(message),
      getLink: which => {
        const found = links.find(candidate => 'index' in which ? candidate.index === which.index : candidate.ifname === which.ifname);
        if (!found) throw new RtnetlinkError('ENODEV');
        return found;
      },
    },
  });
  return { ip: line => run(ip, line, host), asked };
}

const IPV4 = { one: 0x0a000001, two: 0x0a000002, group: 0xef010101 };

describe('ip link add ... type', () => {
  it.each<[string, Record<string, unknown>]>([
    ['vlan id 10', { id: 10 }],
    ['vlan protocol 802.1AD id 11 reorder_hdr off gvrp on ingress-qos-map 1:2 3:4 egress-qos-map 5:6 mvrp on',
      { protocol: 0x88a8, id: 11, flags: { flags: 10, mask: 11 }, ingressQos: [{ from: 1, to: 2 }, { from: 3, to: 4 }], egressQos: [{ from: 5, to: 6 }] }],
    ['bridge ageing_time 1000 prio 4096 stp_state 1 vlan_protocol 802.1ad group_fwd_mask 8 no_linklocal_learn 1 fdb_flush',
      { ageingTime: 1000, priority: 4096, stpState: 1, vlanProtocol: 0x88a8, groupFwdMask: 8, multiBoolopt: { optval: 1, optmask: 1 }, fdbFlush: true }],
    ['macvlan mode bridge bcqueuelen 500 nodst', { mode: 4, bcQueueLen: 500, flags: 2 }],
    ['macvlan mode source macaddr set 02:00:00:00:00:0a 02:00:00:00:00:0b', { mode: 16, macaddrMode: 3, macaddrData: ['02:00:00:00:00:0a', '02:00:00:00:00:0b'] }],
    ['ipvlan mode l2 private', { mode: 0, flags: 1 }],
    ['vrf table local', { table: 255 }],
    ['vxlan id 42 local 10.0.0.1 remote 10.0.0.2 dstport 4789 dev veth0', { id: 42, port: 4789, link: 3, local: IPV4.one, group: IPV4.two, learning: true }],
    ['vxlan external dstport 0', { collectMetadata: true, learning: false }],
    ['vxlan id 5 gpe ttl inherit tos EF nolearning noudpcsum srcport 1 2', { id: 5, gpe: true, ttlInherit: true, tos: 0xb8, learning: false, udpCsum: false, portRange: { low: 1, high: 2 }, port: 4790 }],
  ])('%s', async (words, data) => {
    const { ip, asked } = kernel();
    expect(await ip(`ip link add link veth0 name y type ${words}`)).toEqual({ stdout: '', stderr: '', rc: 0 });
    expect(asked).toEqual([{ type: 'RTM_NEWLINK', create: true, excl: true, link: 3, index: undefined, ifname: 'y', kind: words.split(' ')[0], data }]);
  });

  it('warns of the port that Linux chooses for a VXLAN', async () => {
    expect((await kernel().ip('ip link add y type vxlan id 44')).stderr).toBe(
      "vxlan: destination port not specified\nWill use Linux kernel default (non-standard value)\nUse 'dstport 4789' to get the IANA assigned value\nUse 'dstport 0' to get default and quiet this message\n");
  });

  it('hands a port of a bridge its attributes', async () => {
    const { ip, asked } = kernel();
    await ip('ip link set x type bridge_slave state 3 hairpin on mcast_router 2 backup_port veth0');
    expect(asked).toEqual([{ type: 'RTM_NEWLINK', index: 4, slaveData: { state: 3, mode: true, multicastRouter: 2, backupPort: 3 } }]);
  });

  it('says which types the simulation lacks', async () => {
    expect(await kernel().ip('ip link add y type geneve')).toEqual({ stdout: '', stderr: 'vethlab: link type "geneve" is not supported\n', rc: 1 });
  });
});

const BRIDGE = {
  forwardDelay: 1500, helloTime: 200, maxAge: 2000, ageingTime: 30000, stpState: 0, priority: 32768, vlanFiltering: 0, vlanProtocol: 0x8100, bridgeId: '8000.2:0:0:0:0:b0',
  rootId: '8000.2:0:0:0:0:b0', gcTimer: 993, groupFwdMask: 8, groupAddr: '01:80:c2:00:00:08', multiBoolopt: { optval: 0, optmask: 3 }, mcastQuerierIntvl: 25500n,
};

describe('ip -d link show', () => {
  it.each<[string, Record<string, unknown>, string, Record<string, unknown>]>([
    ['vlan', { protocol: 0x8100, id: 10, flags: { flags: 1, mask: -1 } }, 'vlan protocol 802.1Q id 10 <REORDER_HDR> ', { protocol: '802.1Q', id: 10, flags: ['REORDER_HDR'] }],
    ['vlan', { protocol: 0x88a8, id: 11, flags: { flags: 14, mask: -1 }, ingressQos: [{ from: 1, to: 2 }, { from: 3, to: 4 }], egressQos: [{ from: 5, to: 6 }] },
      'vlan protocol 802.1ad id 11 <GVRP,MVRP,LOOSE_BINDING> \n      ingress-qos-map { 1:2 3:4 } \n      egress-qos-map { 5:6 } ',
      { protocol: '802.1ad', id: 11, flags: ['GVRP', 'MVRP', 'LOOSE_BINDING'], ingress_qos: [{ from: 1, to: 2 }, { from: 3, to: 4 }], egress_qos: [{ from: 5, to: 6 }] }],
    ['bridge', BRIDGE,
      'bridge forward_delay 1500 hello_time 200 max_age 2000 ageing_time 30000 stp_state 0 priority 32768 vlan_filtering 0 vlan_protocol 802.1Q bridge_id 8000.2:0:0:0:0:b0 designated_root 8000.2:0:0:0:0:b0 gc_timer    9.93 group_fwd_mask 0x8 group_address 01:80:c2:00:00:08 no_linklocal_learn 0 mcast_vlan_snooping 0 mcast_querier_interval 25500 ',
      {
        forward_delay: 1500, hello_time: 200, max_age: 2000, ageing_time: 30000, stp_state: 0, priority: 32768, vlan_filtering: 0, vlan_protocol: '802.1Q', bridge_id: '8000.2:0:0:0:0:b0',
        root_id: '8000.2:0:0:0:0:b0', gc_timer: 9.93, group_fwd_mask: '0x8', group_addr: '01:80:c2:00:00:08', no_linklocal_learn: 0, mcast_vlan_snooping: 0, mcast_querier_intvl: 25500,
      }],
    ['macvlan', { mode: 4, flags: 2, bcQueueLen: 500, bcQueueLenUsed: 1000 }, 'macvlan mode bridge nodst bcqueuelen 500 usedbcqueuelen 1000 ', { mode: 'bridge', nodst: true, bcqueuelen: 500, usedbcqueuelen: 1000 }],
    ['ipvlan', { mode: 1, flags: 0 }, 'ipvlan  mode l3 bridge ', { mode: 'l3', bridge: true }],
    ['vrf', { table: 10 }, 'vrf table 10 ', { table: 10 }],
    ['vxlan', { id: 42, group: IPV4.two, local: IPV4.one, link: 3, portRange: { low: 0, high: 0 }, port: 4789, learning: 1, ttl: 0, df: 0, ageing: 300, udpCsum: 1, udpZeroCsum6Tx: 0, udpZeroCsum6Rx: 0 },
      'vxlan id 42 remote 10.0.0.2 local 10.0.0.1 dev veth0 srcport 0 0 dstport 4789 ttl auto ageing 300 udpcsum noudp6zerocsumtx noudp6zerocsumrx ',
      { id: 42, remote: '10.0.0.2', local: '10.0.0.1', link: 'veth0', port_range: { low: 0, high: 0 }, port: 4789, learning: true, ttl: 0, df: 'unset', ageing: 300, udp_csum: true, udp_zero_csum6_tx: false, udp_zero_csum6_rx: false }],
    ['vxlan', { id: 43, group: IPV4.group, link: 3, portRange: { low: 1000, high: 2000 }, port: 4789, learning: 0, proxy: 1, rsc: 1, l2miss: 1, l3miss: 1, tos: 16, ttl: 5, ageing: 100, limit: 50, udpCsum: 0, udpZeroCsum6Tx: 0, udpZeroCsum6Rx: 0 },
      'vxlan id 43 group 239.1.1.1 dev veth0 srcport 1000 2000 dstport 4789 nolearning proxy rsc l2miss l3miss tos 0x10 ttl 5 ageing 100 maxaddr 50 noudpcsum noudp6zerocsumtx noudp6zerocsumrx ',
      { id: 43, group: '239.1.1.1', link: 'veth0', port_range: { low: 1000, high: 2000 }, port: 4789, learning: false, proxy: true, rsc: true, l2miss: true, l3miss: true, tos: '0x10', ttl: 5, ageing: 100, limit: 50, udp_csum: false, udp_zero_csum6_tx: false, udp_zero_csum6_rx: false }],
    ['vxlan', { id: 45, group: parseIpv6('2001:db8::2'), local: parseIpv6('2001:db8::1'), portRange: { low: 0, high: 0 }, port: 8472, learning: 1, tos: 1, ttl: 0, ttlInherit: true, df: 1, label: 5, ageing: 300, udpCsum: 1, udpZeroCsum6Tx: 1, udpZeroCsum6Rx: 1 },
      'vxlan id 45 remote 2001:db8::2 local 2001:db8::1 srcport 0 0 dstport 8472 tos inherit ttl inherit df set flowlabel 0x5 ageing 300 udpcsum udp6zerocsumtx udp6zerocsumrx ',
      { id: 45, remote6: '2001:db8::2', local6: '2001:db8::1', port_range: { low: 0, high: 0 }, port: 8472, learning: true, tos: '0x1', df: 'set', label: '0x5', ageing: 300, udp_csum: true, udp_zero_csum6_tx: true, udp_zero_csum6_rx: true }],
  ])('%s %j', async (kind, data, text, json) => {
    const { ip } = kernel({ kind, data });
    expect((await ip('ip -d link show x')).stdout.split('\n').slice(2).join('\n')).toBe(
      `    ${text}addrgenmode eui64 numtxqueues 1 numrxqueues 1 gso_max_size 65536 gso_max_segs 65535 tso_max_size 65536 tso_max_segs 65535 gro_max_size 65536 \n`);
    const [shown] = JSON.parse((await ip('ip -j -d link show x')).stdout) as [{ linkinfo: unknown }];
    expect(shown.linkinfo).toEqual({ info_kind: kind, info_data: json });
  });

  it('shows a port of a bridge', async () => {
    const slaveData = {
      state: 0, priority: 32, cost: 2, mode: 0, guard: 0, protect: 0, fastLeave: 0, learning: 1, unicastFlood: 1, id: 0x8001, no: 1, designatedPort: 32769, designatedCost: 0,
      bridgeId: '1000.2:0:0:0:0:b0', rootId: '1000.2:0:0:0:0:b0', holdTimer: 0, messageAgeTimer: 0, forwardDelayTimer: 0, topologyChangeAck: 0, configPending: 0, proxyarp: 0, proxyarpWifi: 0,
      multicastRouter: 1, mcastFlood: 1, bcastFlood: 1, mcastToUcast: 0, neighSuppress: 0, groupFwdMask: 0, vlanTunnel: 0, isolated: 0, locked: 0,
    };
    const { ip } = kernel({ kind: 'veth', slaveKind: 'bridge', slaveData });
    expect((await ip('ip -d link show x')).stdout.split('\n').slice(2, 4)).toEqual([
      '    veth ',
      '    bridge_slave state disabled priority 32 cost 2 hairpin off guard off root_block off fastleave off learning on flood on port_id 0x8001 port_no 0x1 designated_port 32769 designated_cost 0 designated_bridge 1000.2:0:0:0:0:b0 designated_root 1000.2:0:0:0:0:b0 hold_timer    0.00 message_age_timer    0.00 forward_delay_timer    0.00 topology_change_ack 0 config_pending 0 proxy_arp off proxy_arp_wifi off mcast_router 1 mcast_fast_leave off mcast_flood on bcast_flood on mcast_to_unicast off neigh_suppress off group_fwd_mask 0 group_fwd_mask_str 0x0 vlan_tunnel off isolated off locked off addrgenmode eui64 numtxqueues 1 numrxqueues 1 gso_max_size 65536 gso_max_segs 65535 tso_max_size 65536 tso_max_segs 65535 gro_max_size 65536 ',
    ]);
  });
});
