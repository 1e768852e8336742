import { AF_INET, type Family } from '../address';
import type { Inet } from '../inet/inet';
import { RTPROT, RT_TABLE, type RuleMessage } from '../rtnetlink';

/** FIB_RULE_PREF of drivers/net/vrf.c */
const L3_PRIORITY = 1000;

/** RTM_NEWRULE, RTM_DELRULE and RTM_GETRULE for IPv4 (net/core/fib_rules.c, net/ipv4/fib_rules.c). */
export function ruleHandlers(inet: Inet): void {
  const { rtnetlink } = inet.netns;
  const { fib } = inet;
  rtnetlink.register('RTM_NEWRULE', AF_INET, message => {
    const needsTable = message.rule.action === 'to_tbl' && !message.rule.table && !message.rule.l3mdev;
    const rule = fib.rules.add(needsTable ? { ...message.rule, table: emptyTable(inet) } : message.rule, message);
    if (needsTable) fib.ensure(rule.table);
    inet.exceptions.flush();
    rtnetlink.notify({ type: 'RTM_NEWRULE', rule });
  });
  rtnetlink.register('RTM_DELRULE', AF_INET, message => {
    const rule = fib.rules.delete(message.rule);
    inet.exceptions.flush();
    rtnetlink.notify({ type: 'RTM_DELRULE', rule });
  });
  inet.netns.l3Rules.push(() => rtnetlink.request({ type: 'RTM_NEWRULE', excl: true, create: true, rule: l3Rule(AF_INET) }));
  rtnetlink.registerDump('RTM_GETRULE', AF_INET, () => fib.rules.dump());
}

/** The rule that sends the traffic of L3 masters to their tables (vrf_fib_rule). */
export function l3Rule(family: Family): RuleMessage {
  return { family, action: 'to_tbl', priority: L3_PRIORITY, l3mdev: true, protocol: RTPROT.KERNEL };
}

/** fib_empty_table: the first number from 1 that no table has. */
function emptyTable(inet: Inet): number {
  for (let id = 1; id < RT_TABLE.COMPAT; id++) if (!inet.fib.table(id)) return id;
  return RT_TABLE.DEFAULT;
}
