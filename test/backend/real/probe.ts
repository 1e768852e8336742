import { createRealBackend } from '../../../src/backend/real/create';
import type { Lab } from '../../../src/lab';
import { Shell, startLabOn } from '../../../src/shell';
import type { Terminal } from '../../../src/shell';

/** Two hosts and a cable. */
const LAB: Lab = {
  name: 'pair', settle: 3,
  hosts: [
    { name: 'left', hostname: 'left', user: 'root', sysctls: [['net.ipv4.ip_forward', '1'], ['net.ipv4.conf.default.rp_filter', '2']], exec: ['ip link set eth1 up', 'ip addr add 10.0.0.1/24 dev eth1', 'ip netns add blue', 'ip netns add amber'] },
    { name: 'right', hostname: 'r', user: 'ann', sysctls: [], exec: ['ip link set eth1 up', 'ip addr add 10.0.0.2/24 dev eth1'] },
  ],
  links: [{ a: { host: 'left', ifname: 'eth1', mac: '02:00:00:00:00:01' }, b: { host: 'right', ifname: 'eth1', mac: '02:00:00:00:00:02' }, mtu: 1400 }],
};

/** Keeps what commands write to it, as a terminal. */
function recorder(): { readonly terminal: Terminal; readonly text: () => string } {
  let text = '';
  const output = () => ({
    isTerminal: true,
    write: async (data: string | Uint8Array) => void (text += typeof data === 'string' ? data : new TextDecoder().decode(data)),
    close: () => undefined,
  });
  return { terminal: { stdin: { read: () => Promise.resolve(null), close: () => undefined }, stdout: output, stderr: output }, text: () => text };
}

/** What a test asks of the backend; runs within the sandbox. */
async function probe(): Promise<unknown> {
  const backend = await startLabOn(createRealBackend, { lab: LAB });
  const shell = new Shell(backend, { interactive: true, limit: 1 });
  const said = async (text: string, interruptAfter?: number): Promise<{ text: string; status: number; outcome: string }> => {
    const { terminal, text: all } = recorder();
    if (interruptAfter !== undefined) setTimeout(() => shell.interrupt(), interruptAfter);
    const { status, outcome } = await shell.run(text, terminal);
    return { text: all(), status, outcome };
  };
  const { hosts, cables } = await backend.snapshot();
  const results = {
    kind: backend.kind,
    hosts: backend.hosts,
    users: backend.hosts.map(host => backend.user(host)),
    cables,
    namespaces: hosts.map(({ netns }) => netns.map(({ name, addr, route }) => ({ name, links: addr.map(({ ifname, mtu, address }) => [ifname, mtu, address]), main: route.filter(({ table }) => table === undefined || table === 'main').map(({ dst, dev }) => [dst, dev]) }))),
    sysctls: (await backend.query('left', ['sysctl', '-n', 'net.ipv4.ip_forward', 'net.ipv4.conf.eth1.rp_filter'])).trim(),
    failure: await backend.query('left', ['ip', 'link', 'show', 'nope']).catch((error: Error) => error.message),
    hostname: await said('hostname; echo ~; ping -c 1 -W 1 10.0.0.2 | grep received'),
    endless: await said('ping -i 0.2 10.0.0.2 > /dev/null; echo ended $?'),
    interrupted: await said('sleep 100; echo not reached', 300),
    job: await said('sleep 100 & kill -STOP %1; kill -KILL $!; wait $!; echo $?; ps -o args= -p $! | wc -l'),
    pid: await said('sleep 100 & ps -o args= -p $!; ps -o args= -p $$; kill %1; wait'),
    elsewhere: await (async () => {
      shell.host = 'right';
      return said('hostname; pwd; whoami; ip -br addr show eth1; ip netns list');
    })(),
  };
  await backend.close();
  return results;
}

process.send!('ready');
probe().then(results => process.send!(results), (error: unknown) => process.send!({ error: String(error instanceof Error ? error.stack : error) }));
process.once('disconnect', () => process.exit(0));
