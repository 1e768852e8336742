import { textWidth, type Font } from '../text';
import type { Lifeline } from './model';

export const NAME: Font = { family: 'mono', size: 12.5, bold: true };
export const DETAIL: Font = { family: 'mono', size: 10.5 };
export const PLACE: Font = { family: 'sans', size: 12, bold: true };

/** px */
export const HEAD_PAD = 12;
const GAP = 26;
const PLACE_GAP = 22;

/** Where a lifeline stands: the middle of its head, and how wide that is. */
export interface Column {
  readonly x: number;
  readonly width: number;
}

/** Room that something needs between the lines of two columns, `from` the one further left. */
export interface Need {
  readonly from: number;
  readonly to: number;
  readonly width: number;
}

/** Widest text in a head. */
function headWidth({ name, details }: Lifeline): number {
  return 2 * HEAD_PAD + Math.max(44, textWidth(name, NAME), ...details.map(detail => textWidth(detail, DETAIL)));
}

/** Runs of lifelines that belong to one place. */
export function placesOf(lifelines: readonly Lifeline[]): { readonly place: string; readonly first: number; readonly last: number }[] {
  const places: { place: string; first: number; last: number }[] = [];
  lifelines.forEach(({ place }, i) => {
    const open = places.at(-1);
    if (open?.place === place) open.last = i;
    else places.push({ place, first: i, last: i });
  });
  return places;
}

/** Places columns from left to right, each as near to the one before as heads, place titles and needs allow. */
export function layOutColumns(lifelines: readonly Lifeline[], needs: readonly Need[], left: number): Column[] {
  const columns: Column[] = [];
  const ends = new Map(placesOf(lifelines).map(({ place, first, last }) => [last, { first, title: place === '' ? 0 : textWidth(place, PLACE) + 2 * HEAD_PAD }]));
  let minimum = left;
  lifelines.forEach((lifeline, i) => {
    const width = headWidth(lifeline);
    const before = columns[i - 1];
    const beside = before ? before.x + before.width / 2 + (lifelines[i - 1]!.place === lifeline.place ? GAP : GAP + PLACE_GAP) : left;
    const asked = needs.filter(({ to, from }) => to === i && from < i).map(({ from, width: room }) => columns[from]!.x + room);
    const place = ends.get(i);
    // A title that is wider than its heads pushes what comes after, and its own last column, to the right.
    const start = place && place.first < i ? columns[place.first]!.x - columns[place.first]!.width / 2 : undefined;
    const titled = place && start === undefined ? Math.max(width, place.title) : width;
    const x = Math.max(minimum + titled / 2, beside + titled / 2, start === undefined || !place ? 0 : start + place.title - width / 2, ...asked);
    columns.push({ x, width: titled });
    minimum = 0;
  });
  return columns;
}
