import { type Alias, isAlias, isMap, isScalar, isSeq, LineCounter, type Node, type Pair, parseDocument } from 'yaml';
import type { LabProblem, Position } from './lab';

/** A YAML value that knows where it stands. Scalars are kept as they were written: `on` stays `on`, `010` stays `010`. */
export type Located =
  | { readonly kind: 'text'; readonly at: Position; readonly text: string }
  | { readonly kind: 'list'; readonly at: Position; readonly items: readonly Located[] }
  | LocatedMap;

export interface LocatedMap {
  readonly kind: 'map';
  readonly at: Position;
  readonly entries: ReadonlyMap<string, { readonly at: Position; readonly value: Located }>;
}

/** Reads one YAML document; aliases and merge keys (`<<`) are resolved. `problems` is empty if and only if all is well. */
export function parseYaml(text: string): { readonly root: Located; readonly problems: readonly LabProblem[] } {
  try {
    return new Reader(text).read();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return { root: nothing(START), problems: [{ ...START, message: 'this YAML is nested too deeply; flatten it' }] };
  }
}

const START: Position = { line: 1, column: 1 };

function nothing(at: Position): Located {
  return { kind: 'text', at, text: '' };
}

class Reader {
  private readonly lines = new LineCounter();
  private readonly document;
  private readonly problems: LabProblem[] = [];
  private readonly known = new Map<Node, Located>();
  private readonly open = new Set<Node>();

  constructor(text: string) {
    this.document = parseDocument(text, { lineCounter: this.lines, prettyErrors: false, logLevel: 'error', strict: true });
  }

  read(): { root: Located; problems: readonly LabProblem[] } {
    // Errors after the first tend to be its echoes.
    const [error] = this.document.errors;
    if (error) this.refuse(this.place(error.pos[0]), `not valid YAML: ${error.message}`);
    if (error) return { root: nothing(START), problems: this.problems };
    const root = this.document.contents ? this.value(this.document.contents, START) : nothing(START);
    return { root, problems: this.problems };
  }

  private place(offset: number): Position {
    const { line, col } = this.lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  }

  private value(node: Node, fallback: Position): Located {
    const seen = this.known.get(node);
    if (seen) return seen;
    const at = node.range ? this.place(node.range[0]) : fallback;
    this.open.add(node);
    const value = this.convert(node, at);
    this.open.delete(node);
    this.known.set(node, value);
    return value;
  }

  private convert(node: Node, at: Position): Located {
    if (isAlias(node)) return this.alias(node, at);
    if (isMap<Node, Node | null>(node)) return this.map(node.items, at);
    if (isSeq<Node | null>(node)) return { kind: 'list', at, items: node.items.map(item => item ? this.value(item, at) : nothing(at)) };
    if (!isScalar(node) || node.value === null) return nothing(at);
    return { kind: 'text', at, text: typeof node.value === 'string' ? node.value : node.source ?? String(node.value) };
  }

  private alias(node: Alias, at: Position): Located {
    const target = node.resolve(this.document) as Node | undefined;
    if (!target) return this.refuse(at, `no anchor &${node.source} stands before this alias`);
    if (this.open.has(target)) return this.refuse(at, 'this alias stands inside what it refers to; write the value out');
    return this.value(target, at);
  }

  private map(pairs: readonly Pair<Node, Node | null>[], at: Position): LocatedMap {
    const own = new Map<string, { at: Position; value: Located }>();
    const merged = new Map<string, { at: Position; value: Located }>();
    for (const pair of pairs) {
      const key = this.value(pair.key, at);
      const value = pair.value ? this.value(pair.value, key.at) : nothing(key.at);
      if (key.kind !== 'text') this.refuse(key.at, 'a key must be plain text');
      else if (key.text === '<<') this.merge(value, merged);
      else own.set(key.text, { at: key.at, value });
    }
    return { kind: 'map', at, entries: new Map([...merged, ...own]) };
  }

  /** https://yaml.org/type/merge.html: the first map that has a key wins. */
  private merge(value: Located, into: Map<string, { at: Position; value: Located }>): void {
    const sources = value.kind === 'list' ? value.items : [value];
    for (const source of sources) {
      if (source.kind !== 'map') this.refuse(source.at, '`<<` merges maps; this is none');
      else for (const [key, entry] of source.entries) if (!into.has(key)) into.set(key, entry);
    }
  }

  private refuse(at: Position, message: string): Located {
    this.problems.push({ ...at, message });
    return nothing(at);
  }
}
