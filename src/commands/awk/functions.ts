import { strftime } from '../strftime';
import type { Interpreter } from './interpreter';
import { split } from './record';
import type { Expression, Target } from './syntax';
import { AwkError } from './syntax';
import { fromOutside, toNumber, type Value } from './values';

type Args = readonly Expression[];

export type Functions = typeof FUNCTIONS;

const numeric = (compute: (x: number) => number) => ([x]: Args, awk: Interpreter): Value => compute(toNumber(awk.value(x!)));

const FUNCTIONS = {
  length: ([of]: Args, awk: Interpreter): Value => {
    if (!of) return awk.record.text.length;
    if (of.kind === 'name' && of.name !== 'NF') {
      const array = awk.arrayIfAny(of.name);
      if (array) return array.size;
    }
    return awk.textOf(of).length;
  },
  substr: ([text, from, length]: Args, awk: Interpreter): Value => {
    const whole = awk.textOf(text!);
    const begin = Math.trunc(toNumber(awk.value(from!)));
    const start = Math.max(begin, 1) - 1;
    if (length === undefined) return whole.slice(start);
    // mawk 1.3.4 takes what lies before the text for so much more of it
    const count = Math.trunc(toNumber(awk.value(length))) - Math.min(begin, 0);
    return count > 0 ? whole.slice(start, start + count) : '';
  },
  index: ([text, wanted]: Args, awk: Interpreter): Value => {
    const [whole, part] = [awk.textOf(text!), awk.textOf(wanted!)];
    return whole === '' ? 0 : whole.indexOf(part) + 1;
  },
  split: ([text, name, by]: Args, awk: Interpreter): Value => {
    const whole = awk.textOf(text!);
    const separator = by === undefined ? awk.text('FS') : by.kind === 'regex' ? by.source : awk.textOf(by);
    if (name!.kind !== 'name') throw new AwkError('split needs an array');
    const parts = split(whole, by?.kind === 'regex' && separator.length === 1 && separator !== ' ' ? `(${separator})` : separator, awk.patterns);
    const array = awk.array(name!.name);
    array.clear();
    parts.forEach((part, i) => array.set(String(i + 1), fromOutside(part)));
    return parts.length;
  },
  sub: (args: Args, awk: Interpreter): Value => substitute(args, awk, false),
  gsub: (args: Args, awk: Interpreter): Value => substitute(args, awk, true),
  match: ([text, pattern]: Args, awk: Interpreter): Value => {
    const found = awk.patternOf(pattern!).find(awk.textOf(text!), 0);
    awk.global('RSTART').value = found ? found[0]! + 1 : 0;
    awk.global('RLENGTH').value = found ? found[1]! - found[0]! : -1;
    return found ? found[0]! + 1 : 0;
  },
  sprintf: (args: Args, awk: Interpreter): Value => awk.format(args.map(arg => awk.value(arg)), 'sprintf'),
  tolower: ([text]: Args, awk: Interpreter): Value => awk.textOf(text!).replace(/[A-Z]+/g, part => part.toLowerCase()),
  toupper: ([text]: Args, awk: Interpreter): Value => awk.textOf(text!).replace(/[a-z]+/g, part => part.toUpperCase()),
  sin: numeric(Math.sin), cos: numeric(Math.cos), exp: numeric(Math.exp), log: numeric(Math.log), sqrt: numeric(Math.sqrt), int: numeric(Math.trunc),
  atan2: ([y, x]: Args, awk: Interpreter): Value => Math.atan2(toNumber(awk.value(y!)), toNumber(awk.value(x!))),
  rand: (_: Args, { random }: Interpreter): Value => (random.next = (random.next * 1_103_515_245 + 12_345) % 2 ** 31) / 2 ** 31,
  srand: ([seed]: Args, awk: Interpreter): Value => {
    const before = awk.random.seed;
    awk.random.seed = awk.random.next = seed === undefined ? awk.job.seconds : Math.trunc(toNumber(awk.value(seed)));
    return before;
  },
  system: ([command]: Args, awk: Interpreter): Value => {
    awk.streams.flush();
    return awk.streams.command(awk.textOf(command!), false).code;
  },
  close: ([name]: Args, awk: Interpreter): Value => awk.streams.close(awk.textOf(name!)),
  fflush: (): Value => 0,
  systime: (_: Args, awk: Interpreter): Value => awk.job.seconds,
  strftime: ([format, seconds]: Args, awk: Interpreter): Value => strftime(format === undefined ? '%c' : awk.textOf(format), seconds === undefined ? awk.job.seconds : toNumber(awk.value(seconds))),
};

export function call(name: keyof Functions, args: Args, awk: Interpreter): Value {
  return FUNCTIONS[name](args, awk);
}

function substitute([pattern, by, into]: Args, awk: Interpreter, all: boolean): number {
  const target: Expression = into ?? { kind: 'field', index: { kind: 'number', value: 0 } };
  const replacement = awk.textOf(by!);
  const text = awk.textOf(target);
  const expression = awk.patternOf(pattern!);
  let [out, at, count, last] = ['', 0, 0, -1];
  for (let found = expression.find(text, at); found; found = expression.find(text, at)) {
    const [begin, end] = found as [number, number];
    // nothing is not found again right behind what was replaced
    const replaces = begin < end || begin !== last;
    if (replaces) {
      out += text.slice(at, begin) + filled(replacement, text.slice(begin, end));
      count++;
      at = last = end;
      if (!all) break;
    }
    if (begin < end) continue;
    if (begin >= text.length) break;
    out += text[begin]!;
    at = begin + 1;
  }
  if (count > 0 && (target.kind === 'name' || target.kind === 'field' || target.kind === 'element')) awk.assign(target as Target, out + text.slice(at));
  return count;
}

function filled(replacement: string, found: string): string {
  return replacement.replace(/\\\\&|\\&|&|\\\\/g, part => (part === '&' ? found : part === '\\&' ? '&' : part === '\\\\&' ? `\\${found}` : part));
}

