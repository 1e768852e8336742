import { reasonOf, usageError } from './coreutils';
import { resolvePath } from './path';
import type { Program } from './program';

/** What each letter switches on; the rest of cat(1)'s options are made of these. */
const LETTERS: Readonly<Record<string, string>> = { n: 'n', b: 'b', s: 's', E: 'E', T: 'T', v: 'v', A: 'vET', e: 'vE', t: 'vT', u: '' };
const LONG: Readonly<Record<string, string>> = { number: 'n', 'number-nonblank': 'b', 'squeeze-blank': 's', 'show-ends': 'E', 'show-tabs': 'T', 'show-nonprinting': 'v', 'show-all': 'vET' };

/** cat(1) of coreutils 9.1; passes on each piece as it comes. */
export const cat: Program = async (process, argv) => {
  const options = new Set<string>();
  const names: string[] = [];
  let literal = false;
  for (const arg of argv.slice(1)) {
    if (literal || !/^-./.test(arg)) names.push(arg);
    else if (arg === '--') literal = true;
    else {
      const switches = arg.startsWith('--') ? [LONG[arg.slice(2)]] : [...arg.slice(1)].map(letter => LETTERS[letter]);
      const unknown = switches.indexOf(undefined);
      if (unknown >= 0) return usageError(process, 'cat', arg.startsWith('--') ? `unrecognized option '${arg}'` : `invalid option -- '${arg[1 + unknown]}'`);
      for (const letter of switches.join('')) options.add(letter);
    }
  }
  const show = options.size === 0 ? (data: Uint8Array) => data : formatter(options);
  let code = 0;
  for (const name of names.length > 0 ? names : ['-']) {
    if (name === '-' || name === '/dev/stdin') {
      for (let data = await process.stdin.read(); data !== null; data = await process.stdin.read()) await process.stdout.write(show(data));
      continue;
    }
    let data: Uint8Array;
    try {
      data = process.files.read(resolvePath(process.cwd, name));
    } catch (error) {
      await process.stderr.write(`cat: ${name}: ${reasonOf(error)}\n`);
      code = 1;
      continue;
    }
    await process.stdout.write(show(data));
  }
  return code;
};

/** Decorates lines; keeps its place between pieces. */
function formatter(options: ReadonlySet<string>): (data: Uint8Array) => string {
  const decoder = new TextDecoder('utf-8');
  let number = 0;
  let blanks = 0;
  let lineOpen = false;
  return data => {
    let out = '';
    for (const line of decoder.decode(data, { stream: true }).split(/(?<=\n)/)) {
      const blank = line === '\n' && !lineOpen;
      blanks = blank ? blanks + 1 : 0;
      if (options.has('s') && blanks > 1) continue;
      if (!lineOpen && (options.has('b') ? !blank : options.has('n'))) out += `${String(++number).padStart(6)}\t`;
      lineOpen = !line.endsWith('\n');
      let text = lineOpen ? line : line.slice(0, -1);
      if (options.has('v')) text = text.replace(/[\x00-\x08\x0b-\x1f\x7f]/g, c => (c === '\x7f' ? '^?' : `^${String.fromCharCode(c.charCodeAt(0) + 64)}`));
      if (options.has('T')) text = text.replaceAll('\t', '^I');
      out += text + (lineOpen ? '' : options.has('E') ? '$\n' : '\n');
    }
    return out;
  };
}
