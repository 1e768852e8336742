import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

export const PROJECT = join(__dirname, '..');

/** The built command line; built anew only where a source is newer, since other tests may be running it. */
export function bundle(): string {
  const program = join(PROJECT, 'dist', 'vethlab.js');
  const built = existsSync(program) ? statSync(program).mtimeMs : 0;
  const sources = (readdirSync(join(PROJECT, 'src'), { recursive: true }) as string[]).map((file) => join(PROJECT, 'src', file));
  if (sources.some((file) => statSync(file).mtimeMs > built)) execFileSync(process.execPath, [join(PROJECT, 'esbuild.config.mjs')], { cwd: PROJECT, stdio: 'inherit' });
  return program;
}
