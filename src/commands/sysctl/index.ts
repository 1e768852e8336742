import { SysError } from '../../stack';
import type { Process, Program } from '../program';
import { HELP } from './help';
import { parseOptions, type Options } from './options';

const ROOT = '/proc/sys';
const DEFAULT_FILE = '/etc/sysctl.conf';
/** Listed only with --deprecated. */
const DEPRECATED: ReadonlySet<string> = new Set(['base_reachable_time', 'retrans_time']);

/** sysctl(8) of procps-ng 4.0.2. */
export const sysctl: Program = async (process, argv) => {
  const parsed = parseOptions(argv.slice(1));
  if ('ending' in parsed) {
    if (parsed.complaint) await process.stderr.write(`sysctl: ${parsed.complaint}\n`);
    await process.stdout.write(parsed.ending === 'help' ? HELP : 'sysctl from procps-ng 4.0.2\n');
    return 0;
  }
  return new Sysctl(process, parsed).run();
};

class Sysctl {
  readonly #pattern: RegExp | undefined;

  constructor(private readonly process: Process, private readonly options: Options) {
    this.#pattern = options.pattern === undefined ? undefined : regularExpression(options.pattern);
  }

  async run(): Promise<number> {
    const { options } = this;
    if (options.all) return this.#displayBelow('');
    if (options.load) return this.#load();
    if (options.operands.length === 0) {
      await this.process.stderr.write(HELP);
      return 1;
    }
    let failures = 0;
    let status = 0;
    for (const operand of options.operands) {
      // With neither name nor value sysctl stops.
      if (operand === '=') return 1;
      if (options.write || operand.includes('=')) status |= await this.#setting(operand, 'command line(0)');
      else if (operand === '') {
        await this.#complain('"" is an unknown key');
        return 255;
      } else failures += await this.#display(operand);
    }
    return (failures + status) & 0xff;
  }

