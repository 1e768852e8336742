import type { FileStatus } from './files';
import { reasonOf, usageError } from './coreutils';
import { resolvePath } from './path';
import type { Process, Program } from './program';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const HALF_A_YEAR_MS = 31556952 / 2 * 1000;

interface Entry {
  readonly name: string;
  readonly status: FileStatus;
}

/** ls(1) of coreutils 9.1 with -a, -A, -1, -d, -F, -l, -p and -r; one name a line, as in a pipe. */
export const ls: Program = async (process, argv) => {
  const options = new Set<string>();
  const names: string[] = [];
  for (const arg of argv.slice(1)) {
    if (!/^-./.test(arg) || arg === '--') {
      if (arg !== '--') names.push(arg);
      continue;
    }
    const unknown = arg.startsWith('--') ? arg : [...arg.slice(1)].find(letter => !'aA1dFlpr'.includes(letter));
    if (unknown !== undefined && !arg.startsWith('--color')) {
      return usageError(process, 'ls', unknown.startsWith('--') ? `unrecognized option '${unknown}'` : `invalid option -- '${unknown}'`, 2);
    }
    if (!arg.startsWith('--')) for (const letter of arg.slice(1)) options.add(letter);
  }
  let code = 0;
  const files: Entry[] = [];
  const directories: string[] = [];
  for (const name of names.length > 0 ? names : ['.']) {
    try {
      const status = process.files.stat(resolvePath(process.cwd, name));
      if (status.type === 'directory' && !options.has('d')) directories.push(name);
      else files.push({ name, status });
    } catch (error) {
      await process.stderr.write(`ls: cannot access '${name}': ${reasonOf(error)}\n`);
      code = 2;
    }
  }
  await process.stdout.write(listing(process, files, options));
  const titled = directories.length + files.length > 1 || code !== 0;
  for (const [i, name] of directories.sort().entries()) {
    const path = resolvePath(process.cwd, name);
    try {
      const entries = contents(process, path, options);
      const total = options.has('l') ? `total ${entries.reduce((sum, { status }) => sum + Math.ceil(status.size / 4096) * 4, 0)}\n` : '';
      await process.stdout.write(`${titled ? `${i > 0 || files.length > 0 ? '\n' : ''}${name}:\n` : ''}${total}${listing(process, entries, options)}`);
    } catch (error) {
      await process.stderr.write(`ls: cannot open directory '${name}': ${reasonOf(error)}\n`);
      code = 2;
    }
  }
  return code;
};

function contents(process: Process, path: string, options: ReadonlySet<string>): Entry[] {
  const entry = (name: string): Entry => ({ name, status: process.files.stat(resolvePath(path, name)) });
  const names = process.files.list(path).filter(name => options.has('a') || options.has('A') || !name.startsWith('.'));
  return [...(options.has('a') ? ['.', '..'] : []), ...names].map(entry);
}

function listing(process: Process, entries: readonly Entry[], options: ReadonlySet<string>): string {
  const sorted = options.has('r') ? [...entries].reverse() : entries;
  const shown = ({ name, status }: Entry): string => name + (status.type === 'directory' && (options.has('F') || options.has('p')) ? '/' : options.has('F') && status.type === 'file' && status.mode & 0o111 ? '*' : '');
  if (!options.has('l')) return sorted.map(entry => `${shown(entry)}\n`).join('');
  const width = Math.max(0, ...sorted.map(({ status }) => String(status.size).length));
  const now = process.host.network.clock.wallUs() / 1000;
  return sorted.map(entry => `${mode(entry.status)} 1 root root ${String(entry.status.size).padStart(width)} ${date(entry.status.modified, now)} ${shown(entry)}\n`).join('');
}

function mode({ type, mode: bits }: FileStatus): string {
  const letters = [...'rwxrwxrwx'].map((letter, i) => (bits & (0o400 >> i) ? letter : '-'));
  if (bits & 0o1000) letters[8] = letters[8] === 'x' ? 't' : 'T';
  return `${{ file: '-', directory: 'd', device: 'c' }[type]}${letters.join('')}`;
}

function date(modified: number, now: number): string {
  const at = new Date(modified);
  const day = `${MONTHS[at.getUTCMonth()]} ${String(at.getUTCDate()).padStart(2)}`;
  const recent = Math.abs(now - modified) < HALF_A_YEAR_MS;
  return `${day} ${recent ? at.toISOString().slice(11, 16) : ` ${at.getUTCFullYear()}`}`;
}
