import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from '../property';
import { editionOf } from '../../src/cli/handout/edition';
import { remotePictures, withFiles } from '../../src/cli/handout/files';
import { withPictures } from '../../src/cli/handout/pictures';
import { readNotebook } from '../../src/cli/handout/read';
import { withSlides } from '../../src/cli/handout/slides';
import type { Cell, CellMetadata, Notebook } from '../../src/notebook';
import { promptsOf } from '../../src/notebook/prompts';

const text = (source: string, metadata: CellMetadata = {}): Cell => ({ cell_type: 'markdown', metadata, source });
const code = (source: string, metadata: CellMetadata = {}): Cell => ({ cell_type: 'code', metadata, source, outputs: [{ output_type: 'stream', name: 'stdout', text: `of ${source}` }] });
const notebook = (...cells: Cell[]): Notebook => ({ cells, metadata: { vethlab: { course: 'Nets', lab: 2 } }, nbformat: 4, nbformat_minor: 5 });

describe('an edition of a notebook', () => {
  const mixed = notebook(
    text('What?', { tags: ['question'] }), text('✎ *Your answer:*', { tags: ['answer'] }), text('That.', { tags: ['solution'] }), text('Mind the clock.', { tags: ['instructor'] }),
    code('ip link'), code(' \n'), code('ip route', { tags: ['solution'] }),
  );

  it('leaves solutions and notes out for students, and room for answers out for instructors', () => {
    expect(editionOf(mixed, 'student', {}, true).cells.map(({ source }) => source)).toEqual(['What?', '✎ *Your answer:*', 'ip link']);
    expect(editionOf(mixed, 'instructor', {}, true).cells.map(({ source }) => source)).toEqual(['What?', 'That.', 'Mind the clock.', 'ip link', 'ip route']);
  });

  it('says which it is, and takes options before metadata', () => {
    expect(editionOf(mixed, 'student', { lab: '3', title: 'T' }, true).metadata.vethlab).toEqual({ course: 'Nets', lab: '3', title: 'T', edition: 'student' });
  });

  it('keeps or leaves out outputs', () => {
    expect(editionOf(mixed, 'instructor', {}, false).cells.flatMap(({ outputs }) => outputs ?? [])).toEqual([]);
    expect(editionOf(mixed, 'instructor', {}, true).cells.flatMap(({ outputs }) => outputs ?? [])).toHaveLength(2);
  });

  it('keeps an answer that somebody has written', () => {
    expect(editionOf(notebook(text('✎ Because.\n\nAnd so on.', { tags: ['answer'] })), 'instructor', {}, true).cells).toHaveLength(1);
  });

  it("follows nbgrader's markers and cells, with their prompts", () => {
    const prompts = ['', 'a$', 'b$', '', 'c$'];
    const solved = code('### BEGIN SOLUTION\nip a\nip b\n### END SOLUTION\nip c', { nbgrader: { solution: true }, vethlab: { prompts } });
    const graded = notebook(solved, code('%%check "x" 2', { nbgrader: { grade: true } }), text('It is so.', { nbgrader: { solution: true, grade: true } }), code('a\n### BEGIN HIDDEN TESTS\nb\n### END HIDDEN TESTS'));
    const student = editionOf(graded, 'student', {}, true).cells;
    expect(student.map(({ source }) => source)).toEqual(['# your commands\nip c', '%%check "x" 2', '✎', 'a']);
    expect(student.flatMap(({ outputs }) => outputs ?? [])).toEqual([]);
    expect(student[0]!.metadata.vethlab).toEqual({ prompts: ['', 'c$'] });
    expect(student[2]!.metadata.tags).toEqual(['answer']);
    const instructor = editionOf(graded, 'instructor', {}, true).cells;
    expect(instructor.map(({ source }) => source)).toEqual(['ip a\nip b\nip c', '%%check "x" 2', 'It is so.', 'a\nb']);
    expect(instructor[0]!.metadata.vethlab).toEqual({ prompts: ['a$', 'b$', 'c$'] });
  });

  it('shows students nothing of what stands between markers, however they stand', () => {
    const lines = fc.array(fc.constantFrom('ip link', '### BEGIN SOLUTION', '### END SOLUTION', 'secret', '  ### BEGIN SOLUTION'));
    fc.assert(fc.property(lines, (before) => {
      const source = [...before.filter((line) => line !== 'secret'), '### BEGIN SOLUTION', 'secret', '### END SOLUTION'].join('\n');
      expect(JSON.stringify(editionOf(notebook(code(source)), 'student', {}, true))).not.toContain('secret');
    }));
  });
});

