import { execFileSync } from 'node:child_process';
import { worksByLine } from '../../src/commands/filter/by-line';
import { session } from './lab';

describe('filters of long input', () => {
  it.each([
    ['yes | grep y | head -n 3', 'y\ny\ny\n', '141 141 0'],
    ['yes | sed s/y/n/ | head -n 1', 'n\n', '141 141 0'],
    ['yes abc | cut -c 2- | tr b x | head -n 1', 'xc\n', '141 141 141 0'],
    ['yes | grep -q y', '', '141 0'],
  ])('%s ends with its reader', async (text, stdout, statuses) => {
    expect(await session().run(`${text}; echo \${PIPESTATUS[@]} $((SECONDS < 2))`)).toMatchObject({ stdout: `${stdout}${statuses} 1\n`, stderr: '' });
  });

  it.each([
    'grep 7', 'grep -v 1', 'grep -io 9[0-9]', 'grep -e 99 -w', "sed 's/1/<&>/g'", 'sed -n /77/p', 'sed /2$/d', 'cut -c 2-', 'tr 1 x', 'tr -d 0-5', 'rev',
    'grep -c 7', 'grep -n 7777', 'grep -m 2 7', 'sed 3d', 'sed -n "$ p"', 'tr -s 1', 'grep nothing',
  ])('%s prints what the real one does', async (filter) => {
    const real = execFileSync('sh', ['-c', `seq 12000 | ${filter} | md5sum; seq 12000 | { ${filter} > /dev/null; echo $?; }`], { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C.UTF-8' } });
    expect(await session({ limit: 0 }).run(`seq 12000 | ${filter} | md5sum; seq 12000 | ${filter} > /dev/null; echo $?`)).toMatchObject({ stdout: real, stderr: '' });
  });

  it.each([
    ['rev', [], true], ['rev', ['file'], false], ['awk', ['1'], false], ['head', [], false],
  ])('%s %j treats each line by itself: %s', (name, args, byLine) => {
    expect(worksByLine(name, args)).toBe(byLine);
  });
});
