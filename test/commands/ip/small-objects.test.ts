import { mrouteUsage } from '../../../src/commands/ip/help/mroute';
import { ask } from './tables';

describe('ip addrlabel, tcp_metrics and mroute', () => {
  it('lists the kernel’s labels', async () => {
    expect(await ask('ip addrlabel')).toMatchObject({
      stdout: 'prefix ::1/128 label 0 \nprefix ::/96 label 3 \nprefix ::ffff:0.0.0.0/96 label 4 \nprefix 2001::/32 label 6 \nprefix 2001:10::/28 label 7 \n'
        + 'prefix 3ffe::/16 label 12 \nprefix 2002::/16 label 2 \nprefix fec0::/10 label 11 \nprefix fc00::/7 label 5 \nprefix ::/0 label 1 \n',
      stderr: '', rc: 0,
    });
    expect((await ask('ip -j addrlabel list')).stdout).toMatch(/^\[\{"address":"::1","prefixlen":128,"label":0\},/);
    expect(await ask('ip addrlabel flush foo')).toMatchObject({ stdout: '', stderr: '"ip addrlabel flush" does not allow extra arguments\n', rc: 1 });
  });

  it.each([
    ['ip tcp_metrics', '', '', 0], ['ip tcpmetrics show', '', '', 0], ['ip mroute show', '', '', 0],
    ['ip tcp_metrics foo', '', 'Command "foo" is unknown, try "ip tcp_metrics help".\n', 255],
    ['ip mroute foo', '', 'Command "foo" is unknown, try "ip mroute help".\n', 255],
    ['ip mroute help', '', mrouteUsage, 255],
  ])('%s', async (line, stdout, stderr, rc) => {
    expect(await ask(line)).toMatchObject({ stdout, stderr, rc });
  });
});
