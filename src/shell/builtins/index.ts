import type { Builtin } from './builtin';
import { fail } from './builtin';
import { ENVIRONMENT } from './environment';
import { FLOW } from './flow';
import { IO } from './io';
import { JOBS } from './jobs';
import { VARIABLES } from './variables';

/** bash's builtins that vethlab leaves out. */
const LEFT_OUT = ['bind', 'caller', 'compgen', 'complete', 'compopt', 'enable', 'fc', 'help', 'history', 'logout', 'suspend', 'ulimit'];

const unsupported: Builtin = call => fail(call, 'not supported by vethlab');

const ALL: ReadonlyMap<string, Builtin> = new Map([
  ...[FLOW, IO, VARIABLES, JOBS, ENVIRONMENT].flatMap(group => Object.entries(group)),
  ...LEFT_OUT.map(name => [name, unsupported] as const),
]);

/** A builtin by name. */
export function findBuiltin(name: string): Builtin | undefined {
  return ALL.get(name);
}

/** Names of the builtins that work here. */
export const BUILTIN_NAMES: readonly string[] = [...ALL.keys()].filter(name => !LEFT_OUT.includes(name));

/** Those whose arguments may be assignments, which aren't split. */
export const DECLARATIONS: ReadonlySet<string> = new Set(['declare', 'typeset', 'local', 'export', 'readonly']);
