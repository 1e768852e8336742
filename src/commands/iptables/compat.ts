import type { Rule, Table } from '../../stack/netfilter';

/** Whether iptables-nft wrote a rule. */
export function isIptablesRule({ userdata }: Pick<Rule, 'userdata'>): boolean {
  return typeof userdata === 'object' && userdata !== null && 'iptables' in userdata;
}

/** What nft says before it lists tables that iptables-nft keeps. */
export function warnings(tables: Iterable<Table>): string {
  return [...tables].filter(table => table.chains.some(chain => chain.rules.some(isIptablesRule)))
    .map(({ family, name }) => `# Warning: table ${family} ${name} is managed by iptables-nft, do not touch!\n`).join('');
}
