import { type Cell, type Column, type Line, type Row, type Section, type Span, type Table, soft } from './model';

/** What a cell says, line by line; what we say about it is left out. */
type Facts = readonly string[];

/** A place's rows of one kind as they were last shown: by id, and by the head of the column. */
interface Shown {
  readonly rows: Map<string, ReadonlyMap<string, Facts>>;
  /** whether all of them were ever shown, so that one which isn't among them is new */
  whole: boolean;
  /** when they were so */
  readonly since: string;
}

const LAST = 'since it was last shown';

/** What a notebook has shown of its network, so that the next table can mark what is new since. */
export class Seen {
  readonly #shown = new Map<string, Shown>();
  readonly #told = new Set<string>();

  /**
   * Marks what changed since the same was shown, and keeps what is shown now.
   * @param kinds of what is in its rows: the first is that by which they are kept
   * @param host and `netns` where they are; a section's own place goes before `netns`
   * @param whole whether it shows all that there are, or a selection
   * @param earlier all that there was when the cell began, if that is known: for what was never shown
   */
  mark(table: Table, kinds: readonly string[], { host, netns }: Place, whole: boolean, earlier: (netns: string | null | undefined) => Table | undefined = () => undefined): Table {
    const gone: Span[] = [];
    let since = LAST;
    const sections = table.sections.map(section => {
      const place = { host, netns: section.place ?? netns };
      const id = keyOf(kinds[0]!, place);
      const before = completed(this.#shown.get(id), begunWith(earlier(place.netns)));
      const { marked, after } = compare(table.columns, section, before, whole);
      this.#shown.set(id, after);
      if (whole && before?.whole) {
        since = before.since;
        gone.push(...goneFrom(table.columns, section, before));
      }
      const rows = before ? section.rows.flatMap(({ id: row }) => row !== undefined && tellsAll(table.columns, before, row) ? [row] : []) : [];
      for (const kind of kinds) [...whole && before?.whole && rows.length === section.rows.length ? [''] : [], ...rows].forEach(row => this.#told.add(`${keyOf(kind, place)} ${row}`));
      return marked;
    });
    if (gone.length === 0) return { ...table, sections };
    return { ...table, sections, notes: [...table.notes ?? [], [news('gone', since), { text: ' ' }, ...gone.flatMap((span, i) => i === 0 ? [span] : [soft(', '), span])]] };
  }

  /** Something may have changed: what was marked until now tells no more what is so. */
  stale(): void {
    this.#told.clear();
  }

  /** Whether the marks on what was shown last tell what changed there. @param row by which tables know what changed, if it is in a row by itself */
  tells(kind: string, place: Place, row = ''): boolean {
    return ['', row].some(one => this.#told.has(`${keyOf(kind, place)} ${one}`));
  }
}

/** Where something is; undefined or null: the namespace in which the host booted. */
export interface Place {
  readonly host: string;
  readonly netns?: string | null | undefined;
}

function keyOf(kind: string, { host, netns }: Place): string {
  return `${kind} ${host}/${netns ?? ''}`;
}

/** What was there when the cell began, as if it had been shown. */
function begunWith(table: Table | undefined): Shown | undefined {
  if (!table) return undefined;
  const rows = table.sections.flatMap(section => section.rows).map(row => [row.id!, new Map(table.columns.map(({ head }, i) => [head, factsOf(row.cells[i]!)]))] as const);
  return { rows: new Map(rows), whole: true, since: 'since the cell began' };
}

/** What was shown, and in columns that weren't what there was when the cell began. */
function completed(shown: Shown | undefined, begun: Shown | undefined): Shown | undefined {
  if (!shown || !begun) return shown ?? begun;
  return { ...shown, rows: new Map([...shown.rows].map(([id, facts]) => [id, new Map([...begun.rows.get(id) ?? [], ...facts])])) };
}

/** Whether marks in a row tell all that changed in it. */
function tellsAll(columns: readonly Column[], { rows, whole }: Shown, id: string): boolean {
  const old = rows.get(id);
  return old ? columns.every(({ head, marks }) => marks === undefined || old.has(head)) : whole;
}

function compare(columns: readonly Column[], section: Section, before: Shown | undefined, whole: boolean): { readonly marked: Section; readonly after: Shown } {
  const after: Shown = { rows: new Map(whole ? [] : before?.rows), whole: whole || before?.whole === true, since: LAST };
  const rows = section.rows.map((row): Row => {
    if (row.id === undefined) return row;
    const old = before?.rows.get(row.id);
    after.rows.set(row.id, new Map([...old ?? [], ...columns.map((column, i) => [column.head, factsOf(row.cells[i]!)] as const)]));
    if (old) return { ...row, cells: row.cells.map((cell, i) => markCell(cell, columns[i]!, old.get(columns[i]!.head), before!.since)) };
    return before?.whole ? { ...row, cells: row.cells.map((cell, i) => columns[i]!.names ? withMark(cell, news('new', before.since)) : cell) } : row;
  });
  return { marked: { ...section, rows }, after };
}

function markCell(cell: Cell, { marks }: Column, old: Facts | undefined, since: string): Cell {
  if (marks === undefined || old === undefined) return cell;
  const now = factsOf(cell);
  if (marks === 'one') return now.join('\n') === old.join('\n') ? cell : withMark(cell, news('changed', `was ${old.join(', ') || 'nothing'}`));
  const lines = cell.map((line, i) => now[i] === '' || old.includes(now[i]!) ? line : [...line, { text: ' ' }, news('new', since)]);
  const gone = old.filter(fact => fact !== '' && !now.includes(fact)).map((fact): Line => [news('gone', since), soft(` ${fact}`)]);
  return [...lines, ...gone];
}

/** The names of rows that were shown, and aren't there any more. */
function goneFrom(columns: readonly Column[], { rows }: Section, before: Shown): Span[] {
  const now = new Set(rows.map(({ id }) => id));
  const name = columns.find(({ names }) => names)?.head;
  return [...before.rows].flatMap(([id, facts]) => now.has(id) || name === undefined ? [] : [{ text: facts.get(name)?.[0] ?? id, mono: true as const }]);
}

function withMark(cell: Cell, mark: Span): Cell {
  const [first = [], ...rest] = cell;
  return [[...first, { text: ' ' }, mark], ...rest];
}

function news(text: string, title: string): Span {
  return { text, tone: 'news', title };
}

function factsOf(cell: Cell): Facts {
  return cell.map(line => line.filter(({ tone }) => tone === undefined).map(({ text }) => text).join('').trim());
}
