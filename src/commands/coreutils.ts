import { SysError, strerror } from '../stack/errno';
import { getopt, type Longs, type Opt } from './libc/getopt';
import type { Process } from './program';

/** Writes a complaint as GNU coreutils do, with the line that points at --help, and gives the exit code. */
export async function usageError(process: Process, name: string, message: string, code = 1): Promise<number> {
  await process.stderr.write(`${name}: ${message}\nTry '${name} --help' for more information.\n`);
  return code;
}

/** Says that vethlab doesn't know something that the real tool does, and gives the exit code. */
export async function unsupported(process: Process, name: string, what: string, code = 1): Promise<number> {
  await process.stderr.write(`${name}: vethlab doesn't support ${what}\n`);
  return code;
}

type Option = Extract<Opt, { kind: 'option' }>;

/**
 * A tool's options; at the first that is none it complains and gives the exit code.
 * @param letters as getopt(3) takes them @param longs in the order of the tool's own table
 */
export async function parseOptions(process: Process, argv: readonly string[], name: string, letters: string, longs: Longs, code = 1): Promise<{ readonly options: readonly Option[]; readonly operands: readonly string[] } | number> {
  const { options, operands } = getopt(letters, argv.slice(1), { ...longs, help: '--help', version: '--version' });
  const known: Option[] = [];
  for (const option of options) {
    if (option.kind === 'error') return usageError(process, name, option.message, code);
    if (option.letter.startsWith('--')) return unsupported(process, name, option.letter, code);
    known.push(option);
  }
  return { options: known, operands };
}

const ESCAPED: Readonly<Record<string, string>> = { '\x07': '\\a', '\b': '\\b', '\t': '\\t', '\n': '\\n', '\v': '\\v', '\f': '\\f', '\r': '\\r' };

const UNPRINTABLE = /[\0-\x1f\x7f\udc80-\udcff]/;

function escaped(char: string): string {
  const unit = char.charCodeAt(0);
  return ESCAPED[char] ?? `\\${(unit & 0xff).toString(8).padStart(3, '0')}`;
}

/** A word in a message, as gnulib's quote() has it in a UTF-8 locale. */
export function quote(text: string): string {
  return `\u2018${text.replace(/[\\\u2019]/g, '\\$&').replace(new RegExp(UNPRINTABLE, 'g'), escaped)}\u2019`;
}

/** A file's name in a message, as gnulib's quoteaf() has it: so that a shell can read it. */
export function quoteName(text: string): string {
  if (text.includes("'") && !/[\\!"$&()*;<=>[^`|]/.test(text) && !UNPRINTABLE.test(text)) return `"${text}"`;
  const runs = text.split(new RegExp(`(${UNPRINTABLE.source}+)`));
  return runs.map((run, i) => (i % 2 === 1 ? `$'${[...run].map(escaped).join('')}'` : run === '' && i === runs.length - 1 && i > 0 ? '' : `'${run.replaceAll("'", "'\\''")}'`)).join('');
}

/** The same before a colon, as quotef() has it: bare where it can be. */
export function fileName(text: string): string {
  return text === '' || /[\s!"$&'()*;<=>[\\^`|]|^[#~]|^[{}]$/.test(text) || UNPRINTABLE.test(text) ? quoteName(text) : text;
}

/** What a failed system call says. @throws anything else */
export function reasonOf(error: unknown): string {
  if (error instanceof SysError) return strerror(error.errno);
  throw error;
}

const UNITS: Readonly<Record<string, number>> = { '': 1, s: 1, m: 60, h: 3600, d: 86400 };

/** A time as sleep(1) and timeout(1) take it (`1.5`, `2m`), in ns; undefined for anything else. */
export function parseDuration(text: string): number | undefined {
  if (/^(inf|infinity)$/i.test(text)) return Infinity;
  const match = /^([0-9]+\.?[0-9]*(?:e[+-]?[0-9]+)?|\.[0-9]+)([smhd]?)$/i.exec(text);
  const unit = match && UNITS[match[2]!];
  return match && unit !== undefined && unit !== null ? Number(match[1]) * unit * 1e9 : undefined;
}
