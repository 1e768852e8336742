import { SysError } from '../stack/errno';
import type { Process, Program } from './program';

/** which(1) of debianutils: where PATH finds each program; -a shows every place. */
export const which: Program = async (process, argv) => {
  const all = argv[1] === '-a';
  let code = 0;
  for (const name of argv.slice(all ? 2 : 1)) {
    const candidates = name.includes('/') ? [name] : (process.env.PATH ?? '/usr/sbin:/usr/bin').split(':').map(directory => `${directory}/${name}`);
    const found = candidates.filter(path => isProgram(process, path)).slice(0, all ? undefined : 1);
    if (found.length === 0) code = 1;
    await process.stdout.write(found.map(path => `${path}\n`).join(''));
  }
  return code;
};

function isProgram(process: Process, path: string): boolean {
  try {
    const { type, mode } = process.files.stat(path);
    return type === 'file' && (mode & 0o111) !== 0;
  } catch (error) {
    if (error instanceof SysError) return false;
    throw error;
  }
}
