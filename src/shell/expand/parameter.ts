import type { ParameterOperation, Word } from 'unbash';
import { characters } from '../../commands/characters';
import { ansiQuote, singleQuote } from '../quote';
import { isName } from '../variables';
import { ExpansionError, type Expander } from './expander';
import { matches, replaceMatches, wholeMatcher, type PatternChar } from './pattern';
import { piecesToText, textPiece, type Piece } from './pieces';

/** `$name` or `${…}`. */
export interface Parameter {
  readonly text: string;
  readonly parameter: string;
  readonly prefix: '!' | '#' | undefined;
  readonly index: Word | undefined;
  readonly operation: ParameterOperation | undefined;
}

/** What a parameter stands for: one value, none, or a list of them. */
interface Value {
  readonly list: boolean;
  /** joined with the first character of IFS when quoted: `$*`, `${a[*]}` */
  readonly star: boolean;
  readonly set: boolean;
  readonly values: string[];
}

/** Parameter expansion (bash(1)). @throws {ExpansionError} */
export async function expandParameter(expander: Expander, parameter: Parameter, quoted: boolean): Promise<Piece[]> {
  const { context } = expander;
  let { parameter: name, index } = parameter;
  const { operation, prefix } = parameter;
  if (prefix === '!') {
    if (operation?.type === 'Names') {
      const names = context.variables.names().filter(known => known.startsWith(name));
      return listPieces(expander, names, operation.operator === '*', quoted);
    }
    if (index && (index.text === '@' || index.text === '*')) {
      return listPieces(expander, context.variables.elements(name).map(([key]) => key), index.text === '*', quoted);
    }
    const target = (await lookUp(expander, name, index)).values[0];
    if (target === undefined) throw new ExpansionError(`${name}: invalid indirect expansion`);
    const element = /^([A-Za-z_]\w*)\[(.*)\]$/s.exec(target);
    name = element ? element[1]! : target;
    index = element ? { type: 'Word', text: element[2]!, value: element[2]!, pos: 0, end: 0 } : undefined;
    if (!isName(name) && !/^(\d+|[@*#?$!-])$/.test(name)) throw new ExpansionError(`${target}: invalid variable name`);
  }
  const value = await lookUp(expander, name, index);
  const shown = index ? `${name}[${index.text}]` : name;
  if (prefix === '#') {
    if (!value.set && !value.list) checkSet(expander, shown);
    const length = value.list ? value.values.length : characters(value.values[0] ?? '');
    return scalar(String(length), quoted);
  }
  if (operation?.type === 'Default') return useDefault(expander, value, name, index, shown, operation, quoted);
  if (!value.set && !value.list) checkSet(expander, shown);
  if (operation === undefined) return valuePieces(expander, value, quoted);
  if (operation.type === 'Slice') return slice(expander, value, name, operation, quoted);
  const change = await changer(expander, operation, parameter.text, name);
  if (!value.set && !value.list) return scalar('', quoted);
  return valuePieces(expander, { ...value, values: value.values.map(change) }, quoted);
}

function checkSet(expander: Expander, name: string): void {
  if (expander.context.option('nounset')) throw new ExpansionError(`${/^\d+$/.test(name) ? `$${name}` : name}: unbound variable`);
}

async function lookUp(expander: Expander, name: string, index: Word | undefined): Promise<Value> {
  const { context } = expander;
  const one = (value: string | undefined): Value => ({ list: false, star: false, set: value !== undefined, values: value === undefined ? [] : [value] });
  if (name === '@' || name === '*') {
    const values = context.positional.slice(1);
    return { list: true, star: name === '*', set: values.length > 0, values };
  }
  if (name === '#') return one(String(context.positional.length - 1));
  if (/^\d+$/.test(name)) return one(context.positional[Number(name)]);
  if (!isName(name)) return one(context.special(name));
  if (index && (index.text === '@' || index.text === '*')) {
    const values = context.variables.elements(name).map(([, value]) => value);
    return { list: true, star: index.text === '*', set: values.length > 0, values };
  }
  return one(index ? context.variables.getElement(name, await expander.index(name, index)) : context.variables.get(name));
}

function scalar(text: string, quoted: boolean): Piece[] {
  return [quoted ? textPiece(text, true) : { kind: 'split', text }];
}

function valuePieces(expander: Expander, value: Value, quoted: boolean): Piece[] {
  return value.list ? listPieces(expander, value.values, value.star, quoted) : scalar(value.values[0] ?? '', quoted);
}

function listPieces(expander: Expander, values: readonly string[], star: boolean, quoted: boolean): Piece[] {
  if (star && quoted) {
    const ifs = expander.context.variables.get('IFS');
    return [textPiece(values.join(ifs === undefined ? ' ' : ifs.slice(0, 1)), true)];
  }
  if (values.length === 0) return [{ kind: 'nothing' }];
  return values.flatMap((text, i): Piece[] => [...(i > 0 ? [{ kind: 'break' } as const] : []), quoted ? textPiece(text, true) : { kind: 'split', text }]);
}

async function useDefault(expander: Expander, value: Value, name: string, index: Word | undefined, shown: string, operation: Extract<ParameterOperation, { type: 'Default' }>, quoted: boolean): Promise<Piece[]> {
  const present = operation.operator.startsWith(':') ? value.values.some(text => text !== '') : value.set;
  const operand = async (): Promise<Piece[]> => {
    const pieces = operation.operand.parts && quoted ? await expander.parts(operation.operand.parts, true) : await expander.pieces(operation.operand);
    return quoted ? pieces : pieces.map(piece => (piece.kind === 'text' && !piece.quoted ? { kind: 'split', text: piece.text } : piece));
  };
  switch (operation.operator.replace(':', '')) {
    case '+':
      return present ? operand() : scalar('', quoted);
    case '-':
      return present ? valuePieces(expander, value, quoted) : operand();
    case '=': {
      if (present) return valuePieces(expander, value, quoted);
      if (!isName(name)) throw new ExpansionError(`$${name}: cannot assign in this way`);
      const text = piecesToText(await operand());
      if (index) expander.context.variables.setElement(name, await expander.index(name, index), text);
      else expander.context.variables.set(name, text);
      return scalar(text, quoted);
    }
    default: {
      if (present) return valuePieces(expander, value, quoted);
      const message = piecesToText(await operand());
      throw new ExpansionError(`${shown}: ${message || (operation.operator === '?' ? 'parameter not set' : 'parameter null or not set')}`);
    }
  }
}

async function slice(expander: Expander, value: Value, name: string, operation: Extract<ParameterOperation, { type: 'Slice' }>, quoted: boolean): Promise<Piece[]> {
  const offset = Number(await expander.arithmetic(operation.offset.text));
  const length = operation.length === undefined ? undefined : Number(await expander.arithmetic(operation.length.text));
  const cut = <T>(items: readonly T[]): T[] => {
    const start = offset < 0 ? items.length + offset : offset;
    if (start < 0 || start > items.length) return [];
    const end = length === undefined ? items.length : length < 0 ? items.length + length : start + length;
    if (end < start) throw new ExpansionError(`${length}: substring expression < 0`);
    return items.slice(start, end);
  };
  if (!value.list) return scalar(cut([...(value.values[0] ?? '')]).join(''), quoted);
  const positional = name === '@' || name === '*';
  return listPieces(expander, cut(positional ? expander.context.positional.slice(0) : value.values).filter((_, i) => !(positional && offset < 0 && i < 0)), value.star, quoted);
}

async function changer(expander: Expander, operation: ParameterOperation, text: string, name: string): Promise<(value: string) => string> {
  switch (operation.type) {
    case 'Remove': {
      const pattern = await expander.pattern(operation.operand);
      return value => removePart(value, pattern, operation.operator);
    }
    case 'Replace': {
      const pattern = await expander.pattern(operation.pattern);
      const replacement = piecesToText(await expander.pieces(operation.replacement));
      return value => replacePart(value, pattern, replacement, operation.operator);
    }
    case 'CaseModification': {
      const pattern = operation.operand ? await expander.pattern(operation.operand) : undefined;
      const turn = (char: string): string => (pattern && pattern.length > 0 && !matches(pattern, char) ? char : operation.operator.startsWith('^') ? char.toUpperCase() : char.toLowerCase());
      return value => (operation.operator.length === 2 ? [...value].map(turn).join('') : value === '' ? '' : turn(value[0]!) + value.slice(1));
    }
    case 'Transform': {
      const transform = TRANSFORMS[operation.operand.text];
      if (transform) return value => transform(value, name, expander);
      throw new ExpansionError(`${text}: bad substitution`);
    }
    default:
      throw new ExpansionError(`${text}: bad substitution`);
  }
}

const TRANSFORMS: Readonly<Record<string, (value: string, name: string, expander: Expander) => string>> = {
  Q: value => singleQuote(value),
  U: value => value.toUpperCase(),
  u: value => value.slice(0, 1).toUpperCase() + value.slice(1),
  L: value => value.toLowerCase(),
  E: value => value.replace(/\\([ntr\\])/g, (_, letter: string) => ({ n: '\n', t: '\t', r: '\r' })[letter] ?? '\\'),
  A: (value, name) => `${name}=${singleQuote(value)}`,
  a: (_value, name, expander) => {
    const variable = expander.context.variables.find(name);
    return (variable?.kind === 'indexed' ? 'a' : variable?.kind === 'associative' ? 'A' : '') + (variable?.integer ? 'i' : '') + (variable?.readonly ? 'r' : '') + (variable?.exported ? 'x' : '');
  },
  K: value => (/^[\w]*$/.test(value) ? value : ansiQuote(value)),
};

function removePart(value: string, pattern: readonly PatternChar[], operator: '#' | '##' | '%' | '%%'): string {
  const front = operator.startsWith('#');
  const longest = operator.length === 2;
  const whole = wholeMatcher(pattern);
  const cuts = Array.from({ length: value.length + 1 }, (_, i) => i);
  // front: how much goes; back: where the rest ends
  if (longest === front) cuts.reverse();
  for (const cut of cuts) {
    if (whole(front ? value.slice(0, cut) : value.slice(cut))) return front ? value.slice(cut) : value.slice(0, cut);
  }
  return value;
}

function replacePart(value: string, pattern: readonly PatternChar[], replacement: string, operator: '/' | '//' | '/#' | '/%'): string {
  if (pattern.length === 0) return operator === '/#' ? replacement + value : operator === '/%' ? value + replacement : value;
  return replaceMatches(value, pattern, replacement, operator);
}
