import type { Process, Program } from '../program';
import { strftime } from '../strftime';
import { rulesetsOf } from '../../stack/netfilter';
import { HELP } from './help';
import { IptablesError, type Flavour } from './model';
import { LineParser } from './parse';
import { LineError, restore, saveTable } from './restore';
import { execute } from './run';
import { IptablesTable } from './tables';

const VERSION = 'v1.8.9';

function title({ program, backend }: Flavour): string {
  return `${program} ${VERSION} (${backend})`;
}

/** A complaint as iptables dresses it, and its exit code. @param line of iptables-restore's input */
function complaint(error: IptablesError, flavour: Flavour, line?: number): { readonly text: string; readonly code: number } {
  const { message, style, gap } = error;
  const hint = `${line === undefined ? '' : `Error occurred at line: ${line}\n`}Try \`${flavour.program} -h' or '${flavour.program} --help' for more information.\n`;
  switch (style) {
    case 'usage': return { text: `${title(flavour)}: ${message}\n${gap ? '\n' : ''}${hint}`, code: 2 };
    case 'bare': return { text: `${message}\n${hint}`, code: 2 };
    case 'plain': return { text: `${title(flavour)}: ${message}\n`, code: 1 };
    case 'failure': return { text: line === undefined ? `${flavour.program}: ${message}\n` : `${flavour.program}: line ${line} failed: ${message}\n`, code: 1 };
    case 'kernel': return { text: line === undefined ? `${title(flavour)}:  ${message}\n` : `${flavour.program}: line ${line} failed\n`, code: line === undefined ? 4 : 1 };
    case 'table': {
      const reason = flavour.backend === 'legacy' ? `can't initialize ${flavour.program} table \`${message}': Table does not exist (do you need to insmod?)` : `table '${message}' does not exist`;
      return { text: `${title(flavour)}: ${reason}\nPerhaps ${flavour.program} or your kernel needs to be upgraded.\n`, code: 3 };
    }
  }
}

function flavourOf(name: string, base: 'iptables' | 'ip6tables'): Flavour {
  return { program: base, backend: name.includes('legacy') ? 'legacy' : 'nf_tables', family: base === 'iptables' ? 'ip' : 'ip6' };
}

function needsRoot(process: Process, flavour: Flavour): string | undefined {
  if (process.uid === 0) return undefined;
  return flavour.backend === 'legacy'
    ? `${title(flavour)}: can't initialize ${flavour.program} table \`filter': Permission denied (you must be root)\nPerhaps ${flavour.program} or your kernel needs to be upgraded.\n`
    : `${title(flavour)}: Could not fetch rule set generation id: Permission denied (you must be root)\n`;
}

async function fail(process: Process, flavour: Flavour, error: unknown): Promise<number> {
  const known = error instanceof LineError ? error.error : error;
  if (!(known instanceof IptablesError)) throw error;
  const { text, code } = complaint(known, flavour, error instanceof LineError ? error.line : undefined);
  await process.stderr.write(text);
  return code;
}

/** iptables(8), ip6tables(8) of iptables 1.8.9, over nf_tables or, as `-legacy`, over ip_tables. */
function iptables(base: 'iptables' | 'ip6tables'): Program {
  return async (process, argv) => {
    const flavour = flavourOf(argv[0] ?? '', base);
    try {
      const line = new LineParser(argv.slice(1), flavour, process).parse();
      if (line.flags.has('V')) await process.stdout.write(`${title(flavour)}\n`);
      if (line.flags.has('h')) await process.stdout.write(`${title(flavour)}\n\n${HELP.replaceAll('iptables ', `${flavour.program} `)}`);
      if (line.command === undefined && (line.flags.has('V') || line.flags.has('h'))) return 0;
      const refused = line.command === undefined ? undefined : needsRoot(process, flavour);
      if (refused !== undefined) {
        await process.stderr.write(refused);
        return flavour.backend === 'legacy' ? 3 : 4;
      }
      await process.stdout.write(execute(line, flavour, process));
      if (flavour.backend === 'nf_tables' && (line.command === 'L' || line.command === 'S')) await process.stderr.write(legacyWarning(process, flavour));
      return 0;
    } catch (error) {
      return fail(process, flavour, error);
    }
  };
}

/** iptables over nf_tables doesn't show what iptables-legacy keeps, and says so. */
function legacyWarning(process: Process, { family, program }: Flavour): string {
  const there = rulesetsOf(process.netns).legacy.tables.some(table => table.family === family);
  return there ? `# Warning: ${program}-legacy tables present, use ${program}-legacy to see them\n` : '';
}

/** iptables-save(8), ip6tables-save(8). */
function save(base: 'iptables' | 'ip6tables'): Program {
  return async (process, argv) => {
    const flavour = { ...flavourOf(argv[0] ?? '', base), program: `${base}-save` };
    const args = argv.slice(1);
    const at = args.findIndex(arg => arg === '-t' || arg === '--table');
    const wrong = args.find((arg, i) => !['-c', '--counters', '-t', '--table'].includes(arg) && i !== at + 1);
    if (wrong !== undefined) {
      await process.stderr.write(`${flavour.program}: vethlab does not support ${wrong}\n`);
      return 1;
    }
    const stamp = ` on ${strftime('%a %b %e %H:%M:%S %Y', process.host.network.clock.wallUs() / 1e6)}`;
    const counters = args.includes('-c') || args.includes('--counters');
    const tables = at >= 0 ? [args[at + 1] ?? ''] : IptablesTable.existing(process, flavour);
    try {
      for (const table of tables) await process.stdout.write(saveTable(process, flavour, table, counters, stamp));
      return 0;
    } catch (error) {
      return fail(process, flavour, error);
    }
  };
}

/** iptables-restore(8), ip6tables-restore(8). */
function restoreProgram(base: 'iptables' | 'ip6tables'): Program {
  return async (process, argv) => {
    const flavour = { ...flavourOf(argv[0] ?? '', base), program: `${base}-restore` };
    const args = argv.slice(1);
    const at = args.findIndex(arg => arg === '-T' || arg === '--table');
    const file = args.find((arg, i) => !arg.startsWith('-') && (at < 0 || i !== at + 1));
    const options = {
      noFlush: args.includes('-n') || args.includes('--noflush'), counters: args.includes('-c') || args.includes('--counters'),
      ...(at >= 0 && args[at + 1] !== undefined ? { table: args[at + 1]! } : {}),
    };
    try {
      const text = file === undefined ? await readAll(process) : new TextDecoder().decode(process.files.read(file.startsWith('/') ? file : `${process.cwd}/${file}`));
      restore(process, flavour, text, options);
      return 0;
    } catch (error) {
      return fail(process, flavour, error);
    }
  };
}

async function readAll(process: Process): Promise<string> {
  const parts: string[] = [];
  const decoder = new TextDecoder();
  for (let part = await process.stdin.read(); part; part = await process.stdin.read()) parts.push(decoder.decode(part, { stream: true }));
  return parts.join('');
}

/** Every name of the suite, and its program. */
export const IPTABLES: readonly (readonly [name: string, program: Program])[] = (['iptables', 'ip6tables'] as const).flatMap(base => ['', '-nft', '-legacy'].flatMap(kind => [
  [`${base}${kind}`, iptables(base)] as const, [`${base}${kind}-save`, save(base)] as const, [`${base}${kind}-restore`, restoreProgram(base)] as const,
]));
