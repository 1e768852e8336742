import { reasonOf, usageError } from './coreutils';
import { resolvePath } from './path';
import type { Program } from './program';

/** tee(1) of coreutils 9.1; passes on each piece as it comes. */
export const tee: Program = async (process, argv) => {
  let append = false;
  const names: string[] = [];
  for (const arg of argv.slice(1)) {
    if (arg === '-a' || arg === '--append') append = true;
    else if (arg === '-i' || arg === '--ignore-interrupts') process.onSignal('SIGINT', () => undefined);
    else if (/^-./.test(arg) && arg !== '--') return usageError(process, 'tee', arg.startsWith('--') ? `unrecognized option '${arg}'` : `invalid option -- '${arg[1]}'`);
    else if (arg !== '--') names.push(arg);
  }
  let code = 0;
  const paths = new Map<string, string>();
  const attempt = async (name: string, act: () => void): Promise<void> => {
    try {
      act();
    } catch (error) {
      await process.stderr.write(`tee: ${name}: ${reasonOf(error)}\n`);
      paths.delete(name);
      code = 1;
    }
  };
  for (const name of names) {
    const path = resolvePath(process.cwd, name);
    paths.set(name, path);
    // a computed file takes writes alone, not a truncation
    if (!/^\/(proc|sys)\//.test(path)) await attempt(name, () => process.files.write(path, new Uint8Array(0), { append }));
  }
  for (let data = await process.stdin.read(); data !== null; data = await process.stdin.read()) {
    const piece = data;
    await process.stdout.write(piece);
    for (const [name, path] of paths) await attempt(name, () => process.files.write(path, piece, { append: true }));
  }
  return code;
};
