/** A program in awk, read: grammar of POSIX awk, as mawk 1.3.4 takes it. */
export interface AwkProgram {
  readonly begin: readonly Statement[];
  readonly rules: readonly Rule[];
  readonly end: readonly Statement[];
  readonly functions: ReadonlyMap<string, AwkFunction>;
}

export interface Rule {
  /** undefined: every record */
  readonly pattern?: Expression;
  /** the pattern is where a range begins */
  readonly until?: Expression;
  /** undefined: print */
  readonly action?: readonly Statement[];
}

export interface AwkFunction {
  readonly params: readonly string[];
  readonly body: readonly Statement[];
}

export type Target = Extract<Expression, { readonly kind: 'name' | 'field' | 'element' }>;

export type Expression =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'regex'; readonly source: string }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'field'; readonly index: Expression }
  | { readonly kind: 'element'; readonly name: string; readonly key: readonly Expression[] }
  | { readonly kind: 'group'; readonly inner: Expression }
  | { readonly kind: 'unary'; readonly operator: '-' | '+' | '!'; readonly operand: Expression }
  | { readonly kind: 'binary'; readonly operator: string; readonly left: Expression; readonly right: Expression }
  | { readonly kind: 'and' | 'or'; readonly left: Expression; readonly right: Expression }
  | { readonly kind: 'match'; readonly negated: boolean; readonly left: Expression; readonly right: Expression }
  | { readonly kind: 'in'; readonly key: readonly Expression[]; readonly name: string }
  | { readonly kind: 'choice'; readonly test: Expression; readonly yes: Expression; readonly no: Expression }
  | { readonly kind: 'assign'; readonly target: Target; readonly operator: string; readonly value: Expression }
  | { readonly kind: 'step'; readonly target: Target; readonly by: 1 | -1; readonly before: boolean }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Expression[] }
  | { readonly kind: 'builtin'; readonly name: string; readonly args: readonly Expression[] }
  | { readonly kind: 'getline'; readonly target?: Target; readonly file?: Expression; readonly command?: Expression };

/** Where print and printf write; undefined: standard output. */
export interface Redirection {
  readonly how: '>' | '>>' | '|';
  readonly to: Expression;
}

export type Statement =
  | { readonly kind: 'expression'; readonly value: Expression }
  | { readonly kind: 'print' | 'printf'; readonly args: readonly Expression[]; readonly output?: Redirection }
  | { readonly kind: 'if'; readonly test: Expression; readonly yes: readonly Statement[]; readonly no: readonly Statement[] }
  | { readonly kind: 'while'; readonly test: Expression; readonly body: readonly Statement[] }
  | { readonly kind: 'do'; readonly test: Expression; readonly body: readonly Statement[] }
  | { readonly kind: 'for'; readonly first?: Statement; readonly test?: Expression; readonly step?: Statement; readonly body: readonly Statement[] }
  | { readonly kind: 'each'; readonly name: string; readonly array: string; readonly body: readonly Statement[] }
  | { readonly kind: 'delete'; readonly name: string; readonly key?: readonly Expression[] }
  | { readonly kind: 'next' | 'nextfile' | 'break' | 'continue' }
  | { readonly kind: 'exit' | 'return'; readonly value?: Expression };

/** What mawk says of a program that it can't take; `awk: ` and a line's end are still to come. */
export class AwkError extends Error {}

/** Functions that awk has, with how many arguments they take. */
export const BUILTINS: ReadonlyMap<string, readonly [least: number, most: number]> = new Map([
  ['length', [0, 1]], ['substr', [2, 3]], ['index', [2, 2]], ['split', [2, 3]], ['sub', [2, 3]], ['gsub', [2, 3]], ['match', [2, 2]], ['sprintf', [1, Infinity]],
  ['tolower', [1, 1]], ['toupper', [1, 1]], ['sin', [1, 1]], ['cos', [1, 1]], ['atan2', [2, 2]], ['exp', [1, 1]], ['log', [1, 1]], ['sqrt', [1, 1]], ['int', [1, 1]],
  ['rand', [0, 0]], ['srand', [0, 1]], ['system', [1, 1]], ['close', [1, 1]], ['fflush', [0, 1]], ['systime', [0, 0]], ['strftime', [0, 3]],
]);
