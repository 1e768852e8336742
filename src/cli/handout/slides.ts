import { tagsOf, type Cell, type Notebook } from '../../notebook';

/** A heading of a section or of the whole. */
const HEADING = /^#{1,2} /;

/**
 * Gives cells their place in a slide show: a section begins a slide, and below it each step has its own. A notebook in which somebody has chosen
 * slides stays as it is.
 */
export function withSlides(notebook: Notebook): Notebook {
  if (notebook.cells.some(({ metadata }) => metadata.slideshow?.slide_type)) return notebook;
  return { ...notebook, cells: notebook.cells.map((cell, index, cells) => ({ ...cell, metadata: { ...cell.metadata, slideshow: { slide_type: typeOf(cell, cells[index - 1]) } } })) };
}

function typeOf(cell: Cell, before: Cell | undefined): string {
  if (cell.cell_type === 'raw' || tagsOf(cell).includes('answer')) return 'skip';
  if (cell.cell_type === 'markdown' && HEADING.test(cell.source)) return 'slide';
  if (tagsOf(cell).includes('solution')) return 'subslide';
  // what introduces a command stands on one slide with it
  return cell.cell_type === 'code' && before?.cell_type === 'markdown' && !HEADING.test(before.source) && !tagsOf(before).includes('question') ? '-' : 'subslide';
}
