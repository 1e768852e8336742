import { SysError, strerror } from '../../stack';
import { rulesetsOf } from '../../stack/netfilter';
import { warnings } from '../iptables/compat';
import type { Process, Program } from '../program';
import { parseCommands } from './commands';
import { Cursor } from './cursor';
import { NftError, tokens, type Location } from './lexer';
import { NftErrors, Session } from './session';
import { USAGE } from './usage';

const VERSION = 'nftables v1.0.6 (Lester Gooch #5)\n';

interface Options {
  file?: string;
  check: boolean;
  handles: boolean;
  numeric: boolean;
  stateless: boolean;
  terse: boolean;
  json: boolean;
}
type Switch = Exclude<keyof Options, 'file'>;

const SWITCHES: Readonly<Record<string, Switch>> = { c: 'check', a: 'handles', n: 'numeric', s: 'stateless', t: 'terse', j: 'json' };
const LONG: Readonly<Record<string, string>> = {
  help: 'h', version: 'v', file: 'f', check: 'c', handle: 'a', stateless: 's', terse: 't', numeric: 'n', echo: 'e', json: 'j', define: 'D', interactive: 'i', includepath: 'I', optimize: 'o',
  service: 'S', reversedns: 'N', guid: 'u', 'numeric-priority': 'y', 'numeric-protocol': 'p', 'numeric-time': 'T', debug: 'd',
};
const UNSUPPORTED = 'eDiIoSNuypTdV';

/** Wrong or final options: what to print, and the exit code. */
class Ending extends Error {
  constructor(readonly out: string, readonly err: string, readonly code: number) {
    super(err);
  }
}

/** @throws {Ending} */
function parseOptions(args: readonly string[]): { readonly options: Options; readonly words: readonly string[] } {
  const options: Options = { check: false, handles: false, numeric: false, stateless: false, terse: false, json: false };
  let i = 0;
  for (; i < args.length; i++) {
    const arg = args[i]!;
    if (!arg.startsWith('-') || arg === '-') break;
    if (arg === '--') {
      i++;
      break;
    }
    const letters = arg.startsWith('--') ? [longOption(arg)] : [...arg.slice(1)];
    for (const [at, letter] of letters.entries()) {
      const name = SWITCHES[letter];
      if (name) {
        options[name] = true;
      } else if (letter === 'f') {
        const rest = arg.startsWith('--') ? arg.split('=')[1] : letters.slice(at + 1).join('') || undefined;
        options.file = rest ?? args[++i] ?? ending(`nft: option requires an argument -- 'f'\n`);
        break;
      } else {
        refuse(letter);
      }
    }
  }
  return { options, words: args.slice(i) };
}

function longOption(arg: string): string {
  const name = arg.slice(2).split('=')[0]!;
  return LONG[name] ?? ending(`nft: unrecognized option '--${name}'\n`);
}

function refuse(letter: string): never {
  if (letter === 'h') throw new Ending(USAGE, '', 0);
  if (letter === 'v') throw new Ending(VERSION, '', 0);
  return UNSUPPORTED.includes(letter) ? ending(`nft: vethlab does not support -${letter}\n`) : ending(`nft: invalid option -- '${letter}'\n`);
}

function ending(complaint: string): never {
  throw new Ending('', complaint, 1);
}

/** nft(8) of nftables 1.0.6. */
export const nft: Program = async (process, argv) => {
  try {
    const { options, words } = parseOptions(argv.slice(1));
    if (options.file === undefined && words.length === 0) ending('nft: no command specified\n');
    if (process.uid !== 0) ending('Operation not permitted (you must be root)\nnetlink: Error: cache initialization failed: Operation not permitted\n');
    const { name, text } = options.file === undefined ? { name: undefined, text: words.join(' ') } : await readInput(process, options.file);
    return await run(process, options, name, text.endsWith('\n') ? text : `${text}\n`);
  } catch (error) {
    if (!(error instanceof Ending)) throw error;
    await process.stdout.write(error.out);
    await process.stderr.write(error.err);
    return error.code;
  }
};

async function readInput(process: Process, file: string): Promise<{ readonly name: string; readonly text: string }> {
  const path = file === '-' ? '/dev/stdin' : file;
  if (path === '/dev/stdin') {
    const parts: Uint8Array[] = [];
    for (let part = await process.stdin.read(); part; part = await process.stdin.read()) parts.push(part);
    return { name: path, text: parts.map(part => new TextDecoder().decode(part)).join('') };
  }
  try {
    return { name: path, text: new TextDecoder().decode(process.files.read(path.startsWith('/') ? path : `${process.cwd}/${path}`)) };
  } catch (error) {
    if (error instanceof SysError) return ending(`internal:0:0-0: Error: Could not open file "${file}": ${strerror(error.errno)}\n\n\n`);
    throw error;
  }
}

async function run(process: Process, options: Options, name: string | undefined, text: string): Promise<number> {
  const { nft: ruleset } = rulesetsOf(process.netns);
  const session = new Session(process, ruleset, { netns: process.netns, ...options }, options.json);
  try {
    const commands = parseCommands(new Cursor(tokens(text)));
    ruleset.transaction(() => {
      for (const command of commands) command(session);
      if (options.check) throw new Checked();
    });
  } catch (error) {
    if (error instanceof Checked) return 0;
    const errors = error instanceof NftErrors ? error.errors : error instanceof NftError ? [error] : undefined;
    if (!errors) throw error;
    await process.stderr.write(errors.map(each => complaint(each, name, text)).join(''));
    return 1;
  }
  await process.stderr.write(options.json ? '' : warnings(session.listed));
  await process.stdout.write(session.output);
  return 0;
}

/** All would have worked, but nothing is to be changed. */
class Checked extends Error {}

/** A complaint, the line that it is about, and signs below the words that it means. */
function complaint({ message, at, related }: NftError, name: string | undefined, text: string): string {
  const line = text.split('\n')[at.line] ?? '';
  const place = name === undefined ? '' : `${name}:${at.line + 1}:${at.start + 1}-${at.end}: `;
  return `${place}Error: ${message}\n${line}\n${marks(line, at, related)}\n`;
}

function marks(line: string, at: Location, related: Location | undefined): string {
  const width = Math.max(at.end, related?.end ?? 0);
  return Array.from({ length: width }, (_, i) => {
    if (i >= at.start && i < at.end) return '^';
    if (related && i >= related.start && i < related.end) return '~';
    return line[i] === '\t' ? '\t' : ' ';
  }).join('');
}
