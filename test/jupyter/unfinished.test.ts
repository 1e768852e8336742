import { splitCell } from '../../src/jupyter/segments';
import { LabSession } from '../../src/jupyter/lab-session';
import { Shell } from '../../src/shell/shell';

describe('an unfinished cell', () => {
  const session = new LabSession({ loadLab: () => Promise.reject(new Error('there is no lab')) });
  afterAll(() => session.close());

  it.each([
    ["echo 'open", ''],
    ['  echo "open', ''],
    ['ip link \\', ''],
    ['echo $(', ''],
    ['cat <<E', ''],
    ['cat <<E\n  x', ''],
    ['for i in 1 2; do', '  '],
    ['for i in 1 2; do\n  while true; do', '    '],
    ['for i in 1 2; do\n  while true; do\n    echo x', '    '],
    ['if true; then\n  echo x\nelse', '  '],
    ['f() {', '  '],
    ['case x in', '  '],
    ['ip link |', ''],
  ])('%j goes on, indented by %j', async (code, indent) => expect(await session.isComplete(code)).toEqual({ status: 'incomplete', indent }));

  it('may hold in a here-document what looks like a magic', () => {
    const code = 'cat <<E\n%lab x\nE\n%lab y';
    expect(splitCell(code, (text) => Shell.check(text).status !== 'incomplete')).toEqual([
      { kind: 'shell', text: 'cat <<E\n%lab x\nE' },
      { kind: 'magic', name: 'lab', argument: 'y', rest: '\n\n\n' },
    ]);
  });
});
