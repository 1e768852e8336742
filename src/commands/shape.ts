/** A word that may stand somewhere; one that is `abbreviable` may be shortened to any beginning. */
export interface ShapeWord {
  readonly text: string;
  readonly abbreviable: boolean;
}

/** A value that stands somewhere: what it stands for (DEVICE, PREFIX, MTU), and the only values where they are few. */
export interface Value {
  readonly kind: string;
  readonly choices?: readonly string[];
}

/** A word of a command's own, with what follows it. */
export interface ShapeRow {
  readonly words: readonly ShapeWord[];
  readonly takes: readonly Value[];
  /** whether {@link Shape.rest} goes on behind it */
  readonly last?: boolean;
}

/**
 * What may stand behind a command's name, for completion and inspection. The tables that parse are of this shape
 * themselves, so that nothing is offered that isn't read.
 */
export interface Shape {
  /** commands, of which one stands first, in the order that decides what an abbreviation means */
  readonly verbs?: readonly { readonly words: readonly ShapeWord[]; readonly shape?: Shape }[];
  /** values by their places; `COMMAND` stands for a whole command line, and the last may repeat if `repeats` */
  readonly operands?: readonly Value[];
  readonly repeats?: boolean;
  readonly keywords?: readonly ShapeRow[];
  /** the value that is no keyword's, with or without a word before it */
  readonly positional?: { readonly lead?: string; readonly kind: string; readonly choices?: readonly string[] };
  /** what stands behind the last keyword, by that one's value */
  rest?(value: string | undefined): Shape | undefined;
}

/** Rows of words in full, each with what follows it, or `null` for nothing. */
export function shapeRows(table: Readonly<Record<string, Value | string | null>>): ShapeRow[] {
  return Object.entries(table).map(([text, takes]) => ({
    words: [{ text, abbreviable: false }], takes: takes === null ? [] : [typeof takes === 'string' ? { kind: takes } : takes],
  }));
}

/** A program's command line: options, then what its shape says. */
export interface ProgramShape {
  readonly options: readonly ShapeRow[];
  /** whether options may stand behind operands, as getopt(3) has it */
  readonly mixed: boolean;
  readonly shape: Shape;
}
