import { inputOf } from '../input';
import { strerror, SysError } from '../../stack';
import type { Input } from '../program';
import type { Ip } from './context';
import { Failed, Quit } from './failure';

/** Reads lines as they come. */
class Lines {
  readonly #decoder = new TextDecoder();
  #buffered = '';
  #ended = false;
  /** of the line read last, from 1 */
  number = 0;

  constructor(private readonly input: Input) {}

  /** A line with its end; undefined after the last. */
  async next(): Promise<string | undefined> {
    let end: number;
    while ((end = this.#buffered.indexOf('\n')) < 0 && !this.#ended) {
      const octets = await this.input.read();
      if (octets) this.#buffered += this.#decoder.decode(octets, { stream: true });
      else this.#ended = true;
    }
    if (end < 0) end = this.#buffered.length - 1;
    if (end < 0) return undefined;
    const line = this.#buffered.slice(0, end + 1);
    this.#buffered = this.#buffered.slice(end + 1);
    this.number++;
    return line;
  }
}

const withoutComment = (line: string): string => line.replace(/#.*$/s, '');

/** A command without comments, its continuation lines joined. */
async function commandLine(lines: Lines, ip: Ip): Promise<string | undefined> {
  const first = await lines.next();
  if (first === undefined) return undefined;
  let line = withoutComment(first);
  while (line.includes('\\\n')) {
    const more = await lines.next();
    if (more === undefined) {
      ip.err('Missing continuation line\n');
      return undefined;
    }
    line = line.slice(0, line.indexOf('\\\n')) + withoutComment(more);
  }
  return line;
}

/** Splits at blanks; a word in quotes may hold some. @throws {Quit} */
function split(line: string): string[] {
  const found: string[] = [];
  const pattern = /[ \t\r\n]*(?:(["'])(.*?)\1|(["'])|([^ \t\r\n]+))[ \t\r\n]?/sy;
  for (let match = pattern.exec(line); match; match = pattern.exec(line)) {
    if (match[3] !== undefined) throw new Quit('Unterminated quoted string\n', 1);
    found.push(match[2] ?? match[4]!);
  }
  return found;
}

function open(ip: Ip, name: string): Input {
  if (name === '-' || name === '') return ip.process.stdin;
  try {
    return inputOf(ip.process.files.read(name.startsWith('/') ? name : `${ip.process.cwd}/${name}`));
  } catch (error) {
    // fopen(3) opens a directory, from which nothing is read.
    if (error instanceof SysError && error.errno === 'EISDIR') return inputOf(new Uint8Array());
    if (error instanceof SysError) return ip.quit(`Cannot open file "${name}" for reading: ${strerror(error.errno)}`, 1);
    throw error;
  }
}

type Dispatch = (ip: Ip, argv: readonly string[]) => Promise<number>;

/** `-batch FILE`: a command a line, until one fails or, with -force, to the end. */
export async function runBatch(ip: Ip, name: string, dispatch: Dispatch): Promise<number> {
  const lines = new Lines(open(ip, name));
  const family = ip.family;
  ip.batch = true;
  let code = 0;
  for (let line = await commandLine(lines, ip); line !== undefined; line = await commandLine(lines, ip)) {
    const argv = split(line);
    if (argv.length === 0) continue;
    ip.family = family;
    const failed = await run(ip, argv, dispatch);
    if (failed) {
      ip.err(`Command failed ${name}:${lines.number}\n`);
      code = 1;
    }
    await ip.flush();
    if (failed && !ip.options.force) break;
  }
  return code;
}

async function run(ip: Ip, argv: readonly string[], dispatch: Dispatch): Promise<boolean> {
  try {
    return await dispatch(ip, argv) !== 0;
  } catch (error) {
    if (!(error instanceof Failed)) throw error;
    ip.err(error.text);
    return true;
  }
}
