import type { Chain, NftSet, Table, TableFamily } from '../../stack/netfilter';
import type { Command } from './commands';
import type { Cursor } from './cursor';
import { NftError } from './lexer';
import { listJson } from './json';
import { chainText, setText, tableText, type Style } from './print';
import type { Session } from './session';

const FAMILIES: readonly string[] = ['ip', 'ip6', 'inet', 'arp', 'bridge', 'netdev'];
const UNSUPPORTED: readonly string[] = ['counters', 'counter', 'quotas', 'quota', 'limits', 'limit', 'meters', 'meter', 'flowtables', 'flowtable', 'ct', 'synproxys', 'secmarks', 'hooks'];
/** The families in the order in which the kernel keeps them. */
const ORDER: readonly TableFamily[] = ['inet', 'ip', 'arp', 'netdev', 'bridge', 'ip6'];

/** What a list shows of a table. */
export interface Shown {
  readonly table: Table;
  readonly chains: readonly Chain[];
  readonly sets: readonly NftSet[];
  /** chains without their rules */
  readonly brief: boolean;
  /** the table's line alone */
  readonly bare: boolean;
}

/** `list ...`. @throws {NftError} */
export function list(cursor: Cursor): Command {
  const what = cursor.take('ruleset', 'tables', 'table', 'chains', 'chain', 'sets', 'set', 'maps', 'map');
  if (!what) {
    if (cursor.is(...UNSUPPORTED)) throw new NftError(`vethlab does not support list ${cursor.next.text}`, cursor.next.at);
    return cursor.unexpected();
  }
  const family = cursor.take(...FAMILIES)?.text as TableFamily | undefined;
  if (what.text === 'table') {
    const table = cursor.name();
    return session => show(session, [whole(session.table({ family: family ?? 'ip', table }))]);
  }
  if (what.text === 'chain' || what.text === 'set' || what.text === 'map') {
    const target = { family: family ?? 'ip', table: cursor.name() } as const;
    const name = cursor.name();
    return session => {
      const table = session.table(target);
      const chains = what.text === 'chain' ? table.chains.filter(chain => chain.name === name.text) : [];
      const sets = what.text === 'chain' ? [] : table.sets.filter(set => set.name === name.text);
      if (chains.length + sets.length === 0) throw new NftError('No such file or directory', name.at);
      show(session, [{ ...whole(table), chains, sets }]);
    };
  }
  return session => {
    const tables = inOrder(session.ruleset.tables).filter(table => family === undefined || table.family === family);
    show(session, tables.map(table => {
      const sets = what.text === 'sets' ? table.sets.filter(({ isMap }) => !isMap) : table.sets.filter(({ isMap }) => isMap);
      if (what.text === 'tables') return { ...whole(table), bare: true };
      if (what.text === 'chains') return { ...whole(table), sets: [], brief: true };
      return what.text === 'ruleset' ? whole(table) : { ...whole(table), chains: [], sets };
    }));
  };
}

function whole(table: Table): Shown {
  return { table, chains: table.chains, sets: table.sets, brief: false, bare: false };
}

/** Tables of one family in the order of their making. */
function inOrder(tables: readonly Table[]): Table[] {
  return [...tables].sort((a, b) => ORDER.indexOf(a.family) - ORDER.indexOf(b.family));
}

function show(session: Session, shown: readonly Shown[]): void {
  for (const { table, brief, bare } of shown) if (!brief && !bare) session.listed.add(table);
  session.print(session.json ? listJson(shown, session.style) : shown.map(each => shownText(each, session.style)).join(''));
}

function shownText({ table, chains, sets, brief, bare }: Shown, style: Style): string {
  if (bare) return `table ${table.family} ${table.name}${style.handles ? ` # handle ${table.handle}` : ''}\n`;
  if (chains === table.chains && sets === table.sets) return tableText(table, style);
  return `table ${table.family} ${table.name} {\n${[...sets.map(set => setText(set, style)), ...chains.map(chain => chainText(chain, style, brief))].join('')}}\n`;
}
