import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import { openSandbox } from '../../../src/backend/real/sandbox';
import { PROJECT } from '../../bundle';

it('the real backend runs a lab behind the interface that the simulated one has', async () => {
  const modules = join(PROJECT, 'node_modules');
  const { process: child, problem } = openSandbox({
    program: ['/usr/bin/env', `TS_NODE_PROJECT=${join(PROJECT, 'tsconfig.json')}`, process.execPath, '-r', join(modules, 'ts-node', 'register'), join(__dirname, 'probe.ts')],
    keep: [process.execPath, PROJECT, realpathSync(modules)],
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const results = await new Promise(resolve => {
    child.once('message', () => child.once('message', resolve));
    child.on('exit', () => resolve(problem()));
  });
  child.disconnect();
  const lo = ['lo', 65536, '00:00:00:00:00:00'];
  const routes = [['10.0.0.0/24', 'eth1'], ['fe80::/64', 'eth1']];
  expect(results).toEqual({
    kind: 'real',
    hosts: ['left', 'right'],
    users: [{ name: 'root', uid: 0, home: '/root' }, { name: 'ann', uid: 0, home: '/home/ann' }],
    cables: [{ a: { host: 'left', dev: 'eth1', ifindex: 2 }, b: { host: 'right', dev: 'eth1', ifindex: 2 } }],
    namespaces: [
      [
        { name: null, links: [lo, ['eth1', 1400, '02:00:00:00:00:01']], main: routes },
        { name: 'blue', links: [lo], main: [] },
        { name: 'amber', links: [lo], main: [] },
      ],
      [{ name: null, links: [lo, ['eth1', 1400, '02:00:00:00:00:02']], main: routes }],
    ],
    sysctls: '1\n2',
    failure: 'ip link show nope: exit code 1: Device "nope" does not exist.',
    hostname: { text: 'left\n/root\n1 packets transmitted, 1 received, 0% packet loss, time 0ms\n', status: 0, outcome: 'done' },
    endless: { text: '^Cended 0\n', status: 0, outcome: 'done' },
    interrupted: { text: '^C\n', status: 130, outcome: 'interrupted' },
    job: { text: expect.stringMatching(/^\[1\] \d+\n[^]*137\n0\n$/) as string, status: 0, outcome: 'done' },
    pid: { text: expect.stringMatching(/^\[1\] \d+\nsleep 100\nbash\n\[1\]\+ {2}Terminated {14}sleep 100\n$/) as string, status: 0, outcome: 'done' },
    elsewhere: { text: 'r\n/home/ann\nroot\neth1@if2         UP             10.0.0.2/24 fe80::ff:fe00:2/64 \n', status: 0, outcome: 'done' },
  });
});
