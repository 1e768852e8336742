import { echoText } from '../../commands/echo';
import { withoutOctets } from '../../commands/octets';
import { readAll } from '../system';
import type { Input } from '../../commands/program';
import { isName } from '../variables';
import { printfText } from '../printf';
import { fail, misused, options, out, written, type BuiltinCall, type Builtins } from './builtin';

/** What a reader took too much of an input, for the next one. */
const leftovers = new WeakMap<Input, Uint8Array>();

/** Octets up to a delimiter, or `limit` characters; undefined in `delimiter` at the end of input. */
async function readUntil(call: BuiltinCall, input: Input, next: () => Promise<Uint8Array | null>, delimiter: number, limit: number): Promise<{ text: string; ended: boolean }> {
  const octets: number[] = [];
  for (;;) {
    const data = leftovers.get(input) ?? await call.shell.task.wait(next());
    leftovers.delete(input);
    if (data === null) return { text: decode(octets), ended: true };
    for (let i = 0; i < data.length; i++) {
      const octet = data[i]!;
      const done = octet === delimiter;
      if (!done) octets.push(octet);
      if (done || octets.length >= limit) {
        if (i + 1 < data.length) leftovers.set(input, data.subarray(i + 1));
        return { text: decode(octets), ended: false };
      }
    }
  }
}

function decode(octets: readonly number[]): string {
  return new TextDecoder().decode(Uint8Array.from(octets));
}

/** What is left to read, after what `read` took. */
async function rest(input: Input): Promise<string> {
  const before = leftovers.get(input);
  leftovers.delete(input);
  return (before ? new TextDecoder().decode(before) : '') + await readAll(input);
}

async function read(call: BuiltinCall): Promise<number> {
  const { shell, streams } = call;
  const { given, operands, unknown } = options(call.argv, 'ers', 'adinNptu');
  if (unknown) return misused(call, `${unknown}: invalid option`, 'read [-ers] [-a array] [-d delim] [-i text] [-n nchars] [-N nchars] [-p prompt] [-t timeout] [-u fd] [name ...]');
  const wrong = operands.find(name => !/^[A-Za-z_]\w*(\[.*\])?$/.test(name));
  if (wrong !== undefined) return fail(call, `\`${wrong}': not a valid identifier`);
  const input = streams.input(Number(given.get('u') ?? 0));
  let prompt = given.get('p') ?? '';
  const next = (): Promise<Uint8Array | null> => {
    if (!input.ask) return input.read();
    const asked = input.ask(prompt, given.has('s'));
    prompt = '';
    return asked;
  };
  const raw = given.has('r');
  const limit = Number(given.get('N') ?? given.get('n') ?? Infinity);
  const delimiter = given.has('N') ? -1 : given.has('d') ? given.get('d')!.charCodeAt(0) || 0 : 10;
  let { text, ended } = await readUntil(call, input, next, delimiter, limit);
  while (!raw && !ended && /(?<!\\)(\\\\)*\\$/.test(text)) {
    const more = await readUntil(call, input, next, delimiter, limit);
    text = `${text.slice(0, -1)}${more.text}`;
    ended = more.ended;
  }
  const ifs = given.has('N') ? '' : shell.variables.get('IFS') ?? ' \t\n';
  const array = given.get('a');
  if (array !== undefined) shell.variables.setArray(array, splitLine(text, ifs, Infinity, raw).map(value => [undefined, value]));
  else if (operands.length === 0) shell.variables.set('REPLY', raw ? text : text.replace(/\\(.)/gs, '$1'));
  else {
    const values = splitLine(text, ifs, operands.length, raw);
    operands.forEach((name, i) => shell.assignOrComplain(name, values[i] ?? ''));
  }
  return ended ? 1 : 0;
}

/** Splits a line for `read`: the last of `count` names gets all that is left. */
function splitLine(line: string, ifs: string, count: number, raw: boolean): string[] {
  const white = (char: string): boolean => ' \t\n'.includes(char) && ifs.includes(char);
  const chars: { char: string; escaped: boolean }[] = [];
  for (let i = 0; i < line.length; i++) {
    const escaped = !raw && line[i] === '\\' && i + 1 < line.length;
    if (escaped) i++;
    chars.push({ char: line[i]!, escaped });
  }
  const text = (part: typeof chars): string => part.map(({ char }) => char).join('');
  const isWhite = (at: number): boolean => at < chars.length && !chars[at]!.escaped && white(chars[at]!.char);
  const isHard = (at: number): boolean => at < chars.length && !chars[at]!.escaped && ifs.includes(chars[at]!.char) && !white(chars[at]!.char);
  const out: string[] = [];
  let at = 0;
  while (isWhite(at)) at++;
  while (at < chars.length) {
    if (out.length === count - 1) {
      let end = chars.length;
      while (end > at && isWhite(end - 1)) end--;
      // a single trailing delimiter is dropped too
      const last = chars.slice(at, end);
      const delimiters = last.filter((_, i) => isHard(at + i)).length;
      out.push(text(delimiters === 1 && isHard(end - 1) ? last.slice(0, -1) : last));
      return out;
    }
    const start = at;
    while (at < chars.length && !isWhite(at) && !isHard(at)) at++;
    out.push(text(chars.slice(start, at)));
    while (isWhite(at)) at++;
    if (isHard(at)) {
      at++;
      while (isWhite(at)) at++;
    }
  }
  return out;
}

async function mapfile(call: BuiltinCall): Promise<number> {
  const { shell, streams } = call;
  const { given, operands, unknown } = options(call.argv, 't', 'dnOsu');
  if (unknown) return misused(call, `${unknown}: invalid option`, `${call.argv[0]} [-d delim] [-n count] [-O origin] [-s count] [-t] [-u fd] [-C callback] [-c quantum] [array]`);
  const text = await rest(streams.input(Number(given.get('u') ?? 0)));
  const delimiter = given.get('d') ?? '\n';
  const lines = text.split(delimiter).map((line, i, all) => (i === all.length - 1 || given.has('t') ? line : line + delimiter));
  if (lines.at(-1) === '') lines.pop();
  const kept = lines.slice(Number(given.get('s') ?? 0)).slice(0, Number(given.get('n') ?? 0) || undefined);
  const origin = Number(given.get('O') ?? 0);
  shell.variables.setArray(operands[0] ?? 'MAPFILE', kept.map((line, i) => [origin + i, line]), { append: given.has('O') });
  return 0;
}

async function printf(call: BuiltinCall): Promise<number> {
  const { given, operands, unknown } = options(call.argv, '', 'v');
  if (unknown || operands.length === 0) return misused(call, unknown ? `${unknown}: invalid option` : '', 'printf [-v var] format [arguments]');
  const { text, problems } = printfText(operands[0]!, operands.slice(1), call.shell.system.wallUs() / 1e6);
  const name = given.get('v');
  if (name === undefined) await out(call, text);
  else if (isName(name)) call.shell.variables.set(name, withoutOctets(text));
  else return fail(call, `\`${name}': not a valid identifier`, 2);
  for (const problem of problems) await fail(call, problem);
  return problems.length > 0 ? 1 : 0;
}

/** Builtins that read and write. */
export const IO: Builtins = {
  echo: call => written(call, echoText(call.argv.slice(1))),
  printf,
  read,
  mapfile,
  readarray: mapfile,
};
