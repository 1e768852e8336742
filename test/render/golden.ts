import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Compares a whole output with a file in golden/. `UPDATE_GOLDEN=1 npx jest test/render` writes the files anew: look at them before you commit. */
export function expectGolden(name: string, actual: string): void {
  const path = join(__dirname, 'golden', name);
  if (process.env.UPDATE_GOLDEN) writeFileSync(path, actual);
  expect(actual).toBe(readFileSync(path, 'utf8'));
}

/** Rows that iproute2 6.1 gave; those of bridge-vlan are the simulated one's. */
export function recorded(name: string): string {
  return readFileSync(join(__dirname, 'recorded', `${name}.json`), 'utf8');
}
