export * from './rule';
export { HOOKS, type HookName } from './hooks';
export { CT_STATES, FIB_TYPES, macNumber, SELECTORS, type SelectorName } from './selectors';
export { referencesTo, Ruleset, RulesetError, rulesetsOf, type Blame, type NewRule } from './ruleset';
export { tracksConnections } from './enable';
export { conntrackOf } from './conntrack/conntrack';
export type { Connection } from './conntrack/entry';
export type { Tuple } from './conntrack/tuple';
export type { NatRange } from './nat/range';
