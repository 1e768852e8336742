import { ruleUsage } from '../help/rule';
import { commandTable, subcommand, usageCommand } from '../subcommands';
import { flushRules, listRules, ruleFilterGrammar } from './list';
import { addRule, deleteRule, ruleGrammar } from './modify';

/** `ip rule`. */
export const ruleObject = commandTable('rule', [
  subcommand('list* lst* show*', listRules, ruleFilterGrammar),
  subcommand('save*', ip => ip.unsupported('ip rule save')),
  subcommand('restore*', ip => ip.unsupported('ip rule restore')),
  subcommand('add*', addRule, ruleGrammar),
  subcommand('delete*', deleteRule, ruleGrammar),
  subcommand('flush*', flushRules, ruleFilterGrammar),
  subcommand('help*', usageCommand(ruleUsage)),
], listRules);
