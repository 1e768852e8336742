import { AF_INET, contains, type Family } from '../address';
import { RT_TABLE, RtnetlinkError, type CreateFlags, type DelRule, type RuleMessage } from '../rtnetlink';
import type { Flow } from './fib-table';

/** A rule in place: all that a message may leave out is decided. */
export type Rule = RuleMessage & { readonly priority: number; readonly table: number };

/** What matching needs to know of the devices. */
export interface RuleDevices {
  /** ifindex by name */
  indexOf(ifname: string): number | undefined;
  /** the flow with the L3 master that its devices belong to */
  resolve?(flow: Flow): Flow;
  /** the table of a resolved flow's L3 master */
  l3Table?(flow: Flow): number | undefined;
}

/** IPTOS_TOS_MASK: IPv4's rules know no more of the field */
const TOS_BITS = 0x1e;
/** RTPROT_KERNEL, which the rules of the start bear. */
const KERNEL = 2;

/** The policy rules of one family (net/core/fib_rules.c), in order of priority. */
export class RuleTable {
  readonly #rules: Rule[];
  /** net->ipv4.fib_has_custom_rules: from then on, local and main are looked up apart. */
  hasCustomRules = false;

  constructor(readonly family: Family, private readonly devices: RuleDevices) {
    const tables = family === AF_INET
      ? [[0, RT_TABLE.LOCAL], [0x7ffe, RT_TABLE.MAIN], [0x7fff, RT_TABLE.DEFAULT]] as const
      : [[0, RT_TABLE.LOCAL], [0x7ffe, RT_TABLE.MAIN]] as const;
    this.#rules = tables.map(([priority, table]) => ({ family, action: 'to_tbl', priority, table, protocol: KERNEL }));
  }

  /** The rules in order, as a dump carries them. */
  dump(): Rule[] {
    return this.#rules.map(rule => this.#describe(rule));
  }

