import type { IpRoute, NetnsSnapshot, Snapshot } from '../../backend/snapshot';
import { withoutColours } from '../ansi';
import { drawingPicture } from '../drawing';
import { drawingOfLookup, type Lookup } from '../lookup';
import { type MimeBundle, type Picture, displayOf } from '../mime';
import { drawingOfRoutes } from '../routes';
import { tablePicture } from '../table';
import type { Section, Table } from '../table/model';
import type { Place, Seen } from '../table/news';
import { TABLES, type TableKind } from '../tables';
import { NETNS_LINE } from './places';
import type { View, ViewKind } from './view';

/** What a view tells, by the words of changes. Links and addresses are rows of one table, so what was shown of them is kept together. */
const TELLS: Readonly<Partial<Record<ViewKind, readonly string[]>>> = { link: ['link'], addr: ['link', 'address'], neigh: ['neighbour'], netns: ['namespace'] };

/** What of a snapshot a view of one place shows, where that is all: rules are of one family, and namespaces have numbers. */
const WITHIN: Readonly<Partial<Record<ViewKind, (netns: NetnsSnapshot) => readonly unknown[]>>> = { link: ({ addr }) => addr, addr: ({ addr }) => addr, neigh: ({ neigh }) => neigh };

/** Where marks of what is new come from, and go to. */
export interface Marks {
  readonly seen: Seen;
  /** where the shell is */
  readonly place: Place;
  /** what there was when the cell began, if it is known */
  readonly before?: Snapshot | undefined;
}

/**
 * One output for a command that shows state: its text, to the letter, and what it says as a table or diagram, in the formats of {@link displayOf}.
 * @param view what viewOf() said
 * @param json standard output of its query
 * @param text what the command itself printed
 * @param marks with it, what is new since the same was last shown is marked
 * @param complaint what it wrote to standard error
 * @returns only `text/plain` where there are no rows to picture
 * @throws {SyntaxError} when `json` isn't JSON
 */
export function renderView(view: View, json: string, text: string, marks?: Marks, complaint = ''): MimeBundle {
  const words = withoutColours(text);
  const places = placesIn(json, words);
  const picture = view.kind === 'route' || view.kind === 'lookup' ? drawn(view.kind, places, words + complaint) : table(view, view.kind, places, marks);
  return picture ? displayOf(text, picture) : { 'text/plain': text };
}

interface PlaceRows {
  readonly netns?: string;
  readonly rows: readonly unknown[];
  /** what the command printed of them */
  readonly text: string;
}

/** The rows of each namespace: `ip -all netns exec` writes a line before those of each. */
function placesIn(json: string, text: string): readonly PlaceRows[] {
  const [first = '', ...rest] = json.split(NETNS_LINE);
  const texts = text.split(NETNS_LINE);
  const rowsOf = (part: string): readonly unknown[] => (JSON.parse(part.trim() || '[]') as unknown[]);
  const places: PlaceRows[] = rest.length === 0 || first.trim() !== '' ? [{ rows: rowsOf(first), text: texts[0]! }] : [];
  for (let i = 0; i < rest.length; i += 2) places.push({ netns: rest[i]!, rows: rowsOf(rest[i + 1] ?? ''), text: texts[i + 2] ?? '' });
  return places;
}

function drawn(kind: 'route' | 'lookup', places: readonly PlaceRows[], printed: string): Picture | undefined {
  const rows = places.flatMap(place => place.rows);
  if (rows.length === 0 || places.length > 1) return undefined;
  if (kind === 'route') return drawingPicture('routes', drawingOfRoutes(rows as IpRoute[]));
  const drawing = drawingOfLookup(rows[0] as Lookup, printed);
  return drawing && drawingPicture('how the route was found, from top to bottom', drawing);
}

function table(view: View, kind: TableKind, places: readonly PlaceRows[], marks: Marks | undefined): Picture | undefined {
  const { caption, table: make } = TABLES[kind];
  const made = places.map(({ netns, rows, text }) => ({ netns, table: make(rows as never[], view.shape, text) })).filter(({ table: one }) => one.sections.some(({ rows }) => rows.length > 0));
  if (made.length === 0) return undefined;
  const widest = made.reduce((most, one) => (one.table.columns.length > most.table.columns.length ? one : most)).table;
  const sections = made.flatMap(({ netns, table: { sections: all, columns } }) => all.map((section): Section => ({
    ...section, ...(netns !== undefined && { place: netns, heading: [{ text: 'namespace ' }, { text: netns, mono: true, bold: true }] }),
    rows: section.rows.map(row => ({ ...row, cells: widest.columns.map(({ head }) => row.cells[columns.findIndex(column => column.head === head)] ?? []) })),
  })));
  const whole: Table = { columns: widest.columns, sections };
  if (!marks) return tablePicture(caption, whole);
  const netns = view.netns === '*' ? undefined : view.netns ?? marks.place.netns;
  const { seen, place: { host }, before } = marks;
  const earlier = (name: string | null | undefined): Table | undefined => {
    const rows = before?.hosts.find(one => one.name === host)?.netns.find(one => one.name === (name ?? null));
    const shown = rows && WITHIN[kind]?.(rows);
    return shown && make(shown as never[], view.shape, '');
  };
  return tablePicture(caption, seen.mark(whole, TELLS[kind] ?? [kind], { host, netns }, view.whole, earlier));
}
