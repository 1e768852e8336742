import { usageError } from './coreutils';
import type { Process, Program } from './program';

/** Octets of a write: coreutils fill stdio's buffer. */
const PIECE = 4096;
/** What a piece costs in lab time, so that it passes though nothing blocks. */
const PIECE_NS = 100_000;

const NUMBER = /^\s*([+-]?)(?:0x([0-9a-f]+)|(\d+\.?\d*|\.\d+)(?:e([+-]?\d+))?)$/i;

/** A decimal number, exactly: `value` counts units of 10^-places. */
interface Decimal {
  readonly value: bigint;
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
  const numbers = given.map(decimal);
  const wrong = numbers.indexOf(undefined);
  if (wrong >= 0) return fail(/^[+-]?nan$/i.test(given[wrong]!) ? `invalid 'not-a-number' argument: '${given[wrong]}'` : `invalid floating point argument: '${given[wrong]}'`);
  const all = numbers as Decimal[];
  const one: Decimal = { value: 1n, places: 0, width: 1 };
  const first = operands.length > 1 ? all[0]! : one;
  const step = operands.length > 2 ? all[1]! : one;
  if (step.value === 0n) return fail(`invalid Zero increment value: '${operands[1]}'`);
  return count(process, first, step, endless ? undefined : all.at(-1)!, separator, equal);
};

function decimal(text: string): Decimal | undefined {
  const match = NUMBER.exec(text);
  if (!match) return undefined;
  const [, sign, hex, digits = '', exponent = '0'] = match;
  const [whole = '', fraction = ''] = digits.split('.');
  const shift = fraction.length - Number(exponent);
  const value = hex === undefined ? BigInt(whole + fraction) * 10n ** BigInt(Math.max(0, -shift)) : BigInt(`0x${hex}`);
  const places = hex === undefined ? Math.max(0, shift) : 0;
  return { value: sign === '-' ? -value : value, places, width: written(sign === '-' ? -value : value, places).split('.')[0]!.length };
}

/** Writes the numbers as they come; `last` undefined: without an end. */
async function count(process: Process, first: Decimal, step: Decimal, last: Decimal | undefined, separator: string, equal: boolean): Promise<number> {
  const places = Math.max(first.places, step.places);
  const scale = Math.max(places, last?.places ?? 0);
  const units = ({ value, places: own }: Decimal): bigint => value * 10n ** BigInt(scale - own);
  const by = units(step);
  const end = last && units(last);
  const width = equal ? Math.max(first.width, last?.width ?? 0) + (places > 0 ? places + 1 : 0) : 0;
  const shown = (value: bigint): string => {
    const text = written(value / 10n ** BigInt(scale - places), places);
    return equal ? (text.startsWith('-') ? `-${text.slice(1).padStart(width - 1, '0')}` : text.padStart(width, '0')) : text;
  };
  const more = (value: bigint): boolean => end === undefined || (by > 0n ? value <= end : value >= end);
  let piece = '';
  for (let value = units(first); more(value); value += by) {
    piece += shown(value) + (more(value + by) ? separator : '\n');
    if (piece.length < PIECE) continue;
    await process.stdout.write(piece);
    await process.sleep(PIECE_NS);
    piece = '';
  }
  if (piece !== '') await process.stdout.write(piece);
  return 0;
}

/** A count of 10^-places as a decimal number. */
function written(value: bigint, places: number): string {
  if (places === 0) return String(value);
  const digits = String(value < 0n ? -value : value).padStart(places + 1, '0');
  return `${value < 0n ? '-' : ''}${digits.slice(0, -places)}.${digits.slice(-places)}`;
}
