import { tagsOf, type About, type Cell, type Notebook } from '../../notebook';

export const EDITIONS = ['student', 'instructor'] as const;

export type Edition = typeof EDITIONS[number];

/** Tags of what a student's edition leaves out. */
const INSTRUCTORS = ['solution', 'instructor'];

/** A place to write in, as it comes: a pencil, and one line at most. */
const UNANSWERED = /^\s*✎[^\n]*\s*$/;

/** nbgrader's markers around what only instructors see, and what students find there instead. */
const MARKERS: readonly { readonly begin: string; readonly end: string; readonly stub?: string }[] = [
  { begin: '### BEGIN SOLUTION', end: '### END SOLUTION', stub: '# your commands' },
  { begin: '### BEGIN HIDDEN TESTS', end: '### END HIDDEN TESTS' },
  { begin: '=== BEGIN MARK SCHEME ===', end: '=== END MARK SCHEME ===' },
];

/**
 * A notebook as students or instructors get it: the student's has room for answers and no solutions, nor outputs of cells that hold one;
 * the instructor's has solutions in place of that room.
 * @param about goes before what the notebook's metadata say
 * @param outputs whether there are any
 */
export function editionOf(notebook: Notebook, edition: Edition, about: About, outputs: boolean): Notebook {
  const cells = notebook.cells.flatMap((cell) => (edition === 'student' ? forStudents(cell) : forInstructors(cell)) ?? []).filter(({ cell_type, source }) => cell_type !== 'code' || source.trim() !== '');
  return {
    ...notebook,
    cells: outputs ? cells : cells.map(withoutOutputs),
    metadata: { ...notebook.metadata, vethlab: { ...notebook.metadata.vethlab, ...about, edition } },
  };
}

function forStudents(cell: Cell): Cell | undefined {
  if (tagsOf(cell).some((tag) => INSTRUCTORS.includes(tag))) return undefined;
  const { solution = false, grade = false, task = false } = cell.metadata.nbgrader ?? {};
  if (cell.cell_type === 'markdown' && solution && !task) return { ...cell, source: '✎', metadata: { ...cell.metadata, tags: [...tagsOf(cell), 'answer'] } };
  const all = linesOf(cell);
  const kept = withoutMarked(all);
  return withLines(solution || grade || kept.length < all.length ? withoutOutputs(cell) : cell, kept);
}

function forInstructors(cell: Cell): Cell | undefined {
  if (tagsOf(cell).includes('answer') && UNANSWERED.test(cell.source)) return undefined;
  return withLines(cell, linesOf(cell).filter(({ text }) => !MARKERS.some(({ begin, end }) => text.includes(begin) || text.includes(end))));
}

function withoutOutputs(cell: Cell): Cell {
  return cell.cell_type === 'code' ? { ...cell, outputs: [] } : cell;
}

/** A line of a cell, and the prompt at which it stands. */
interface Line {
  readonly text: string;
  readonly prompt: string;
}

function linesOf({ source, metadata }: Cell): Line[] {
  return source.split('\n').map((text, index) => ({ text, prompt: metadata.vethlab?.prompts?.[index] ?? '' }));
}

function withLines(cell: Cell, lines: readonly Line[]): Cell {
  const { vethlab } = cell.metadata;
  const metadata = vethlab?.prompts ? { ...cell.metadata, vethlab: { ...vethlab, prompts: lines.map(({ prompt }) => prompt) } } : cell.metadata;
  return { ...cell, source: lines.map(({ text }) => text).join('\n'), metadata };
}

function withoutMarked(lines: readonly Line[]): Line[] {
  let until: string | undefined;
  return lines.flatMap((line) => {
    if (until !== undefined) {
      if (line.text.includes(until)) until = undefined;
      return [];
    }
    const marker = MARKERS.find(({ begin }) => line.text.includes(begin));
    if (!marker) return [line];
    until = marker.end;
    return marker.stub === undefined ? [] : [{ text: marker.stub, prompt: '' }];
  });
}
