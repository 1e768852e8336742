import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

interface Cell {
  readonly cell_type: string;
  readonly id: string;
  readonly metadata: { readonly tags?: readonly string[] };
  readonly source: readonly string[];
  readonly outputs?: readonly unknown[];
  readonly execution_count?: number | null;
}

interface Notebook {
  readonly cells: readonly Cell[];
  readonly metadata: { readonly kernelspec: { readonly name: string } };
  readonly nbformat: number;
  readonly nbformat_minor: number;
}

const ROOM = join(__dirname, '../../notebooks');
const labs = readdirSync(join(ROOM, 'labs')).map(file => file.replace(/\.yaml$/, ''));

// the labs: what else is there is for another kernel
describe.each(readdirSync(ROOM).filter(file => /^\d\d-.*\.ipynb$/.test(file)))('%s', file => {
  const notebook = JSON.parse(readFileSync(join(ROOM, file), 'utf8')) as Notebook;
  const text = (cell: Cell): string => cell.source.join('');
  const tagged = (tag: string): Cell[] => notebook.cells.filter(cell => cell.metadata.tags?.includes(tag));

  it('is an nbformat 4.5 notebook for our kernel, with ids of its own and without outputs', () => {
    expect([notebook.nbformat, notebook.nbformat_minor, notebook.metadata.kernelspec.name]).toEqual([4, 5, 'vethlab']);
    expect(new Set(notebook.cells.map(cell => cell.id)).size).toBe(notebook.cells.length);
    for (const cell of notebook.cells) expect(cell.id).toMatch(/^[a-zA-Z0-9_-]{1,64}$/);
    for (const cell of notebook.cells.filter(one => one.cell_type === 'code')) expect([cell.outputs, cell.execution_count]).toEqual([[], null]);
  });

  it('starts from a lab that comes along', () => {
    const first = notebook.cells.find(cell => cell.cell_type === 'code')!;
    expect(labs).toContain(/^%lab (\S+)$/.exec(text(first))?.[1]);
  });

  it('has a place to answer and a folded solution after each question', () => {
    expect(tagged('question').length).toBeGreaterThan(0);
    for (const question of tagged('question')) {
      const [, answer, solution] = notebook.cells.slice(notebook.cells.indexOf(question));
      expect([answer?.metadata.tags, solution?.metadata.tags]).toEqual([['answer', expect.stringMatching(/^lines:\d+$/)], ['solution']]);
      expect(text(solution!)).toMatch(/^<details>\n<summary>.*<\/summary>\n\n[^]+\n\n<\/details>$/);
    }
    expect(tagged('answer')).toHaveLength(tagged('question').length);
    expect(tagged('solution')).toHaveLength(tagged('question').length);
  });
});