it('writes a prompt before each line that had one, and > where a command goes on', () => {
  expect(promptsOf('%lab x\nfor i in 1; do\n  echo\ndone\n\nip link', [{ prompt: 'a$', first: 1, last: 3 }, { prompt: 'b$', first: 5, last: 5 }])).toEqual(['', 'a$', '>', '>', '', 'b$']);
});

describe('slides', () => {
  const types = (...cells: Cell[]): unknown[] => withSlides(notebook(...cells)).cells.map(({ metadata }) => metadata.slideshow?.slide_type);

  it('begin at sections and steps, and leave room for answers out', () => {
    expect(types(text('# T'), text('## S'), code('a'), text('now'), code('b'), text('?', { tags: ['question'] }), text('✎', { tags: ['answer'] }), text('!', { tags: ['solution'] }), code('c')))
      .toEqual(['slide', 'slide', 'subslide', 'subslide', '-', 'subslide', 'skip', 'subslide', '-']);
  });

  it('stay as somebody has chosen them', () => {
    expect(types(text('a', { slideshow: { slide_type: 'fragment' } }), text('## b'))).toEqual(['fragment', undefined]);
  });
});

describe('files', () => {
  let folder: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'vethlab-'));
    writeFileSync(join(folder, 'a b.png'), 'png');
  });

  afterAll(() => rmSync(folder, { recursive: true }));

  it('that Markdown and HTML show come along; those elsewhere become links, with their addresses known', () => {
    const shown = notebook(text('![A](a%20b.png "t") ![B](none.png) ![C](https://x.org/c.png) <img alt="" src="a%20b.png"> <img src="http://x.org/d.png" alt="D">'));
    expect(remotePictures(shown)).toEqual(['https://x.org/c.png', 'http://x.org/d.png']);
    const [cell] = withFiles(shown, folder).cells;
    expect(cell).toMatchObject({
      source: '![A](attachment:a-b.png "t") ![B](none.png) [C](https://x.org/c.png) <img alt="" src="data:image/png;base64,cG5n"> <a href="http://x.org/d.png">D</a>',
      attachments: { 'a-b.png': { 'image/png': 'cG5n' } },
    });
  });

  it('that are notebooks are read with their texts whole', () => {
    const path = join(folder, 'n.ipynb');
    writeFileSync(path, JSON.stringify({ nbformat: 4, metadata: {}, cells: [{ cell_type: 'code', metadata: {}, source: ['a\n', 'b'], outputs: [{ output_type: 'display_data', metadata: {}, data: { 'text/plain': ['x\n', 'y'], 'application/json': ['z'] } }] }] }));
    expect(readNotebook(path).cells[0]).toMatchObject({ source: 'a\nb', outputs: [{ data: { 'text/plain': 'x\ny', 'application/json': ['z'] } }] });
  });

  it.each([['{"nbformat": 3, "worksheets": []}', /is no notebook of nbformat 4: open it in JupyterLab/], ['{', /it is no notebook: .*JSON/], ['null', /is no notebook of nbformat 4/]])('that are no notebooks are refused: %s', (content, message) => {
    const path = join(folder, 'bad.ipynb');
    writeFileSync(path, content);
    expect(() => readNotebook(path)).toThrow(message);
    expect(() => readNotebook(join(folder, 'missing.ipynb'))).toThrow(/^there is no notebook /);
  });
});

it('takes pictures out of HTML for Markdown, with what they show in words', () => {
  const svg = '<svg xmlns="http://www.w3.org/2000/svg"/>';
  const html = `<div><img src="data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}" alt="a &lt; b"></div>`;
  const shown = withPictures(notebook({ ...code('x'), outputs: [{ output_type: 'display_data', data: { 'text/html': html, 'application/pdf': 'p' }, metadata: {} }] }));
  expect(shown.cells[0]!.outputs).toEqual([{ output_type: 'display_data', data: { 'text/html': html, 'image/svg+xml': svg }, metadata: { alt: 'a < b' } }]);
});
