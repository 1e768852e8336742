import fc from '../../property';
import { terminalLatex } from '../../../src/render/latex';
import { codeMarkdown, escapeMarkdown, fenced } from '../../../src/render/markdown';
import { tablePicture, tableText } from '../../../src/render/table';
import { type Table, explained, line, mono, soft } from '../../../src/render/table/model';
import { expectSafe } from '../markup';

const TABLE: Table = {
  columns: [{ head: 'name', title: 'what it is called', names: true }, { head: 'what it says', title: 'more', wraps: true }],
  sections: [
    { heading: [{ text: 'gateway', bold: true }], rows: [{ cells: [line(mono('veth0|1', { bold: true }), { text: ' ' }, { text: 'new', tone: 'news', title: 'was not there' }), [[mono('10.0.0.1/24')], [explained('a_b', 'why')]]] }] },
    { heading: [{ text: 'red' }], rows: [{ cells: [line(mono('`x`')), line({ text: '50% & more', colour: '#0b7a4b' })] }] },
  ],
  notes: [[soft('gone: veth9')]],
};

it('writes a table as text', () => {
  expect(tableText(TABLE)).toBe(`\
name         what it says
───────────  ────────────
gateway
veth0|1 new  10.0.0.1/24
             a_b

red
\`x\`          50% & more
gone: veth9
`);
});

it('writes a table as Markdown', () => {
  expect(tablePicture('', TABLE).markdown).toBe(`\
**gateway**

| name | what it says |
| --- | --- |
| **\`veth0\\|1\`** **new** | \`10.0.0.1/24\`<br>a\\_b |

red

| name | what it says |
| --- | --- |
| \`\` \`x\` \`\` | 50% \\& more |

gone: veth9
`);
});

it('writes a table as LaTeX', () => {
  const rows = tablePicture('', TABLE).latex.split('\n').filter((one) => one.includes('\\hline'));
  expect(rows).toEqual([
    '\\multicolumn{2}{@{}l@{}}{\\textbf{gateway}}\\\\\\hline',
    '\\textbf{name} & \\textbf{what it says}\\\\\\hline',
    '\\textbf{\\texttt{veth0|1}} \\textcolor[HTML]{1D56C0}{{\\setlength{\\fboxsep}{1pt}\\fbox{\\scriptsize new}}} & \\texttt{10.0.0.1/24}\\newline a\\_b\\\\\\hline',
    '\\multicolumn{2}{@{}l@{}}{red}\\\\\\hline',
    '\\textbf{name} & \\textbf{what it says}\\\\\\hline',
    '\\texttt{\\textasciigrave{}x\\textasciigrave{}} & \\textcolor[HTML]{0B7A4B}{50\\% \\& more}\\\\\\hline',
  ]);
});

it('writes a table as HTML that a notebook which is not trusted keeps', () => {
  const { html } = tablePicture('', TABLE);
  expectSafe(html);
  expect(html.replace(/ style="[^"]*"/g, '')).toBe(
    '<div><table><thead><tr><th scope="col" title="what it is called">name</th><th scope="col" title="more">what it says</th></tr></thead>'
    + '<tbody><tr><th scope="rowgroup" colspan="2"><span>gateway</span></th></tr>'
    + '<tr><th scope="row"><samp>veth0|1</samp> <span title="was not there">new</span></th><td><samp>10.0.0.1/24</samp><br><abbr title="why">a_b</abbr></td></tr></tbody>'
    + '<tbody><tr><th scope="rowgroup" colspan="2">red</th></tr><tr><th scope="row"><samp>`x`</samp></th><td><span>50% &amp; more</span></td></tr></tbody></table>'
    + '<div><span>gone: veth9</span></div></div>');
});

it('shows at most a hundred rows, in each format, and says how many more there are', () => {
  const long: Table = { columns: [{ head: 'n', title: 'n' }], sections: [60, 60].map((count) => ({ rows: Array.from({ length: count }, (_, i) => ({ cells: [line({ text: `row${i}` })] })) })) };
  for (const text of Object.values(tablePicture('', long)).slice(1)) {
    expect(text.match(/row\d+/g)).toHaveLength(100);
    expect(text).toContain('and 20 more in the text');
  }
});

const hostile = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: fc.constantFrom(...'\\`*_{}[]<>#|~&!$^@%-\'" \t\nab') }), fc.constantFrom('\\end{Verbatim}', '\\end{tabular}', '```', '</pre>', '\\input{/etc/passwd}'));

/** The LaTeX with each of our own commands taken away, so that what is left is text. */
function bare(latex: string): string {
  return latex.replace(/\\(textbackslash|textasciicircum|textasciitilde|textquotesingle|textasciigrave|textquotedbl)\{\}|\\vethlab(other|cell)\{[^\0-\x7f]+?\}|\{[[*-]\}|\\[{}$&#%_]/gu, '.');
}

it('leaves no character of a text to LaTeX', () => {
  fc.assert(fc.property(hostile, (text) => {
    const cellOf = (one: string): string => tablePicture('', { columns: [{ head: 'x', title: '' }], sections: [{ rows: [{ cells: [line({ text: one })] }] }] }).latex.split('\\hline\n').slice(1).join('').split('\\\\').slice(0, -1).join('\\\\');
    expect(bare(cellOf(text).replaceAll('\\allowbreak{}', ''))).not.toMatch(/[\\{}$&#%_^~[\]*`'"\n](?<!\])/);
    const [first, ...block] = terminalLatex(text).split('\n');
    expect(first).toBe('\\begin{Verbatim}[commandchars=\\\\\\{\\}]');
    expect(block.splice(-2)).toEqual(['\\end{Verbatim}', '']);
    expect(bare(block.join('\n'))).not.toMatch(/[\\{}]/);
    for (const one of block) expect([...bare(one)].length).toBeLessThanOrEqual(80);
  }), { numRuns: 500 });
});

it('keeps a text in one cell of Markdown, and in one block', () => {
  fc.assert(fc.property(hostile, (text) => {
    expect(escapeMarkdown(text).replace(/\\[\\`*_{}[\]<>#|~&!$^@+=.):-]/g, '')).not.toMatch(/[\\`*_{}[\]<>#|~&!$^@\n]/);
    const code = codeMarkdown(text);
    const fence = /^`+/.exec(code)![0];
    expect(code.endsWith(fence)).toBe(true);
    const inside = code.slice(fence.length, -fence.length);
    expect(inside).not.toMatch(new RegExp(`(?<!\`)${fence}(?!\`)|\n|(?<!\\\\)\\|`));
    const block = fenced(text);
    const [open, ...rest] = block.split('\n');
    expect(rest.slice(0, -2)).not.toContain(open!.replace('text', ''));
    expect(rest.at(-2)).toBe(open!.replace('text', ''));
  }), { numRuns: 500 });
});
