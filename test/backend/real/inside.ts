import { buildSync } from 'esbuild';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSandbox } from '../../../src/backend/real/sandbox';

/** What a program of this folder answers to a message in the sandbox. It says first that it is ready. @throws {Error} with what else came */
export async function askInside<T>(file: string, message: unknown): Promise<readonly T[]> {
  const folder = mkdtempSync(join(tmpdir(), 'vethlab-inside-'));
  chmodSync(folder, 0o755);
  const program = join(folder, 'program.js');
  buildSync({ entryPoints: [join(__dirname, file)], outfile: program, bundle: true, platform: 'node', external: ['just-bash', 'jq-wasm'] });
  chmodSync(program, 0o644);
  const { process: child, problem } = openSandbox({ program: ['/usr/bin/env', process.execPath, program], keep: [process.execPath, folder], stdio: ['ignore', 'inherit', 'inherit'] });
  const answer = await new Promise<unknown>(resolve => {
    child.once('message', () => {
      child.once('message', resolve);
      child.send(message as object);
    });
    child.on('exit', () => resolve(problem()));
  });
  child.disconnect();
  rmSync(folder, { recursive: true });
  if (!Array.isArray(answer)) throw new Error(JSON.stringify(answer));
  return answer as T[];
}
