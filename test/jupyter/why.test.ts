import { Notebook } from './session';

describe('%why', () => {
  let notebook: Notebook;
  const why = async (): Promise<string> => (await notebook.run('%why')).text.replace(/\b\d+\.\d{3}(?= s| to)/g, 'T').replace(/\d+ packets of/, 'N packets of');

  beforeEach(() => {
    notebook = new Notebook();
  });

  afterEach(() => notebook.close());

  const PAIR = 'ip link add veth0 type veth peer name veth1; ip link set veth0 up; ip link set veth1 up; ip addr add 10.0.0.1/24 dev veth0; ip addr add 10.0.0.2/24 dev veth1';

  it('tells the cause before its consequence, and sums up what is harmless', async () => {
    await notebook.run(`${PAIR}; ping -c 3 -I veth1 10.0.0.1`);
    expect(await why()).toBe(`1. ARP request: who has 10.0.0.1? Tell 10.0.0.2 (3 times)
   dropped at  veth0 on left
   because     it comes in from outside, yet its source is one of this host's own addresses (a martian source)
   decided by  net.ipv4.conf.veth0.accept_local = 0
   Linux says  SKB_DROP_REASON_IP_LOCAL_SOURCE
   when        T to T s after the cell began

2. ICMP echo requests 1 to 3 from 10.0.0.2 to 10.0.0.1 (3 times)
   dropped at  veth1 on left
   because     nobody answered the question for the MAC address of its next hop
               (that question is 1. above: look there for the cause)
   route       10.0.0.0/24 dev veth1 table main
   passed over local 10.0.0.1/32 dev veth0 table local (oif veth1)
               10.0.0.0/24 dev veth0 table main (oif veth1)
   Linux says  SKB_DROP_REASON_NEIGH_FAILED
   when        T s after the cell began

Besides, as is usual, N packets of IPv6's housekeeping met nobody who listens (multicast listener report, neighbour solicitation, router solicitation).`);
  });

  it('names the reverse path filter and the sysctl', async () => {
    await notebook.run(`${PAIR}; sysctl -q -w net.ipv4.conf.all.accept_local=1; ping -c 1 -I veth1 10.0.0.1`);
    await notebook.run('sysctl -q -w net.ipv4.conf.all.rp_filter=1; ping -c 1 -W 1 -I veth1 10.0.0.1');
    expect((await why()).split('\n\n')[0]).toBe(`1. ICMP echo request 1 from 10.0.0.2 to 10.0.0.1
   dropped at  veth0 on left
   because     the way back to its source leaves by another interface than the one that it came in by (reverse path filter)
   decided by  net.ipv4.conf.all.rp_filter = 1
   Linux says  SKB_DROP_REASON_IP_RPFILTER
   when        T s after the cell began`);
  });

  it('names the netfilter rule, or the policy', async () => {
    await notebook.run('nft add table ip f; nft add chain ip f in "{ type filter hook input priority 0; }"; nft add rule ip f in tcp dport 22 accept; nft add rule ip f in icmp type echo-request counter drop; ping -c 1 -W 1 127.0.0.1');
    expect(await why()).toContain('because     a netfilter rule drops it\n   decided by  table ip f, chain in, rule 2: icmp type echo-request counter drop\n   Linux says  SKB_DROP_REASON_NETFILTER_DROP\n');
    await notebook.run('nft flush ruleset; iptables -A OUTPUT -p icmp -j DROP; ping -c 1 -W 1 127.0.0.1');
    expect(await why()).toContain('decided by  table ip filter, chain OUTPUT, rule 1: -p icmp -j DROP\n');
    await notebook.run('iptables -F; iptables -P INPUT DROP; ping -c 1 -W 1 127.0.0.1');
    expect(await why()).toContain('decided by  table ip filter, chain INPUT: policy drop\n');
  });

  it('tells of a router that does not forward, and of one without a route', async () => {
    await notebook.run('ping -c 1 -W 1 203.0.113.1');
    expect(await why()).toContain('   dropped at  eth1 on right\n   because     it is for another host, and this one does not pass it on\n   decided by  net.ipv4.conf.eth1.forwarding = 0\n   Linux says  SKB_DROP_REASON_IP_INADDRERRORS\n');
    await notebook.run('%host right\nsysctl -q -w net.ipv4.ip_forward=1');
    await notebook.run('%host left\nping -c 2 203.0.113.1');
    expect(await why()).toContain('1. ICMP echo requests 1, 2 from 192.0.2.1 to 203.0.113.1 (2 times)\n   dropped at  eth1 on right\n   because     no route leads to its destination\n   that is     no route to 203.0.113.1 (ENETUNREACH)\n   Linux says  SKB_DROP_REASON_IP_INNOROUTES\n');
  });

  it('tells of a packet whose time to live has run out', async () => {
    await notebook.run('%host right\nsysctl -q -w net.ipv4.ip_forward=1');
    await notebook.run('%host left\nping -c 1 -t 1 203.0.113.1');
    expect(await why()).toContain('   that is     no route to 203.0.113.1 (ENETUNREACH)\n');
    await notebook.run('%host right\nip route add 203.0.113.0/24 via 192.0.2.9');
    await notebook.run('%host left\nping -c 1 -t 1 203.0.113.1');
    expect(await why()).toContain('   that is     ttl = 1\n   Linux says  SKB_DROP_REASON_IP_INHDR\n');
  });

  it('tells what was never sent for want of a route', async () => {
    await notebook.run('ip route del default; ping -c 1 203.0.113.1');
    expect(await why()).toBe(`1. A packet to 203.0.113.1
   never sent  by left
   because     no route leads to its destination
   that is     tables local, main, default: ENETUNREACH`);
  });

  it('tells what is still waited for', async () => {
    await notebook.run('ping -c 1 -W 1 192.0.2.77');
    expect(await why()).toContain(`No packet has been dropped yet.

Still unanswered when the cell ended: the question for the MAC address of 192.0.2.77, asked by eth1 on left (neighbour INCOMPLETE). Packets wait for it.`);
  });

  it('has nothing to tell of a ping that was answered, and of the cell before', async () => {
    await notebook.run('ping -c 4 192.0.2.77');
    await notebook.run('ping -c 1 192.0.2.2');
    expect((await why()).split('\n')[0]).toBe('The last cell that ran commands lost no packet.');
  });
});
