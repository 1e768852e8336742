/** Where lines leave a cell. */
const [LEFT, RIGHT, UP, DOWN] = [1, 2, 4, 8];

/** Box-drawing characters by where their lines go: both light; horizontal double; vertical double; both double. */
const CHARACTERS = [
  ' ───│┘└┴│┐┌┬│┤├┼',
  ' ═══│╛╘╧│╕╒╤│╡╞╪',
  ' ───║╜╙╨║╖╓╥║╢╟╫',
  ' ═══║╝╚╩║╗╔╦║╣╠╬',
];

export interface Stroke {
  readonly double?: boolean;
  readonly broken?: boolean;
}

const PLAIN: Stroke = {};

interface Cell {
  ways: number;
  horizontal: Stroke;
  vertical: Stroke;
}

/** A drawing in box-drawing characters, whose lines join and cross. */
export class Grid {
  /** a cell that no line goes through has nothing */
  readonly #rows: (Cell | undefined)[][];

  constructor(rows: number, columns: number) {
    this.#rows = Array.from({ length: rows }, () => Array.from({ length: columns }, () => undefined));
  }

  /** @param x1 to the right of x0 */
  across(y: number, x0: number, x1: number, stroke: Stroke): void {
    for (let x = x0; x <= x1; x++) this.#add(x, y, (x > x0 ? LEFT! : 0) | (x < x1 ? RIGHT! : 0), 'horizontal', stroke);
  }

  /** @param y1 below y0 */
  down(x: number, y0: number, y1: number, stroke: Stroke): void {
    for (let y = y0; y <= y1; y++) this.#add(x, y, (y > y0 ? UP! : 0) | (y < y1 ? DOWN! : 0), 'vertical', stroke);
  }

  row(y: number): string {
    return this.#rows[y]!.map(cell => {
      if (!cell) return ' ';
      const { ways, horizontal, vertical } = cell;
      if (ways === (LEFT! | RIGHT!) && horizontal.broken) return '╌';
      if (ways === (UP! | DOWN!) && vertical.broken) return '┆';
      return CHARACTERS[(horizontal.double ? 1 : 0) + (vertical.double ? 2 : 0)]![ways]!;
    }).join('').trimEnd();
  }

  #add(x: number, y: number, ways: number, direction: 'horizontal' | 'vertical', stroke: Stroke): void {
    const cell = (this.#rows[y]![x] ??= { ways: 0, horizontal: PLAIN, vertical: PLAIN });
    cell.ways |= ways;
    cell[direction] = stroke;
  }
}
