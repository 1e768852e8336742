import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

const PROJECT = join(__dirname, '..', '..');

/** Builds the command line as `npm run build` does, and says where it is. */
export function bundle(): string {
  execFileSync(process.execPath, [join(PROJECT, 'esbuild.config.mjs')], { cwd: PROJECT, stdio: 'inherit' });
  return join(PROJECT, 'dist', 'vethlab.js');
}
