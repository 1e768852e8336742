import { ruleUsage } from '../help/rule';
import { commandTable, subcommand, usageCommand } from '../subcommands';
import { flushRules, listRules } from './list';
import { addRule, deleteRule } from './modify';

/** `ip rule`. */
export const ruleObject = commandTable('rule', [
  subcommand('list* lst* show*', listRules),
  subcommand('save*', ip => ip.unsupported('ip rule save')),
  subcommand('restore*', ip => ip.unsupported('ip rule restore')),
  subcommand('add*', addRule),
  subcommand('delete*', deleteRule),
  subcommand('flush*', flushRules),
  subcommand('help*', usageCommand(ruleUsage)),
], listRules);
