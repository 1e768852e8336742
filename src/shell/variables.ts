/** A shell variable: a string, an indexed array (sparse) or an associative one, with declare's attributes. */
export interface Variable {
  value: string | Map<number, string> | Map<string, string> | undefined;
  kind: 'string' | 'indexed' | 'associative';
  exported: boolean;
  readonly: boolean;
  integer: boolean;
  letters?: 'upper' | 'lower';
}

/** UTF-16 units of a value: with more, everything that is done with it takes seconds. */
const LONGEST = 1 << 24;

export function isName(text: string): boolean {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(text);
}

/** An assignment that bash refuses; its message is bash's, without the leading name of the shell. */
export class AssignmentError extends Error {}

/** Variables whose value is made when read. */
export type Dynamic = Readonly<Record<string, { get(): string; set?(value: string): void; elements?(): string[] }>>;

/** All variables of a shell, in dynamic scopes: functions see the locals of whoever called them. */
export class Variables {
  #scopes: Map<string, Variable>[];

  readonly dynamic: Dynamic;

  constructor(dynamic: Dynamic = {}, scopes: Map<string, Variable>[] = [new Map()]) {
    // a variable may have the name of something that every object has
    this.dynamic = Object.assign(Object.create(null) as Dynamic, dynamic);
    this.#scopes = scopes;
  }

  /** Whether its value is made when read. */
  isDynamic(name: string): boolean {
    return name in this.dynamic;
  }

