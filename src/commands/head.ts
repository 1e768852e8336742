import { reasonOf, usageError } from './coreutils';
import { collect } from './filter/collect';
import { resolvePath } from './path';
import type { Process, Program } from './program';

/** How much of each input: so many lines or octets, from the start or but for the end. */
interface Amount {
  readonly unit: 'lines' | 'octets';
  readonly count: number;
  readonly butLast: boolean;
}

const SUFFIXES: Readonly<Record<string, number>> = { '': 1, b: 512, k: 1024, K: 1024, kB: 1000, M: 1 << 20, MB: 1e6 };

/** head(1) of coreutils 9.1; passes lines on as they come and stops reading when it has enough. */
export const head: Program = async (process, argv) => {
  let amount: Amount = { unit: 'lines', count: 10, butLast: false };
  let headers: boolean | undefined;
  const names: string[] = [];
  for (let at = 1; at < argv.length; at++) {
    const arg = argv[at]!;
    const old = /^-(\d+)$/.exec(arg);
    const valued = /^(?:-([nc])(.*)|--(lines|bytes)(?:=(.*))?)$/s.exec(arg);
    if (arg === '--') {
      names.push(...argv.slice(at + 1));
      break;
    } else if (old) amount = { unit: 'lines', count: Number(old[1]), butLast: false };
    else if (valued) {
      const unit = valued[1] === 'n' || valued[3] === 'lines' ? 'lines' : 'octets';
      const text = valued[2] || valued[4] || argv[++at];
      if (text === undefined) return usageError(process, 'head', `option requires an argument -- '${unit === 'lines' ? 'n' : 'c'}'`);
      const number = /^([-+]?)(\d+)([a-zA-Z]*)$/.exec(text);
      const factor = number && SUFFIXES[number[3]!];
      if (!number || !factor) {
        await process.stderr.write(`head: invalid number of ${unit === 'lines' ? 'lines' : 'bytes'}: '${text}'\n`);
        return 1;
      }
      amount = { unit, count: Number(number[2]) * factor, butLast: number[1] === '-' };
    } else if (/^(-q|--quiet|--silent)$/.test(arg)) headers = false;
    else if (/^(-v|--verbose)$/.test(arg)) headers = true;
    else if (/^-./.test(arg)) return usageError(process, 'head', arg.startsWith('--') ? `unrecognized option '${arg}'` : `invalid option -- '${arg[1]}'`);
    else names.push(arg);
  }
  let code = 0;
  const inputs = names.length > 0 ? names : ['-'];
  for (const [i, name] of inputs.entries()) {
    const title = headers ?? inputs.length > 1 ? `${i > 0 ? '\n' : ''}==> ${name === '-' ? 'standard input' : name} <==\n` : '';
    if (name === '-') {
      await process.stdout.write(title);
      code = await pass(process, amount) || code;
      continue;
    }
    try {
      const data = process.files.read(resolvePath(process.cwd, name));
      await process.stdout.write(title);
      await process.stdout.write(cut(data, amount));
    } catch (error) {
      await process.stderr.write(`head: cannot open '${name}' for reading: ${reasonOf(error)}\n`);
      code = 1;
    }
  }
  return code;
};

/** @returns the exit code */
async function pass(process: Process, amount: Amount): Promise<number> {
  if (amount.butLast) {
    const { octets } = await collect(process, 'head');
    if (octets) await process.stdout.write(cut(octets, amount));
    return octets ? 0 : 1;
  }
  let left = amount.count;
  while (left > 0) {
    const data = await process.stdin.read();
    if (data === null) break;
    const part = cut(data, { ...amount, count: left });
    left -= amount.unit === 'octets' ? part.length : lineEnds(part);
    await process.stdout.write(part);
  }
  return 0;
}

function lineEnds(data: Uint8Array): number {
  return data.reduce((count, octet) => count + Number(octet === 10), 0);
}

function cut(data: Uint8Array, { unit, count, butLast }: Amount): Uint8Array {
  if (unit === 'octets') return butLast ? data.subarray(0, Math.max(0, data.length - count)) : data.subarray(0, count);
  const total = lineEnds(data) + Number(data.length > 0 && data.at(-1) !== 10);
  let wanted = butLast ? total - count : count;
  if (wanted <= 0) return data.subarray(0, 0);
  for (let i = 0; i < data.length; i++) if (data[i] === 10 && --wanted === 0) return data.subarray(0, i + 1);
  return data;
}
