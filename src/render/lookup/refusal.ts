import type { Step } from './decide';

/** What `ip route get` answers where a route or a rule refuses (fib_props of net/ipv4/fib_semantics.c, fib4_rule_action; IPv6 does the same), by the type or action. */
const ROUTE_ERRORS: Readonly<Record<string, string>> = { blackhole: 'Invalid argument', unreachable: 'No route to host', prohibit: 'Permission denied' };
const RULE_ERRORS: Readonly<Record<string, string>> = { ...ROUTE_ERRORS, unreachable: 'Network is unreachable' };
const NOTHING_FOUND = 'Network is unreachable';

export function routeError(type: string | undefined): string | undefined {
  return ROUTE_ERRORS[type ?? ''];
}

export function ruleError(action: string | undefined): string | undefined {
  return RULE_ERRORS[action ?? ''];
}

/** What `ip route get` writes to standard error if the lookup went this way and found nothing; undefined where a route won. */
export function complaintOf(steps: readonly Step[]): string | undefined {
  const candidates = steps.flatMap(step => step.candidates);
  if (candidates.some(({ fate }) => fate === 'won')) return undefined;
  const refused = candidates.find(({ fate }) => fate === 'refused')?.route.type;
  return `RTNETLINK answers: ${routeError(refused) ?? ruleError(steps.at(-1)?.refusing) ?? NOTHING_FOUND}\n`;
}
