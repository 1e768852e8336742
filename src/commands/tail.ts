import { reasonOf, usageError } from './coreutils';
import { resolvePath } from './path';
import type { Process, Program } from './program';

const POLL_NS = 1_000_000_000;

interface Amount {
  readonly unit: 'lines' | 'octets';
  readonly count: number;
  /** `+N`: from the Nth on */
  readonly from: boolean;
}

/** tail(1) of coreutils 9.1, with -f. */
export const tail: Program = async (process, argv) => {
  let amount: Amount = { unit: 'lines', count: 10, from: false };
  let follow = false;
  let headers: boolean | undefined;
  const names: string[] = [];
  for (let at = 1; at < argv.length; at++) {
    const arg = argv[at]!;
    const old = /^([-+])(\d+)(f?)$/.exec(arg);
    const valued = /^(?:-(f?)([nc])(.*)|--(lines|bytes)(?:=(.*))?)$/s.exec(arg);
    if (arg === '--') {
      names.push(...argv.slice(at + 1));
      break;
    } else if (old) {
      amount = { unit: 'lines', count: Number(old[2]), from: old[1] === '+' };
      follow ||= old[3] === 'f';
    } else if (valued) {
      follow ||= valued[1] === 'f';
      const unit = valued[2] === 'n' || valued[4] === 'lines' ? 'lines' : 'octets';
      const text = valued[3] || valued[5] || argv[++at];
      const number = /^([-+]?)(\d+)$/.exec(text ?? '');
      if (!number) {
        await process.stderr.write(`tail: invalid number of ${unit === 'lines' ? 'lines' : 'bytes'}: '${text ?? ''}'\n`);
        return 1;
      }
      amount = { unit, count: Number(number[2]), from: number[1] === '+' };
    } else if (/^(-f|-F|--follow(=.*)?)$/.test(arg)) follow = true;
    else if (/^(-q|--quiet|--silent)$/.test(arg)) headers = false;
    else if (/^(-v|--verbose)$/.test(arg)) headers = true;
    else if (/^-./.test(arg)) return usageError(process, 'tail', arg.startsWith('--') ? `unrecognized option '${arg}'` : `invalid option -- '${arg[1]}'`);
    else names.push(arg);
  }
  let code = 0;
  const inputs = names.length > 0 ? names : ['-'];
  const sizes = new Map<string, number>();
  for (const [i, name] of inputs.entries()) {
    const title = headers ?? inputs.length > 1 ? `${i > 0 ? '\n' : ''}==> ${name === '-' ? 'standard input' : name} <==\n` : '';
    try {
      const data = name === '-' ? await all(process) : process.files.read(resolvePath(process.cwd, name));
      await process.stdout.write(title);
      await process.stdout.write(cut(data, amount));
      if (name !== '-') sizes.set(name, data.length);
    } catch (error) {
      await process.stderr.write(`tail: cannot open '${name}' for reading: ${reasonOf(error)}\n`);
      code = 1;
    }
  }
  while (follow && sizes.size > 0) {
    await process.sleep(POLL_NS);
    for (const [name, size] of sizes) {
      const data = process.files.read(resolvePath(process.cwd, name));
      if (data.length < size) await process.stderr.write(`tail: ${name}: file truncated\n`);
      if (data.length > size) await process.stdout.write(data.subarray(size));
      sizes.set(name, data.length);
    }
  }
  return code;
};

async function all(process: Process): Promise<Uint8Array> {
  const chunks: number[] = [];
  for (let data = await process.stdin.read(); data !== null; data = await process.stdin.read()) for (const octet of data) chunks.push(octet);
  return Uint8Array.from(chunks);
}

function cut(data: Uint8Array, { unit, count, from }: Amount): Uint8Array {
  if (unit === 'octets') return from ? data.subarray(Math.max(0, count - 1)) : data.subarray(Math.max(0, data.length - count));
  if (from) {
    let skip = count - 1;
    for (let i = 0; skip > 0 && i < data.length; i++) if (data[i] === 10 && --skip === 0) return data.subarray(i + 1);
    return skip > 0 ? data.subarray(data.length) : data;
  }
  let left = count;
  if (left === 0) return data.subarray(data.length);
  for (let i = data.length - 2; i >= 0; i--) if (data[i] === 10 && --left === 0) return data.subarray(i + 1);
  return data;
}
