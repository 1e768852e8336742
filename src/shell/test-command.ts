import type { TestExpression } from 'unbash';
import type { Interpreter } from './interpreter';
import { matches } from './expand/pattern';
import { compileLinear } from './expand/regex';

/** `[[ … ]]`. */
export async function evaluateTest(shell: Interpreter, node: TestExpression): Promise<boolean> {
  switch (node.type) {
    case 'TestGroup': return evaluateTest(shell, node.expression);
    case 'TestNot': {
      const value = await evaluateTest(shell, node.operand);
      return node.negations.length % 2 === 1 ? !value : value;
    }
    case 'TestLogical':
      for (const operand of node.operands) {
        const value = await evaluateTest(shell, operand);
        if (value !== (node.operator === '&&')) return value;
      }
      return node.operator === '&&';
    case 'TestUnary':
      return unaryTest(shell, node.operator, await shell.expanded(() => shell.expander.single(node.operand)));
    case 'TestBinary': {
      const left = await shell.expanded(() => shell.expander.single(node.left));
      if (node.operator === '=' || node.operator === '==' || node.operator === '!=') {
        const pattern = await shell.expanded(() => shell.expander.pattern(node.right));
        return matches(pattern, left, shell.option('nocasematch')) === (node.operator !== '!=');
      }
      if (node.operator === '=~') {
        const pattern = await shell.expanded(() => shell.expander.pattern(node.right));
        const source = pattern.map(({ char, quoted }) => (quoted ? char.replace(/[\\^$.*+?()[\]{}|]/, '\\$&') : char)).join('');
        const match = matchExpression(source, left, shell.option('nocasematch'));
        shell.variables.setArray('BASH_REMATCH', (match ?? []).map((text, i) => [i, text ?? '']));
        return match !== undefined;
      }
      return binaryTest(shell, node.operator, left, await shell.expanded(() => shell.expander.single(node.right)), true);
    }
  }
}

/** Matches an extended regular expression (regex(7)). @throws {TestError} for what is none: status 2, and bash says nothing */
function matchExpression(source: string, text: string, ignoreCase: boolean): (string | undefined)[] | undefined {
  try {
    return compileLinear(source, ignoreCase).exec(text);
  } catch {
    throw new TestError('');
  }
}

/** A mistake in a test; status 2. */
export class TestError extends Error {}

const FILE_TESTS: Readonly<Record<string, (type: string, size: number, mode: number) => boolean>> = {
  '-e': () => true, '-a': () => true,
  '-f': type => type === 'file', '-d': type => type === 'directory', '-c': type => type === 'device',
  '-s': (_type, size) => size > 0, '-r': (_type, _size, mode) => (mode & 0o444) !== 0, '-w': (_type, _size, mode) => (mode & 0o222) !== 0,
  '-x': (type, _size, mode) => type === 'directory' || (mode & 0o111) !== 0,
  '-b': () => false, '-h': () => false, '-L': () => false, '-p': () => false, '-S': () => false, '-u': () => false, '-g': () => false, '-k': () => false,
  '-O': () => true, '-G': () => true, '-N': () => false,
};

export const UNARY_TESTS: ReadonlySet<string> = new Set([...Object.keys(FILE_TESTS), '-z', '-n', '-v', '-o', '-t', '-R']);
export const BINARY_TESTS: ReadonlySet<string> = new Set(['=', '==', '!=', '<', '>', '-eq', '-ne', '-lt', '-le', '-gt', '-ge', '-nt', '-ot', '-ef']);

/** A test with one operand, of `[[` and of `test`. */
export async function unaryTest(shell: Interpreter, operator: string, operand: string): Promise<boolean> {
  if (operator === '-z') return operand === '';
  if (operator === '-n') return operand !== '';
  if (operator === '-o') return shell.option(operand);
  if (operator === '-t') return shell.descriptors.get(Number(operand))?.terminal !== undefined;
  if (operator === '-v') {
    const element = /^(\w+)\[(.*)\]$/.exec(operand);
    return element ? shell.variables.getElement(element[1]!, element[2]!) !== undefined : shell.variables.get(operand) !== undefined;
  }
  const test = FILE_TESTS[operator];
  if (!test) throw new TestError(`${operator}: unary operator expected`);
  if (operand === '') return false;
  const status = await shell.files.stat(shell.expander.resolve(operand)).catch(() => undefined);
  return status !== undefined && test(status.type, status.size, status.mode);
}

const COMPARISONS: Readonly<Record<string, (a: bigint, b: bigint) => boolean>> = {
  '-eq': (a, b) => a === b, '-ne': (a, b) => a !== b, '-lt': (a, b) => a < b, '-le': (a, b) => a <= b, '-gt': (a, b) => a > b, '-ge': (a, b) => a >= b,
};

/** A test with two operands. @param arithmetic operands of -eq and its kin are expressions, as in `[[` */
export async function binaryTest(shell: Interpreter, operator: string, left: string, right: string, arithmetic: boolean): Promise<boolean> {
  const compare = COMPARISONS[operator];
  if (compare) {
    const number = (text: string): bigint => {
      if (arithmetic) return shell.evaluateNow(text);
      if (!/^\s*[-+]?\d+\s*$/.test(text)) throw new TestError(`${text}: integer expression expected`);
      return BigInt(text.trim().replace(/^\+/, ''));
    };
    return compare(number(left), number(right));
  }
  switch (operator) {
    case '=': case '==': return left === right;
    case '!=': return left !== right;
    case '<': return left < right;
    case '>': return left > right;
    case '-nt': case '-ot': case '-ef': {
      const [a, b] = await Promise.all([left, right].map(path => shell.files.stat(shell.expander.resolve(path))));
      if (operator === '-ef') return a !== undefined && shell.expander.resolve(left) === shell.expander.resolve(right);
      const newer = operator === '-nt' ? [a, b] : [b, a];
      return newer[0] !== undefined && (newer[1] === undefined || newer[0].modified > newer[1].modified);
    }
    default: throw new TestError(`${operator}: binary operator expected`);
  }
}
