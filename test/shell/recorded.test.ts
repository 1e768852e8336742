import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { session } from './lab';

const FIXTURES = join(__dirname, 'fixtures');

describe('an interactive shell prints what bash 5.2 printed', () => {
  for (const name of readdirSync(FIXTURES).filter(file => file.endsWith('.sh')).map(file => file.slice(0, -3))) {
    it(name, async () => {
      const { run } = session({ interactive: true });
      await run('mkdir /tmp/lab; cd /tmp/lab; export HOME=/root; set +H');
      const { all } = await run(readFileSync(join(FIXTURES, `${name}.sh`), 'utf8'));
      expect(all.replace(/^(\[\d+\]) \d+$/gm, '$1 PID')).toBe(readFileSync(join(FIXTURES, `${name}.out`), 'utf8'));
    });
  }
});
