import { mrouteUsage } from '../../../src/commands/ip/help/mroute';
import { ask } from './tables';

describe('ip addrlabel, tcp_metrics and mroute', () => {
  it.each([
    ['ip addrlabel flush foo', '', '"ip addrlabel flush" does not allow extra arguments\n', 1],
    ['ip tcp_metrics', '', '', 0], ['ip tcpmetrics show', '', '', 0], ['ip mroute show', '', '', 0],
    ['ip tcp_metrics foo', '', 'Command "foo" is unknown, try "ip tcp_metrics help".\n', 255],
    ['ip mroute foo', '', 'Command "foo" is unknown, try "ip mroute help".\n', 255],
    ['ip mroute help', '', mrouteUsage, 255],
  ])('%s', async (line, stdout, stderr, rc) => {
    expect(await ask(line)).toMatchObject({ stdout, stderr, rc });
  });
});
