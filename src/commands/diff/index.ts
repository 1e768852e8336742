import { reasonOf } from '../coreutils';
import { isDirectory, joined, pathOf } from '../entries';
import { work, within } from '../filter';
import { collect } from '../filter/collect';
import { getopt } from '../libc/getopt';
import { binaryArgument } from '../octets';
import { baseName } from '../path';
import type { Process, Program } from '../program';

const TROUBLE = 2;

/** What is compared in a moment, with the lab's own thread. */
const LITTLE = { octets: 65_536, lines: 500 };

const LONGS = {
  brief: 'q', 'report-identical-files': 's', unified: 'unified::', normal: 'normal', label: 'L:', text: 'a', 'ignore-case': 'i', 'ignore-space-change': 'b', 'ignore-all-space': 'w', 'ignore-trailing-space': 'Z',
  'strip-trailing-cr': 'strip', 'new-file': 'N', minimal: 'd', color: 'color::', 'side-by-side': 'y', context: 'c', recursive: 'r', 'ignore-blank-lines': 'B',
};

/** diff(1) of diffutils 3.8 for two files, in the normal and the unified format. */
export const diff: Program = async (process, argv) => {
  const { options, operands } = getopt('0123456789aBbcC:dD:eEF:hHiI:lL:nNpPqrsS:tTuU:vwW:x:X:yZ', argv.slice(1), { ...LONGS, help: 'help', version: 'v' });
  const failed = async (message: string): Promise<number> => {
    await process.stderr.write(`diff: ${message}\n`);
    return TROUBLE;
  };
  const given = new Set<string>();
  const labels: string[] = [];
  let context: number | undefined;
  for (const option of options) {
    if (option.kind === 'error') return failed(`${option.message}\ndiff: Try 'diff --help' for more information.`);
    const { letter, argument } = option;
    if (letter === 'r') return failed("vethlab doesn't support -r: it compares two files");
    if (letter === 'L') labels.push(argument);
    else if ((letter === 'U' || letter === 'unified') && argument !== '') {
      if (!/^\d+$/.test(argument)) return failed(`invalid context length '${argument}'\ndiff: Try 'diff --help' for more information.`);
      context = Math.max(context ?? 0, Number(argument));
    } else if (letter === 'u' || letter === 'unified') context = Math.max(context ?? 0, 3);
    else if (letter === 'color' && argument !== 'always' && argument !== '') continue;
    else if (!['a', 'b', 'd', 'i', 'N', 'normal', 'q', 's', 'strip', 'w', 'Z'].includes(letter)) return failed(`vethlab doesn't support ${letter.length === 1 ? '-' : '--'}${letter}`);
    else given.add(letter);
  }
  if (operands.length < 2) return failed(`missing operand after '${operands[0] ?? argv.at(-1)}'\ndiff: Try 'diff --help' for more information.`);
  if (operands.length > 2) return failed(`extra operand '${operands[2]}'\ndiff: Try 'diff --help' for more information.`);
  const directories = operands.map(name => isDirectory(process, name));
  if (directories[0] && directories[1]) return failed("vethlab doesn't support directories: compare two files");
  const names = operands.map((name, i) => (directories[i] ? joined(name, baseName(operands[1 - i]!)) : name)) as [string, string];
  const inputs: Input[] = [];
  for (const name of names) inputs.push(await inputOf(process, name, given.has('N')));
  const missing = inputs.flatMap((input, i) => (typeof input === 'string' ? [`diff: ${names[i]}: ${input}\n`] : []));
  if (missing.length > 0) {
    await process.stderr.write(missing.join(''));
    return TROUBLE;
  }
  const files = inputs as unknown as readonly [Readable, Readable];
  const shown = names.map((name, i) => labels[i] ?? name);
  const same = files[0].data.length === files[1].data.length && files[0].data.every((octet, at) => octet === files[1].data[at]);
  const binary = !given.has('a') && files.some(({ data }) => data.includes(0));
  if (!same && binary) {
    await process.stdout.write(`${given.has('q') ? 'Files' : 'Binary files'} ${shown[0]} and ${shown[1]} differ\n`);
    return 1;
  }
  const header = context === undefined ? '' : files.map(({ modified }, i) => `${i === 0 ? '---' : '+++'} ${labels[i] ?? `${headed(names[i]!)}\t${stamp(modified)}`}\n`).join('');
  const ignoring = ['i', 'b', 'w', 'Z', 'strip'].filter(letter => given.has(letter));
  const texts = [files[0].data, files[1].data] as const;
  const little = texts.every(text => within(text, LITTLE));
  const { stdout, stderr, code } = same ? SAME : await work(process, { kind: 'diff', texts, header: binaryArgument(header), context, ignoring }, little);
  if (stderr !== '' && !given.has('q')) await process.stderr.write(stderr);
  if (code === 0 && given.has('s')) await process.stdout.write(`Files ${shown[0]} and ${shown[1]} are identical\n`);
  if (code !== 0 && given.has('q')) await process.stdout.write(`Files ${shown[0]} and ${shown[1]} differ\n`);
  else if (stdout.length > 0) await process.stdout.write(stdout);
  return given.has('q') ? Math.min(code, 1) : code;
};

const SAME = { stdout: new Uint8Array(0), stderr: '', code: 0 };

interface Readable {
  readonly data: Uint8Array;
  /** ms since the Unix epoch */
  readonly modified: number;
}

/** A file, or why there is none. */
type Input = Readable | string;

async function inputOf(process: Process, name: string, absentIsEmpty: boolean): Promise<Input> {
  if (name === '-') {
    const { octets } = await collect(process, 'diff');
    return { data: octets ?? new Uint8Array(0), modified: process.host.network.clock.wallUs() / 1000 };
  }
  try {
    const path = pathOf(process, name);
    return { data: process.files.read(path), modified: process.files.stat(path).modified };
  } catch (error) {
    const reason = reasonOf(error);
    return absentIsEmpty && reason === 'No such file or directory' ? { data: new Uint8Array(0), modified: 0 } : reason;
  }
}

const ESCAPES: Readonly<Record<string, string>> = { '"': '\\"', '\\': '\\\\', '\x07': '\\a', '\b': '\\b', '\t': '\\t', '\n': '\\n', '\v': '\\v', '\f': '\\f', '\r': '\\r' };

/** A name in a header: as a C string where it isn't plain. */
function headed(name: string): string {
  const binary = binaryArgument(name);
  if (!/[^!-~]|["\\]/.test(binary)) return name;
  return `"${binary.replace(/[^ -~]|["\\]/g, octet => ESCAPES[octet] ?? `\\${octet.charCodeAt(0).toString(8).padStart(3, '0')}`)}"`;
}

function stamp(modified: number): string {
  const ms = Math.floor(modified);
  return `${new Date(ms).toISOString().replace('T', ' ').slice(0, 23)}${String(Math.round((modified - ms) * 1e6)).padStart(6, '0')} +0000`;
}
