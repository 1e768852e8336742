import type { RE2JS } from 're2js';
import type { Budget } from './budget';
import { difficulty, emit } from './emit';
import { parse, type Dialect, type Parsed } from './parse';
import { translate } from './perl';
import type { Node } from './syntax';

/** Where a match is: begin and end, and then those of each group; -1 for a group without part in it. Counted in UTF-16 units. */
export type Match = readonly number[];

export interface Matcher {
  /** The leftmost match from there on; what's before is looked at. */
  find(text: string, from: number, budget: Budget): Match | undefined;
  test(text: string, budget: Budget): boolean;
}

/** What compiles to a matcher, as plain data. */
export interface Expression {
  /** each is looked for */
  readonly patterns: readonly string[];
  readonly syntax: 'fixed' | 'basic' | 'extended' | 'perl';
  readonly ignoreCase: boolean;
  /** the whole text has to match */
  readonly whole?: boolean;
  /** groups are asked for */
  readonly captures?: boolean;
  readonly multiline?: boolean;
  readonly lax?: boolean;
  readonly escapes?: Readonly<Record<string, string>>;
}

/** What a character costs RE2. */
const LINEAR_COST = 10;

let engine: typeof RE2JS | undefined;

/** Loads what expressions are compiled onto, unless they are mere texts. */
export async function prepare(expression: Expression): Promise<void> {
  if (literals(expression) === undefined) engine ??= (await import('re2js')).RE2JS;
}

/** Reads the patterns of an expression that is no Perl one. @throws {RegexError} */
export function read({ patterns, syntax, ignoreCase, lax = true, escapes = {} }: Expression): Parsed[] {
  if (syntax === 'perl') {
    patterns.forEach(translate);
    return [];
  }
  const dialect: Dialect = { extended: syntax === 'extended', lax, escapes, ignoreCase };
  return patterns.map(pattern => (syntax === 'fixed' ? { node: { kind: 'sequence', nodes: [...pattern].map(char => ({ kind: 'char', char } as const)) }, groups: 0, warnings: [] } : parse(pattern, dialect)));
}

/** The text that an expression is; undefined for what is more. */
function literals(expression: Expression): string | undefined {
  if (expression.ignoreCase || expression.whole || expression.patterns.length !== 1 || expression.syntax === 'perl') return undefined;
  const { node } = read(expression)[0]!;
  const nodes = node.kind === 'sequence' ? node.nodes : [node];
  return nodes.length > 0 && nodes.every(one => one.kind === 'char') ? nodes.map(one => one.char).join('') : undefined;
}

/** Compiles an expression; {@link prepare} comes first. @throws {RegexError} */
export function compile(expression: Expression): Matcher {
  const text = literals(expression);
  if (text !== undefined) return literal(text);
  if (expression.syntax === 'perl') return perl(expression);
  const parsed = read(expression);
  const captures = expression.captures || parsed.some(({ node }) => refers(node));
  const sources = (target: 're2' | 'javascript'): string | undefined => {
    let offset = 0;
    const parts: string[] = [];
    for (const { node, groups } of parsed) {
      const part = emit(captures ? node : ungrouped(node), target, { multiline: expression.multiline ?? false, offset });
      if (part === undefined) return undefined;
      parts.push(part);
      offset += groups;
    }
    const alternatives = parts.length === 0 ? '[^\\s\\S]' : parts.map(part => `(?:${part})`).join('|');
    return expression.whole ? (target === 're2' ? `\\A(?:${alternatives})\\z` : `^(?:${alternatives})$`) : alternatives;
  };
  const linear = sources('re2');
  const power = Math.max(1, ...parsed.map(({ node }) => difficulty(node)));
  const backtracking = (): Matcher => backtrack(sources('javascript')!, expression.ignoreCase, power);
  const re2 = linear === undefined ? undefined : onRe2(linear, expression.ignoreCase, true);
  if (!re2) return backtracking();
  if (!parsed.some(({ node }) => bounded(node))) return re2;
  let wide: Matcher | undefined;
  const suited = (subject: string): Matcher => (/[^\0-\x7f]/.test(subject) ? wide ??= backtracking() : re2);
  return { find: (subject, from, budget) => suited(subject).find(subject, from, budget), test: (subject, budget) => suited(subject).test(subject, budget) };
}

function perl({ patterns, ignoreCase, whole }: Expression): Matcher {
  const translated = translate(patterns[0] ?? '');
  const { source, linear, keep, power } = translated;
  const fold = ignoreCase || translated.ignoreCase;
  const all = whole ? `^(?:${source})$` : source;
  const inner = (linear ? onRe2(all, fold, false) : undefined) ?? backtrack(all, fold, power);
  if (keep === undefined) return inner;
  return {
    ...inner,
    find: (text, from, budget) => {
      const match = inner.find(text, from, budget);
      return match && [match[2 * keep]! < 0 ? match[0]! : match[2 * keep]!, ...match.slice(1)];
    },
  };
}

function literal(wanted: string): Matcher {
  return {
    find: (text, from) => {
      const at = text.indexOf(wanted, from);
      return at < 0 ? undefined : [at, at + wanted.length];
    },
    test: text => text.includes(wanted),
  };
}

function onRe2(source: string, ignoreCase: boolean, longest: boolean): Matcher | undefined {
  let compiled: RE2JS;
  try {
    compiled = engine!.compile(source, (longest ? engine!.LONGEST_MATCH : 0) | (ignoreCase ? engine!.CASE_INSENSITIVE : 0));
  } catch {
    // more repetitions than it takes, which JavaScript does
    return undefined;
  }
  const cost = LINEAR_COST + Math.min(1000, source.length / 10);
  return {
    find: (text, from, budget) => {
      budget.charge((text.length - from) * cost);
      const matcher = compiled.matcher(text);
      if (!matcher.find(from)) return undefined;
      return Array.from({ length: 2 * (matcher.groupCount() + 1) }, (_, i) => (i % 2 === 0 ? matcher.start(i >> 1) : matcher.end(i >> 1)));
    },
    test: (text, budget) => {
      budget.charge(text.length * cost);
      return compiled.test(text);
    },
  };
}

function backtrack(source: string, ignoreCase: boolean, power: number): Matcher {
  const compiled = new RegExp(source, `dgu${ignoreCase ? 'i' : ''}`);
  const find = (text: string, from: number, budget: Budget): Match | undefined => {
    budget.charge(power === Infinity ? 2 ** text.length : (text.length + 1) ** power);
    compiled.lastIndex = from;
    const found = compiled.exec(text);
    return found ? found.indices!.flatMap(pair => (pair ? [pair[0], pair[1]] : [-1, -1])) : undefined;
  };
  return { find, test: (text, budget) => find(text, 0, budget) !== undefined };
}

function some(node: Node, wanted: (node: Node) => boolean): boolean {
  return wanted(node) || ('nodes' in node ? node.nodes.some(part => some(part, wanted)) : 'node' in node && some(node.node, wanted));
}

const refers = (node: Node): boolean => some(node, one => one.kind === 'reference');

/** RE2 knows ASCII's words alone. */
const bounded = (node: Node): boolean => some(node, one => one.kind === 'assertion' && ['wordBegin', 'wordEnd', 'boundary', 'inside'].includes(one.what));

function ungrouped(node: Node): Node {
  if (node.kind === 'group') return ungrouped(node.node);
  if (node.kind === 'repeat') return { ...node, node: ungrouped(node.node) };
  return 'nodes' in node ? { ...node, nodes: node.nodes.map(ungrouped) } : node;
}