  /** Prints a variable, or all of a directory. Returns how many failed. */
  async #display(name: string): Promise<number> {
    const path = pathOf(name);
    const twice = /[./]{2,}.*/.exec(name)?.[0];
    if (twice !== undefined) await this.#complain(`separators should not be repeated: ${twice}`);
    const type = this.#typeOf(path);
    if (type === undefined) return this.#missing(path);
    if (type === 'directory') return this.#displayBelow(path.replace(/\/+$/, ''));
    if (path.endsWith('/')) {
      await this.#complain(`cannot stat ${ROOT}/${path}: Not a directory`);
      return 1;
    }
    return this.#print(path);
  }

  async #displayBelow(directory: string): Promise<number> {
    let failures = 0;
    for (const name of this.process.files.list(`${ROOT}${directory && `/${directory}`}`)) {
      if (DEPRECATED.has(name) && !this.options.deprecated) continue;
      const path = directory ? `${directory}/${name}` : name;
      if (this.#typeOf(path) === 'directory') await this.#displayBelow(path);
      else failures += await this.#print(path);
    }
    return failures;
  }

  async #print(path: string): Promise<number> {
    const { options, process } = this;
    const name = nameOf(path);
    if (this.#pattern && !this.#pattern.test(name)) return 0;
    if (options.names) {
      await process.stdout.write(`${name}\n`);
      return 0;
    }
    let text: string;
    try {
      text = new TextDecoder().decode(process.files.read(`${ROOT}/${path}`));
    } catch (error) {
      if (!(error instanceof SysError)) throw error;
      // a write-only entry (mode 0200) shows nothing
      if (error.errno === 'EACCES') return 0;
      // nobody has set the secret
      if (error.errno === 'EIO' && name.endsWith('.stable_secret')) return 1;
      await this.#complain(`reading key "${name}": ${error.message}`);
      return 1;
    }
    if (options.binary) await process.stdout.write(text.replace(/\n$/, ''));
    else {
      const lines = text.replace(/\n$/, '').split('\n');
      for (const line of lines) await process.stdout.write(options.values ? `${line}\n` : `${name} = ${line}\n`);
    }
    return 0;
  }

  /** Carries out `name = value`; `where` says in a complaint where it stands. Returns 0 or 1. */
  async #setting(line: string, where: string): Promise<number> {
    const { options, process } = this;
    const equals = line.indexOf('=');
    if (equals < 0) {
      await this.#complain(`${where}: invalid syntax, continuing...`);
      return 1;
    }
    const name = line.slice(0, equals).trim();
    const value = line.slice(equals + 1).trim();
    if (name === '') {
      if (value !== '') await this.#complain(`Path is not under ${ROOT}/: ${ROOT}/`);
      return 1;
    }
    const path = pathOf(name);
    const type = this.#typeOf(path);
    if (type === undefined) return this.#missing(path);
    if (type === 'directory') {
      await this.#complain(`setting key "${nameOf(path)}": Invalid argument`);
      return 0;
    }
    if (!options.dryRun) {
      if (process.uid !== 0) {
        await this.#complain(`permission denied on key "${nameOf(path)}"`);
        return 1;
      }
      try {
        process.files.write(`${ROOT}/${path}`, new TextEncoder().encode(`${value}\n`));
      } catch (error) {
        if (!(error instanceof SysError)) throw error;
        // one that can't be written isn't tried: the error is what was there before
        const readOnly = error.errno === 'EACCES';
        await this.#complain(`setting key "${nameOf(path)}": ${readOnly ? 'Invalid argument' : error.message}`);
        return readOnly ? 0 : 1;
      }
    }
    if (!options.quiet) await process.stdout.write(options.values || options.names ? `${value}\n` : `${nameOf(path)} = ${value}\n`);
    return 0;
  }

  /** -p: settings from files, one a line. */
  async #load(): Promise<number> {
    const { options, process } = this;
    const files = [...(options.loadFile === undefined ? [] : [options.loadFile]), ...options.operands];
    let status = 0;
    for (const file of files.length > 0 ? files : [DEFAULT_FILE]) {
      let text: string;
      try {
        text = file === '-' ? await readAll(process) : new TextDecoder().decode(process.files.read(absolute(process.cwd, file)));
      } catch (error) {
        if (!(error instanceof SysError)) throw error;
        if (files.length === 0) continue;
        await this.#complain(`cannot open "${file}": ${error.message}`);
        status = 1;
        continue;
      }
      status |= await this.#loadText(text, file);
    }
    return status;
  }

  async #loadText(text: string, file: string): Promise<number> {
    let status = 0;
    const settings: string[] = [];
    for (const [i, raw] of text.split('\n').entries()) {
      const line = raw.trim();
      if (line === '' || line.startsWith('#') || line.startsWith(';')) continue;
      if (line.includes('=')) settings.push(line);
      else {
        await this.#complain(`${file}(${i + 1}): invalid syntax, continuing...`);
      }
    }
    for (const line of settings) {
      status |= await this.#setting(line.replace(/^-/, ''), file);
    }
    return status;
  }

  async #missing(path: string): Promise<number> {
    if (this.options.ignore) return 0;
    await this.#complain(`cannot stat ${ROOT}/${path}: No such file or directory`);
    return 1;
  }

  #typeOf(path: string): 'file' | 'directory' | undefined {
    try {
      return this.process.files.stat(`${ROOT}/${path}`).type === 'directory' ? 'directory' : 'file';
    } catch (error) {
      if (error instanceof SysError) return undefined;
      throw error;
    }
  }

  #complain(text: string): Promise<void> {
    return this.process.stderr.write(`sysctl: ${text}\n`);
  }
}

/** An expression that isn't one matches nothing. */
function regularExpression(text: string): RegExp {
  try {
    return new RegExp(text);
  } catch (error) {
    if (error instanceof SyntaxError) return /(?!)/;
    throw error;
  }
}

/** A name's path below /proc/sys: the separator that comes first separates, the other is part of a name (sysctl(8)). */
function pathOf(name: string): string {
  const first = /[./]/.exec(name)?.[0];
  return first === '.' ? swap(name) : name;
}

function nameOf(path: string): string {
  return swap(path);
}

function swap(text: string): string {
  return text.replace(/[./]/g, separator => (separator === '.' ? '/' : '.'));
}

function absolute(cwd: string, path: string): string {
  return path.startsWith('/') ? path : `${cwd.replace(/\/$/, '')}/${path}`;
}

async function readAll(process: Process): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for (let data = await process.stdin.read(); data !== null; data = await process.stdin.read()) text += decoder.decode(data, { stream: true });
  return text;
}
