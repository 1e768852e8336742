import type { Program } from './program';

/** A program as it is installed: where its file lies, and how to get its code, which may be loaded when first used. */
export interface Installed {
  readonly directory: string;
  load(): Program | Promise<Program>;
}

/** An entry for a program that is always loaded. */
export function installed(directory: string, program: Program): Installed {
  return { directory, load: () => program };
}

/** An entry for a program that is loaded when it first runs. */
export function loaded(directory: string, load: () => Promise<Program>): Installed {
  let code: Program | undefined;
  return { directory, load: () => code ?? load().then(program => (code = program)) };
}
