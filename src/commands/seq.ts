import { usageError } from './coreutils';
import { advance, compare, extended, fixed } from './extended';
import type { Extended } from './extended';
import type { Process, Program } from './program';

/** Octets of a write: coreutils fill stdio's buffer. */
const PIECE = 4096;
/** What a piece costs in lab time, so that it passes though nothing blocks. */
const PIECE_NS = 100_000;

/** The largest step by which whole numbers are counted exactly. */
const FAST = 200;

const NUMBER = /^\s*([+-]?)(?:0x([0-9a-f]+)|(\d+\.?\d*|\.\d+)(?:e([+-]?\d+))?)$/i;

interface Operand {
  readonly text: string;
  readonly number: Extended;
  /** digits after the point */
  readonly places: number;
  /** characters before the point */
  readonly width: number;
}

/** seq(1) of coreutils 9.1. A FORMAT is left to `formatted`. */
export const seq = (formatted: Program): Program => async (process, argv) => {
  const fail = (message: string): Promise<number> => usageError(process, 'seq', message);
  let separator = '\n';
  let equal = false;
  let at = 1;
  for (; at < argv.length && /^-[^\d.]/.test(argv[at]!); at++) {
    const arg = argv[at]!;
    if (arg === '--') {
      at++;
      break;
    }
    const [, long, , inline] = /^--([^=]*)(=(.*))?$/s.exec(arg) ?? [];
    if (long !== undefined) {
      if (long === 'equal-width') equal = true;
      else if (long === 'separator' && (inline ?? argv[at + 1]) !== undefined) separator = inline ?? argv[++at]!;
      else if (long === 'format') return formatted(process, argv);
      else return fail(long === 'separator' ? "option '--separator' requires an argument" : `unrecognized option '${arg}'`);
      continue;
    }
    for (let i = 1; i < arg.length; i++) {
      if (arg[i] === 'w') equal = true;
      else if (arg[i] === 's') {
        const value = arg.slice(i + 1) || argv[++at];
        if (value === undefined) return fail("option requires an argument -- 's'");
        separator = value;
        break;
      } else if (arg[i] === 'f' && (arg.length > i + 1 || at + 1 < argv.length)) return formatted(process, argv);
      else return fail(arg[i] === 'f' ? "option requires an argument -- 'f'" : `invalid option -- '${arg[i]}'`);
    }
  }
  const operands = argv.slice(at);
  if (operands.length === 0) return fail('missing operand');
  if (operands.length > 3) return fail(`extra operand '${operands[3]}'`);
  const last = operands.at(-1)!;
  const endless = /^\+?inf(inity)?$/i.test(last);
  const given = operands.slice(0, endless ? -1 : undefined);
  const numbers = given.map(operand);
  const wrong = numbers.indexOf(undefined);
  if (wrong >= 0) return fail(/^[+-]?nan$/i.test(given[wrong]!) ? `invalid 'not-a-number' argument: '${given[wrong]}'` : `invalid floating point argument: '${given[wrong]}'`);
  const all = numbers as Operand[];
  const one = operand('1')!;
  const first = operands.length > 1 ? all[0]! : one;
  const step = operands.length > 2 ? all[1]! : one;
  if (step.number.significand === 0n) return fail(`invalid Zero increment value: '${operands[1]}'`);
  const end = endless ? undefined : all.at(-1)!;
  const texts = separator.length === 1 && !equal && [first, step, end ?? one].every(isWhole) && Number(fixed(step.number, 0)) <= FAST ? wholes(first, step, end) : reals(first, step, end, equal);
  await write(process, texts, separator);
  return 0;
};

function operand(text: string): Operand | undefined {
  const match = NUMBER.exec(text);
  if (!match) return undefined;
  const [, sign, hex, digits = '', exponent = '0'] = match;
  const [whole = '', fraction = ''] = digits.split('.');
  const shift = hex === undefined ? fraction.length - Number(exponent) : 0;
  const number = extended(sign === '-', BigInt(hex === undefined ? whole + fraction : `0x${hex}`), shift);
  const places = Math.max(0, shift);
  return number && { text, number, places, width: fixed(number, places).split('.')[0]!.length };
}

const isWhole = ({ number, places }: Operand): boolean => places === 0 && !number.negative;

/** Whole numbers upwards are counted exactly, however large. */
function* wholes(first: Operand, step: Operand, last: Operand | undefined): Generator<string> {
  const exact = ({ text, number }: Operand): bigint => BigInt(/^\d+$/.test(text) ? text : fixed(number, 0));
  const by = exact(step);
  const end = last && exact(last);
  for (let value = exact(first); end === undefined || value <= end; value += by) yield String(value);
}

function* reals(first: Operand, step: Operand, last: Operand | undefined, equal: boolean): Generator<string> {
  const places = Math.max(first.places, step.places);
  const width = equal ? Math.max(first.width, last?.width ?? 0) + (places > 0 ? places + 1 : 0) : 0;
  const shown = (value: Extended): string => {
    const text = fixed(value, places);
    return value.negative ? `-${text.slice(1).padStart(width - 1, '0')}` : text.padStart(width, '0');
  };
  const over = (value: Extended): boolean => last !== undefined && compare(value, last.number) * (step.number.negative ? -1 : 1) > 0;
  let value = first.number;
  for (let i = 1; !over(value); i++) {
    const text = shown(value);
    yield text;
    value = advance(first.number, i, step.number);
    if (!over(value)) continue;
    // Rounding took it past an end that it prints as: it counts.
    const beyond = shown(value);
    const printed = operand(beyond);
    if (printed && compare(printed.number, last!.number) === 0 && beyond !== text) yield beyond;
  }
}

/** Writes the numbers as they come. */
async function write(process: Process, texts: Iterable<string>, separator: string): Promise<void> {
  let piece = '';
  let before = '';
  let end = '';
  for (const text of texts) {
    piece += before + text;
    before = separator;
    end = '\n';
    if (piece.length < PIECE) continue;
    await process.stdout.write(piece);
    await process.sleep(PIECE_NS);
    piece = '';
  }
  if (end !== '') await process.stdout.write(piece + end);
}
