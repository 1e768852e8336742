import type { Rule } from '../../stack/netfilter';
import type { Flavour, Spec } from './model';
import { ruleSave } from './save';
import { specOf, type ChainView, type IptablesTable } from './tables';
import { networkColumn, protocolName } from './words';

export interface ListOptions {
  readonly numeric: boolean;
  readonly verbose: boolean;
  readonly exact: boolean;
  readonly lineNumbers: boolean;
}

/** A count in five columns: with K, M and so on where it is long (xtables_print_num). */
function count(value: number, exact: boolean, width = 5): string {
  if (exact) return `${String(value).padStart(8)} `;
  if (value <= 99_999) return `${String(value).padStart(width)} `;
  for (const [i, unit] of ['K', 'M', 'G', 'T'].entries()) {
    const rounded = Math.floor((value + 500 * 1000 ** i) / 1000 ** (i + 1));
    if (rounded <= 9999 || unit === 'T') return `${String(rounded).padStart(width - 1)}${unit} `;
  }
  return '';
}

export function counterOf(rule: Rule): { readonly packets: number; readonly bytes: number } {
  for (const statement of rule.statements) if (statement.kind === 'counter') return statement;
  return { packets: 0, bytes: 0 };
}

/** What -L prints of some chains. */
export function listChains(table: IptablesTable, chains: readonly ChainView[], options: ListOptions): string {
  return chains.map(chain => `${header(chain, options)}${chain.rules.map((rule, i) => ruleLine(rule, i + 1, table, options)).join('')}`).join('\n');
}

/** One rule of -L CHAIN NUMBER. */
export function listRule(table: IptablesTable, chain: ChainView, number: number, options: ListOptions): string {
  const rule = chain.rules[number - 1];
  return rule ? ruleLine(rule, number, table, options) : '';
}

function header({ name, policy, counter, references }: ChainView, { verbose, exact, lineNumbers }: ListOptions): string {
  const counts = verbose ? ` ${count(counter.packets, exact, 0).trim()} packets, ${count(counter.bytes, exact, 0).trim()} bytes` : '';
  const about = policy ? `policy ${policy}${counts}` : `${references} references`;
  const columns = [
    lineNumbers ? `${'num'.padEnd(4)} ` : '', verbose ? (exact ? `${'pkts'.padStart(8)} ${'bytes'.padStart(10)} ` : `${'pkts'.padStart(5)} ${'bytes'.padStart(5)} `) : '',
    'target     prot opt ', verbose ? 'in     out     ' : '', 'source               destination         ',
  ];
  return `Chain ${name} (${about})\n${columns.join('')}\n`;
}

function ruleLine(rule: Rule, number: number, table: IptablesTable, { numeric, verbose, exact, lineNumbers }: ListOptions): string {
  const spec: Spec = specOf(rule) ?? { matches: [] };
  const { packets, bytes } = counterOf(rule);
  const { protocol, input, output, fragment, target } = spec;
  const protocolText = `${protocol?.inverted ? '!' : ' '}${(numeric ? String(protocol?.number ?? 0) : protocol && protocol.number !== 0 ? protocolName(protocol.number) : 'all').padEnd(4)}`;
  const device = (value: typeof input): string => `${value?.inverted ? '!' : ''}${value?.name ?? (numeric ? '*' : 'any')}`;
  const counts = verbose ? (exact ? `${String(packets).padStart(8)} ${String(bytes).padStart(8)} ` : `${count(packets, false)}${count(bytes, false)}`) : '';
  const source = networkColumn(spec.source, numeric, table.flavour.family, table.process);
  const destination = networkColumn(spec.destination, numeric, table.flavour.family, table.process);
  // An inverted network's sign takes the blank before it.
  const column = (text: string): string => (text.startsWith('!') ? `!${text.slice(1).padEnd(20)}` : ` ${text.padEnd(20)}`);
  const opt = fragment ? (fragment.inverted ? '!f' : '-f') : '--';
  const words = [...spec.matches.map(match => match.list(numeric)), ...(target ? [target.list(numeric)] : [])].filter(text => text !== '');
  const devices = verbose ? `  ${device(input).padEnd(6)} ${device(output).padEnd(6)} ` : ' ';
  const tail = `${target?.goto ? '[goto] ' : ''}${words.map(text => ` ${text}`).join('')}`;
  return `${lineNumbers ? `${String(number).padEnd(4)} ` : ''}${counts}${(target?.name ?? '').padEnd(9)} ${protocolText} ${opt}${devices}${column(source)}${column(destination)}${tail}\n`;
}

/** What -S prints of some chains. @param counts packets and octets too (-v) */
export function saveChains(table: IptablesTable, chains: readonly ChainView[], counts: boolean): string {
  const policies = chains.map(({ name, policy, counter }) => (policy ? `-P ${name} ${policy}${counts ? ` -c ${counter.packets} ${counter.bytes}` : ''}\n` : `-N ${name}\n`));
  return policies.join('') + chains.flatMap(chain => chain.rules.map(rule => saveLine(rule, chain.name, table.flavour, counts))).join('');
}

export function saveLine(rule: Rule, chain: string, flavour: Flavour, counts: boolean): string {
  const spec = specOf(rule);
  const words = spec ? ruleSave(spec, flavour) : '';
  const { packets, bytes } = counterOf(rule);
  const target = spec?.target;
  const at = target ? words.lastIndexOf(`${target.goto ? '-g' : '-j'} ${target.name}`) : words.length;
  const counted = counts ? `${words.slice(0, at)}${at > 0 && at === words.length ? ' ' : ''}-c ${packets} ${bytes}${at < words.length ? ' ' : ''}${words.slice(at)}` : words;
  return `-A ${chain}${counted ? ` ${counted}` : ''}\n`;
}
