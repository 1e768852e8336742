import { RulesetError, type Blame, type Ruleset, type Table, type TableFamily } from '../../stack/netfilter';
import { strerror } from '../../stack';
import type { Process } from '../program';
import { NftError, type Location, type Token } from './lexer';
import { closest } from './misspell';
import type { Style } from './print';

export interface Target {
  readonly family: TableFamily;
  readonly table: Token;
}

/** Complaints about several parts of one request. */
export class NftErrors extends Error {
  constructor(readonly errors: readonly NftError[]) {
    super(errors[0]?.message ?? '');
  }
}

/** What a command works on, and what it prints. */
export class Session {
  output = '';
  /** tables whose rules were listed */
  readonly listed = new Set<Table>();

  constructor(readonly process: Process, readonly ruleset: Ruleset, readonly style: Style, readonly json: boolean) {}

  print(text: string): void {
    this.output += text;
  }

  /** A table that is to be listed or changed, as nft's own cache has it. @throws {NftError} */
  table({ family, table }: Target): Table {
    const found = this.ruleset.find(family, table.text);
    if (!found) throw new NftError('No such file or directory', table.at);
    return found;
  }

  /** Carries out a request; the kernel's refusal is told by the words that it is about. @throws {NftError} */
  request<T>(places: Partial<Record<Blame, Location>> & { readonly command: Location }, work: () => T): T {
    try {
      return work();
    } catch (error) {
      if (error instanceof RulesetError) {
        const { line, start, end } = places.command;
        // A whole command is blamed with the line's end.
        throw new NftError(`Could not process rule: ${strerror(error.errno)}`, (error.blame === 'command' ? undefined : places[error.blame]) ?? { line, start, end: end + 1 });
      }
      throw error;
    }
  }

  /** ENOENT of a table, with the name that may have been meant; `prefix` where nobody can have meant another. */
  noTable({ table }: Target, prefix = 'Could not process rule: '): NftError {
    const near = closest(this.ruleset.tables, candidate => candidate.name, table.text);
    return new NftError(near ? `No such file or directory; did you mean table ‘${near.name}’ in family ${near.family}?` : `${prefix}No such file or directory`, table.at);
  }

  noChain(chain: Token, prefix = 'Could not process rule: '): NftError {
    const all = this.ruleset.tables.flatMap(table => table.chains.map(candidate => ({ table, candidate })));
    const near = closest(all, ({ candidate }) => candidate.name, chain.text);
    const message = near ? `No such file or directory; did you mean chain ‘${near.candidate.name}’ in table ${near.table.family} ‘${near.table.name}’?` : `${prefix}No such file or directory`;
    return new NftError(message, chain.at);
  }
}
