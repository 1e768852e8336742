import type { Assertion, Node, SetItem } from './syntax';
import { STRAY_OCTETS, WORD } from './syntax';

/** How an engine writes what an expression is made of; undefined: it has no such thing. */
interface Target {
  char(code: number): string;
  assertion(what: Assertion, multiline: boolean): string | undefined;
  readonly references: boolean;
}

const hex = (code: number): string => code.toString(16);

const RE2: Target = {
  char: code => `\\x{${hex(code)}}`,
  assertion: (what, multiline) => ({
    lineBegin: multiline ? '(?m:^)' : '\\A', lineEnd: multiline ? '(?m:$)' : '\\z', textBegin: '\\A', textEnd: '\\z', boundary: '\\b', inside: '\\B', wordBegin: undefined, wordEnd: undefined,
  })[what],
  references: false,
};

const [BEFORE, AFTER, NOT_BEFORE, NOT_AFTER] = ['(?<=[\\p{L}\\p{Nd}_])', '(?=[\\p{L}\\p{Nd}_])', '(?<![\\p{L}\\p{Nd}_])', '(?![\\p{L}\\p{Nd}_])'];

const JAVASCRIPT: Target = {
  char: code => `\\u{${hex(code)}}`,
  assertion: (what, multiline) => ({
    lineBegin: multiline ? '(?<![^\\n])' : '(?<![^])', lineEnd: multiline ? '(?![^\\n])' : '(?![^])', textBegin: '(?<![^])', textEnd: '(?![^])',
    boundary: `(?:${BEFORE}${NOT_AFTER}|${NOT_BEFORE}${AFTER})`, inside: `(?:${BEFORE}${AFTER}|${NOT_BEFORE}${NOT_AFTER})`,
    wordBegin: `${NOT_BEFORE}${AFTER}`, wordEnd: `${BEFORE}${NOT_AFTER}`,
  })[what],
  references: true,
};

const TARGETS = { re2: RE2, javascript: JAVASCRIPT } as const;

/**
 * An expression in the words of RE2 or of JavaScript; undefined where that can't say it.
 * @param offset how many groups come before it
 */
export function emit(node: Node, engine: keyof typeof TARGETS, { multiline = false, offset = 0 } = {}): string | undefined {
  const target = TARGETS[engine];
  let able = true;
  const quantified = (text: string, min: number, max: number): string => {
    if (max === Infinity && min <= 1) return `(?:${text})${min === 0 ? '*' : '+'}`;
    return `(?:${text}){${min}${max === min ? '' : `,${max === Infinity ? '' : max}`}}`;
  };
  const write = (one: Node, before?: Node, after?: Node): string => {
    switch (one.kind) {
      case 'char': return target.char(one.char.codePointAt(0)!);
      case 'any': return set([STRAY_OCTETS], true, target);
      case 'set': return set(one.items, one.negated, target);
      case 'group': return `(${write(one.node)})`;
      case 'repeat': return quantified(write(one.node), one.min, one.max);
      case 'sequence': return one.nodes.map((part, i) => write(part, one.nodes[i - 1], one.nodes[i + 1])).join('') || '(?:)';
      case 'choice': return `(?:${one.nodes.map(part => write(part)).join('|')})`;
      case 'reference':
        able &&= target.references;
        return `(?:\\${one.index + offset})`;
      case 'assertion': {
        const known = one.what === 'wordBegin' && isWord(after) || one.what === 'wordEnd' && isWord(before) ? 'boundary' : one.what;
        const text = target.assertion(known, multiline);
        able &&= text !== undefined;
        return text ?? '';
      }
    }
  };
  const source = write(node);
  return able ? source : undefined;
}

function set(items: readonly SetItem[], negated: boolean, target: Target): string {
  const parts = items.map(item => (typeof item === 'string' ? `\\p{${item}}` : item[0] === item[1] ? target.char(item[0]) : `${target.char(item[0])}-${target.char(item[1])}`));
  return `[${negated ? '^' : ''}${parts.join('')}]`;
}

/** Whether a node matches one character of a word for certain: then \< before it and \> behind it are \b. */
function isWord(node: Node | undefined): boolean {
  if (node?.kind === 'char') return /^[\p{L}\p{Nd}_]$/u.test(node.char);
  if (node?.kind === 'repeat') return node.min > 0 && isWord(node.node);
  return node?.kind === 'set' && !node.negated && (node.items === WORD || node.items.every(item => item === 'L' || item === 'Nd' || item === 'Lu' || item === 'Ll' || (typeof item !== 'string' && inWord(item))));
}

function inWord([from, to]: readonly [number, number]): boolean {
  return [[0x30, 0x39], [0x41, 0x5a], [0x61, 0x7a]].some(([low, high]) => from >= low! && to <= high!);
}

/** How long a backtracking engine may take: how the time grows with the text, as its power; Infinity: exponentially. */
export function difficulty(node: Node): number {
  let power = 1;
  const visit = (one: Node, repeated: boolean): void => {
    if (one.kind === 'reference') power++;
    if (one.kind === 'repeat') {
      const open = one.max > 1;
      if (open && repeated) power = Infinity;
      if (open) power++;
      visit(one.node, repeated || open);
    } else if (one.kind === 'group') visit(one.node, repeated);
    else if (one.kind === 'sequence') one.nodes.forEach(part => visit(part, repeated));
    else if (one.kind === 'choice') {
      if (repeated) power = Infinity;
      one.nodes.forEach(part => visit(part, repeated));
    }
  };
  visit(node, false);
  return power;
}
