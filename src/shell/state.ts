import type { Function as FunctionNode } from 'unbash';
import type { Random } from '../stack/random';
import type { Variables } from './variables';

/** The options of `set -o` and `shopt` that are obeyed. */
export const SET_OPTIONS: Readonly<Record<string, string>> = { a: 'allexport', e: 'errexit', f: 'noglob', u: 'nounset', x: 'xtrace', n: 'noexec', C: 'noclobber', m: 'monitor', B: 'braceexpand', h: 'hashall', H: 'histexpand', v: 'verbose', b: 'notify' };

/** A function, and the source text that its nodes point into. */
export interface ShellFunction {
  readonly node: FunctionNode;
  readonly source: string;
}

/** All that a subshell gets a copy of. */
export interface ShellState {
  variables: Variables;
  functions: Map<string, ShellFunction>;
  aliases: Map<string, string>;
  /** action of `trap`, by signal name or EXIT, ERR, RETURN; '' ignores */
  traps: Map<string, string>;
  options: Set<string>;
  cwd: string;
  directories: string[];
  positional: string[];
  umask: number;
  lastStatus: number;
  lastBackgroundPid: number | undefined;
  random: Random;
}

export function copyState(state: ShellState): ShellState {
  return {
    ...state,
    variables: state.variables.clone(),
    functions: new Map(state.functions),
    aliases: new Map(state.aliases),
    // a subshell keeps only what is ignored (bash(1), Command Execution Environment)
    traps: new Map([...state.traps].filter(([, action]) => action === '')),
    options: new Set(state.options),
    directories: [...state.directories],
    positional: [...state.positional],
  };
}
