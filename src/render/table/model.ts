/** A piece of text, how it looks, and what it means. */
export interface Span {
  readonly text: string;
  /** as Linux writes it */
  readonly mono?: true;
  readonly bold?: true;
  /** `soft`: what we say, smaller than what Linux says; `news`: a framed word, such as `new` */
  readonly tone?: 'soft' | 'news';
  /** `#rrggbb`; the text has to say the same without it */
  readonly colour?: string;
  /** an explanation, shown on hover; on paper it is left out */
  readonly title?: string;
  /** its words stay on one line, where lines may break */
  readonly whole?: true;
  /** a dotted line shows that there is an explanation */
  readonly dotted?: true;
}

export type Line = readonly Span[];

/** One line or several. */
export type Cell = readonly Line[];

export interface Column {
  readonly head: string;
  /** what the column means, shown on hover */
  readonly title: string;
  /** Lines may break at blanks, even where there would be room for them; default: only on paper. */
  readonly wraps?: true;
  /** its cells name their rows, for those who have tables read to them */
  readonly names?: true;
  /** What changed in it since the table was last shown is marked: in a cell of one fact the whole, in one of many each line. */
  readonly marks?: 'one' | 'many';
}

export interface Row {
  /** the same for the same thing whenever the table is shown; without one nothing in the row is ever marked */
  readonly id?: string;
  /** one for each column */
  readonly cells: readonly Cell[];
}

/** Rows that belong together, below a heading if there is one. */
export interface Section {
  readonly heading?: Line;
  /** the namespace that they are of, where one table shows several */
  readonly place?: string;
  readonly rows: readonly Row[];
  /** what there is to say of each row in full, as a terminal shows it: its last cell, below the others, opens to that, for as many rows as there are; on paper it is left out */
  readonly opens?: readonly string[];
}

/** A table as data: src/render/table has a file for each format that it can be written in. */
export interface Table {
  readonly columns: readonly Column[];
  readonly sections: readonly Section[];
  /** lines below it */
  readonly notes?: readonly Line[];
}

/** What Linux says. */
export function mono(text: string, more: Omit<Span, 'text' | 'mono'> = {}): Span {
  return { text, mono: true, ...more };
}

/** What we say, smaller and softer. */
export function soft(text: string, title?: string): Span {
  return { text, tone: 'soft', ...(title !== undefined && { title }) };
}

/** A word that explains itself on hover, and shows that it does. */
export function explained(text: string, title: string, more: Omit<Span, 'text' | 'title' | 'dotted'> = {}): Span {
  return { text, title, dotted: true, ...more };
}

/** A cell of one line. */
export function line(...spans: readonly Span[]): Cell {
  return [spans];
}

/** Nothing to say. */
export const NOTHING: Cell = line(soft('—'));

/** Words with blanks between them. */
export function spaced(spans: readonly Span[]): Line {
  return spans.flatMap((span, i) => i === 0 ? [span] : [{ text: ' ' }, span]);
}

/** At most that many rows, and a note on how many more there are. */
export function limited(table: Table, most: number): Table {
  let left = most;
  const sections = table.sections.flatMap(section => {
    const rows = section.rows.slice(0, left);
    left -= rows.length;
    return rows.length > 0 ? [{ ...section, rows, ...(section.opens && { opens: section.opens.slice(0, rows.length) }) }] : [];
  });
  const more = table.sections.reduce((sum, { rows }) => sum + rows.length, 0) - most;
  return more > 0 ? { ...table, sections, notes: [[soft(`and ${more} more in the text`)], ...table.notes ?? []] } : table;
}

export function textOf(line: Line): string {
  return line.map(({ text }) => text).join('');
}
