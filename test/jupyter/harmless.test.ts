import { onlyLooks, onlyLooksText } from '../../src/jupyter/harmless';

it.each([
  'echo hi', 'ip link', 'ip -br addr > /dev/null 2>&1', 'x=$(ip -j route | jq .)', 'for i in 1 2; do ping -c 1 10.0.0.$i; done', 'ip netns exec red ip link &> out', 'ip -c -o -4 addr', '# ip link del d0', 'sleep 5 &',
])('%s only looks', (text) => expect(onlyLooksText(text)).toBe(true));

it.each([
  'ip link add d0 type dummy', 'ip link; ip link del d0', 'x=$(ip link del d0)', 'echo 1 > /proc/sys/net/ipv4/ip_forward', 'echo 1 >> "$file"', 'echo 0 | tee /proc/sys/net/ipv6/conf/all/disable_ipv6', 'sysctl -w net.ipv4.ip_forward=1',
  './script', 'sudo ip link del d0', "awk 'BEGIN { system(\"ip link del d0\") }'", "awk '{ print | \"sh\" }'", 'cat <(ip link del d0)', '! ip link del d0 2>/dev/null',
])('%s may do more', (text) => expect(onlyLooksText(text)).toBe(false));

it('judges a command by its words', () => {
  expect([['ip', 'link', 'show', 'dev', 'd0'], ['awk', '{ print $1 }'], ['ping', '10.0.0.1'], ['echo', '1 > /proc/sys/net/ipv4/ip_forward']].map((argv) => onlyLooks(argv))).toEqual([true, true, true, true]);
  expect([['ip', 'link', 'set', 'd0', 'up'], ['awk', '-f', 'script'], ['tee', '/proc/sys/net/ipv4/ip_forward'], ['bash', '-c', 'true']].map((argv) => onlyLooks(argv))).toEqual([false, false, false, false]);
});