  /**
   * RTM_NEWRULE (fib_nl_newrule).
   * @throws {RtnetlinkError} EINVAL with the kernel's sentence, EEXIST
   */
  add(message: RuleMessage, flags: CreateFlags): Rule {
    check(message);
    const priority = message.priority ?? this.#defaultPriority();
    checkGoto(message, priority);
    const rule: Rule = { ...message, priority, table: message.table ?? RT_TABLE.UNSPEC };
    if (flags.excl && this.#rules.some(other => same(other, rule))) throw new RtnetlinkError('EEXIST');
    if (rule.tos !== undefined && rule.tos & 3) throw new RtnetlinkError('EINVAL', 'Invalid dsfield (tos): ECN bits must be 0');
    if (this.family === AF_INET && rule.tos !== undefined && rule.tos & ~TOS_BITS) throw new RtnetlinkError('EINVAL', 'Invalid tos');
    this.hasCustomRules = true;
    const after = this.#rules.findIndex(other => other.priority > priority);
    this.#rules.splice(after < 0 ? this.#rules.length : after, 0, rule);
    return this.#describe(rule);
  }

  /**
   * RTM_DELRULE (fib_nl_delrule): the first rule that has all that the message says.
   * @throws {RtnetlinkError} EINVAL, ENOENT
   */
  delete(message: DelRule['rule']): Rule {
    check(message);
    checkGoto(message, message.priority ?? this.#defaultPriority());
    const position = this.#rules.findIndex(rule => fits(rule, message));
    if (position < 0) throw new RtnetlinkError('ENOENT');
    this.hasCustomRules = true;
    const rule = this.#describe(this.#rules[position]!);
    this.#rules.splice(position, 1);
    return rule;
  }

  /**
   * Hands each rule that `flow` matches to `decide`, following gotos, until it answers (fib_rules_lookup). An l3mdev rule bears the table
   * that it leads this flow to.
   * @returns the answer; undefined when no rule gave one
   */
  lookup<T>(asked: Flow, decide: (rule: Rule, flow: Flow) => T | undefined): T | undefined {
    const flow = this.devices.resolve?.(asked) ?? asked;
    for (let i = 0; i < this.#rules.length; i++) {
      const rule = this.#rules[i]!;
      if (!this.#matches(rule, flow) || rule.action === 'nop') continue;
      if (rule.action === 'goto') {
        const target = this.#rules.findIndex(other => other.priority === rule.goto);
        if (target > i) i = target - 1;
        continue;
      }
      const answer = decide(rule.l3mdev ? { ...rule, table: this.devices.l3Table?.(flow) ?? rule.table } : rule, flow);
      if (answer !== undefined) return answer;
    }
    return undefined;
  }

  #matches(rule: Rule, flow: Flow): boolean {
    const { devices } = this;
    const hit = (rule.iifname === undefined || devices.indexOf(rule.iifname) === (flow.iif ?? 0))
      && (rule.oifname === undefined || devices.indexOf(rule.oifname) === (flow.oif ?? 0))
      && (((rule.fwmark ?? 0) ^ (flow.mark ?? 0)) & maskOf(rule)) === 0
      && (!rule.l3mdev || devices.l3Table?.(flow) !== undefined)
      && within(rule.uidRange, flow.uid ?? 0)
      && (!rule.src?.length || contains(rule.src, flow.saddr ?? (this.family === AF_INET ? 0 : 0n)))
      && (!rule.dst?.length || contains(rule.dst, flow.daddr))
      && (!rule.tos || rule.tos === (flow.tos ?? 0))
      && (!rule.ipproto || rule.ipproto === (flow.ipproto ?? 0))
      && within(rule.sport, flow.sport ?? 0)
      && within(rule.dport, flow.dport ?? 0);
    return rule.invert ? !hit : hit;
  }

  #defaultPriority(): number {
    const second = this.#rules[1];
    return second?.priority ? second.priority - 1 : 0;
  }

  #describe(rule: Rule): Rule {
    const { devices } = this;
    return {
      ...rule,
      ...(rule.iifname !== undefined && devices.indexOf(rule.iifname) === undefined ? { iifDetached: true } : {}),
      ...(rule.oifname !== undefined && devices.indexOf(rule.oifname) === undefined ? { oifDetached: true } : {}),
      ...(rule.action === 'goto' && !this.#rules.some(other => other.priority === rule.goto) ? { unresolved: true } : {}),
    };
  }
}

function maskOf(rule: Partial<RuleMessage>): number {
  return rule.fwmask ?? (rule.fwmark ? 0xffffffff : 0);
}

function within(range: readonly [number, number] | undefined, value: number): boolean {
  return range === undefined || (value >= range[0] && value <= range[1]);
}

function check(rule: Partial<RuleMessage>): void {
  const orderly = (range: readonly [number, number] | undefined, low: number): boolean => !range || (range[0] >= low && range[0] <= range[1]);
  const invalid = (sentence: string): never => { throw new RtnetlinkError('EINVAL', sentence); };
  if (rule.l3mdev && rule.table) invalid('l3mdev and table are mutually exclusive');
  if (!orderly(rule.uidRange, 0)) invalid('Invalid uid range');
  if (!orderly(rule.sport, 1)) invalid('Invalid sport range');
  if (!orderly(rule.dport, 1)) invalid('Invalid dport range');
}

function checkGoto(rule: Partial<RuleMessage>, priority: number): void {
  if (rule.goto !== undefined) {
    if (rule.action !== 'goto') throw new RtnetlinkError('EINVAL', 'Unexpected goto');
    if (rule.goto <= priority) throw new RtnetlinkError('EINVAL', 'Backward goto not supported');
  } else if (rule.action === 'goto') {
    throw new RtnetlinkError('EINVAL', 'Missing goto target for action goto');
  }
}

/** Every selector as comparable text; '' where a rule doesn't have it. */
const SELECTORS = {
  action: rule => rule.action ?? '',
  protocol: rule => String(rule.protocol || ''),
  table: rule => String(rule.table || ''),
  iifname: rule => rule.iifname ?? '',
  oifname: rule => rule.oifname ?? '',
  fwmark: rule => String(rule.fwmark || ''),
  fwmask: rule => String(maskOf(rule) || ''),
  suppressIfgroup: rule => String(rule.suppressIfgroup ?? ''),
  suppressPrefixlen: rule => String(rule.suppressPrefixlen ?? ''),
  tunId: rule => String(rule.tunId || ''),
  l3mdev: rule => (rule.l3mdev ? '1' : ''),
  uidRange: rule => String(rule.uidRange ?? ''),
  ipproto: rule => String(rule.ipproto || ''),
  sport: rule => String(rule.sport ?? ''),
  dport: rule => String(rule.dport ?? ''),
  src: rule => (rule.src?.length ? `${rule.src.address}/${rule.src.length}` : ''),
  flow: rule => String(rule.flow || ''),
  dst: rule => (rule.dst?.length ? `${rule.dst.address}/${rule.dst.length}` : ''),
  tos: rule => String(rule.tos || ''),
} satisfies Record<string, (rule: Partial<RuleMessage>) => string>;

const TEXTS: readonly ((rule: Partial<RuleMessage>) => string)[] = Object.values(SELECTORS);

function same(a: Rule, b: Rule): boolean {
  return a.priority === b.priority && TEXTS.every(text => text(a) === text(b));
}

function fits(rule: Rule, wanted: DelRule['rule']): boolean {
  return (wanted.priority === undefined || rule.priority === wanted.priority)
    && TEXTS.every(text => text(wanted) === '' || text(rule) === text(wanted));
}
