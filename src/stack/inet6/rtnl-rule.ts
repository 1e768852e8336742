import { AF_INET6 } from '../address';
import { RtnetlinkError, type RuleMessage } from '../rtnetlink';
import { l3Rule } from '../rtnetlink/rule';
import type { Inet6 } from './inet6';

/** RTM_*RULE of IPv6 (net/core/fib_rules.c, net/ipv6/fib6_rules.c). */
export function registerRules(inet6: Inet6): void {
  const { rtnetlink } = inet6.netns;
  rtnetlink.register('RTM_NEWRULE', AF_INET6, message => {
    const { action, table, l3mdev } = message.rule;
    if (action === 'to_tbl' && !table && !l3mdev) throw new RtnetlinkError('EINVAL', 'Invalid table');
    const rule = inet6.rules.add(withoutRealms(message.rule), message);
    rtnetlink.notify({ type: 'RTM_NEWRULE', rule });
  });
  rtnetlink.register('RTM_DELRULE', AF_INET6, message => rtnetlink.notify({ type: 'RTM_DELRULE', rule: inet6.rules.delete(withoutRealms(message.rule)) }));
  inet6.netns.l3Rules.push(() => rtnetlink.request({ type: 'RTM_NEWRULE', excl: true, create: true, rule: l3Rule(AF_INET6) }));
  rtnetlink.registerDump('RTM_GETRULE', AF_INET6, () => inet6.rules.dump());
}

/** Only IPv4 has realms: FRA_FLOW is passed over. */
function withoutRealms<R extends Partial<RuleMessage>>({ flow: _, ...rule }: R): Omit<R, 'flow'> {
  return rule;
}
