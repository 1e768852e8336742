import type { OpenStation } from '../../src/jupyter/notebook-session';
import { NotebookSession } from '../../src/jupyter/notebook-session';
import { LabSession } from '../../src/jupyter/lab-session';
import type { CellOutput } from '../../src/jupyter/session';
import { promptText } from '../../src/shell/prompt';
import type { TypedLine } from '../../src/shell/terminal';
import { loadLab } from './session';

describe('the prompts of a cell', () => {
  const open: OpenStation = async (_kind, settings) => new LabSession({ loadLab, settings });
  let session: NotebookSession;

  beforeEach(() => {
    session = new NotebookSession(open, 'simulated', { lab: 'cabled' });
  });

  afterEach(() => session.close());

  async function typed(code: string, input?: CellOutput['input']): Promise<TypedLine[]> {
    const lines: TypedLine[] = [];
    const nothing = (): void => undefined;
    await session.execute(code, { stream: nothing, display: nothing, update: nothing, result: nothing, clear: nothing, typed: (line) => lines.push(line), ...(input && { input }) });
    return lines;
  }

  it('are those of the host and the folder at each line, with the lines of a command that goes on', async () => {
    expect(await typed('ip link\n\n# a comment\ncd /etc; pwd\n%host right\nfor i in 1 2; do\n  echo $i\ndone | cat\ncd /tmp')).toEqual([
      { prompt: 'root@left:~#', first: 0, last: 0 },
      { prompt: 'root@left:~#', first: 3, last: 3 },
      { prompt: 'root@right:~#', first: 5, last: 7 },
      { prompt: 'root@right:~#', first: 8, last: 8 },
    ]);
    expect(await typed('true\n%host left\ntrue')).toEqual([{ prompt: 'root@right:/tmp#', first: 0, last: 0 }, { prompt: 'root@left:/etc#', first: 2, last: 2 }]);
  });

  it('are told where a cell is given to another host, kept in a variable, or answered by the user', async () => {
    expect(await typed('%%host right\nip link')).toEqual([{ prompt: 'root@right:~#', first: 1, last: 1 }]);
    expect(await typed('%%capture X\nip link')).toEqual([{ prompt: 'root@left:~#', first: 1, last: 1 }]);
    expect(await typed('read x', async () => 'yes')).toEqual([{ prompt: 'root@left:~#', first: 0, last: 0 }]);
  });

  it('have nothing for what does not run', async () => {
    expect(await typed('if then')).toEqual([]);
    expect(await typed('set -e; false\ntrue')).toEqual([{ prompt: 'root@left:~#', first: 0, last: 0 }]);
  });
});

it('writes a prompt as Debian does', () => {
  const student = { name: 'student', home: '/home/student' };
  expect(promptText(student, 'beachhead', '/home/student')).toBe('student@beachhead:~$');
  expect(promptText(student, 'beachhead.example.org', '/home/student/a b')).toBe('student@beachhead:~/a b$');
  expect(promptText(student, 'x', '/home/students')).toBe('student@x:/home/students$');
  expect(promptText({ name: 'root', home: '/root' }, 'x', '/')).toBe('root@x:/#');
});
