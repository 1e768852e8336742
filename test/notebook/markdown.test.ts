import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from '../property';
import { MarkdownLabError, readMarkdownLab, type KnownLabs } from '../../src/notebook';

const LAB = readFileSync(join(__dirname, 'router.md'), 'utf8');
const KNOWN: KnownLabs = { names: ['beachhead', 'desk'], hosts: () => ['beachhead', 'gateway'] };

/** A notebook's cells in one line each: `code`, or the tags of text, and what they hold. */
function told(markdown: string, lab?: string): string[] {
  const { notebook } = readMarkdownLab(markdown, KNOWN, lab);
  return notebook.cells.map(({ cell_type, metadata, source }) => `${cell_type === 'code' ? 'code' : ((metadata.tags as string[] | undefined)?.join() ?? 'text')}: ${source}`);
}

const SPACE = 'answer: ✎ *Your answer (double-click to write):*';

describe('a lab in Markdown', () => {
  it('becomes a notebook', () => {
    expect(told(LAB)).toEqual([
      'text: # Two namespaces and a router',
      'code: %lab beachhead',
      'text: # Before you begin\n\nNothing of this touches the *machine* itself.\n\n```yaml\ncourse: not a command\n```\n\n## Wire it\n\n**1.** Make a namespace.',
      'code: sudo ip netns add red',
      'text: **2.** Look at what it has. _It is down:_\n\n_one line_',
      'code: sudo ip netns exec red ip -br link',
      'question: **Q1: Why is it down?**',
      SPACE,
      'solution: <details>\n<summary>Solution</summary>\n\nNobody has switched it on.\n\n</details>',
      'text: **3.** Now *ip netns list* names it.',
      'code: ip netns list',
      'question: What else could it name?',
      SPACE,
      'text: ## Try it\n\n**1.** All at once:',
      'code: sudo ip -n red link set lo up\nsudo ip netns exec red ping -c 1 -W 1 127.0.0.1 > /dev/null',
      'code: echo $?',
      'code: %host gateway\nhostname',
      'code: hostname',
      'text: > Well done.',
    ]);
  });

  it('says which listing belongs to which cell, and where it stands', () => {
    expect(readMarkdownLab(LAB, KNOWN).listings).toEqual([
      { line: 22, cell: 5, command: 'sudo ip netns exec red ip -br link', text: 'lo               DOWN           00:00:00:00:00:00 <LOOPBACK>\n', guessed: false },
      { line: 31, cell: 10, command: 'ip netns list', text: 'blue\n', guessed: true },
      { line: 48, cell: 15, command: 'echo $?', text: '0\n', guessed: false },
      { line: 50, cell: 16, command: '%host gateway\nhostname', text: 'gateway\n', guessed: false },
      { line: 52, cell: 17, command: 'hostname', text: 'nobody\n', guessed: false },
    ]);
  });

  it('starts from the lab of the command line, its front matter, or the name in the first prompt', () => {
    const one = '`student@desk:~$` `ip link`\n';
    expect(told(one)).toEqual(['code: %lab desk', 'code: ip link']);
    expect(told(one, './my.yaml')).toEqual(['code: %lab ./my.yaml', 'code: ip link']);
    expect(told('`$ ip link`\n')).toEqual(['code: ip link']);
  });

  it('carries the metadata that opens it in this kernel', () => {
    const { notebook } = readMarkdownLab(LAB, KNOWN);
    expect(notebook.metadata).toMatchObject({ vethlab: { title: 'Two namespaces and a router' }, kernelspec: { name: 'vethlab' }, language_info: { name: 'bash' } });
    expect(new Set(notebook.cells.map(({ id }) => id)).size).toBe(notebook.cells.length);
  });

  it.each([
    ['# No command\n', 'there is no command in it: write a prompt and the command, each in back-quotes, as `student@beachhead:~$` `ip link`'],
    ['---\ntitle: [\n---\n`$ ip link`\n', /^the front matter isn't YAML: /],
  ])('says what is wrong with %j', (markdown, message) => {
    expect(() => readMarkdownLab(markdown, KNOWN)).toThrow(message);
    expect(() => readMarkdownLab(markdown, KNOWN)).toThrow(MarkdownLabError);
  });

  it('keeps the words and commands of any text, in their order', () => {
    const word = fc.stringMatching(/^[a-z]{3,9}$/);
    const step = fc.tuple(word, fc.array(word, { maxLength: 2 }));
    fc.assert(fc.property(fc.array(step, { minLength: 1, maxLength: 6 }), fc.constantFrom('0.', '1.', '7)'), (steps, number) => {
      const markdown = steps.map(([say, typed]) => `${number} ${say}\n\n${typed.map((command) => `    \`student@desk:~$\` \`${command}\`\n\n`).join('')}`).join('');
      fc.pre(steps.some(([, typed]) => typed.length > 0));
      const said = told(markdown).slice(1).join('\n').replace(/\*\*\d+\.\*\* /g, '').split(/\s*(?:code: |text: |\n)\s*/).filter(Boolean);
      expect(said).toEqual(steps.flatMap(([say, typed]) => [say, ...typed]));
    }));
  });

  it('never fails but with a word for its author', () => {
    const text = fc.array(fc.constantFrom('`', '$ ip', '\n', '> ', '?', '- ', '0. ', '    ', '```', 'a', '# ', '*', '<b>', 'Q1: ', 'x@y:~$', '---\n', '\t')).map((parts) => parts.join(''));
    fc.assert(fc.property(text, (markdown) => {
      try {
        readMarkdownLab(markdown, KNOWN);
      } catch (error) {
        expect(error).toBeInstanceOf(MarkdownLabError);
      }
    }), { numRuns: 2000 });
  });
});