  /** What a subshell starts with. */
  clone(): Variables {
    return new Variables({}, this.#scopes.map(scope => new Map([...scope].map(([name, variable]) => [name, copy(variable)] as const))));
  }

  /** Takes over the variables of another. */
  adopt(other: Variables): this {
    this.#scopes = other.#scopes;
    return this;
  }

  pushScope(): void {
    this.#scopes.push(new Map());
  }

  popScope(): void {
    this.#scopes.pop();
  }

  get depth(): number {
    return this.#scopes.length - 1;
  }

  find(name: string): Variable | undefined {
    for (let i = this.#scopes.length - 1; i >= 0; i--) {
      const variable = this.#scopes[i]!.get(name);
      if (variable) return variable;
    }
    return undefined;
  }

  /** The variable itself, made where it isn't there yet; `local` in the function's own scope. */
  declare(name: string, local = false): Variable {
    const known = local ? this.#scopes.at(-1)!.get(name) : this.find(name);
    if (known) return known;
    const variable: Variable = { value: undefined, kind: 'string', exported: false, readonly: false, integer: false };
    (local ? this.#scopes.at(-1)! : this.#scopes[0]!).set(name, variable);
    return variable;
  }

  /** `$name`, and for arrays `${name[0]}`. */
  get(name: string): string | undefined {
    const dynamic = this.dynamic[name];
    if (dynamic) return dynamic.get();
    const value = this.find(name)?.value;
    if (value === undefined || typeof value === 'string') return value;
    return (value as Map<number | string, string>).get(this.find(name)!.kind === 'indexed' ? 0 : '0');
  }

  /** `${name[index]}`; a negative index counts from the end. */
  getElement(name: string, index: string | number): string | undefined {
    const dynamic = this.dynamic[name]?.elements?.();
    if (dynamic) return dynamic.at(Number(index));
    const variable = this.find(name);
    const value = variable?.value;
    if (value === undefined) return index === 0 ? this.get(name) : undefined;
    if (typeof value === 'string') return index === 0 || index === -1 ? value : undefined;
    if (variable!.kind === 'associative') return (value as Map<string, string>).get(String(index));
    return (value as Map<number, string>).get(this.#resolve(variable!, Number(index)));
  }

  /** All values of an array, in the order of their indices; a string counts as one. */
  elements(name: string): [key: string, value: string][] {
    const dynamic = this.dynamic[name]?.elements?.();
    if (dynamic) return dynamic.map((value, i) => [String(i), value]);
    const variable = this.find(name);
    const value = variable?.value;
    if (value === undefined || typeof value === 'string') {
      const single = this.get(name);
      return single === undefined ? [] : [['0', single]];
    }
    const entries = [...(value as Map<string | number, string>)];
    if (variable!.kind === 'indexed') entries.sort(([a], [b]) => Number(a) - Number(b));
    return entries.map(([key, element]) => [String(key), element]);
  }

  /** @throws {AssignmentError} for a readonly variable */
  set(name: string, value: string, options: { readonly append?: boolean; readonly local?: boolean; readonly evaluate?: (text: string) => string } = {}): void {
    const dynamic = this.dynamic[name];
    if (dynamic) {
      if (!dynamic.set) throw new AssignmentError(`${name}: readonly variable`);
      return dynamic.set(value);
    }
    const variable = this.declare(name, options.local);
    if (variable.kind !== 'string') return this.setElement(name, variable.kind === 'indexed' ? 0 : '0', value, options);
    if (variable.readonly) throw new AssignmentError(`${name}: readonly variable`);
    variable.value = convert(variable, value, options.append ? (variable.value as string | undefined) ?? '' : undefined, options.evaluate);
  }

  /** @throws {AssignmentError} */
  setElement(name: string, index: string | number, value: string, options: { readonly append?: boolean; readonly evaluate?: (text: string) => string } = {}): void {
    const variable = this.declare(name);
    if (variable.readonly) throw new AssignmentError(`${name}: readonly variable`);
    if (variable.kind === 'string') {
      const old = variable.value as string | undefined;
      variable.kind = 'indexed';
      variable.value = new Map<number, string>(old === undefined ? [] : [[0, old]]);
    }
    variable.value ??= new Map<never, string>();
    const key = variable.kind === 'indexed' ? this.#resolve(variable, Number(index)) : String(index);
    if (typeof key === 'number' && key < 0) throw new AssignmentError(`${name}[${index}]: bad array subscript`);
    const map = variable.value as Map<string | number, string>;
    map.set(key, convert(variable, value, options.append ? map.get(key) ?? '' : undefined, options.evaluate));
  }

  /** Replaces (or with `append` extends) an array. @throws {AssignmentError} */
  setArray(name: string, values: readonly (readonly [key: string | number | undefined, value: string])[], options: { readonly append?: boolean; readonly local?: boolean } = {}): void {
    const variable = this.declare(name, options.local);
    if (variable.readonly) throw new AssignmentError(`${name}: readonly variable`);
    const old = variable.value;
    if (variable.kind === 'string') {
      variable.kind = 'indexed';
      variable.value = new Map<number, string>(options.append && typeof old === 'string' ? [[0, old]] : []);
    } else if (!options.append || old === undefined) {
      variable.value = new Map<never, string>();
    }
    const map = variable.value as Map<string | number, string>;
    let next = variable.kind === 'indexed' ? Math.max(-1, ...[...map.keys()].map(Number)) + 1 : 0;
    for (const [key, value] of values) {
      const at = variable.kind === 'associative' ? String(key ?? next) : Number(key ?? next);
      map.set(at, value);
      next = Number(at) + 1;
    }
  }

  /** @throws {AssignmentError} */
  unset(name: string, index?: string | number): void {
    const variable = this.find(name);
    if (!variable) return;
    if (variable.readonly) throw new AssignmentError(`${name}: cannot unset: readonly variable`);
    if (index !== undefined && variable.kind !== 'string') {
      (variable.value as Map<string | number, string>).delete(variable.kind === 'indexed' ? this.#resolve(variable, Number(index)) : String(index));
      return;
    }
    for (let i = this.#scopes.length - 1; i >= 0; i--) if (this.#scopes[i]!.delete(name)) return;
  }

  names(): string[] {
    return [...new Set([...this.#scopes.flatMap(scope => [...scope.keys()]), ...Object.keys(this.dynamic)])].sort();
  }

  /** The environment of a program. */
  environment(): Record<string, string> {
    const env: Record<string, string> = {};
    for (const name of this.names()) {
      const variable = this.find(name);
      if (variable?.exported && typeof variable.value === 'string') env[name] = variable.value;
    }
    return env;
  }

  #resolve(variable: Variable, index: number): number {
    if (index >= 0) return index;
    const keys = [...(variable.value as Map<number, string>).keys()];
    return Math.max(-1, ...keys) + 1 + index;
  }
}

function convert(variable: Variable, value: string, before: string | undefined, evaluate?: (text: string) => string): string {
  if (variable.integer && evaluate) return evaluate(before === undefined ? value : `(${before || '0'})+(${value})`);
  const text = (before ?? '') + value;
  if (text.length > LONGEST) throw new RangeError(`a variable is longer than ${LONGEST}`);
  return variable.letters === 'upper' ? text.toUpperCase() : variable.letters === 'lower' ? text.toLowerCase() : text;
}

function copy(variable: Variable): Variable {
  const { value } = variable;
  return { ...variable, value: value instanceof Map ? new Map(value as Map<never, string>) : value };
}
