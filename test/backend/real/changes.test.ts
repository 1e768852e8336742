import { askInside } from './inside';

/** A cell, what it tells, and how many snapshots it takes; undefined: as many as it likes. */
type Step = readonly [cell: string, text: string, snapshots?: number];

const LOST = "vethlab: can't tell what changes: left: ip doesn't tell what links, addresses, routes, rules and neighbours there are; %config changes=off stops this\n";

const STEPS: readonly Step[] = [
  ['echo hi; ping -c 1 127.0.0.1 > /dev/null; ip link > /dev/null', 'hi\n', 0],
  ['ip link add v0 type veth peer name v1', 'changed on left\n  + link v1@v0  veth, down\n  + link v0@v1  veth, down\n', 2],
  ['echo hi; ls / > /dev/null; ip -br link | awk \'{ print $1 }\' | wc -l; x=$(ip route)', 'hi\n4\n', 0],
  ['ip link add v0 type veth 2> /dev/null; echo $?', '2\n', 1],
  ['%%host right\nip addr add 10.1.1.1/24 dev eth1', 'changed on right\n  + address 10.1.1.1/24  on eth1\n  + route 10.1.1.0/24 dev eth1  comes with the address\n', 1],
  ['ip netns add red\nip link set v1 netns red\nip netns exec red ip link set lo up', "changed on left\n  + namespace red\nchanged in red on left\n  ~ link v1@if4  moved here from the host's own namespace; down\n", 1],
  ['%netns red\nip addr add 10.2.2.2/32 dev lo\n%netns -', 'changed in red on left\n  + address 10.2.2.2/32  on lo\n', 1],
  // what goes on behind a cell's back is told by the next, whatever that does
  ['(sleep 0.4; ip link set v0 mtu 1400) &', '[J] P\n'],
  ['sleep 0.8', 'changed on left\n  ~ link v0@if3  MTU 1500 → 1400\n', 1],
  ['bash -c "(sleep 0.4; ip link set v0 mtu 1390) &"', ''],
  ['sleep 0.8; echo hi', 'hi\nchanged on left\n  ~ link v0@if3  MTU 1400 → 1390\n', 1],
  ['setsid -f sh -c "sleep 0.4; ip link set v0 mtu 1380"', ''],
  ['sleep 0.8', 'changed on left\n  ~ link v0@if3  MTU 1390 → 1380\n', 1],
  ['sleep 0.1', '', 0],
  // settings that take addresses away
  ['ip addr add fd00::1/64 dev eth1 nodad', 'changed on left\n  + address fd00::1/64  on eth1\n  + route fd00::/64 dev eth1  comes with the address\n', 1],
  ['echo 1 > /proc/sys/net/ipv6/conf/eth1/disable_ipv6', 'changed on left\n  - address fd00::1/64  on eth1\n  - route fd00::/64 dev eth1\n', 1],
  ['sysctl -q -w net.ipv4.ip_forward=1', '', 1],
  // a table that marks its news tells only what came before it
  ['ip -br link | cat > /dev/null; ip -br link', 'TABLE', 0],
  ['ip link set v0 mtu 1370; ip -br link', 'TABLE', 1],
  ['ip -br link\nip link set v0 mtu 1360 > /dev/null 2>&1', 'TABLEchanged on left\n  ~ link v0@if3  MTU 1370 → 1360\n', 1],
  ['%config changes=off\nip link set v0 mtu 1350', '', 0],
  ['%config changes=on\nip link set v0 mtu 1340', 'changed on left\n  ~ link v0@if3  MTU 1350 → 1340\n', 2],
  // not everything in that folder is a namespace
  ['touch /run/netns/odd; ip link set v0 mtu 1330', 'changed on left\n  ~ link v0@if3  MTU 1340 → 1330\n', 1],
  ["ip netns add \"it's\"", "changed on left\n  + namespace it's\n", 1],
  ['ip=$(readlink -f "$(type -P ip)"); mount --bind /dev/null "$ip"', LOST, 1],
  ['echo hi', 'hi\n', 0],
  ['umount "$ip"; ip link set v0 mtu 1320', LOST, 1],
  ['ip link set v0 mtu 1310', 'changed on left\n  ~ link v0@if3  MTU 1320 → 1310\n', 2],
  ['ip netns del red; sleep 0.3', 'changed on left\n  - namespace red\n  - link v0@if3\n', 1],
];

it('tells what changed, whoever did it, and takes no more snapshots than that needs', async () => {
  const results = await askInside<{ text: string; snapshots: number }>('cells.ts', STEPS.map(([cell]) => cell));
  const steady = (text: string): string => text.replace(/^\[\d+\] \d+$/gm, '[J] P').replace(/^\[\d+\][+-] {2}Done .*\n/gm, '').replace(/^lo +UNKNOWN [^]*?(?=changed|$)/, 'TABLE');
  expect(results.map(({ text, snapshots }, i) => [STEPS[i]![0], steady(text), STEPS[i]![2] === undefined ? undefined : snapshots])).toEqual(STEPS.map(([cell, text, snapshots]) => [cell, text, snapshots]));
});
